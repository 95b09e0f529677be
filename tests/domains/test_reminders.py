"""Reminders that do not annoy: one mail for each person, with all that waits for her, and none when it is done."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.utils import timezone

from domains import reminding
from domains.models import Reminder
from tests.factories import (
    MeasureFactory,
    ReminderFactory,
    ReportFactory,
    ReportingRoundFactory,
    UserFactory,
    days_from_now,
)
from tests.mails import Box, links_in, words_of_both
from tests.threads import all_at_once

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("days_left", "stage"),
    [(31, None), (30, 30), (8, 30), (7, 7), (2, 7), (1, 1), (0, 1), (-1, -1), (-14, -1), (-15, None)],
)
def test_a_stage_lasts_until_the_next_so_that_a_day_without_a_run_is_made_up_for(days_left, stage):
    assert reminding.stage(days_left) == stage


def test_approvers_are_asked_when_it_becomes_urgent_or_when_nobody_else_reports():
    asks = reminding.asks_for_reports
    assert all(asks(stage, may_approve=False, has_contributors=True) for stage in (30, 7, 1, -1))
    assert [stage for stage in (30, 7, 1, -1) if asks(stage, may_approve=True, has_contributors=True)] == [1, -1]
    assert asks(30, may_approve=True, has_contributors=False)


@pytest.fixture
def clerk(db):
    return UserFactory(email="clerk@example.org", language="en", name="Fatma")


@pytest.fixture
def approver(clerk):
    return UserFactory(email="approver@example.org", organisation=clerk.organisation, approver=True, language="fr")


@pytest.fixture
def measure(clerk):
    return MeasureFactory(organisation=clerk.organisation, title_nl="Taalbuddy's", title_en="Buddies")


@pytest.fixture
def this_round(measure):
    return ReportingRoundFactory(plan=measure.objective.domain.plan, deadline=days_from_now(30))


def remind(**options):
    said = StringIO()
    call_command("remind_reporters", stdout=said, **options)
    return said.getvalue().splitlines()[-1].removeprefix("reminders: ")


def sent_on(days, of_round):
    """Return who gets a mail so many days before the deadline of a round."""
    before = len(mail.outbox)
    with time_machine.travel(timezone.now() + (of_round.deadline - timezone.localdate()) - timedelta(days=days)):
        remind()
    return sorted(message.to[0].split("@")[0] for message in mail.outbox[before:])


def test_she_hears_thirty_seven_and_one_day_before_and_once_after_and_the_approver_when_it_is_urgent(
    clerk, approver, this_round
):
    heard = {days: people for days in range(31, -20, -1) if (people := sent_on(days, this_round))}
    assert heard == {
        30: ["clerk"],
        7: ["clerk"],
        1: ["approver", "clerk"],
        -2: ["approver", "clerk"],  # not a day after the last one
    }


def test_a_second_run_on_a_day_sends_nothing(clerk, this_round):
    assert remind(dry_run=True) == "1 sent, 0 nothing to do, 0 heard already, 0 refused"
    assert not mail.outbox
    assert remind() == "1 sent, 0 nothing to do, 0 heard already, 0 refused"
    assert remind() == "0 sent, 0 nothing to do, 1 heard already, 0 refused"
    assert len(mail.outbox) == 1


def test_the_mail_has_all_that_waits_in_her_language_as_text_and_as_page(clerk, approver, measure, this_round):
    ReportFactory(
        measure=MeasureFactory(organisation=clerk.organisation, title_en="Returned", objective=measure.objective),
        round=this_round,
        draft=True,
        review="returned",
        reason="Count again",
    )
    ReportFactory(
        measure=MeasureFactory(organisation=clerk.organisation, objective=measure.objective),
        round=this_round,
        draft=True,
        review="submitted",
        submitted_by=clerk,
    )
    MeasureFactory(objective=measure.objective)  # of others
    MeasureFactory(objective=measure.objective, organisation=clerk.organisation, draft=True)
    other = ReportingRoundFactory(plan=MeasureFactory(organisation=clerk.organisation).objective.domain.plan)
    remind()

    of_clerk, of_approver = mail.outbox
    assert of_clerk.subject == f"3 reports are due by {other.deadline.strftime('%-d %B %Y')}"
    assert len(links_in(of_clerk, "/report/")) == 3
    for words in ("Hello Fatma,", "Buddies", "(returned: Count again)", "is enough."):
        assert words in of_clerk.body
    assert of_clerk.extra_headers["Auto-Submitted"] == "auto-generated"
    assert of_approver.subject.startswith("1 rapport attend")
    assert links_in(of_approver, "/report/") == []
    assert "/admin/domains/report/?review__exact=submitted" in of_approver.body
    for message in mail.outbox:
        text, page = words_of_both(message)
        assert text == page


def test_after_the_deadline_the_mail_says_so_and_many_measures_are_cut_off(clerk, this_round):
    objective = this_round.plan.domains.get().objectives.get()
    MeasureFactory.create_batch(20, organisation=clerk.organisation, objective=objective)
    this_round.deadline = days_from_now(-1)
    this_round.save()
    remind()
    (message,) = mail.outbox
    assert message.subject.startswith("21 reports were due on")
    assert "You can still report now." in message.body
    assert "And 1 more measure, on your desk." in message.body
    assert len(links_in(message, "/report/")) == 20
    assert len(set(words_of_both(message)[0]) ^ set(words_of_both(message)[1])) == 0


def test_nobody_hears_of_what_is_done_or_is_not_hers(clerk, measure, this_round):
    ReportFactory(measure=measure, round=this_round, draft=True, review="submitted", submitted_by=clerk)
    UserFactory(visitor=True), UserFactory(curator=True), UserFactory(organisation=clerk.organisation, is_active=False)
    UserFactory()
    assert remind() == "0 sent, 2 nothing to do, 0 heard already, 0 refused"


def test_an_organisation_without_contributors_has_its_approvers_reminded(measure, this_round, approver, clerk):
    clerk.is_active = False
    clerk.save()
    assert sent_on(30, this_round) == ["approver"]


def test_two_rounds_are_one_mail_and_a_gap_lies_between_two_mails(clerk, this_round):
    other = ReportingRoundFactory(
        plan=MeasureFactory(organisation=clerk.organisation).objective.domain.plan, deadline=days_from_now(31)
    )
    remind()
    assert [sent_on(days, other) for days in (30, 29, 28)] == [[], [], ["clerk"]]
    assert len(mail.outbox) == 2
    assert Reminder.objects.filter(sent_at=None).count() == 0


def test_a_claim_of_a_run_that_died_goes_to_a_later_one(clerk, this_round):
    dead = ReminderFactory(person=clerk, round=this_round, stage=30, sent_at=None)
    assert remind() == "0 sent, 0 nothing to do, 1 heard already, 0 refused"
    dead.claimed_at -= timedelta(hours=2)
    dead.save()
    assert remind() == "1 sent, 0 nothing to do, 0 heard already, 0 refused"


class Interrupted(EmailBackend):
    def send_messages(self, messages):
        raise KeyboardInterrupt


def test_a_run_that_is_stopped_gives_its_claim_back(clerk, this_round, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Interrupted"
    with pytest.raises(KeyboardInterrupt):
        remind()
    assert not Reminder.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_each_mail_once(database):
    people = [UserFactory(language="en") for _person in range(4)]
    for person in people:
        ReportingRoundFactory(plan=MeasureFactory(organisation=person.organisation).objective.domain.plan)
    all_at_once(database, remind, remind)
    assert sorted(message.to[0] for message in mail.outbox) == sorted(person.email for person in people)
    assert Reminder.objects.exclude(sent_at=None).count() == 4


# A real mail server.


@pytest.fixture
def three(clerk, this_round):
    """Three people, each with a report to make."""
    others = [UserFactory(email=f"{name}@example.org", organisation=clerk.organisation) for name in ("jan", "an")]
    return [clerk, *others]


def test_a_real_server_gets_one_mail_for_each_person_in_two_forms(three, mail_server):
    with mail_server(Box()) as box:
        assert remind() == "3 sent, 0 nothing to do, 0 heard already, 0 refused"
    assert [to for to, _content in box.mails] == ["clerk@example.org", "jan@example.org", "an@example.org"]
    assert b"text/plain" in box.mails[0][1]
    assert b"text/html" in box.mails[0][1]
    assert b"auto-generated" in box.mails[0][1]


def test_a_person_whom_the_server_refuses_keeps_nobody_else_from_the_mail_and_is_tried_again(three, mail_server):
    with mail_server(Box(refuses={"jan@example.org"})) as box:
        with pytest.raises(CommandError, match="refused some"):
            remind(stderr=StringIO())
        assert [to for to, _content in box.mails] == ["clerk@example.org", "an@example.org"]
        box.refuses = ()
        assert remind() == "1 sent, 0 nothing to do, 2 heard already, 0 refused"
    assert box.mails[-1][0] == "jan@example.org"


def test_a_server_that_dies_on_the_way_is_asked_again_and_nobody_gets_a_mail_twice(three, mail_server):
    with mail_server(Box(dies_after=1)) as box:
        with pytest.raises(CommandError):
            remind(stderr=StringIO())
        assert [to for to, _content in box.mails] == ["clerk@example.org"]
        assert Reminder.objects.get().sent_at
        box.dies_after = None
        assert remind() == "2 sent, 0 nothing to do, 1 heard already, 0 refused"
    assert len(box.mails) == 3


def test_a_server_that_is_not_there_ends_the_run_at_once(three, mail_server):
    with mail_server(Box()):
        pass
    with pytest.raises(CommandError, match="does not answer"):
        remind()
    assert not Reminder.objects.exists()
