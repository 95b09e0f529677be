"""Signing in: for staff, and not by guessing."""

import logging

import pytest
from django.conf import settings
from django.urls import reverse

from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return UserFactory(email="clerk@example.org")


@pytest.fixture
def sign_in(client):
    """Return a function that tries to sign in and says which status the site answers."""

    def attempt(email="clerk@example.org", password=PASSWORD, **extra):
        return client.post(reverse("admin:login"), {"username": email, "password": password}, **extra).status_code

    return attempt


def test_a_clerk_signs_in_with_her_address_and_a_visitor_does_not(clerk, sign_in):
    UserFactory(email="visitor@example.org", visitor=True)
    assert sign_in("visitor@example.org") == 200
    assert sign_in("Clerk@Example.org") == 302


def test_the_sixth_guess_is_not_answered_even_if_right_and_another_person_still_signs_in(clerk, sign_in):
    UserFactory(email="other@example.org")
    for _guess in range(settings.AXES_FAILURE_LIMIT):
        sign_in(password="wrong")

    assert sign_in() == 429
    assert sign_in("other@example.org") == 302


def test_capitals_do_not_make_more_guesses(clerk, sign_in):
    for guess in range(settings.AXES_FAILURE_LIMIT):
        sign_in("CLERK@example.org"[: guess + 1] + "clerk@example.org"[guess + 1 :], "wrong")
    assert sign_in() == 429


def test_a_right_password_forgets_earlier_slips(clerk, sign_in, client):
    for _round in range(2):
        for _guess in range(settings.AXES_FAILURE_LIMIT - 1):
            sign_in(password="wrong")
        assert sign_in() == 302
        client.logout()


def test_no_password_reaches_a_log(clerk, sign_in, caplog):
    with caplog.at_level(logging.DEBUG):
        for _guess in range(settings.AXES_FAILURE_LIMIT + 1):
            sign_in(password="my-secret-guess")
        sign_in(password=PASSWORD)
    assert "my-secret-guess" not in caplog.text
    assert PASSWORD not in caplog.text


def test_a_sign_in_makes_a_new_session_and_a_closed_account_none(clerk, sign_in, client):
    client.get(reverse("admin:login"))
    sign_in()
    first = client.session.session_key
    client.logout()
    sign_in()
    assert client.session.session_key != first

    client.logout()
    clerk.is_active = False
    clerk.save()
    assert sign_in() == 200


def test_a_next_address_on_another_site_is_not_followed(clerk, client):
    response = client.post(
        f"{reverse('admin:login')}?next=https://evil.example.org/",
        {"username": "clerk@example.org", "password": PASSWORD, "next": "https://evil.example.org/"},
    )
    assert response.status_code == 302
    assert "evil" not in response["Location"]
