"""What the log of events is told: with the change, whichever way it is written, and what the clock brings, once."""

import datetime

import pytest
import time_machine
from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.utils import timezone

from domains.models import Measure
from funding.models import Call
from funding.timing import BRUSSELS
from integration_plan import coming, telling
from partnerships import events
from partnerships.models import Event, Membership
from tests.factories import (
    CallFactory,
    CorrectionFactory,
    DialogueFactory,
    EventFactory,
    MeasureFactory,
    MembershipFactory,
    PartnershipFactory,
    PartnershipRoundFactory,
    QuestionFactory,
    ReportFactory,
    UserFactory,
)
from tests.threads import all_at_once

pytestmark = pytest.mark.django_db

A_DAY = datetime.timedelta(days=1)


def told():
    return list(Event.objects.order_by("pk").values_list("kind", flat=True))


def change(record, **columns):
    """Change a record past everything of ours that could write an event itself."""
    type(record).objects.filter(pk=record.pk).update(**columns)


def test_whichever_way_a_measure_is_published_withdrawn_or_changed_it_is_an_event():
    measure = MeasureFactory(publication="draft", status="planned")
    measure.status = "running"
    measure.save()
    assert told() == []  # nobody could see it

    change(measure, publication="published")
    measure.refresh_from_db()
    measure.status = "done"
    measure.save()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE domains_measure SET publication = 'withdrawn' WHERE id = %s", [measure.pk])
    home = {name: getattr(measure, name) for name in ("objective", "organisation", "territory")}
    Measure.objects.bulk_create([MeasureFactory.build(**home)])

    assert told() == ["measure_published", "measure_status", "measure_withdrawn", "measure_published"]
    changed = Event.objects.get(kind="measure_status")
    assert (changed.subject, changed.details) == (measure, {"before": "running", "after": "done"})
    assert Event.objects.filter(quiet=True).count() == 0


def test_a_report_is_an_event_when_it_is_approved_and_what_follows_for_its_measure_too():
    measure = MeasureFactory(status="running")
    report = ReportFactory(measure=measure, review="submitted", approved_on=None, status="done")
    report.take_step("approve", UserFactory(curator=True))
    assert sorted(told()) == ["measure_published", "measure_status", "report_approved"]
    assert Event.objects.get(kind="report_approved").subject == report


def test_an_import_is_quiet_and_hushes_nothing_that_happened_before():
    measure = MeasureFactory(status="planned")
    last = events.last()
    change(measure, status="running")
    events.hush([measure], since=last)
    events.hush([], since=last)
    assert list(Event.objects.order_by("pk").values_list("kind", "quiet")) == [
        ("measure_published", False),
        ("measure_status", True),
    ]


def test_of_a_call_the_log_tells_what_matters_to_who_waits_for_its_money():
    now = timezone.now()
    call = CallFactory(opens_at=now - A_DAY, deadline=now + A_DAY, amount=5)
    change(call, deadline=None)
    change(call, deadline=now + 2 * A_DAY, title_en="Another title")
    change(call, amount="6.5")
    change(call, amount=None)
    change(call, deadline=now - A_DAY / 2)
    change(call, amount=7, deadline=now - A_DAY / 3)  # what is over is no news
    change(call, deadline=now + A_DAY)
    change(call, opens_at=None)
    CallFactory(closed=True)
    assert told() == [
        *("call_new", "call_deadline_moved", "call_deadline_moved", "call_amount_changed", "call_amount_changed"),
        *("call_closed_early", "call_reopened", "call_opening_moved"),
    ]
    raised, emptied = Event.objects.filter(kind="call_amount_changed").order_by("pk")
    assert (raised.subject, raised.details) == (call, {"before": 500, "after": 650})
    assert emptied.details["after"] is None


def test_of_a_meeting_it_tells_what_is_to_come_and_what_was_concluded():
    now = timezone.now()
    meeting = DialogueFactory(draft=True, starts_at=now + A_DAY)
    assert told() == []  # nobody may know of it
    change(meeting, publication="published")
    change(meeting, starts_at=now + 2 * A_DAY)
    change(meeting, conclusions_are_public=True)
    change(meeting, location="Elsewhere")
    change(meeting, is_called_off=True, conclusions_are_public=False)
    change(meeting, starts_at=now + 3 * A_DAY)  # it does not take place then either
    change(meeting, is_called_off=False)
    assert told() == [
        *("meeting_announced", "meeting_moved", "conclusions_published", "meeting_called_off", "meeting_announced")
    ]


def test_what_was_wrong_about_the_past_of_a_meeting_is_no_news():
    meeting = DialogueFactory(past=True, draft=True)
    change(meeting, publication="published")
    change(meeting, starts_at=meeting.starts_at - A_DAY)
    change(meeting, is_called_off=True)
    assert told() == []


def test_a_question_is_told_of_once_and_not_when_it_is_over_and_a_correction_when_it_is_answered():
    question = QuestionFactory(draft=True)
    change(question, publication="published")
    change(question, publication="published", title_en="Other words?")
    QuestionFactory(closed=True)
    correction = CorrectionFactory(measure=None)
    change(correction, state="corrected", answer="Done.", answered_on=timezone.localdate())
    assert told() == ["question_put", "correction_answered"]


def test_of_a_partnership_it_tells_that_it_is_there_who_comes_and_leaves_and_its_last_day():
    today = timezone.localdate()
    partnership = PartnershipFactory()
    PartnershipFactory(ends_on=today - A_DAY)  # over already
    first = MembershipFactory(partnership=partnership)  # that is how it began
    Event.objects.filter(kind="partnership_new").update(at=timezone.now() - 2 * A_DAY)
    other = MembershipFactory(partnership=partnership)
    MembershipFactory(partnership=partnership, organisation=other.organisation, round=PartnershipRoundFactory())
    change(other, role="adviser")
    other.delete()  # takes part in a round still
    Membership.objects.filter(organisation=other.organisation).delete()
    first.delete()
    change(partnership, ends_on=today)
    change(partnership, ends_on=today, name_en="Another name")
    assert told() == ["partnership_new", "member_joined", "member_left", "member_left", "partnership_end_moved"]
    assert {event.subject for event in Event.objects.all()} == {partnership}
    joined = Event.objects.get(kind="member_joined")
    assert joined.details == {"organisation": other.organisation_id}
    assert Event.objects.last().details == {"before": None, "after": f"{today}"}


def test_a_partnership_that_ends_by_the_calendar_in_brussels_is_told_of_once():
    today = timezone.localdate()
    PartnershipFactory(ends_on=today)
    with time_machine.travel(datetime.datetime.combine(today, datetime.time(12), tzinfo=BRUSSELS), tick=False):
        midnight = (timezone.localtime() + A_DAY).replace(hour=0)
    coming.tell(midnight - datetime.timedelta(minutes=1))
    assert told() == ["partnership_new"]
    coming.tell(midnight)
    coming.tell(midnight + A_DAY)
    assert told() == ["partnership_new", "partnership_ended"]
    assert Event.objects.last().at == midnight


def test_a_change_that_is_undone_leaves_no_event():
    call = CallFactory()
    before = told()
    with transaction.atomic():
        change(call, deadline=call.deadline + A_DAY)
        assert told() == [*before, "call_deadline_moved"]
        transaction.set_rollback(True)
    assert told() == before


def openings():
    return [event.at for event in Event.objects.filter(kind="call_opened").order_by("pk")]


def test_a_call_that_opens_by_the_clock_is_told_of_once_and_again_only_when_it_was_put_off():
    now = timezone.now()
    call = CallFactory(opens_at=now + A_DAY)
    CallFactory(opens_at=now + A_DAY, deadline=now + A_DAY * 1.5)
    CallFactory()  # open when it came in
    coming.tell(now)
    assert openings() == []
    for days in (2, 2, 3):
        coming.tell(now + days * A_DAY)
    assert openings() == [now + A_DAY]

    with time_machine.travel(now + 4 * A_DAY, tick=False):
        EventFactory(kind="call_opening_moved", subject=call)
    Call.objects.filter(pk=call.pk).update(opens_at=now + 5 * A_DAY)
    coming.tell(now + 4.5 * A_DAY)
    coming.tell(now + 6 * A_DAY)
    coming.tell(now + 7 * A_DAY)
    assert openings() == [now + A_DAY, now + 5 * A_DAY]
    Event.objects.all().delete()
    coming.tell(now + 90 * A_DAY)  # long ago: no news
    assert openings() == []


def test_an_opening_that_is_put_right_afterwards_is_not_told_twice():
    call = CallFactory(opens_at=timezone.now() - 2 * A_DAY)
    Event.objects.all().delete()
    coming.tell(timezone.now())
    change(call, opens_at=timezone.now() - A_DAY)
    coming.tell(timezone.now())
    assert told() == ["call_opened", "call_opening_moved"]


@pytest.mark.django_db(transaction=True)
def test_two_who_look_at_the_clock_at_once_tell_of_it_once(database):
    CallFactory.create_batch(3)
    Event.objects.all().delete()
    moment = timezone.now()
    all_at_once(database, *[lambda: coming.tell(moment)] * 2)
    assert told() == ["call_opened"] * 3


def test_the_triggers_make_way_for_migrations_and_come_back_and_miss_no_table_that_is_not_there_yet():
    telling.make_way(DEFAULT_DB_ALIAS, plan=[])
    telling.make_way(DEFAULT_DB_ALIAS, plan=["a migration"])
    CallFactory()
    assert told() == []
    with connection.cursor() as cursor:
        assert telling.columns_of({"nowhere"}, DEFAULT_DB_ALIAS, cursor) == {"nowhere": frozenset()}
    telling.install(DEFAULT_DB_ALIAS)
    telling.install(DEFAULT_DB_ALIAS)
    CallFactory()
    assert told() == ["call_new"]


def test_every_kind_of_event_is_told_by_somebody():
    by_the_clock = {"call_opened", "partnership_ended"}
    assert {telling.kind for telling in telling.TELLINGS} | by_the_clock == set(Event.Kind.values)
    nouns = {telling.noun for telling in telling.TELLINGS}
    assert all(apps.get_model(noun)._meta.db_table == noun.replace(".", "_") for noun in nouns)
