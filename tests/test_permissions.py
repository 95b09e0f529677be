"""Who sees what: every role, every state of a record, every surface. One table, and every cell of it is tried."""

import pytest
from django.urls import reverse
from django.utils import translation

from domains.models import Measure
from integration_plan.files import FILES
from partnerships.models import Territory
from tests.factories import (
    AllocationFactory,
    ContactFactory,
    FundFactory,
    KpiFactory,
    MeasureFactory,
    MilestoneFactory,
    ReportedValueFactory,
    ReportFactory,
    TerritoryFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

SECRET = "Geheimtaal"  # stands in every text of the measure, and nowhere else
ROLES = ["stranger", "visitor", "colleague", "neighbour", "approver", "curator"]
STATES = Measure.Publication.values


@pytest.fixture
def measure():
    """A measure with all that can hang on it, each text with the secret word."""
    TerritoryFactory(code="BE")  # a place to compare with
    measure = MeasureFactory(title_nl=SECRET, title_en=SECRET, summary_nl=SECRET, budget=987_654)
    measure.contact = ContactFactory(organisation=measure.organisation)  # public by itself
    measure.save()
    kpi = KpiFactory(measure=measure, name_nl=SECRET)
    MilestoneFactory(measure=measure, title=SECRET)
    ReportedValueFactory(kpi=kpi, report=ReportFactory(measure=measure, narrative=SECRET))
    AllocationFactory(measure=measure, fund=FundFactory(slug="amif"), amount=123_456)
    return measure


def sign_in(client, role, measure):
    people = {
        "visitor": {"visitor": True},
        "colleague": {"organisation": measure.organisation},
        "neighbour": {"approver": True},
        "approver": {"organisation": measure.organisation, "approver": True},
        "curator": {"curator": True},
    }
    if role in people:
        client.force_login(UserFactory(**people[role]))


def surfaces(measure):
    """Yield every public address that could show the measure, other than its own page."""
    elsewhere = Territory.objects.exclude(pk=measure.territory_id)[:1].get().code
    with translation.override("nl"):
        yield from (
            reverse("dashboard"),
            reverse("plan_detail", args=[measure.objective.domain.plan.slug]),
            reverse("domain_detail", args=[measure.objective.domain.slug]),
            reverse("domain_embed", args=[measure.objective.domain.slug]),
            reverse("objective_detail", args=[measure.objective.code]),
            reverse("territory_detail", args=[measure.territory.code]),
            f"{reverse('compare')}?territory={measure.territory.code}&territory={elsewhere}",
            reverse("organisation_detail", args=[measure.organisation.slug]),
            reverse("fund_list"),
            reverse("fund_detail", args=["amif"]),
            reverse("measure_list"),
            f"{reverse('measure_list')}?q={SECRET[:6]}",
            f"{reverse('search')}?q={SECRET[:6]}",
            *(reverse("figure_detail", args=[name]) for name in ("done", "schedule", "money", "municipalities")),
        )
    for noun in FILES:
        yield from (f"/data/{noun}.csv", f"/data/{noun}.json")
    yield "/sitemap-measures.xml"
    for collection in ("measures", "reports", "allocations", "progress", "contacts"):
        yield f"/api/v1/{collection}/"


OWN_ADDRESSES = ["/nl/measures/{}/", "/api/v1/measures/{}/"]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", ROLES)
def test_only_published_measures_are_public_whoever_looks(client, measure, role, state):
    Measure.objects.update(publication=state)
    sign_in(client, role, measure)
    seen = state == "published"

    for address in OWN_ADDRESSES:
        assert client.get(address.format(measure.reference)).status_code == (200 if seen else 404), address
    shown = []
    for address in surfaces(measure):
        response = client.get(address)
        assert response.status_code == 200, address
        page = response.getvalue().decode().replace(".", "").replace("\xa0", "").replace("\u202f", "")
        shown += [address for trace in (SECRET, "987654", "123456", measure.reference) if trace in page]
    assert bool(shown) == seen, shown


@pytest.mark.parametrize("role", ROLES)
def test_the_admin_is_for_staff_and_shows_a_colleague_s_draft_only_to_the_organisation(client, measure, role):
    Measure.objects.update(publication="draft")
    sign_in(client, role, measure)
    own = role in {"colleague", "approver", "curator"}

    index = client.get(reverse("admin:index"))
    listing = client.get(reverse("admin:domains_measure_changelist"))
    form = client.get(reverse("admin:domains_measure_change", args=[measure.pk]))
    history = client.get(reverse("admin:domains_measure_history", args=[measure.pk]))
    export = client.post(reverse("admin:domains_measure_export"), {"ending": "csv"})

    if role in {"stranger", "visitor"}:
        assert {answer.status_code for answer in (index, listing, form, history, export)} == {302}
    else:
        assert (index.status_code, listing.status_code) == (200, 200)
        assert (SECRET in listing.content.decode()) is own
        assert (SECRET in export.content.decode()) is own
        assert own or SECRET not in index.content.decode()
        assert (form.status_code == 200) is own
        assert (history.status_code == 200) is own
