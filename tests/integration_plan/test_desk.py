"""The first page of the back office: good morning, and what waits for whoever signed in."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from integration_plan.desk import desk_of, greeting
from tests.back_office import at_work, text_of
from tests.factories import (
    MeasureFactory,
    MilestoneFactory,
    OrganisationFactory,
    ReportFactory,
    ReportingRoundFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

INDEX, LIST = reverse("admin:index"), reverse("admin:domains_measure_changelist")
NOW = timezone.localtime()


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def town():
    """A municipality with one measure of each sort, by name, and a neighbour that has them all too."""
    towns = [OrganisationFactory(), OrganisationFactory()]
    for organisation in towns:
        clerk = UserFactory(organisation=organisation)

        def log(title, organisation=organisation, **details):
            return MeasureFactory(organisation=organisation, title_en=title, **details)

        log("draft", draft=True)
        log("returned", publication="returned", reason="Which budget?")
        log("submitted", publication="submitted", submitted_by=clerk)
        log("withdrawn and late", publication="withdrawn", late=True)
        ReportFactory(measure=log("fine"))
        ReportFactory(measure=log("late", late=True))
        MilestoneFactory(measure=log("missed a milestone", status="planned"), due_on=NOW.date() - datetime.timedelta(1))
        ReportFactory(measure=log("silent"), draft=True, review="submitted", submitted_by=clerk)
        ReportFactory(measure=log("stopped", status="stopped"), draft=True, review="returned", reason="Which value?")
        overdue = ReportFactory(measure=log("overdue")).measure
        ReportingRoundFactory(plan=overdue.objective.domain.plan, due=True)
    return towns[0]


def numbers(user):
    return {card["label"]: card["number"] for card in desk_of(user, NOW)["cards"]}


def test_the_hour_says_how_to_greet():
    assert [greeting(hour) % {"name": "Fatma"} for hour in (0, 11, 12, 17, 18, 23)] == [
        *["Good morning, Fatma"] * 2,
        *["Good afternoon, Fatma"] * 2,
        *["Good evening, Fatma"] * 2,
    ]


def test_a_contributor_sees_what_waits_for_her_organisation(town):
    counts = {"returned": 1, "reports returned": 1, "late": 2, "report overdue": 1, "not reported": 1}
    counts |= {"drafts": 1, "submitted": 1}
    assert numbers(UserFactory(organisation=town)) == counts


def test_an_approver_sees_also_what_waits_for_her_and_not_what_she_submitted(town):
    approver = UserFactory(organisation=town, approver=True)
    MeasureFactory(organisation=town, publication="submitted", submitted_by=approver)
    ReportFactory(measure__organisation=town, draft=True, review="submitted", submitted_by=approver)
    counts = numbers(approver)
    assert (counts["waiting for you"], counts["submitted"], counts["reports waiting for you"]) == (1, 2, 1)


def test_a_curator_sees_it_of_all(town):
    assert numbers(UserFactory(curator=True))["late"] == 4


@pytest.mark.parametrize("role", [{}, {"approver": True}])
def test_each_number_leads_to_the_list_of_what_it_counts(town, role):
    user = UserFactory(organisation=town, **role)
    for card in desk_of(user, NOW)["cards"]:
        assert len(at_work(user).get(card["url"]).context["cl"].result_list) == card["number"], card["label"]


def test_the_most_pressing_is_named_with_the_reason_of_a_return(town):
    def lists(user):
        return {part["title"]: [measure.title for measure in part["measures"]] for part in desk_of(user, NOW)["lists"]}

    expected = {
        "Returned to you": ["returned"],
        "Late": ["late", "missed a milestone"],
        "Without a report of the last half year": ["silent"],
    }
    assert lists(UserFactory(organisation=town)) == expected
    waiting = {"Waiting for you to publish": ["submitted"]}
    assert lists(UserFactory(organisation=town, approver=True)) == expected | waiting
    assert "Which budget?" in text_of(at_work(UserFactory(organisation=town)).get(INDEX))


def test_the_page_begins_with_a_greeting_and_one_big_button():
    clerk = UserFactory(name="Fatma De Smet")
    text = text_of(at_work(clerk).get(INDEX))
    assert ", Fatma De Smet</h1>" in text
    assert f'<a class="button button-large" href="{reverse("admin:domains_measure_add")}">Log a measure</a>' in text
    assert "Log the first measure of your organisation" in text
    assert "All records" not in text


def test_when_all_is_well_it_says_so():
    clerk = UserFactory()
    ReportFactory(measure=MeasureFactory(organisation=clerk.organisation))
    assert "Everything is on schedule, reported and published." in text_of(at_work(clerk).get(INDEX))


def test_a_curator_has_every_noun_at_hand():
    text = text_of(at_work(UserFactory(curator=True)).get(INDEX))
    for noun in ("domains/domain", "domains/measure", "funding/fund", "partnerships/territory", "accounts/user"):
        assert f'href="/admin/{noun}/"' in text


def test_progress_of_the_own_organisation_counts_only_what_is_public(town):
    delivery = [delivery for _domain, delivery in desk_of(UserFactory(organisation=town), NOW)["domains"]]
    assert sum(each.total for each in delivery) == 5
    assert sum(each.stopped for each in delivery) == 1


def test_many_measures_take_as_many_queries_as_few(town):
    user = UserFactory(organisation=town, approver=True)
    desk = at_work(user)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(INDEX).status_code == 200
        return len(captured)

    few = queries()
    for details in ({"late": True}, {"publication": "returned"}, {"publication": "submitted"}, {}):
        MeasureFactory.create_batch(3, organisation=town, **details)
    assert queries() == few


# The chips above the list.


def titles(client, **chips):
    return {measure.title_en for measure in client.get(LIST, chips).context["cl"].result_list}


def test_the_chips_narrow_the_list(town):
    desk = at_work(UserFactory(organisation=town, approver=True))
    assert titles(desk, attention="late") == {"late", "missed a milestone"}
    assert titles(desk, attention="not-reported") == {"silent"}
    assert titles(desk, attention="report-overdue") == {"overdue"}
    assert titles(desk, attention="stale") == set()
    assert titles(desk, attention="to-approve") == {"submitted"}
    assert titles(desk, publication__exact="withdrawn") == {"withdrawn and late"}
    assert titles(desk, status__exact="planned") == {"missed a milestone"}
    domain = MeasureFactory(organisation=town, title_en="elsewhere").objective.domain
    assert titles(desk, domain=domain.slug) == {"elsewhere"}
    assert len(titles(desk)) == 11


@pytest.mark.parametrize("chip", ["attention", "domain", "publication__exact", "status__exact"])
@pytest.mark.parametrize("value", ["no-such-thing", "\0", "1' OR 1=1"])
def test_a_chip_that_does_not_exist_finds_nothing_and_breaks_nothing(town, chip, value):
    page = at_work(UserFactory(organisation=town)).get(LIST, {chip: value}, follow=True)
    assert page.status_code == 200
    assert not page.context["cl"].result_list or "There is no such page or filter" in text_of(page)


def test_a_contributor_has_no_chip_for_what_waits_for_an_approver(town):
    desk = at_work(UserFactory(organisation=town))
    assert "attention=to-approve" not in text_of(desk.get(LIST))
    assert titles(desk, attention="to-approve") == set()
