"""Signing in: one door for all, and not by guessing."""

import logging
from smtplib import SMTPException

import pytest
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse

from accounts.templatetags.account_pages import browser
from tests.back_office import at_work, text_of
from tests.factories import PASSWORD, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

SIGN_IN, DESK = reverse("account_login"), reverse("admin:index")


@pytest.fixture
def clerk():
    return UserFactory(email="clerk@example.org")


@pytest.fixture
def visitor():
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def sign_in(visitor):
    """Return a function that tries to sign in and says which status the site answers."""

    def attempt(email="clerk@example.org", password=PASSWORD, **extra):
        return visitor.post(SIGN_IN, {"login": email, "password": password}, **extra).status_code

    return attempt


def test_staff_and_visitors_sign_in_at_one_door_and_come_where_they_may_be(clerk, visitor):
    UserFactory(email="visitor@example.org", visitor=True)
    for email, page in (("Clerk@Example.org", DESK), ("visitor@example.org", reverse("account"))):
        answer = visitor.post(SIGN_IN, {"login": email, "password": PASSWORD})
        assert answer.headers["Location"] == page
        visitor.post(reverse("account_logout"))


def test_who_wants_into_the_back_office_signs_in_and_is_there(clerk, visitor):
    wanted = reverse("admin:domains_measure_changelist")
    page = visitor.get(wanted, follow=True)
    assert (page.request["PATH_INFO"], page.request["QUERY_STRING"]) == (
        SIGN_IN,
        "next=%2Fadmin%2Fdomains%2Fmeasure%2F",
    )
    form = {"login": "clerk@example.org", "password": PASSWORD, "next": wanted}
    assert visitor.post(SIGN_IN, form).headers["Location"] == wanted
    assert visitor.get(f"{reverse('admin:login')}?next={wanted}").headers["Location"] == wanted


def test_the_answer_is_the_same_whether_or_not_there_is_an_account(clerk, visitor):
    pages = [
        text_of(visitor.post(SIGN_IN, {"login": email, "password": "a much better horse"}))
        for email in ("clerk@example.org", "nobody@example.org")
    ]
    assert "This e-mail address and this password do not belong together." in pages[0]
    without_token = [page.partition("<form")[0] + page.partition("</form>")[2].partition("<form")[0] for page in pages]
    assert without_token[0] == without_token[1]


class Counted(MD5PasswordHasher):
    """Counts how often the dear work was done that makes an answer slow."""

    number = 0

    def encode(self, password, salt):
        Counted.number += 1
        return super().encode(password, salt)


@override_settings(PASSWORD_HASHERS=[f"{__name__}.Counted"])
def test_an_answer_takes_as_much_work_for_who_has_an_account_as_for_who_has_none():
    UserFactory(email="clerk@example.org")
    for address, known, unknown in (
        ("account_login", {"login": "clerk@example.org", "password": "wrong"}, {"login": "nobody@example.org"}),
        ("account_signup", {"email": "clerk@example.org", "password1": PASSWORD}, {"email": "new@example.org"}),
    ):
        work = []
        for typed in (known, known | unknown):
            before = Counted.number
            Client().post(reverse(address), typed)
            work.append(Counted.number - before)
        assert work == [1, 1], address


def test_the_sixth_guess_is_not_answered_even_if_right_and_another_person_still_signs_in(clerk, sign_in):
    UserFactory(email="other@example.org")
    for _guess in range(settings.AXES_FAILURE_LIMIT):
        sign_in(password="wrong")

    assert sign_in() == 429
    assert sign_in(REMOTE_ADDR="192.0.2.7") == 302
    assert sign_in("other@example.org") == 302


def test_capitals_do_not_make_more_guesses(clerk, sign_in):
    for guess in range(settings.AXES_FAILURE_LIMIT):
        sign_in("CLERK@example.org"[: guess + 1] + "clerk@example.org"[guess + 1 :], "wrong")
    assert sign_in() == 429


def test_a_right_password_forgets_earlier_slips(clerk, sign_in, visitor):
    for _round in range(2):
        for _guess in range(settings.AXES_FAILURE_LIMIT - 1):
            sign_in(password="wrong")
        assert sign_in() == 302
        visitor.logout()


def test_no_password_reaches_a_log(clerk, sign_in, caplog):
    with caplog.at_level(logging.DEBUG):
        for _guess in range(settings.AXES_FAILURE_LIMIT + 1):
            sign_in(password="my-secret-guess")
        sign_in(password=PASSWORD)
    assert "my-secret-guess" not in caplog.text
    assert PASSWORD not in caplog.text


def test_a_sign_in_makes_a_new_session_and_a_closed_account_none(clerk, sign_in, visitor):
    visitor.post(reverse("account_reset_password"), {"email": "clerk@example.org"})  # leaves a session
    first = visitor.session.session_key
    sign_in()
    assert visitor.session.session_key not in {None, first}
    assert not Session.objects.filter(session_key=first).exists()

    visitor.logout()
    clerk.is_active = False
    clerk.save()
    page = visitor.post(SIGN_IN, {"login": "clerk@example.org", "password": PASSWORD}, follow=True)
    assert "Nobody can sign in with it any more." in text_of(page)
    assert visitor.get(DESK).status_code == 302


@pytest.mark.parametrize(
    "evil", ["https://evil.example.org/", "//evil.example.org", "http://localhost.evil/", "https:evil"]
)
def test_a_next_address_on_another_site_is_not_followed(clerk, visitor, evil):
    typed = {"login": "clerk@example.org", "password": PASSWORD, "next": evil}
    assert visitor.post(f"{SIGN_IN}?next={evil}", typed).headers["Location"] == DESK
    for address in (SIGN_IN, reverse("admin:login")):
        assert visitor.get(address, {"next": evil}).headers["Location"] == DESK
    assert "evil" not in visitor.post(reverse("account_logout"), {"next": evil}).headers["Location"]
    assert "evil" not in visitor.get(reverse("admin:login"), {"next": evil}).headers["Location"]


def test_a_form_of_an_account_without_its_token_is_refused(clerk):
    client = Client(enforce_csrf_checks=True)
    for name in ("account_login", "account_signup", "account_reset_password", "account_logout"):
        assert client.post(reverse(name), {"login": "clerk@example.org", "password": PASSWORD}).status_code == 403


# Forgotten passwords.


def code_in(message):
    return message.body.split("\n\n")[2].strip()


def test_who_forgot_her_password_chooses_a_new_one_with_the_code_of_a_mail(clerk, visitor, sign_in):
    page = visitor.post(reverse("account_reset_password"), {"email": "Clerk@example.org"}, follow=True)
    assert "We sent a mail to clerk@example.org." in text_of(page)
    confirm = page.request["PATH_INFO"]
    assert "This code is not right" in text_of(visitor.post(confirm, {"code": "AAA-AAA"}))

    page = visitor.post(confirm, {"code": code_in(mail.outbox[0])}, follow=True)
    page = visitor.post(page.request["PATH_INFO"], {"password1": "a much better horse"}, follow=True)
    assert "Your password is changed" in text_of(page)
    assert sign_in() == 200
    assert sign_in(password="a much better horse") == 302
    assert [message.subject for message in mail.outbox] == ["Your code", "Your password was changed"]


def test_nobody_learns_from_a_forgotten_password_who_has_an_account(clerk):
    pages = []
    for email in ("clerk@example.org", "nobody@example.org"):
        visitor = Client(headers={"accept-language": "en"})
        page = visitor.post(reverse("account_reset_password"), {"email": email}, follow=True)
        pages.append((page.redirect_chain, text_of(page).replace(email, "").partition("<form")[0]))
        wrong = visitor.post(page.request["PATH_INFO"], {"code": "AAA-AAA"})
        assert "This code is not right" in text_of(wrong)
    assert pages[0] == pages[1]
    assert mail.outbox[1].subject == "There is no account with your e-mail address"


def test_after_three_wrong_codes_another_is_needed(clerk, visitor):
    page = visitor.post(reverse("account_reset_password"), {"email": "clerk@example.org"}, follow=True)
    for _guess in range(3):
        page = visitor.post(reverse("account_confirm_password_reset_code"), {"code": "AAA-AAA"}, follow=True)
    assert page.request["PATH_INFO"] == SIGN_IN
    code = {"code": code_in(mail.outbox[0])}
    assert visitor.post(reverse("account_confirm_password_reset_code"), code).headers["Location"] == SIGN_IN


def test_a_mail_server_that_is_gone_is_a_page_and_not_a_fault(clerk, visitor, monkeypatch):
    def gone(self, messages):
        raise SMTPException("gone")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", gone)
    page = visitor.post(reverse("account_reset_password"), {"email": "clerk@example.org"})
    assert page.status_code == 503
    assert "Our mail server does not answer." in text_of(page)


# Sessions.


def test_a_person_sees_where_she_is_signed_in_and_signs_out_everywhere_else(clerk, visitor, sign_in):
    other = Client()
    other.post(SIGN_IN, {"login": "clerk@example.org", "password": PASSWORD}, headers={"user-agent": "Firefox"})
    sign_in(headers={"user-agent": "Chromium"})

    page = text_of(visitor.get(reverse("usersessions_list")))
    assert "Firefox" in page
    assert "Chrome" in page
    visitor.post(reverse("usersessions_list"))
    assert other.get(DESK).status_code == 302
    assert visitor.get(DESK).status_code == 200
    assert "Firefox" not in text_of(visitor.get(reverse("usersessions_list")))


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Windows"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML) Chrome/150.0 Safari/537.36 Edg/150.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML) Chrome/150.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1", "Safari, iPhone"),
        ("curl/8.5", "curl/8.5"),
        ("", ""),
    ],
)
def test_a_browser_is_called_what_people_call_it(user_agent, name):
    assert browser(user_agent) == name


def test_pages_of_an_account_ask_who_it_is_and_are_not_kept(clerk, visitor):
    for name in ("account", "account_email", "account_change_password", "mfa_index", "usersessions_list"):
        assert visitor.get(reverse(name)).headers["Location"].startswith(SIGN_IN)
        assert at_work(clerk).get(reverse(name)).status_code == 200
    assert "no-store" in visitor.get(SIGN_IN).headers["Cache-Control"]
