"""Staff who sign in through their own organisation, against a real provider on this machine that signs its tokens."""

from contextlib import ExitStack
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import StaffRule, User
from tests.back_office import at_work, messages_of, text_of
from tests.factories import PASSWORD, OrganisationFactory, StaffRuleFactory, UserFactory
from tests.providers import provider_of

pytestmark = [
    *(pytest.mark.django_db, pytest.mark.any_database),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

PEOPLE = {
    "jan": {"vo_orgcode": "OVO002949", "acr": "urn:strong", "name": "Jan Peeters"},
    "sofie": {"vo_orgcode": "OVO002949", "roles": ["mail", "gent-approver"]},
    "stranger": {"vo_orgcode": "OVO000001"},
    "both": {"vo_orgcode": ["OVO002949", "OVO000777"]},
    "unproven": {"vo_orgcode": "OVO002949", "email_verified": False},
    "silent": {"vo_orgcode": "OVO002949", "email": None},
}
LOGIN, DESK = reverse("openid_connect_login", args=["staff"]), reverse("admin:index")


@pytest.fixture(scope="module", autouse=True)
def provider():
    with provider_of(PEOPLE):
        yield


@pytest.fixture
def gent():
    organisation = OrganisationFactory(slug="gent")
    StaffRuleFactory(value="OVO002949", organisation=organisation)
    StaffRuleFactory(claim="roles", value="gent-approver", organisation=organisation, role="approver")
    return organisation


def sign_in(who, client=None, address=LOGIN, **query):
    """Go to the provider and come back; return the page that follows."""
    client = client or Client(headers={"accept-language": "en"})
    there = client.get(address, query).headers["Location"]
    back = httpx.post(there, data={"sub": who}).headers["Location"]
    return client.get(f"{urlsplit(back).path}?{urlsplit(back).query}", follow=True)


def test_staff_come_in_with_the_organisation_and_role_that_the_rules_give_them(gent):
    page = sign_in("jan")
    assert page.request["PATH_INFO"] == DESK
    jan = User.objects.get(email="jan@example.org")
    assert (jan.name, jan.organisation, jan.role) == ("Jan Peeters", gent, "contributor")
    assert not jan.has_usable_password()
    sign_in("sofie")
    assert User.objects.get(email="sofie@example.org").role == "approver"

    StaffRule.objects.update(valid_until=timezone.localdate() - timedelta(days=1), valid_from="2026-01-01")
    page = sign_in("jan")
    assert "Your sign-in names no organisation that this site knows" in messages_of(page)[0]
    jan.refresh_from_db()
    assert (jan.role, jan.organisation, User.objects.count()) == ("visitor", None, 2)


def test_who_comes_from_an_unknown_organisation_or_from_two_is_a_visitor_and_reads_why(gent):
    page = sign_in("stranger")
    assert page.request["PATH_INFO"] == reverse("account")
    assert "no organisation that this site knows" in messages_of(page)[0]
    StaffRuleFactory(value="OVO000777")
    page = sign_in("both")
    assert "more than one organisation" in messages_of(page)[0]
    assert set(User.objects.values_list("role", flat=True)) == {"visitor"}

    User.objects.filter(email="both@example.org").update(organisation=gent)
    assert sign_in("both").request["PATH_INFO"] == DESK


def test_who_has_an_account_here_keeps_it_and_hears_of_the_new_way_in(gent):
    jan = UserFactory(email="jan@example.org", organisation=gent, role="approver")
    stranger = UserFactory(email="stranger@example.org")
    sign_in("jan")
    sign_in("stranger")
    jan.refresh_from_db()
    stranger.refresh_from_db()
    assert (jan.role, stranger.role, User.objects.count()) == ("contributor", "contributor", 2)
    assert jan.check_password(PASSWORD)
    assert mail.outbox[0].subject == "Signing in through your organisation was added"


def test_an_address_that_the_provider_did_not_prove_opens_no_account_and_is_proven_first(gent):
    UserFactory(email="unproven@example.org", organisation=gent)
    visitor = Client(headers={"accept-language": "en"})
    page = sign_in("unproven", visitor)
    assert page.request["PATH_INFO"] == reverse("account_email_verification_sent")
    assert visitor.get(DESK).status_code == 302
    assert not SocialAccount.objects.exists()
    assert mail.outbox[0].subject == "You have an account already"


def test_an_account_that_only_claimed_an_address_gives_way_to_who_has_it(gent):
    Client().post(reverse("account_signup"), {"email": "jan@example.org", "password1": PASSWORD})
    sign_in("jan")
    assert User.objects.get().has_usable_password() is False


def test_who_comes_without_an_address_gives_one_and_proves_it(gent):
    visitor = Client(headers={"accept-language": "en"})
    page = sign_in("silent", visitor)
    assert "Your organisation did not tell your e-mail address." in text_of(page)
    visitor.post(page.request["PATH_INFO"], {"email": "silent@example.org"})
    assert visitor.get(DESK).status_code == 302
    code = mail.outbox[0].body.split("\n\n")[2].strip()
    page = visitor.post(reverse("account_email_verification_sent"), {"code": code}, follow=True)
    assert page.request["PATH_INFO"] == DESK


def test_nobody_becomes_or_is_a_curator_through_the_provider(gent):
    UserFactory(email="jan@example.org", curator=True)
    visitor = Client(headers={"accept-language": "en"})
    page = sign_in("jan", visitor)
    assert page.status_code == 403
    assert "Curators sign in on this site itself" in text_of(page)
    assert visitor.get(reverse("account")).status_code == 302
    assert "curator" not in dict(StaffRule._meta.get_field("role").choices)


def test_what_the_provider_says_is_not_kept(gent):
    for _time in range(2):
        sign_in("jan")
    account = SocialAccount.objects.get()
    assert (account.uid, account.extra_data) == ("jan", {})


def test_nobody_adds_a_way_in_to_the_account_of_somebody_else(gent):
    desk = at_work(UserFactory(organisation=gent))
    page = sign_in("jan", desk, process="connect")
    assert page.status_code == 401
    assert "Your organisation did not confirm who you are." in text_of(page)
    assert not SocialAccount.objects.exists()


def test_a_state_of_another_browser_a_refusal_and_a_wrong_code_sign_nobody_in(gent):
    visitor = Client(headers={"accept-language": "en"})
    callback = reverse("openid_connect_callback", args=["staff"])
    there = visitor.get(LOGIN).headers["Location"]
    back = httpx.post(there, data={"sub": "jan"}).headers["Location"]
    state = parse_qs(urlsplit(there).query)["state"][0]

    assert Client().get(f"{callback}?{urlsplit(back).query}").status_code == 401
    assert visitor.get(callback, {"code": "wrong", "state": state}).status_code == 401
    state = parse_qs(urlsplit(visitor.get(LOGIN).headers["Location"]).query)["state"][0]
    page = visitor.get(callback, {"error": "access_denied", "state": state}, follow=True)
    assert "You stopped signing in" in text_of(page)
    assert visitor.get(DESK).status_code == 302


def test_the_door_leads_to_the_provider_and_back_to_where_somebody_wanted_to_go_on_this_site(gent):
    wanted = reverse("admin:domains_measure_changelist")
    page = Client(headers={"accept-language": "en"}).get(wanted, follow=True)
    assert f"{LOGIN}?next=%2Fadmin%2Fdomains%2Fmeasure%2F" in text_of(page)
    assert sign_in("jan", next=wanted).request["PATH_INFO"] == wanted
    assert sign_in("sofie", next="https://evil.example.org/").request["PATH_INFO"] == DESK
    with override_settings(OIDC_PROVIDER_URL=""):
        assert "through your organisation" not in text_of(Client().get(reverse("account_login")))


def test_a_second_factor_that_the_provider_saw_counts_where_the_site_says_so(gent):
    with ExitStack() as stack:
        stack.enter_context(override_settings(STAFF_MFA_REQUIRED=True))
        assert sign_in("jan").request["PATH_INFO"] == reverse("mfa_index")
        stack.enter_context(override_settings(OIDC_SECOND_FACTOR=["urn:strong"]))
        assert sign_in("jan").request["PATH_INFO"] == DESK
        assert sign_in("sofie").request["PATH_INFO"] == reverse("mfa_index")
