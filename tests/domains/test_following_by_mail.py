"""Following by mail without an account: nothing is kept before the link in the mail is pressed."""

from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from domains.models import Follower
from domains.models.follow import MOST
from domains.subscribing import link_to_begin
from tests.back_office import at_work
from tests.factories import DomainFactory, FollowerFactory, UserFactory
from tests.mails import Box, words_of_both
from tests.reading import text_of
from tests.threads import all_at_once

pytestmark = pytest.mark.django_db
PAGE = "/en/following/by-mail/"


@pytest.fixture
def vera():
    """Somebody without an account, who follows a domain in her session."""
    DomainFactory(slug="housing", title_en="Housing")
    client = Client(headers={"accept-language": "en"})
    client.post("/en/following/", {"domain": "housing"})
    return client


def ask(client, email="vera@example.org", **changes):
    form = client.get(PAGE).context["form"]
    with time_machine.travel(timezone.now() + timedelta(seconds=5)):
        return client.post(PAGE, {"email": email, "opened": form["opened"].value()} | changes)


def link_in(message):
    (address,) = {word for word in message.body.split() if "/follow-by-mail/?link=" in word}
    return address.removeprefix(settings.SITE_URL)


def press(client, address):
    return client.post("/follow-by-mail/", {"link": address.partition("link=")[2]})


def test_she_is_mailed_a_link_and_only_a_press_of_its_button_keeps_anything(vera):
    assert "Follow by mail" in text_of(vera.get("/en/following/"))
    answer = ask(vera)
    assert answer["Location"] == f"{PAGE}?sent=1"
    assert "Until then nothing of it is kept" in text_of(vera.get(answer["Location"]))
    (message,) = mail.outbox
    assert message.to == ["vera@example.org"]
    assert words_of_both(message)[0] == words_of_both(message)[1]
    assert "Housing" not in message.body

    elsewhere = Client(headers={"accept-language": "fr"})
    page = elsewhere.get(link_in(message))
    assert "Housing" in text_of(page)
    assert page["Content-Language"] == "en"
    assert not Follower.objects.exists()
    done = press(elsewhere, link_in(message))
    follower = Follower.objects.get()
    assert (follower.address, follower.language, follower.queries) == ("vera@example.org", "en", ["domain=housing"])
    (hers,) = {part.split(chr(34))[0] for part in done.content.decode().split("href=" + chr(34)) if "?link=" in part}
    assert "Housing" in text_of(elsewhere.get(hers.removeprefix(settings.SITE_URL)))

    press(elsewhere, link_in(message))  # once more
    assert Follower.objects.get().queries == ["domain=housing"]


def test_every_address_is_answered_alike(vera):
    FollowerFactory(by_mail=True, email="an@example.org")
    UserFactory(email="fatma@example.org")
    answers = [ask(vera, f"{name}@example.org") for name in ("vera", "an", "fatma")]
    assert len({(answer.status_code, answer["Location"]) for answer in answers}) == 1
    assert len({message.subject for message in mail.outbox}) == 1
    assert len(mail.outbox) == 3


def test_who_has_an_account_with_the_address_gets_the_mails_there(vera):
    fatma = UserFactory(email="fatma@example.org", language="fr")
    FollowerFactory(user=fatma, frequency="never")
    ask(vera, "Fatma@example.org")
    press(vera, link_in(mail.outbox[0]))
    follower = Follower.objects.get()
    assert (follower.user, follower.frequency, follower.speaks) == (fatma, "weekly", "fr")
    assert follower.queries == ["domain=housing"]


def test_nobody_has_many_mails_sent_to_an_address_or_from_one_place(vera):
    answers = [ask(vera, address).status_code for address in ["a@example.org", "A@example.org"] * 2]
    assert answers == [302, 302, 302, 429]
    answers = [ask(vera, f"{number}@example.org").status_code for number in range(8)]
    assert answers[:6] == [302] * 6
    assert answers[-1] == 429


def test_what_cannot_be_sent_is_said(vera, mail_server):
    assert ask(vera, "nonsense").status_code == 200
    assert "only programs" in text_of(ask(vera, more="x"))
    assert "Choose first" in text_of(ask(Client(headers={"accept-language": "en"})))
    assert ask(Client(enforce_csrf_checks=True)).status_code == 403
    assert not mail.outbox
    with mail_server(Box()):
        pass
    answer = ask(vera)
    assert (answer.status_code, "could not be sent" in text_of(answer)) == (503, True)


def test_a_link_carries_no_more_than_programs_take(vera):
    session = vera.session
    session["follows"] = [f"q={number}{'a' * 150}" for number in range(MOST)]
    session.save()
    assert "too much for one mail" in text_of(ask(vera))
    assert not mail.outbox


def test_a_link_is_good_for_some_days_and_keeps_only_what_is_there(vera):
    link = link_to_begin("vera@example.org", ["domain=housing", "domain=gone"], "en").removeprefix(settings.SITE_URL)
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert press(vera, link).status_code == 410
    assert vera.get("/follow-by-mail/?link=x").status_code == 410
    follower = FollowerFactory(by_mail=True, email="vera@example.org")
    for number in range(MOST):
        follower.add(f"domain={number}")
    assert "no room for all" in text_of(press(vera, link))
    follower.remove("domain=0")
    press(vera, link)
    assert "domain=housing" in follower.queries
    assert "domain=gone" not in follower.queries


@pytest.mark.django_db(transaction=True)
def test_a_link_that_is_pressed_twice_at_once_makes_one_follower(database):
    DomainFactory(slug="housing")
    link = link_to_begin("vera@example.org", ["domain=housing"], "en")
    together = Barrier(3)

    def press_it():
        together.wait()
        return press(Client(), link).status_code

    assert all_at_once(database, *[press_it] * 3) == [200] * 3
    assert Follower.objects.get().queries == ["domain=housing"]


def test_who_is_signed_in_has_her_own_page():
    assert at_work(UserFactory(visitor=True)).get(PAGE)["Location"] == "/en/following/"
