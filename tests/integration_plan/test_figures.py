"""A figure is explained: its sum with the numbers filled in, what counts and what not, and how to count it again."""

import datetime
import re

import pytest
import time_machine
from django.test import override_settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from domains.models import Measure
from integration_plan.figures import FIGURES
from tests.factories import (
    ActionFactory,
    ActionPlanFactory,
    AllocationFactory,
    DomainFactory,
    FundFactory,
    KpiFactory,
    MeasureFactory,
    ObjectiveFactory,
    OrganisationFactory,
    ReportedValueFactory,
    ReportFactory,
    TargetGroupFactory,
    TerritoryFactory,
    days_from_now,
)
from tests.reading import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def housing():
    """A domain with two objectives in a plan for a region of two municipalities, and a measure of another plan."""
    region = TerritoryFactory(code="BE2", level="nuts1", name_en="Flemish Region")
    gent = TerritoryFactory(code="44021", parent=region, name_en="Ghent")
    TerritoryFactory(code="11002", parent=region, name_en="Antwerp")
    city = OrganisationFactory(slug="gent", name_en="City of Ghent", territory=gent)
    owner = OrganisationFactory(territory=region)
    plan = ActionPlanFactory(slug="eu", title_en="EU plan", owner=owner)
    domain = DomainFactory(slug="housing", plan=plan, title_en="Housing")
    one = ObjectiveFactory(code="O1", domain=domain, title_en="Affordable homes")
    ObjectiveFactory(code="O2", domain=domain, title_en="No discrimination")
    for about in ({"status": "planned"}, {"late": True}, {"late": True}, {"done": True}, {"status": "stopped"}):
        MeasureFactory(objective=one, organisation=city, **about)
    MeasureFactory(objective=one, organisation=city, draft=True)
    MeasureFactory(done=True)
    return domain


@pytest.fixture
def explained(client):
    """Return a function that reads the explanation of a figure in English."""

    def read(name, question=""):
        with translation.override("en"):
            address = reverse("figure_detail", args=[name])
        response = client.get(f"{address}?{question}")
        assert response.status_code == 200, text_of(response)
        return text_of(response)

    return read


SAME = [
    "plan=eu",
    "domain=housing",
    "objective=O1",
    "territory=BE2",
    "organisation=gent",
    "domain=housing&territory=44021",
]


@pytest.mark.parametrize("question", SAME)
def test_the_share_done_is_shown_with_its_numbers_and_what_does_not_count(explained, housing, question):
    said = explained("done", question)
    assert "Measures done 25% 1 ÷ (1 + 2 + 1) = 25%, rounded down" in said
    assert "done 1 running 2 planned 1 stopped (not counted) 1" in said
    assert "Stopped measures are shown, and count in neither part." in said


def test_the_filters_and_the_day_are_said_in_words(explained, housing):
    with time_machine.travel(datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)):
        said = explained("done", "domain=housing&territory=44021&fund=")
    assert "Domain: Housing Place: Ghent as of 25 November 2026" in said
    assert "everything on this site as of" in explained("done")


def test_without_filters_everything_published_counts(explained, housing):
    assert "2 ÷ (1 + 2 + 2) = 40%, rounded down" in explained("done")


def test_nothing_to_count_is_said_and_has_no_sum(explained, housing):
    said = explained("done", "objective=O2")
    assert "Measures done nothing logged yet" in said
    assert "=" not in said.split("What went in")[0]
    assert "not reported" in explained("known", "objective=O2")
    assert "Late nothing logged yet" in explained("schedule", "objective=O2")
    assert "Money nothing logged yet" in explained("money", "objective=O2")


def test_who_reported_is_shown_with_the_day_that_decides(explained, housing):
    of_running = housing.objectives.get(code="O1").measures.public().filter(status="running")
    for measure, days in zip(of_running, (-183, -184), strict=True):
        ReportFactory(measure=measure, reported_on=days_from_now(days))
    said = explained("known", "domain=housing")
    assert "Measures reported 1 of 3 1 ÷ (2 + 1) = 33%, rounded down" in said
    assert "reported 1 not reported 2" in said
    with translation.override("en"):
        day = date_format(days_from_now(-183))
    assert f"its latest report is of {day} or later" in said


def test_what_is_late_is_listed(client, explained, housing):
    said = explained("schedule", "domain=housing")
    assert "Late 2 On schedule 1 1 + 2 − 2 = 1" in said
    assert len(re.findall(r"Late measures .*Language buddies \d+ .*Language buddies \d+ ", said)) == 1


def test_an_objective_counts_once_a_measure_is_running_or_done(explained, housing):
    said = explained("objectives", "domain=housing")
    assert "Objectives under way 1 of 2 1 ÷ 2 = 50%, rounded down" in said
    assert "O1 Affordable homes 3 O2 No discrimination 0" in said
    assert "1 of 1" in explained("objectives", "objective=O1")


def test_municipalities_are_those_that_the_plan_is_for(explained, housing):
    said = explained("municipalities", "plan=eu")
    assert "Municipalities at work 1 of 2 1 ÷ 2 = 50%, rounded down" in said
    assert "Ghent 3" in said
    assert "1 of 2" in explained("municipalities", "objective=O1")
    assert "0 of 1" in explained("municipalities", "plan=eu&territory=11002")
    assert "2 of 3" in explained("municipalities")


def test_of_many_municipalities_the_busiest_are_named_and_the_rest_counted(explained, housing):
    for _number in range(21):
        place = TerritoryFactory(parent=housing.plan.owner.territory)
        MeasureFactory(objective=housing.objectives.get(code="O2"), organisation=OrganisationFactory(territory=place))
    said = explained("municipalities", "plan=eu")
    assert "22 of 23" in said
    assert "Ghent 3" in said
    assert "2 more are in the file." in said


@pytest.mark.parametrize("question", ["plan=eu", "domain=housing", "objective=O1"])
def test_the_clock_counts_days(explained, housing, question):
    with time_machine.travel(datetime.datetime(2024, 7, 2, 12, tzinfo=datetime.UTC)):
        said = explained("time", question)
    assert "Time of the plan passed 50% 1,278 ÷ 2,556 = 50%, rounded down" in said
    assert "first day of the plan 1 January 2021 last day of the plan 31 December 2027" in said


def test_money_is_shown_by_source(explained, housing):
    measure = housing.objectives.get(code="O1").measures.filter(status="done").get()
    AllocationFactory(measure=measure, fund=FundFactory(slug="amif", abbreviation_en="AMIF"), amount="1000.30")
    AllocationFactory(measure=measure, fund=None, amount=200)
    said = explained("money", "domain=housing")
    assert "AMIF € 1,000.30 own means € 200 What went in AMIF 1 own means 1" in said
    assert "own means" not in explained("money", "fund=amif")


def test_actions_are_counted_by_their_official_status(explained, housing):
    ActionFactory.create_batch(2, domain=housing, status="complete")
    ActionFactory(domain=housing)
    said = explained("actions", "plan=eu")
    assert "EU actions 3 2 + 1 = 3" in said
    assert "complete 2 status not known 1" in said


def test_a_kpi_shows_the_way_gone_of_the_way_promised(explained):
    measure = MeasureFactory(starts_on=days_from_now(-50), ends_on=days_from_now(49))
    report = ReportFactory(measure=measure)
    for name, baseline, target, value in (
        ("people", 0, 200, 50),
        ("waiting", 20, 10, "12.50"),
        ("kept", 8, 8, 8),
        ("lost", 8, 8, 7),
    ):
        kpi = KpiFactory(measure=measure, name_en=name, baseline=baseline, target=target)
        ReportedValueFactory(kpi=kpi, report=report, value=value)
    KpiFactory(measure=measure, name_en="silent")

    said = explained("attainment", f"measure={measure.reference}")

    assert "people 25% (50 − 0) ÷ (200 − 0) = 25%, rounded down" in said
    assert "waiting 75% (12.5 − 20) ÷ (10 − 20) = 75%, rounded down" in said
    assert "kept kept lost not kept silent not reported" in said
    assert "Time of this measure passed 50% 50 ÷ 100 = 50%, rounded down" in said
    measure.ends_on = None
    measure.save()
    assert (
        "Time of this measure" not in explained("attainment", f"measure={measure.reference}").split("What went in")[0]
    )


def test_a_page_for_one_target_group_leads_to_sums_for_that_group(client, explained, housing):
    women = TargetGroupFactory(slug="women", name_en="women")
    Measure.objects.get(organisation__slug="gent", status="done").target_groups.add(women)
    page = client.get("/en/domains/housing/?target_group=women").content.decode()
    assert 'href="/en/methodology/figures/done/?domain=housing&amp;target_group=women"' in page
    said = explained("done", "domain=housing&target_group=women")
    assert "1 ÷ (0 + 0 + 1) = 100%" in said
    assert "Target group: women" in said


def test_a_page_of_a_past_day_leads_to_sums_of_that_day_without_lists_and_files_of_today(client, explained):
    with time_machine.travel(datetime.datetime(2025, 6, 1, 12, tzinfo=datetime.UTC)):
        measure = MeasureFactory(objective__domain=DomainFactory(slug="housing"), status="planned")
        AllocationFactory(measure=measure, amount=70)
    measure.status = "done"
    measure.save()
    page = client.get("/en/domains/housing/?on=2025-06-30").content.decode()
    assert 'href="/en/methodology/figures/done/?domain=housing&amp;on=2025-06-30"' in page
    for name in ("done", "schedule", "known", "objectives", "municipalities", "money", "time"):
        said = explained(name, "domain=housing&on=2025-06-30")
        assert "as of 30 June 2025" in said
        assert "none stands here" in said
        assert "CSV" not in said
    assert "0 ÷ (1 + 0 + 0) = 0%" in explained("done", "domain=housing&on=2025-06-30")
    assert "€ 70" in explained("money", "domain=housing&on=2025-06-30")
    assert "1 ÷ (0 + 0 + 1) = 100%" in explained("done", "domain=housing")


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("done/?fund=amif&on=2025-06-30", "Fund: This filter knows today only."),
        ("done/?domain=hosing", "Domain: There is no such value: hosing. Choose one from the list."),
        ("actions/?area=moon", "Area: Select a valid choice."),
        ("attainment/", "Measure: This field is required."),
        ("time/", "Say of which plan: this figure is about one."),
    ],
)
def test_a_question_that_cannot_be_answered_is_said(client, housing, address, sentence):
    ActionPlanFactory()
    FundFactory(slug="amif")
    response = client.get(f"/en/methodology/figures/{address}")
    assert response.status_code == 400
    assert sentence in text_of(response)
    assert "The sum" not in text_of(response)


def test_a_measure_that_is_not_published_has_no_explanation(client):
    measure = MeasureFactory(draft=True)
    assert client.get(f"/en/methodology/figures/attainment/?measure={measure.reference}").status_code == 400


def test_a_figure_that_does_not_exist_is_not_found(client):
    assert client.get("/en/methodology/figures/happiness/").status_code == 404


def test_an_explanation_leads_to_its_files_and_lists_and_to_the_figures_beside_it(client, housing):
    page = client.get("/en/methodology/figures/done/?domain=housing&territory=44021").content.decode()
    assert 'href="/data/measures.csv?domain=housing&amp;territory=44021"' in page
    assert 'href="/en/measures/?domain=housing&amp;territory=44021&amp;status=stopped"' in page
    # The first is this page itself, in the choice of languages.
    beside = re.findall(r'href="/en/methodology/figures/(\w+)/\?domain=housing&amp;territory=44021"', page)
    of_money = ["money", "asked", "granted", "paid"]
    assert beside == ["done", "schedule", "known", "objectives", "municipalities", *of_money, "partners"]
    for address in re.findall(r'href="(/(?:en|data)/[^"]*)"', page):
        assert client.get(address.replace("&amp;", "&"), follow=True).status_code == 200, address


QUESTIONS = dict.fromkeys(FIGURES, "domain=housing") | {"attainment": "measure=m-0"}


@pytest.mark.parametrize(("name", "question"), QUESTIONS.items())
def test_an_explanation_takes_as_many_queries_for_many_measures_as_for_one(name, question, housing, count_queries):
    def log(number):
        MeasureFactory(
            reference=f"m-{number}",
            objective=housing.objectives.get(code="O1"),
            organisation=OrganisationFactory(territory__parent=housing.plan.owner.territory),
            late=True,
        )
        first = Measure.objects.get(reference="m-0")
        AllocationFactory(measure=first)
        ActionFactory(domain=housing)
        report = ReportFactory(measure=first, reported_on=days_from_now(-number))
        ReportedValueFactory(kpi=KpiFactory(measure=first), report=report)

    address = f"/en/methodology/figures/{name}/?{question}"
    log(0)
    queries = count_queries(address)
    with override_settings(SIMPLE_HISTORY_ENABLED=False):
        for number in range(1, 6):
            log(number)
    assert count_queries(address) == queries
    assert queries <= 15
