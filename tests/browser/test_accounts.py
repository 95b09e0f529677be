"""Accounts in a real browser: registering, passkeys, and every page of an account in every look."""

from contextlib import contextmanager

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from tests.factories import PASSWORD, StaffRuleFactory, UserFactory
from tests.providers import provider_of

pytestmark = pytest.mark.django_db(transaction=True)

ENTRANCE = "account_login", "account_signup", "account_reset_password"
OWN = (
    *(
        "account",
        "account_delete",
        "account_email",
        "account_change_password",
        "usersessions_list",
        "mfa_index",
        "mfa_activate_totp",
    ),
    *("mfa_add_webauthn", "mfa_list_webauthn", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
)


@contextmanager
def passkeys_of(page):
    """Give the browser a telephone that keeps passkeys, and whose owner says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    able = dict.fromkeys(("hasResidentKey", "hasUserVerification", "isUserVerified"), True)
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options | able})
    yield
    session.detach()


def test_somebody_registers_without_scripts_types_the_code_and_has_an_account(live_server, page_without_scripts):
    page = page_without_scripts
    page.goto("/nl/")
    page.get_by_role("link", name="Aanmelden").click()
    page.get_by_role("link", name="Nog geen account? Registreer u").click()
    page.get_by_label("E-mailadres").fill("vera@example.org")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Registreren").click()
    page.get_by_label("Code").fill(mail.outbox[0].body.split("\n\n")[2].strip())
    page.get_by_role("button", name="Verder").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Uw account")
    expect(page.get_by_text("vera@example.org")).to_be_visible()
    assert User.objects.get().role == "visitor"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_clerk_signs_in_through_her_organisation(live_server, page, complaints):
    StaffRuleFactory(value="OVO002949")
    with provider_of({"jan": {"vo_orgcode": "OVO002949"}}):
        page.goto("/admin/")
        page.get_by_role("link", name="Aanmelden via uw organisatie").click()
        page.get_by_role("button", name="jan").click()
        page.wait_for_url(f"**{reverse('admin:index')}")
    complaints.clear()  # of the provider's page, which asks others for its look


def test_a_clerk_adds_a_passkey_signs_in_with_it_alone_and_every_page_is_accessible(
    live_server, page, faults_in_every_look
):
    clerk = UserFactory(email="clerk@example.org")
    page.goto("/accounts/login/")
    assert [fault for name in ENTRANCE for fault in faults_in_every_look(on(page, name))] == []
    on(page, "account_login").locator("#id_username").fill(clerk.email)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#login-form button").click()

    with passkeys_of(page):
        on(page, "mfa_add_webauthn").locator("#id_password").fill(PASSWORD)
        page.locator("#account-form button").click()
        page.get_by_label("Naam van deze passkey").fill("Mijn telefoon")
        page.get_by_role("button", name="Een passkey toevoegen").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Herstelcodes")
        passkey = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
        assert (passkey.user, passkey.wrap().name) == (clerk, "Mijn telefoon")
        assert [fault for name in OWN for fault in faults_in_every_look(on(page, name))] == []

        on(page, "account").get_by_role("button", name="Afmelden").click()
        on(page, "account_login").get_by_role("button", name="Aanmelden met een passkey").click()
        page.wait_for_url(f"**{reverse('admin:index')}")


def on(page, name):
    page.goto(reverse(name))
    return page
