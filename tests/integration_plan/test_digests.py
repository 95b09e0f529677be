"""Digests: what happened to what somebody follows, once, however runs fail, meet, or are cut off."""

import email
from contextlib import suppress
from datetime import UTC, datetime, timedelta
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
from partnerships import events, merging
from tests.back_office import at_work
from tests.factories import (
    CallFactory,
    DomainFactory,
    EventFactory,
    FollowerFactory,
    FollowFactory,
    MeasureFactory,
    OrganisationFactory,
    ReportFactory,
    UserFactory,
)
from tests.mails import Box, words_of_both
from tests.reading import text_of
from tests.threads import all_at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def housing():
    return DomainFactory(slug="housing", title_en="Housing", title_fr="Logement")


def followers_of(domain, *names, **details):
    """Let some people without an account follow a domain, and hear at once."""
    return [
        FollowFactory(
            follower=FollowerFactory(by_mail=True, email=f"{name}@example.org", **{"frequency": "immediate"} | details),
            query=f"domain={domain.slug}",
        ).follower
        for name in names
    ]


def send(**options):
    said = StringIO()
    call_command("send_digests", stdout=said, stderr=StringIO(), **options)
    return said.getvalue().splitlines()[-1].removeprefix("digests: ")


def sent(number, nothing=0, heard=0, refused=0):
    return f"{number} sent, {nothing} nothing new, {heard} heard already, {refused} refused"


def happen(domain, number=1):
    """Publish measures in a domain."""
    return MeasureFactory.create_batch(number, objective__domain=domain)


def people():
    return [message.to[0].partition("@")[0] for message in mail.outbox]


def test_a_digest_tells_all_that_happened_once_in_her_language_as_text_and_as_page(housing):
    (vera,) = followers_of(housing, "vera")
    followers_of(housing, "anne", language="fr")
    measure = MeasureFactory(
        objective__domain=housing, title_en="Buddies <b>", title_nl="Taalbuddy", title_fr="Parrains"
    )
    vera.add(f"measure={measure.reference}")  # what is told of the domain already is not told twice
    Measure.objects.filter(pk=measure.pk).update(status="done")
    ReportFactory(measure=measure)
    CallFactory(title_en="A call").domains.add(housing)
    CallFactory()  # of another domain

    assert send() == sent(2)
    of_vera, of_anne = mail.outbox
    assert of_vera.subject == "4 changes in what you follow"
    for words in ("Domain: Housing", "Measure published", "→ done", "Report approved", "Buddies <b>", "/en/measures/"):
        assert words in of_vera.body, words
    assert of_vera.body.count("Measure published") == 1
    assert "Parrains" in of_anne.body
    assert "/fr/measures/" in of_anne.body
    for message in mail.outbox:
        text, page = words_of_both(message)
        assert text == page
    assert send() == sent(0)
    assert len(mail.outbox) == 2


def test_every_mail_can_be_stopped_in_one_click_and_answers_no_machine(housing):
    followers_of(housing, "vera")
    happen(housing)
    send()
    heads = email.message_from_bytes(mail.outbox[0].message().as_bytes())
    assert heads["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert heads["List-Unsubscribe"].strip().startswith("<http")
    assert heads["Auto-Submitted"] == "auto-generated"
    assert heads["List-Unsubscribe"].strip(" \n<>") in mail.outbox[0].body
    assert heads["Message-ID"].startswith(f"<digest-{Follower.objects.get().pk}-")


MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # seven in the morning in Brussels


@pytest.mark.parametrize(
    ("frequency", "heard"),
    [
        ("immediate", {0, 1, 25, 169}),
        ("daily", {1, 25, 169}),
        ("weekly", {1, 169}),
        ("never", set()),
    ],
)
def test_mails_come_as_often_as_she_chose_at_seven_in_the_morning(housing, frequency, heard):
    with time_machine.travel(MONDAY - timedelta(hours=2), tick=False):
        followers_of(housing, "vera", frequency=frequency)
    hours = set()
    for hour in (0, 1, 25, 26, 169):
        if hour != 26:  # at which nothing happened
            happen(housing)
        with time_machine.travel(MONDAY + timedelta(hours=hour - 1, minutes=1), tick=False):
            before = len(mail.outbox)
            send()
            hours |= {hour} if len(mail.outbox) > before else set()
    assert hours == heard


def test_quiet_events_and_what_happened_before_she_followed_are_not_told(housing):
    happen(housing)
    followers_of(housing, "vera")
    since = events.last()
    events.hush(happen(housing, 2), since)
    assert send() == sent(0, nothing=1)
    assert Follower.objects.get().heard_until == events.last()
    assert not mail.outbox


def test_what_is_merged_is_told_as_what_it_became_and_what_is_withdrawn_by_number(housing):
    old, new = OrganisationFactory(slug="old"), OrganisationFactory(slug="new", name_en="City")
    (vera,) = followers_of(housing, "vera")
    vera.add("organisation=old")
    secret = MeasureFactory(objective__domain=housing, title_en="Secret", reference="m-secret")
    vera.add("measure=m-secret")
    merging.merge(old, new)
    MeasureFactory(organisation=new, title_en="Buddies")
    double = MeasureFactory(objective__domain=housing, title_en="Double")
    send()
    assert "Organisation: City" in mail.outbox[0].body
    assert "Buddies" in mail.outbox[0].body

    Measure.objects.filter(pk=secret.pk).update(publication="withdrawn")
    Measure.objects.filter(pk=double.pk).update(publication="withdrawn", merged_into=secret)
    assert send() == sent(1)
    message = mail.outbox[1]
    assert "1 measure is not public any more." in message.body
    assert "This is not public any more" in message.body  # the name of what she followed by itself
    for secret_word in ("Secret", "m-secret", "Double"):
        assert secret_word not in message.body.replace("link=", "")
    text, page = words_of_both(message)
    assert text == page


def test_a_long_list_is_cut_off_and_its_page_has_all(housing, client):
    followers_of(housing, "vera")
    happen(housing, digests.MOST + 1)
    send()
    assert mail.outbox[0].subject == f"{digests.MOST + 1} changes in what you follow"
    assert "And 1 change more." in mail.outbox[0].body
    text, page = words_of_both(mail.outbox[0])
    assert text == page
    page = client.get("/en/changes/?domain=housing")
    assert "/feeds/following.atom?domain=housing&amp;language=en" in page.content.decode()
    assert client.get("/en/changes/?domain=nowhere").status_code == 404


def test_accounts_that_are_closed_and_who_stopped_meanwhile_get_nothing(housing):
    FollowFactory(follower=FollowerFactory(user__is_active=False, frequency="immediate"), query="domain=housing")
    followers_of(housing, "vera")
    happen(housing)
    assert send(dry_run=True) == sent(1)
    Follower.objects.stop("Vera@example.org")
    assert send() == sent(0)
    assert not mail.outbox


def test_who_begins_with_mails_again_hears_of_what_happens_from_then_on(housing):
    follower = FollowerFactory(user__email="fatma@example.org", frequency="never")
    follower.add("domain=housing")
    happen(housing)
    follower.choose("immediate", "fr")
    assert send() == sent(0)
    happen(housing)
    assert send() == sent(1)
    assert mail.outbox[0].to == ["fatma@example.org"]
    assert "/fr/measures/" in mail.outbox[0].body


# Runs that fail.


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


def test_a_run_for_many_reads_what_they_follow_alike_once(housing):
    def queries(number):
        happen(housing)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert send() == sent(number)
        return len(asked)

    send()  # kinds of records are read once in a process
    followers_of(housing, *(f"a{number}" for number in range(5)))
    few = queries(5)
    followers_of(housing, *(f"b{number}" for number in range(20)))
    assert queries(25) == few + 2 * 20  # a claim and a cursor for each who gets a mail


def test_ten_thousand_who_follow_one_thing_are_read_in_parts(housing):
    many = Follower.objects.bulk_create(
        Follower(email=f"f{number}@example.org", confirmed_at=timezone.now(), frequency="immediate", heard_until=0)
        for number in range(10_000)
    )
    Follow.objects.bulk_create(Follow(follower=follower, query="domain=housing", since=0) for follower in many)
    del many
    EventFactory(subject=CallFactory())  # of which none of them hears
    with CaptureQueriesContext(connection) as asked:
        assert send() == "0 sent, 10,000 nothing new, 0 heard already, 0 refused"
    assert 10_000 // AT_ONCE <= len(asked) < 100  # of which each keeps a part in memory
    assert not Follower.objects.filter(heard_until=0).exists()


def test_a_mail_to_an_account_leads_to_its_own_page(housing):
    follow = FollowFactory(follower=FollowerFactory(user=UserFactory(visitor=True), frequency="immediate"))
    follow.follower.add("domain=housing")
    happen(housing)
    send()
    assert mail.outbox[0].to == [follow.follower.user.email]
    assert "/following/\n" in mail.outbox[0].body
