"""Accounts in the back office, and one's own password."""

import datetime

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from tests.back_office import at_work, fields_of, fill_in, messages_of, text_of
from tests.factories import PASSWORD, MeasureFactory, OrganisationFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

ADD, LIST = reverse("admin:accounts_user_add"), reverse("admin:accounts_user_changelist")
LOGIN = reverse("account_login")
NEW = "a much better horse"


def change_page(user):
    return reverse("admin:accounts_user_change", args=[user.pk])


def password_page(user):
    return reverse("admin:auth_user_password_change", args=[user.pk])


@pytest.fixture
def curator():
    return UserFactory(curator=True, name="Sofie")


@pytest.fixture
def desk(curator):
    return at_work(curator)


@pytest.fixture
def clerk():
    return UserFactory(email="fatma@example.org")


@pytest.fixture
def typed():
    return {
        "email": "Jan@Example.org",
        "name": "Jan",
        "role": "contributor",
        "organisation": OrganisationFactory().pk,
        "password1": NEW,
        "password2": NEW,
    }


def test_a_curator_lets_a_colleague_in_who_then_signs_in(desk, typed):
    fill_in(desk, ADD, **typed)

    assert User.objects.get(name="Jan").email == "jan@example.org"
    answer = Client().post(LOGIN, {"login": "jan@example.org", "password": NEW})
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("slip", "sentence"),
    [
        ({"email": "FATMA@example.org"}, "has an account already"),
        ({"email": "jan"}, "Enter a valid email address."),
        ({"organisation": ""}, "A contributor or approver works for an organisation: choose it."),
        ({"role": "mayor"}, "Select a valid choice."),
        ({"password2": "another"}, "The two password fields didn"),
        ({"password1": "short", "password2": "short"}, "This password is too short."),
    ],
)
def test_a_slip_gets_a_sentence_and_makes_no_account(desk, clerk, typed, slip, sentence):
    page = fill_in(desk, ADD, **typed | slip)
    assert sentence in text_of(page)
    assert not User.objects.filter(name="Jan").exists()


def test_a_colleague_who_left_is_kept_out_and_her_history_keeps_her_name(desk, clerk):
    page = desk.get(change_page(clerk))
    desk.post(change_page(clerk), {name: value for name, value in fields_of(page).items() if name != "is_active"})

    clerk.refresh_from_db()
    assert not clerk.is_active
    history = desk.get(reverse("admin:accounts_user_history", args=[clerk.pk]))
    assert "Changed May sign in." in text_of(history)
    assert "Sofie" in text_of(history)


def test_an_account_that_nobody_touched_has_an_empty_history(desk, clerk):
    page = desk.get(reverse("admin:accounts_user_history", args=[clerk.pk]))
    assert "Nothing was changed here by hand." in text_of(page)


def test_an_address_of_somebody_else_is_refused(desk, clerk):
    other = UserFactory()
    assert "has an account already" in text_of(fill_in(desk, change_page(other), email="Fatma@example.org"))


def test_a_curator_cannot_lock_herself_out(desk, curator):
    fill_in(desk, change_page(curator), role="visitor", is_active="", name="Sofie Claes")
    assert desk.post(reverse("admin:accounts_user_delete", args=[curator.pk]), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [curator.pk]}
    assert "These cannot be deleted" in text_of(desk.post(LIST, chosen))

    curator.refresh_from_db()
    assert (curator.role, curator.is_active, curator.name) == ("curator", True, "Sofie Claes")


def test_deleting_an_account_keeps_what_she_logged(desk, clerk):
    measure = MeasureFactory(organisation=clerk.organisation, submitted_by=clerk)
    desk.post(reverse("admin:accounts_user_delete", args=[clerk.pk]), {"post": "yes"})

    measure.refresh_from_db()
    assert measure.submitted_by is None
    assert not User.objects.filter(pk=clerk.pk).exists()


def test_a_curator_gives_a_new_password_and_nobody_else_does(desk, clerk):
    page = desk.post(password_page(clerk), {"password1": NEW, "password2": "other"})
    assert "The password is not changed yet" in text_of(page)
    desk.post(password_page(clerk), {"password1": NEW, "password2": NEW})
    clerk.refresh_from_db()
    assert clerk.check_password(NEW)
    assert clerk.has_usable_password()

    for page in (LIST, ADD, change_page(clerk), password_page(clerk)):
        assert at_work(clerk).get(page).status_code == 403
    assert at_work(clerk).post(password_page(clerk), {"password1": PASSWORD, "password2": PASSWORD}).status_code == 403
    clerk.refresh_from_db()
    assert clerk.check_password(NEW)


def test_staff_change_their_own_password_and_stay_signed_in_here_and_nowhere_else(clerk):
    desk, elsewhere = at_work(clerk), at_work(clerk)
    address = desk.get(reverse("admin:password_change")).headers["Location"]

    page = desk.post(address, {"oldpassword": "wrong", "password1": NEW})
    assert "This is not your password." in text_of(page)
    page = desk.post(address, {"oldpassword": PASSWORD, "password1": "short"})
    assert "This password is too short." in text_of(page)
    page = desk.post(address, {"oldpassword": PASSWORD, "password1": NEW}, follow=True)
    assert messages_of(page) == ["Your password is changed. Use the new one from now on."]
    assert desk.get(reverse("admin:index")).status_code == 200
    assert elsewhere.get(reverse("admin:index")).status_code == 302
    (message,) = mail.outbox
    assert message.subject == "Your password was changed"


def test_a_curator_changes_an_address_and_its_owner_signs_in_with_it(desk, clerk):
    fill_in(desk, change_page(clerk), email="new@example.org")
    for address, status in (("fatma@example.org", 200), ("new@example.org", 302)):
        assert Client().post(LOGIN, {"login": address, "password": PASSWORD}).status_code == status


def test_signing_out_ends_the_session(clerk):
    desk = at_work(clerk)
    page = desk.post(reverse("admin:logout"))
    assert "You are signed out" in text_of(page)
    assert desk.get(reverse("admin:index")).status_code == 302


# The door.


def test_a_visitor_s_account_does_not_open_the_back_office_and_the_page_says_so():
    page = at_work(UserFactory(visitor=True, name="Vera")).get(reverse("admin:index"), follow=True)
    assert "You are signed in as" in text_of(page)
    assert "does not open this page" in text_of(page)


def test_after_too_many_guesses_the_page_says_what_happened_and_when_to_try_again(clerk):
    visitor = Client(headers={"accept-language": "en"})
    for _guess in range(settings.AXES_FAILURE_LIMIT):
        page = visitor.post(LOGIN, {"login": "fatma@example.org", "password": "guess"})

    assert page.status_code == 429
    assert "sign in as fatma@example.org 5 times with a wrong password" in text_of(page)
    assert "for 15 minutes" in text_of(page)


def test_a_guessed_address_is_shown_as_text():
    visitor = Client(headers={"accept-language": "en"})
    for _guess in range(settings.AXES_FAILURE_LIMIT):
        page = visitor.post(LOGIN, {"login": "<script>alert(1)</script>@example.org", "password": "guess"})
    assert b"<script>alert" not in page.content


def test_a_session_ends_with_the_working_day(clerk):
    desk = at_work(clerk)
    assert desk.session.get_expiry_date() < timezone.now() + datetime.timedelta(hours=8, minutes=1)
    assert messages_of(desk.get(reverse("admin:index"))) == []
