"""Gent, its clerk, and the two steps of an import."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import (
    ActionFactory,
    FundFactory,
    ObjectiveFactory,
    OrganisationFactory,
    TerritoryFactory,
    UserFactory,
)


@pytest.fixture
def gent():
    return OrganisationFactory(slug="gent", territory=TerritoryFactory(code="44021"))


@pytest.fixture
def plan():
    """A few codes that a spreadsheet can use."""
    for code in ("E1", "E2", "E3"):
        ObjectiveFactory(code=code)
    for code in ("EU-E-01", "EU-E-02"):
        ActionFactory(code=code)
    FundFactory(slug="amif")
    FundFactory(slug="esf-plus")


@pytest.fixture
def clerk(client, gent):
    """A clerk of Gent who may change what is public too, signed in; she reads English."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    user = UserFactory(organisation=gent, approver=True)
    client.force_login(user)
    return user


@pytest.fixture
def look(client):
    """Return a function that chooses a file, and returns the page with what would change."""

    def choose(data, name="measures.xlsx"):
        upload = {"upload": SimpleUploadedFile(name, data)}
        return client.post(reverse("admin:domains_measure_import"), upload, follow=True)

    return choose


@pytest.fixture
def act(client):
    """Return a function that presses a button of a page about an import."""

    def press(page, button):
        address = reverse("admin:domains_measure_one_import", args=[page.context["job"].pk])
        return client.post(address, {"act": button}, follow=True)

    return press


@pytest.fixture
def confirm(act):
    """Return a function that says yes to what a page showed."""

    def say_yes(page):
        preview = page.context["preview"]
        assert preview.can_be_stored, preview.lines
        return act(page, "store")

    return say_yes
