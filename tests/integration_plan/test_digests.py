"""Digests: what happened to what somebody follows, told once, as often as she chose, in her language."""

import email
from datetime import timedelta

import pytest
import time_machine
from django.core import mail

from domains.models import Follower, Measure
from integration_plan import digests
from partnerships import events, merging
from tests.digests import MONDAY, followers_of, happen, send, sent
from tests.factories import (
    CallFactory,
    DomainFactory,
    FollowerFactory,
    FollowFactory,
    MeasureFactory,
    ObjectiveFactory,
    OrganisationFactory,
    ReportFactory,
)
from tests.mails import words_of_both

pytestmark = pytest.mark.django_db


@pytest.fixture
def housing():
    return DomainFactory(slug="housing", title_en="Housing", title_fr="Logement")


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


def test_of_an_objective_that_goes_on_in_the_next_plan_its_followers_hear_there_too():
    after = ObjectiveFactory(code="N1", title_en="Homes")
    ObjectiveFactory(code="O1", successor=after)
    (vera,) = followers_of(DomainFactory(), "vera")
    vera.add("objective=O1")
    MeasureFactory(objective=after, title_en="Buddies")
    assert send() == sent(1)
    assert "Buddies" in mail.outbox[0].body


def test_a_long_list_is_cut_off_and_its_page_has_all(housing, client):
    followers_of(housing, "vera")
    happen(housing, digests.MOST + 1)
    send()
    assert mail.outbox[0].subject == f"{digests.MOST + 1} changes in what you follow"
    assert "And 1 change more." in mail.outbox[0].body
    text, page = words_of_both(mail.outbox[0])
    assert text == page
    page = client.get("/en/changes/?domain=housing")
    assert "/feeds/changes.atom?domain=housing&amp;language=en" in page.content.decode()
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
