"""What people see when something goes wrong: a page in their language that says what to do."""

import pytest
from django.test import Client
from django.urls import path

from integration_plan import urls
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def fault(request):
    raise RuntimeError("secret of the house")


urlpatterns = [path("fault/", fault), *urls.urlpatterns]


def test_a_fault_of_ours_is_a_page_that_tells_nothing_of_it(settings):
    settings.ROOT_URLCONF = __name__
    response = Client(raise_request_exception=False).get("/fault/", headers={"accept-language": "fr"})
    page = response.content.decode()
    assert response.status_code == 500
    assert '<html lang="fr">' in page
    assert "Quelque chose s'est mal passé ici" in page
    assert "secret" not in page
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_a_form_larger_than_the_site_takes_is_a_page_that_says_what_to_do(client):
    client.force_login(UserFactory())
    response = client.post("/admin/domains/measure/add/", {"title_nl": "x" * 6_000_000})
    assert response.status_code == 400
    assert "Maak het korter en verstuur het opnieuw" in response.content.decode()
