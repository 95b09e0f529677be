"""An account of one's own: nobody has one for an address whose mails she cannot read."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.adapters import Accounts
from accounts.letters import LETTERS, letter
from accounts.models import User
from tests.back_office import at_work, messages_of, text_of
from tests.factories import PASSWORD, UserFactory
from tests.mails import words_of_both

pytestmark = pytest.mark.django_db

SIGN_UP, CONFIRM, CHANGE = map(reverse, ("account_signup", "account_email_verification_sent", "account_email"))


def newcomer(language="en"):
    return Client(headers={"accept-language": language})


def register(client, email="vera@example.org"):
    return client.post(SIGN_UP, {"email": email, "password1": PASSWORD}, follow=True)


def last_code():
    return mail.outbox[-1].body.split("\n\n")[2].strip()


def test_somebody_registers_types_the_code_of_the_mail_and_is_signed_in_as_a_visitor():
    vera = newcomer("fr")
    page = register(vera, "Vera@Example.org")
    assert page.request["PATH_INFO"] == CONFIRM
    assert vera.get(reverse("account")).status_code == 302

    page = vera.post(CONFIRM, {"code": last_code()}, follow=True)
    assert page.request["PATH_INFO"] == reverse("account")
    user = User.objects.get()
    assert (user.email, user.role, user.organisation, user.name) == ("vera@example.org", "visitor", None, "")
    assert user.language == "fr"
    assert "vera@example.org" in text_of(page)


def test_without_the_code_an_account_does_not_open():
    register(newcomer())
    vera = newcomer()
    cache.clear()  # ten seconds later
    page = vera.post(reverse("account_login"), {"login": "vera@example.org", "password": PASSWORD}, follow=True)
    assert page.request["PATH_INFO"] == CONFIRM
    assert "This code is not right" in text_of(vera.post(CONFIRM, {"code": "AAA-AAA"}))
    cache.clear()
    vera.post(CONFIRM, {"action": "resend"})
    assert vera.post(CONFIRM, {"code": last_code()}).status_code == 302
    assert vera.get(reverse("account")).status_code == 200


def test_a_weak_password_or_no_address_makes_no_account():
    for typed in ({"email": "vera@example.org", "password1": "short"}, {"email": "vera", "password1": PASSWORD}):
        assert newcomer().post(SIGN_UP, typed).status_code == 200
    assert not User.objects.exists()
    assert mail.outbox == []


def test_nobody_learns_by_registering_who_has_an_account_but_its_owner():
    UserFactory(email="fatma@example.org")
    pages = []
    for email in ("fatma@example.org", "vera@example.org"):
        page = register(newcomer(), email)
        pages.append((page.redirect_chain, text_of(page).replace(email, "").partition("<form")[0]))
    assert pages[0] == pages[1]
    assert [message.subject for message in mail.outbox] == ["You have an account already", "Your code"]
    assert User.objects.filter(email="fatma@example.org").count() == 1


def test_two_who_register_an_address_at_the_same_moment_make_one_account(monkeypatch):
    save = Accounts.save_user

    def somebody_was_first(*arguments, **details):
        UserFactory(email="vera@example.org")
        return save(*arguments, **details)

    monkeypatch.setattr(Accounts, "save_user", somebody_was_first)
    page = register(newcomer())
    assert page.request["PATH_INFO"] == CONFIRM
    assert User.objects.count() == 0  # what came first was undone with what failed, since this is one transaction
    assert mail.outbox[0].subject == "You have an account already"


def test_who_reads_the_mails_of_an_address_has_it_and_an_account_that_claimed_it_gives_way():
    register(newcomer(), "fatma@example.org")  # by somebody else, who cannot read the mail
    fatma = UserFactory(email="old@example.org")
    desk = confirmed(at_work(fatma))
    cache.clear()
    desk.post(CHANGE, {"email": "fatma@example.org", "action_add": "yes"})
    page = desk.post(CONFIRM, {"code": last_code()}, follow=True)

    assert messages_of(page) == ["Your e-mail address is confirmed."]
    fatma.refresh_from_db()
    assert fatma.email == "fatma@example.org"
    assert User.objects.get() == fatma


def confirmed(desk):
    """Return a browser whose owner has just typed her password once more."""
    desk.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return desk


def test_another_address_takes_the_place_of_the_old_one_when_it_is_proven_and_the_old_one_hears_of_it():
    fatma = UserFactory(email="old@example.org")
    desk = at_work(fatma)
    typed = {"email": "New@example.org", "action_add": "yes"}
    assert desk.post(CHANGE, typed).headers["Location"].startswith(reverse("account_reauthenticate"))
    confirmed(desk).post(CHANGE, typed)
    assert [message.to for message in mail.outbox] == [["new@example.org"]]
    fatma.refresh_from_db()
    assert fatma.email == "old@example.org"

    desk.post(CONFIRM, {"code": last_code()})
    fatma.refresh_from_db()
    assert fatma.email == "new@example.org"
    assert [address.email for address in EmailAddress.objects.all()] == ["new@example.org"]
    assert (mail.outbox[-1].to, mail.outbox[-1].subject) == (["old@example.org"], "Your e-mail address was changed")


def test_nobody_learns_by_changing_her_address_who_has_an_account():
    UserFactory(email="fatma@example.org")
    desk = confirmed(at_work(UserFactory(email="old@example.org")))
    page = desk.post(CHANGE, {"email": "fatma@example.org", "action_add": "yes"}, follow=True)
    assert page.request["PATH_INFO"] == CONFIRM
    desk.post(CONFIRM, {"code": last_code()})
    assert User.objects.filter(email="fatma@example.org").count() == 1
    assert User.objects.filter(email="old@example.org").count() == 1


@pytest.mark.any_database
def test_every_mail_about_an_account_says_the_same_as_text_and_as_a_page_in_four_languages():
    for name in LETTERS:
        for language in ("nl", "en", "fr", "de"):
            message = letter(name, "vera@example.org", language, code="ABC-123" if "code" in name else "")
            text, page = words_of_both(message)
            assert text == page
