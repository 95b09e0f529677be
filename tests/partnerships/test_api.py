"""What the API tells of places and organisations."""

import pytest

from tests.factories import OrganisationFactory, TerritoryFactory

pytestmark = pytest.mark.django_db


def test_a_place_tells_where_it_lies_and_what_is_not_known_of_it(client):
    flanders = TerritoryFactory(code="BE2", level="nuts1", latitude=None, longitude=None, population=None)
    TerritoryFactory(code="44021", parent=flanders, name_nl="Gent", name_fr="Gand", latitude="51.0543")
    ghent = client.get("/api/v1/territories/44021/").json()
    assert (ghent["parent"], ghent["latitude"]) == ("BE2", 51.0543)
    assert ghent["name"] == {"nl": "Gent", "en": "", "fr": "Gand", "de": ""}
    region = client.get("/api/v1/territories/BE2/").json()
    assert [region[name] for name in ("parent", "latitude", "population", "is_rural")] == [None] * 4


def test_within_takes_the_whole_subtree_and_parent_only_its_children(client):
    region = TerritoryFactory(code="BE2", level="nuts1")
    province = TerritoryFactory(code="BE23", level="province", parent=region)
    TerritoryFactory(code="44021", parent=province)
    TerritoryFactory(code="62063")

    def codes(question):
        return [place["code"] for place in client.get(f"/api/v1/territories/?{question}").json()["results"]]

    assert codes("within=BE2") == ["44021", "BE2", "BE23"]
    assert codes("parent=BE2") == ["BE23"]
    assert codes("within=BE2&level=municipality") == ["44021"]


def test_an_organisation_names_the_place_it_works_for(client):
    OrganisationFactory(slug="gent", territory__code="44021", website="https://stad.gent")
    gent = client.get("/api/v1/organisations/gent/").json()
    assert (gent["territory"], gent["kind"], gent["website"]) == ("44021", "authorities", "https://stad.gent")
