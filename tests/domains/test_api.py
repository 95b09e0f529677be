"""What the API tells of measures, their reports and their progress."""

import datetime

import pytest

from domains.models import Measure
from tests.factories import (
    ActionFactory,
    ActionPlanFactory,
    AllocationFactory,
    DomainFactory,
    KpiFactory,
    MeasureFactory,
    MilestoneFactory,
    ObjectiveFactory,
    OrganisationFactory,
    ReportedValueFactory,
    ReportFactory,
    ReportingRoundFactory,
    TerritoryFactory,
    days_from_now,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(client):
    """Return a function that reads the one measure there is."""
    return lambda measure: client.get(f"/api/v1/measures/{measure.reference}/").json()


def test_what_is_not_reported_is_null_and_never_zero(read):
    measure = MeasureFactory(budget=None, ends_on=None)
    KpiFactory(measure=measure)
    item = read(measure)
    assert (item["budget_eur"], item["ends_on"], item["last_reported_on"]) == (None, None, None)
    assert [item["kpis"][0][name] for name in ("current", "current_on", "percent")] == [None, None, None]

    measure.budget = 0
    measure.save()
    ReportedValueFactory(kpi=measure.kpis.get(), report=ReportFactory(measure=measure), value=0)
    item = read(measure)
    assert item["budget_eur"] == "0.00"
    assert [item["kpis"][0][name] for name in ("current", "percent")] == ["0.00", "0.0"]


@pytest.mark.parametrize(
    ("baseline", "target", "current", "direction", "percent"),
    [("0", "100", "40", "rise", "40.0"), ("80", "20", "50.5", "fall", "49.1"), ("10", "10", "11", "maintain", None)],
)
def test_a_kpi_says_how_far_it_is_as_the_pages_do(read, baseline, target, current, direction, percent):
    kpi = KpiFactory(baseline=baseline, target=target)
    ReportedValueFactory(kpi=kpi, report__reported_on=days_from_now(-9), value="1")
    ReportedValueFactory(kpi=kpi, report__reported_on=days_from_now(-2), value=current)
    [told] = read(kpi.measure)["kpis"]
    assert (told["direction"], told["percent"]) == (direction, percent)
    assert told["current_on"] == days_from_now(-2).isoformat()


def test_money_is_exact_to_the_cent_and_own_means_have_no_fund_and_come_last(read):
    measure = MeasureFactory(budget="9999999999999.99")
    AllocationFactory(measure=measure, fund=None, amount="0.10")
    AllocationFactory(measure=measure, fund__slug="amif", amount="1234567890123.45")
    item = read(measure)
    assert item["budget_eur"] == "9999999999999.99"
    assert item["allocations"] == [
        {"fund": "amif", "amount_eur": "1234567890123.45"},
        {"fund": None, "amount_eur": "0.10"},
    ]


def test_a_measure_names_what_it_belongs_to_by_public_keys(read):
    measure = MeasureFactory()
    measure.further_objectives.set([ObjectiveFactory(code="Z9"), ObjectiveFactory(code="A1")])
    measure.implements.add(ActionFactory(code="EU-E-01"))
    item = read(measure)
    assert item["further_objectives"] == ["A1", "Z9"]
    assert item["implements"] == ["EU-E-01"]
    assert item["objective"] == measure.objective.code
    assert item["domain"] == measure.objective.domain.slug
    assert item["plan"] == measure.objective.domain.plan.slug
    assert item["organisation"] == measure.organisation.slug
    assert item["territory"] == measure.territory.code
    assert not {"id", "pk", "publication", "submitted_by", "reason", "version"} & set(item)


def test_an_open_milestone_that_has_passed_makes_a_measure_late(read):
    milestone = MilestoneFactory(due_on=days_from_now(-1))
    assert read(milestone.measure)["schedule"] == "late"
    milestone.done_on = days_from_now(0)
    milestone.save()
    assert read(milestone.measure)["schedule"] == "on_schedule"


def test_every_language_is_there_and_strange_text_comes_through_whole(read):
    text = "<script>alert('é 😀')</script>\r\n\u2028"
    item = read(MeasureFactory(title_nl=text, title_en="", language="nl", is_example=True))
    assert item["title"] == {"nl": text, "en": "", "fr": "", "de": ""}
    assert (item["language"], item["is_example"]) == ("nl", True)


def test_the_newest_measure_stands_first(client):
    first, second = MeasureFactory(), MeasureFactory()
    assert references(client) == [second.reference, first.reference]
    first.save()
    assert references(client) == [first.reference, second.reference]


def references(client):
    return [item["reference"] for item in client.get("/api/v1/measures/").json()["results"]]


def test_a_report_tells_only_what_was_reported(client):
    value = ReportedValueFactory(kpi__name_nl="bereikte personen", kpi__unit="personen", value="40.50")
    KpiFactory(measure=value.kpi.measure)
    key = f"{value.report.measure.reference}:{value.report.reported_on}"
    report = client.get(f"/api/v1/reports/{key}/").json()
    assert [(one["name"]["nl"], one["unit"], one["value"]) for one in report["values"]] == [
        ("bereikte personen", "personen", "40.50")
    ]
    assert (report["measure"], report["language"]) == (value.report.measure.reference, "nl")


def test_a_report_that_nobody_else_looked_at_says_so(client):
    alone, together = ReportFactory(approved_alone=True), ReportFactory()
    found = {one["measure"]: one["approved_alone"] for one in client.get("/api/v1/reports/").json()["results"]}
    assert found == {alone.measure.reference: True, together.measure.reference: False}


def test_a_round_says_until_when_measures_report_and_whether_its_figures_stand(client):
    plan = ActionPlanFactory(slug="eu")
    each = ReportingRoundFactory(
        plan=plan,
        starts_on=datetime.date(2024, 7, 1),
        ends_on=datetime.date(2024, 12, 31),
        opens_on=datetime.date(2025, 1, 1),
        deadline=datetime.date(2025, 4, 15),
    )
    report = ReportFactory(round=each)

    def told():
        return client.get("/api/v1/rounds/eu:2025-04-15/").json()

    (reported,) = client.get(f"/api/v1/reports/?measure={report.measure.reference}").json()["results"]
    assert told()["period"] == reported["round"] == "2024-07-01/2024-12-31"
    assert (told()["deadline"], told()["is_closed"], told()["closed_at"]) == ("2025-04-15", False, None)
    assert told()["page"].endswith("/plans/eu/")
    each.close()
    assert (told()["is_closed"], told()["reason"]) == (True, "")
    assert told()["page"].endswith("/plans/eu/rounds/2025-04-15/")
    each.reopen("Gent was ill.")
    assert (told()["is_closed"], told()["reason"]) == (False, "Gent was ill.")
    assert client.get("/api/v1/rounds/eu:2025-04-16/").status_code == 404


@pytest.fixture
def two_domains():
    """Housing has two objectives and three measures, one of them stopped; health has an objective and nothing else."""
    housing, health = DomainFactory(slug="housing"), DomainFactory(slug="health")
    first, second = ObjectiveFactory(code="H1", domain=housing), ObjectiveFactory(code="H2", domain=housing)
    ObjectiveFactory(code="G1", domain=health)
    MeasureFactory(objective=first, done=True)
    MeasureFactory(objective=second, late=True)
    MeasureFactory(objective=second, status=Measure.Status.STOPPED)
    MeasureFactory(objective=second, draft=True)


def rows(client, question=""):
    return {
        row["objective"] or row["domain"] or row["plan"]: row
        for row in client.get(f"/api/v1/progress/{question}").json()["results"]
    }


def test_progress_counts_objectives_into_domains_and_domains_into_the_plan(client, two_domains):
    told = rows(client)
    counts = {key: [row[name] for name in ("total", "done", "late", "stopped")] for key, row in told.items()}
    assert counts["H1"] == [1, 1, 0, 0]
    assert counts["H2"] == [1, 0, 1, 1]
    assert counts["housing"] == counts[told["housing"]["plan"]] == [2, 1, 1, 1]
    assert (told["housing"]["percent_done"], told["housing"]["percent_known"]) == (50, 0)
    assert (told["health"]["total"], told["health"]["percent_done"], told["health"]["percent_known"]) == (0, None, None)
    assert {row["formula"] for row in told.values()} == {"delivery"}


def test_progress_of_a_place_counts_the_places_in_it_and_shows_what_is_empty_there(client, two_domains):
    province = TerritoryFactory(code="BE23")
    inside = OrganisationFactory(territory=TerritoryFactory(parent=province))
    measure = MeasureFactory(objective=ObjectiveFactory(code="E1"), organisation=inside)
    told = rows(client, "?territory=BE23")
    assert told["E1"]["total"] == 1
    assert told["housing"]["total"] == 0
    # The plan as a whole is left out: the numbers of one domain are not the plan's.
    assert rows(client, f"?territory=BE23&domain={measure.objective.domain.slug}").keys() == {
        measure.objective.domain.slug,
        "E1",
    }
