"""The gap map: measures without EU money, EU money without measures, in each place, each cell with its list."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domains.models import Measure, Objective
from funding import gaps
from funding.gaps import Gap
from partnerships.places import WIDTH
from tests.factories import (
    AllocationFactory,
    ApplicationFactory,
    DomainFactory,
    FundFactFactory,
    FundFactory,
    MeasureFactory,
    ObjectiveFactory,
    ProgrammeFactory,
    TerritoryFactory,
    days_from_now,
)
from tests.reading import text_of

TODAY = days_from_now(0)


@given(st.integers(0, 9), st.integers(0, 9), st.booleans())
@pytest.mark.any_database
def test_a_gap_is_one_of_two_and_only_where_something_is_missing(measures, with_money, has_funds):
    gap = Gap(None, measures, min(measures, with_money), 0, ("amif",) if has_funds else ())
    assert (gap.kind == "no-money") is (measures > 0 and gap.without_money == measures)
    assert (gap.kind == "no-measures") is (measures == 0 and has_funds)


@given(st.sets(st.lists(st.sampled_from(["0001", "0002"]), min_size=1, max_size=4).map("".join)))
@pytest.mark.any_database
def test_the_smallest_place_that_holds_all_is_around_each_or_lies_in_it_and_has_several_parts_or_none(paths):
    around = gaps.holding(paths)
    assert all(path.startswith(around) or around.startswith(path) for path in paths)
    assert len({path[: len(around) + WIDTH] for path in paths if len(path) > len(around)}) != 1


@pytest.fixture
def flanders():
    """Two provinces of a region with a town each; beside it a region with none."""
    country = TerritoryFactory(code="BE", level="country")
    region = TerritoryFactory(code="BE2", level="nuts1", parent=country, name_en="Flanders")
    TerritoryFactory(code="BE3", level="nuts1", parent=country, name_en="Wallonia")
    for province, town, name in (("BE23", "44021", "Ghent"), ("BE21", "11002", "Antwerp")):
        parent = TerritoryFactory(code=province, level="province", parent=region, name_en=f"Province of {name}")
        TerritoryFactory(code=town, parent=parent, name_en=name)
    Objective.objects.all().delete()
    return region


@pytest.fixture
def housing(flanders):
    """A domain with two objectives; a fund supports both, and has a programme for them in Flanders."""
    domain = DomainFactory(slug="housing", title_en="Housing")
    objectives = [ObjectiveFactory(domain=domain, code=code, title_en=f"Aim {code}") for code in ("O1", "O2")]
    FundFactFactory(fund=FundFactory(slug="amif", abbreviation_en="AMIF"), kind="supports").objectives.set(objectives)
    ProgrammeFactory(fund__slug="amif-2", fund=objectives[0].fund_facts.get().fund, territory=flanders)
    return domain


def measure_in(town, objective, **details):
    place = type(objective).measures.rel.related_model.territory.get_queryset().get(code=town)
    return MeasureFactory(objective=objective, territory=place, **details)


def seen(domain, place=None):
    territories = list(Measure.territory.get_queryset())
    found = gaps.Map(gaps.objectives_of(None, domain), territories, place, TODAY)
    return {gap.about.code: gap for row in found.rows for gap in row.gaps}, found


@pytest.mark.django_db
def test_a_measure_has_eu_money_when_a_fund_pays_or_granted_it(housing, flanders):
    one, two = housing.objectives.all()
    fund = one.fund_facts.get().fund
    AllocationFactory(measure=measure_in("44021", one), fund=None)
    ApplicationFactory(measure=measure_in("11002", one), fund=fund)
    ApplicationFactory(measure=measure_in("11002", one), fund=fund, granted=True, withdrawn_on=TODAY)
    ApplicationFactory(measure=measure_in("11002", one), fund=fund, refused=True)
    AllocationFactory(measure=measure_in("44021", one, status="stopped"), fund=fund)
    AllocationFactory(measure=measure_in("44021", one, draft=True), fund=fund)
    by_code, _found = seen(housing)
    assert (by_code["O1"].measures, by_code["O1"].with_money, by_code["O1"].asking) == (4, 0, 1)
    assert (by_code["O1"].kind, by_code["O2"].kind) == ("no-money", "no-measures")

    AllocationFactory(measure=measure_in("44021", two), fund=fund)
    ApplicationFactory(measure=measure_in("44021", one), fund=fund, granted=True)
    by_code, _found = seen(housing)
    assert [(gap.measures, gap.with_money, gap.kind) for gap in by_code.values()] == [(5, 1, ""), (1, 1, "")]


@pytest.mark.django_db
def test_the_parts_of_a_place_add_up_to_the_place_and_its_objectives_to_their_domain(housing, flanders):
    fund = FundFactory()
    for number in range(12):
        town, objective = ["44021", "11002"][number % 2], housing.objectives.all()[number % 3 % 2]
        measure = measure_in(town, objective)
        if number % 4 == 0:
            AllocationFactory(measure=measure, fund=fund)
    for place in (None, flanders):
        by_code, found = seen(housing, place)
        for column, (code, gap) in enumerate(by_code.items()):
            parts = [row.gaps[column] for row in found.place_rows]
            assert sum(part.measures for part in parts) == gap.measures, code
            assert sum(part.with_money for part in parts) == gap.with_money, code
        assert sum(gap.measures for gap in by_code.values()) == 12
    assert [row.about.code for row in found.place_rows] == ["BE21", "BE23"]


@pytest.mark.django_db
def test_a_fund_can_pay_where_it_has_a_programme_or_needs_none(housing, flanders):
    wallonia = Measure.territory.get_queryset().get(code="BE3")
    everywhere, left_out = FundFactory(slug="cerv"), FundFactory(slug="erdf")
    objectives = housing.objectives.all()
    for fund in (everywhere, left_out):
        FundFactFactory(fund=fund, kind="supports").objectives.set(objectives)
    ProgrammeFactory(fund=left_out, territory=flanders, covers_integration=False)
    ended = FundFactory(slug="old")
    FundFactFactory(fund=ended, kind="budget").objectives.set(objectives)
    assert {fund.slug for fund in seen(housing, flanders)[0]["O1"].funds} == {"amif", "cerv"}
    assert {fund.slug for fund in seen(housing, wallonia)[0]["O1"].funds} == {"cerv"}
    assert {fund.slug for fund in seen(housing)[0]["O1"].funds} == {"amif", "cerv"}


@pytest.mark.django_db
def test_the_page_shows_tables_whose_cells_lead_to_lists_with_as_many_measures(client, housing):
    one = housing.objectives.get(code="O1")
    AllocationFactory(measure=measure_in("44021", one), fund=FundFactory())
    ApplicationFactory(measure=measure_in("44021", one))
    measure_in("11002", one, status="done"), measure_in("11002", one, status="stopped")
    page = client.get("/en/funding/gaps/?domain=housing&territory=BE2")
    text = text_of(page)
    assert all(said in text for said in ("Gap map: Flanders", "EU money, no measures", "Province of Ghent", "AMIF"))
    cells = re.findall(
        r'href="(/en/measures/\?[^"]+)"[^>]*><data value="(\d+)" data-figure="(\w+)">\d+</data></a>',
        page.content.decode(),
    )
    assert {kind for _address, _number, kind in cells} == {"measures", "eu", "asking"}
    for address, number, _kind in cells:
        found = client.get(address.replace("&amp;", "&")).context["page"].paginator.count
        assert found == int(number), address
    assert "measures, no EU money" not in text
    assert "measures, no EU money" in text_of(client.get("/en/funding/gaps/?territory=11002"))


@pytest.mark.django_db
def test_a_place_or_domain_that_does_not_exist_is_refused_with_a_sentence(client, housing):
    page = client.get("/en/funding/gaps/?territory=nowhere")
    assert page.status_code == 400
    assert "There is no such value: nowhere." in text_of(page)


@pytest.mark.django_db
def test_the_file_says_the_same_as_the_page(client, housing, flanders):
    measure_in("44021", housing.objectives.first())
    rows = client.get("/data/gaps.json?territory=BE2&domain=housing").getvalue().decode()
    for place, number in (("BE2", 1), ("BE21", 0), ("BE23", 1)):
        where = f'"territory": "{place}", "plan": "{housing.plan.slug}", "domain": "housing"'
        assert f'{where}, "objective": "O1", "measures": {number}, "with_eu_money": 0' in rows
    assert '"funds": "amif", "gap": "no-money"' in rows
    assert '"funds": "amif", "gap": "no-measures"' in rows
