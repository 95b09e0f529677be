"""A second factor: apps that show codes, recovery codes, and a back office that wants one. Passkeys need a browser."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from tests.back_office import at_work, messages_of, text_of
from tests.factories import PASSWORD, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

SIGN_IN, DESK, OVERVIEW = reverse("account_login"), reverse("admin:index"), reverse("mfa_index")
ACTIVATE, ASKED = reverse("mfa_activate_totp"), reverse("mfa_authenticate")


@pytest.fixture
def clerk():
    return UserFactory(email="clerk@example.org")


@pytest.fixture
def desk(clerk):
    desk = at_work(clerk)
    desk.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return desk


def code_now(secret):
    _before, now, _after = auth.yield_hotp_counters_from_time()
    return auth.format_hotp_value(auth.hotp_value(secret, now))


def set_up(desk):
    """Set up an app, and return the key that it holds and the recovery codes that the page shows."""
    secret = desk.get(ACTIVATE).context["form"].secret
    page = desk.post(ACTIVATE, {"code": code_now(secret)}, follow=True)
    assert page.request["PATH_INFO"] == reverse("mfa_view_recovery_codes")
    return secret, page.context["unused_codes"]


def signing_in():
    """Return a browser in which somebody gave the right password of the clerk, and is asked for more."""
    cache.clear()  # a code is good once; half a minute later
    visitor = Client(headers={"accept-language": "en"})
    assert visitor.post(SIGN_IN, {"login": "clerk@example.org", "password": PASSWORD}).headers["Location"] == ASKED
    assert visitor.get(DESK).status_code == 302
    return visitor


def test_who_set_up_an_app_is_asked_for_its_code_and_a_recovery_code_opens_once(
    desk, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        secret, codes = set_up(desk)
    assert "An app that shows codes was added" in [message.subject for message in mail.outbox]

    visitor = signing_in()
    assert "This code is not right" in text_of(visitor.post(ASKED, {"code": "000000"}))
    assert visitor.post(ASKED, {"code": code_now(secret)}).headers["Location"] == DESK
    assert signing_in().post(ASKED, {"code": codes[0]}).headers["Location"] == DESK
    assert signing_in().post(ASKED, {"code": codes[0]}).status_code == 200


def test_guesses_at_a_code_come_to_an_end(desk):
    secret, _codes = set_up(desk)
    visitor = signing_in()
    for _guess in range(5):
        visitor.post(ASKED, {"code": "000000"})
    assert "Too many attempts." in text_of(visitor.post(ASKED, {"code": code_now(secret)}))


def test_what_protects_an_account_is_changed_by_who_shows_again_that_it_is_she(clerk, desk):
    set_up(desk)
    later = at_work(clerk)
    names = "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_add_webauthn"
    for name in names:
        page = later.get(reverse(name), follow=True)
        assert "Show once more that it is you." in text_of(page)
        assert "Use an app or a recovery code" in text_of(page)

    page = desk.post(reverse("mfa_generate_recovery_codes"), follow=True)
    assert page.context["unused_codes"][0] in desk.get(reverse("mfa_download_recovery_codes")).content.decode()
    page = desk.post(reverse("mfa_deactivate_totp"), follow=True)
    assert messages_of(page) == ["Your app is removed: its codes open nothing any more."]
    assert not Authenticator.objects.exists()


@override_settings(STAFF_MFA_REQUIRED=True)
def test_staff_without_a_second_factor_are_led_to_set_one_up_before_the_back_office_opens(clerk, desk):
    wanted = reverse("admin:domains_measure_changelist")
    page = desk.get(wanted, follow=True)
    assert page.request["PATH_INFO"] == OVERVIEW
    assert "Staff of this site sign in with a second factor" in messages_of(page)[0]
    assert desk.get(reverse("handbook")).status_code == 302

    set_up(desk)
    assert desk.get(wanted).status_code == 200
    desk.post(reverse("mfa_deactivate_totp"))
    assert desk.get(wanted).status_code == 302


@override_settings(STAFF_MFA_REQUIRED=True)
def test_a_visitor_needs_no_second_factor_for_her_account():
    desk = at_work(UserFactory(visitor=True))
    assert desk.get(reverse("account")).status_code == 200
    assert desk.get(DESK, follow=True).status_code == 403
