"""What every answer of the site carries, and what none does."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
}


@pytest.mark.parametrize(
    "address", ["/nl/", "/nl/nowhere/", "/admin/login/", "/accounts/login/", "/api/v1/", "/api/nowhere/"]
)
def test_every_answer_carries_the_strict_policy(client, address):
    response = client.get(address)

    assert set(response["Content-Security-Policy"].split("; ")) == POLICY
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("address", ["/nl/", "/fr/measures/", "/en/nowhere/", "/api/v1/"])
def test_a_reader_gets_no_cookie(client, address):
    assert not client.get(address).cookies


def test_the_first_page_follows_the_browser_s_language(client):
    for header, language in (("fr-BE,fr;q=0.9", "fr"), ("de", "de"), ("es", "nl"), ("", "nl")):
        response = client.get("/", headers={"accept-language": header})
        assert (response.status_code, response["Location"]) == (302, f"/{language}/")
        assert "Accept-Language" in response["Vary"]


def test_a_form_without_its_token_is_refused_with_a_page_that_says_what_to_do():
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory())
    response = client.post(reverse("admin:logout"))
    assert response.status_code == 403
    assert b"<main" in response.content
