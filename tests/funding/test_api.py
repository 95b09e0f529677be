"""What the API tells of money."""

import pytest

from tests.factories import AllocationFactory, FundFactFactory, FundFactory, MeasureFactory

pytestmark = pytest.mark.django_db


def test_a_fund_carries_what_the_law_says_with_article_source_and_basis(client):
    fund = FundFactory(slug="amif", management=["shared", "direct"])
    FundFactFactory(
        fund=fund, slug="budget", kind="budget", amount="9882000000.00", price_base="current", source="EUR-Lex"
    )
    FundFactFactory(fund=fund, slug="courses", basis="memory")
    told = client.get("/api/v1/funds/amif/").json()
    assert told["management"] == ["shared", "direct"]
    facts = {fact["slug"]: fact for fact in told["facts"]}
    assert (facts["budget"]["amount_eur"], facts["budget"]["source"]) == ("9882000000.00", "EUR-Lex")
    assert (facts["courses"]["amount_eur"], facts["courses"]["basis"]) == (None, "memory")
    assert facts["courses"]["article"] == "Annex III, 3(h)"


def test_an_allocation_is_named_by_its_measure_and_its_source(client):
    measure = MeasureFactory(reference="m-2345")
    AllocationFactory(measure=measure, fund__slug="esf-plus", amount="12.34")
    AllocationFactory(measure=measure, fund=None, amount="0.01")
    esf = client.get("/api/v1/allocations/m-2345:esf-plus/").json()
    own = client.get("/api/v1/allocations/m-2345:own-means/").json()
    assert (esf["fund"], esf["amount_eur"]) == ("esf-plus", "12.34")
    assert (own["fund"], own["amount_eur"]) == (None, "0.01")
    assert client.get("/api/v1/allocations/m-2345:amif/").status_code == 404
