"""Runs that send digests: each mail once, however runs fail, meet, are cut off, or tell very many."""

from contextlib import suppress
from datetime import timedelta
from io import StringIO
from threading import Barrier, Event

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from domains.models import Follow, Follower, Measure
from integration_plan import digests
from integration_plan.management.commands.send_digests import AT_ONCE
from partnerships import events
from tests.back_office import at_work
from tests.digests import MONDAY, followers_of, happen, people, send, sent
from tests.factories import (
    CallFactory,
    DomainFactory,
    EventFactory,
    FollowerFactory,
    FollowFactory,
    MeasureFactory,
    UserFactory,
)
from tests.mails import Box
from tests.reading import text_of
from tests.sheets import text
from tests.threads import all_at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def housing():
    return DomainFactory(slug="housing", title_en="Housing")


class Interrupted(EmailBackend):
    def send_messages(self, messages):
        raise KeyboardInterrupt


def test_a_run_that_is_stopped_loses_nothing(housing, settings):
    (vera,) = followers_of(housing, "vera")
    happen(housing)
    usual, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.Interrupted"
    with pytest.raises(KeyboardInterrupt):
        send()
    assert Follower.objects.get().heard_until == vera.heard_until
    settings.EMAIL_BACKEND = usual
    assert send() == sent(1)


def test_a_claim_of_a_run_that_died_goes_to_a_later_one(housing):
    followers_of(housing, "vera")
    happen(housing)
    Follower.objects.update(claimed_at=timezone.now())
    assert send() == sent(0, heard=1)
    Follower.objects.update(claimed_at=timezone.now() - timedelta(hours=2))
    assert send() == sent(1)


def test_a_server_that_is_not_there_leaves_everything_for_the_next_run(housing, mail_server):
    followers_of(housing, "vera", "an")
    happen(housing)
    before = list(Follower.objects.values("heard_until", "claimed_at"))
    with mail_server(Box()):
        pass
    with pytest.raises(CommandError, match="does not answer"):
        send()
    assert list(Follower.objects.values("heard_until", "claimed_at")) == before
    with mail_server(Box()) as box:
        assert send() == sent(2)
    assert [to for to, _content in box.mails] == ["vera@example.org", "an@example.org"]


def test_who_is_refused_for_a_while_keeps_nobody_waiting_and_is_tried_again_an_hour_later(housing, mail_server):
    followers_of(housing, "vera", "jan", "an")
    happen(housing)
    with mail_server(Box(refuses={"jan@example.org"}, saying="450 4.2.1 come back later")) as box:
        with pytest.raises(CommandError, match="refused some"):
            send()
        box.refuses = ()
        assert send() == sent(0, heard=1)
        with time_machine.travel(timezone.now() + timedelta(hours=2)):
            assert send() == sent(1)
    assert [to for to, _content in box.mails] == [f"{name}@example.org" for name in ("vera", "an", "jan")]


JAN, FATMA = "jan@example.org", "fatma@example.org"


@pytest.fixture
def morning_and_noon(housing):
    """Return a function that runs some days, twice each, with something new each time."""

    def run(days):
        for day in days:
            for hours in (1, 6):
                with time_machine.travel(MONDAY + timedelta(days=day, hours=hours), tick=False):
                    happen(housing)
                    with suppress(CommandError):
                        send()

    return run


def test_whom_a_server_refuses_for_good_is_tried_once_a_day_and_given_up_after_some(
    housing, mail_server, morning_and_noon
):
    with time_machine.travel(MONDAY, tick=False):
        _vera, jan = followers_of(housing, "vera", "jan")
        fatma = FollowerFactory(user__email=FATMA, user__language="en", frequency="immediate")
        fatma.add("domain=housing")
    desk = at_work(fatma.user)
    with mail_server(Box(refuses={JAN, FATMA})) as box:
        morning_and_noon(range(3))
        assert box.refused == [JAN, FATMA] * 3
        assert Follower.objects.get(pk=jan.pk).heard_until == jan.heard_until  # nothing is lost until then
        assert "We try it for some days more." in text_of(desk.get("/en/following/"))
        morning_and_noon(range(3, 9))
        assert box.refused == [JAN, FATMA] * 5
        assert len(box.mails) == 18  # to Vera
        assert not Follower.objects.filter(pk=jan.pk).exists()
        page = text_of(desk.get("/en/following/"))
        assert "The mail server of fatma@example.org has refused our mails since 23 November 2026." in page
        assert "So none come any more." in page

        box.refuses = ()
        desk.post("/en/following/", {"frequency": "immediate", "language": "en"})
        assert "has refused our mails" not in text_of(desk.get("/en/following/"))
        happen(housing)
        assert send() == sent(2)


def test_who_takes_mails_again_in_time_gets_all_that_she_missed(housing, mail_server, morning_and_noon):
    with time_machine.travel(MONDAY, tick=False):
        followers_of(housing, "vera", "jan")
    with mail_server(Box(refuses={JAN})) as box:
        morning_and_noon(range(2))
        box.refuses = ()
        morning_and_noon([2])
        (missed, new) = (content.count(b"Measure published") for to, content in box.mails if to == JAN)
        assert (missed, new) == (2 * 5, 2)  # in text and page
    assert Follower.objects.filter(refused_since=None).count() == 2


@pytest.mark.parametrize(
    ("names", "saying"),
    [
        (["vera", "jan"], "554 5.7.1 relay access denied"),  # about who sends, not about Jan
        (["jan"], "550 no such person here"),  # and the server took no mail at all
    ],
)
def test_a_server_that_is_set_up_wrongly_costs_nobody_her_mails(housing, mail_server, morning_and_noon, names, saying):
    with time_machine.travel(MONDAY, tick=False):
        followers_of(housing, *names)
    with mail_server(Box(refuses={JAN}, saying=saying)) as box:
        morning_and_noon(range(6))
        assert len(box.refused) == 12
    assert Follower.objects.filter(email=JAN, refused_since=None).exists()


def test_a_server_that_dies_on_the_way_is_asked_again_and_nobody_gets_a_mail_twice(housing, mail_server):
    followers_of(housing, "vera", "jan", "an")
    happen(housing)
    with mail_server(Box(dies_after=1)) as box:
        with pytest.raises(CommandError):
            send()
        box.dies_after = None
        with time_machine.travel(timezone.now() + timedelta(hours=2)):
            send()
    assert [to for to, _content in box.mails] == [f"{name}@example.org" for name in ("vera", "jan", "an")]


# At once.


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_each_mail_once(database):
    domain = DomainFactory(slug="housing")
    followers_of(domain, "an", "bo", "cy", "di")
    happen(domain)
    ready = Barrier(2)

    def run():
        ready.wait()
        return send()

    all_at_once(database, run, run)
    assert sorted(people()) == ["an", "bo", "cy", "di"]
    assert {*Follower.objects.values_list("heard_until", "claimed_at")} == {(events.last(), None)}


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_an_event_with_a_smaller_key_that_is_committed_later_is_waited_for_and_no_later_one(database, monkeypatch):
    measure, other = MeasureFactory(), MeasureFactory()
    begun, waiting, written, may_end, told = Event(), Event(), Event(), Event(), Event()

    def slow():
        """Take a key, and commit after others did."""
        with transaction.atomic():
            EventFactory(kind="measure_status", subject=measure)
            begun.set()
            assert may_end.wait(10)

    def endless():
        """Take a key when somebody waits for the slow one, and write on for long."""
        assert waiting.wait(10)
        with transaction.atomic():
            EventFactory(kind="measure_status", subject=measure)
            written.set()
            assert told.wait(10)

    def while_waiting(_seconds):
        waiting.set()
        assert written.wait(10)
        may_end.set()

    def quick():
        """Commit a greater key meanwhile, and ask up to where the log is complete."""
        assert begun.wait(10)
        key = EventFactory(kind="measure_status", subject=other).pk
        impatient = events.settled(patience=-1)
        monkeypatch.setattr(events.time, "sleep", while_waiting)
        until = events.settled()
        there = events.Event.objects.filter(pk__lte=until, kind="measure_status").count()
        told.set()
        return impatient, until == key, there

    assert all_at_once(database, slow, endless, quick)[2] == (None, True, 2)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_a_run_that_would_wait_too_long_sends_nothing(database, monkeypatch):
    domain = DomainFactory(slug="housing")
    followers_of(domain, "vera")
    begun, may_end, told = Event(), Event(), []
    patient = events.settled
    monkeypatch.setattr(events, "settled", lambda: patient(patience=0.2))

    def slow():
        with transaction.atomic():
            happen(domain)
            begun.set()
            assert may_end.wait(10)

    def run():
        assert begun.wait(10)
        with pytest.raises(CommandError, match="writes for a long time"):
            send()
        may_end.set()
        told.append(len(mail.outbox))

    all_at_once(database, slow, run)
    assert told == [0]
    assert send() == sent(1)


# Many.


def crowd(size, heard_until=0):
    """Let many people follow a domain, and hear at once."""
    many = Follower.objects.bulk_create(
        Follower(
            email=f"f{number}@example.org",
            confirmed_at=timezone.now(),
            language="en",
            frequency="immediate",
            heard_until=heard_until,
        )
        for number in range(size)
    )
    Follow.objects.bulk_create(Follow(follower=follower, query="domain=housing", since=0) for follower in many)


def test_a_storm_is_one_short_mail_for_each_follower_and_what_they_follow_alike_is_read_once(housing):
    followers_of(housing, *(f"a{number}" for number in range(5)))
    first = happen(housing)[0]
    send()  # kinds of records are read once in a process
    happen(housing)
    with CaptureQueriesContext(connection) as of_few:
        assert send() == sent(5)
    mail.outbox.clear()

    crowd(195, heard_until=events.last())
    same = {"objective": first.objective, "organisation": first.organisation, "territory": first.territory}
    Measure.objects.bulk_create(MeasureFactory.build(**same, title_nl=f"Storm {number}") for number in range(500))
    with CaptureQueriesContext(connection) as of_many:
        assert send() == sent(200)
    # A claim and a cursor for each who gets a mail, and once for all how many changes are left out.
    assert len(of_many) == len(of_few) + 2 * 195 + 1
    assert len({*people()}) == len(mail.outbox) == 200
    assert {message.subject for message in mail.outbox} == {"500 changes in what you follow"}
    assert mail.outbox[0].body.count("Measure published") == digests.MOST
    assert f"And {500 - digests.MOST} changes more." in mail.outbox[0].body
    assert len(mail.outbox[0].message().as_bytes()) < 20_000


def test_thousands_who_follow_one_thing_are_read_in_parts(housing):
    crowd(3_000)
    EventFactory(subject=CallFactory())  # of which none of them hears
    with CaptureQueriesContext(connection) as asked:
        assert send() == "0 sent, 3,000 nothing new, 0 heard already, 0 refused"
    assert 3_000 // AT_ONCE <= len(asked) < 40  # of which each keeps a part in memory
    assert not Follower.objects.filter(heard_until=0).exists()


def test_a_mail_to_an_account_leads_to_its_own_page(housing):
    follow = FollowFactory(follower=FollowerFactory(user=UserFactory(visitor=True), frequency="immediate"))
    follow.follower.add("domain=housing")
    happen(housing)
    send()
    assert mail.outbox[0].to == [follow.follower.user.email]
    assert "/following/\n" in mail.outbox[0].body


def test_what_a_file_imports_stands_on_pages_and_no_mail_tells_of_it(housing, tmp_path, client):
    measures = happen(housing, 3)
    for measure in measures[1:]:
        Measure.objects.filter(pk=measure.pk).update(organisation=measures[0].organisation, status="planned")
    followers_of(housing, "vera")
    file = tmp_path / "maatregelen.csv"
    file.write_bytes(text(*({"reference": measure.reference, "status": "running"} for measure in measures)))
    call_command("import_measures", file, organisation=measures[0].organisation.slug, stdout=StringIO())
    assert Measure.objects.filter(status="running").count() == 3

    page = client.get("/en/changes/?domain=housing").content.decode()
    assert page.count("planned \N{RIGHTWARDS ARROW} running") == 2
    assert send() == sent(0, nothing=1)
    Measure.objects.filter(pk=measures[0].pk).update(status="done")  # by hand, afterwards
    assert send() == sent(1)
    assert mail.outbox[0].subject == "1 change in what you follow"
