"""Many at once: what is ticked, or all that a filter leaves; confirmed with the number, each under its own rules."""

import pytest
from django.urls import reverse

from domains.models import Measure
from tests.back_office import at_work, messages_of, text_of
from tests.factories import (
    ActionPlanFactory,
    MeasureFactory,
    ObjectiveFactory,
    OrganisationFactory,
    ReportFactory,
    ReportingRoundFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

LIST = reverse("admin:domains_measure_changelist")


@pytest.fixture
def gent():
    return OrganisationFactory()


@pytest.fixture
def approver(gent):
    return UserFactory(organisation=gent, approver=True)


@pytest.fixture
def send(approver):
    """Return a function that sends the form above a list, and returns the page that follows."""
    browser = at_work(approver)

    def sent(name, *ticked, query="", **answers):
        keys = {"_selected_action": [record.pk for record in ticked]} if ticked else {"select_across": "1"}
        return browser.post(LIST + query, {"action": name, "index": "0", **keys, **answers}, follow=True)

    return sent


def test_everything_that_a_filter_leaves_is_published_after_a_yes_to_the_number(gent, approver, send, monkeypatch):
    monkeypatch.setattr("domains.admin.measure.MeasureAdmin.list_per_page", 2)
    colleague = UserFactory(organisation=gent)
    for number in range(12):
        MeasureFactory(draft=True, organisation=gent, title_en=f"Buddies {number}").take_step("submit", colleague)
    MeasureFactory(draft=True, organisation=gent)
    MeasureFactory(draft=True).take_step("submit", UserFactory(curator=True))
    waiting = "?publication__exact=submitted"
    assert "all 12, not only those on this page" in text_of(at_work(approver).get(LIST + waiting))

    asked = send("publish_selected", query=waiting)
    assert "12 measures" in text_of(asked)
    assert "and 2 more" in text_of(asked)
    assert not Measure.objects.public().exists()
    late = MeasureFactory(draft=True, organisation=gent)
    late.take_step("submit", colleague)
    assert "Since you looked, the number has changed." in text_of(
        send("publish_selected", query=waiting, confirmed="12")
    )
    assert not Measure.objects.public().exists()
    assert messages_of(send("publish_selected", query=waiting, confirmed="13")) == ["13 measures are published."]
    assert Measure.objects.public().filter(organisation=gent).count() == Measure.objects.public().count() == 13


def test_four_eyes_hold_for_many_at_once_and_many_refusals_are_told_by_reason(gent, approver, send):
    for _number in range(12):
        MeasureFactory(draft=True, organisation=gent).take_step("submit", approver)
    page = send("publish_selected", confirmed="12")
    assert messages_of(page) == ["12 stay as they are: you submitted it yourself, a colleague does this."]
    assert not Measure.objects.public().exists()


def test_measures_move_to_another_objective_and_their_history_says_from_where_and_why(gent, approver, send):
    plan = ActionPlanFactory()
    old, new = (ObjectiveFactory(code=code, domain__plan=plan) for code in ("E1", "E2"))
    one, two = MeasureFactory.create_batch(2, organisation=gent, objective=old)
    one.further_objectives.add(new)
    asked = send("move_selected", one, two)
    assert "Move to another objective…: 2 measures" in text_of(asked)
    assert "Choose the objective" in text_of(send("move_selected", one, two, confirmed="2", objective=""))

    page = send("move_selected", one, two, confirmed="2", objective=new.pk, why="It is about work.")
    assert messages_of(page) == ["2 measures are moved to E2."]
    one.refresh_from_db()
    assert (one.objective, one.version, list(one.further_objectives.all())) == (new, 2, [])
    history = text_of(at_work(approver).get(reverse("admin:domains_measure_history", args=[two.pk])))
    assert "moved from E1. It is about work." in history
    assert messages_of(send("move_selected", two, confirmed="1", objective=new.pk)) == [
        f"“{two}” stays as it is: it is there already."
    ]


def test_what_cannot_move_stays_and_says_why(gent, approver, send):
    old, new, elsewhere = ObjectiveFactory(), ObjectiveFactory(), ObjectiveFactory()
    double = MeasureFactory(organisation=gent, objective=old, title_nl="Taalcafé", title_en="")
    MeasureFactory(organisation=gent, objective=new, title_nl="Taalcafé", title_en="")
    reported = MeasureFactory(organisation=gent, objective=old)
    ReportFactory(measure=reported, round=ReportingRoundFactory(plan=old.domain.plan))
    told = messages_of(send("move_selected", double, reported, confirmed="2", objective=new.pk))
    assert any("a measure with this title for this objective" in text for text in told)
    assert any("it has reports in the rounds of its own plan" in text for text in told)

    other = MeasureFactory(objective=old)
    send("move_selected", other, confirmed="0", objective=elsewhere.pk)
    contributor = at_work(UserFactory(organisation=gent))
    answers = {"action": "move_selected", "index": "0", "confirmed": "1", "objective": elsewhere.pk}
    page = contributor.post(LIST, answers | {"_selected_action": [double.pk]}, follow=True)
    assert "it is published: an approver of its organisation changes it" in messages_of(page)[0]
    assert set(Measure.objects.exclude(objective=new).values_list("objective", flat=True)) == {old.pk}


def test_an_action_that_does_not_exist_does_nothing(send):
    assert send("no_such_action", confirmed="0").status_code == 200
