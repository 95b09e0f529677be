"""Municipalities that merge: the old ones keep their pages and their measures, and count for what they became."""

import csv
import io

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from partnerships.loading import FOLDER
from partnerships.models import Territory
from partnerships.records import read_csv
from tests.back_office import at_work, fill_in, text_of
from tests.factories import MeasureFactory, ObjectiveFactory, OrganisationFactory, TerritoryFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def merger():
    """Wachtebeke, with a running measure, became part of Lochristi in East Flanders."""
    province = TerritoryFactory(code="BE23", level="province", name_nl="Oost-Vlaanderen")
    lochristi = TerritoryFactory(code="44087", parent=province, name_nl="Lochristi", name_en="Lochristi")
    wachtebeke = TerritoryFactory(code="44073", parent=lochristi, name_nl="Wachtebeke", former=True)
    objective = ObjectiveFactory(domain__slug="housing", domain__plan__owner=OrganisationFactory(territory=province))
    MeasureFactory(title_nl="Taalcafé", title_en="", objective=objective, territory=wachtebeke)
    return province, lochristi, wachtebeke


def test_figures_of_the_new_place_include_the_old_ones(merger, client):
    province, lochristi, wachtebeke = merger

    def lines(place):
        page = client.get(f"/en/territories/{place.code}/")
        return {line.about.code: line.delivery.total for line in (*page.context["parts"], page.context["itself"])}

    assert lines(lochristi) == {"44087": 1}
    assert lines(wachtebeke) == {"44073": 1}
    assert lines(province) == {"44087": 1, "BE23": 0}
    covered = client.get("/en/").context["covered_towns"]
    assert (covered.part, covered.whole) == (1, 1)
    assert client.get("/en/domains/housing/").context["covered_towns"] == covered
    assert "territory=44087&amp;status" in client.get("/en/methodology/figures/municipalities/").content.decode()
    groups = dict(client.get("/en/territories/").context["groups"])
    assert [(town.about, town.delivery.total) for town in groups[province]] == [(lochristi, 1)]


def test_the_old_page_stays_and_says_what_it_became_part_of(merger, client):
    _province, lochristi, _wachtebeke = merger
    old = text_of(client.get("/en/territories/44073/"))
    assert "Since 1 January 2025 this municipality is part of Lochristi." in old
    assert lochristi.get_absolute_url().removeprefix("/nl") in old
    assert "Taalcafé" in old
    new = text_of(client.get("/en/territories/44087/"))
    assert "Municipalities that became part of it" in new
    assert "Wachtebeke" in new
    assert "Taalcafé" in new
    assert "Wachtebeke" in text_of(client.get("/en/search/?q=wachtebeke"))


def test_api_and_files_carry_the_merger(merger, client):
    old = client.get("/api/v1/territories/44073/").json()
    assert (old["level"], old["parent"], old["merged_on"]) == ("former", "44087", "2025-01-01")
    assert client.get("/api/v1/territories/44087/").json()["merged_on"] is None
    table = client.get("/data/territories.csv").getvalue().decode("utf-8-sig")
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(table), delimiter=";")}
    assert (rows["44073"]["parent"], rows["44073"]["merged_on"]) == ("44087", "2025-01-01")
    assert [row["reference"] for row in client.get("/api/v1/measures/?territory=44087").json()["results"]]


def test_a_clerk_logs_for_places_of_today(merger):
    _province, lochristi, _wachtebeke = merger
    clerk = at_work(UserFactory(organisation=OrganisationFactory(territory=lochristi)))
    form = clerk.get(reverse("admin:domains_measure_add")).context["adminform"].form
    assert list(form.fields["territory"].queryset) == [lochristi]


def test_a_curator_records_a_merger_and_only_into_a_municipality(merger):
    province, lochristi, _wachtebeke = merger
    curator, town = at_work(UserFactory(curator=True)), TerritoryFactory(parent=province)
    address = reverse("admin:partnerships_territory_change", args=[town.pk])
    page = fill_in(curator, address, level="former", merged_on="2027-01-01")
    assert "A former municipality is part of another municipality: choose that one." in text_of(page)
    fill_in(curator, address, level="former", parent=lochristi.pk, merged_on="2027-01-01")
    town.refresh_from_db()
    assert (town.parent, town.path[: len(lochristi.path)]) == (lochristi, Territory.objects.get(code="44087").path)
    town.merged_on = None
    with pytest.raises(ValidationError, match="since when it is part of which other"):
        town.full_clean()


def test_the_mergers_of_2025_are_reference_facts():
    towns = {row["code"] for row in read_csv(FOLDER / "territories.csv") if row["level"] == "municipality"}
    former = {row["code"]: row for row in read_csv(FOLDER / "former_municipalities.csv")}
    assert len(former) == 29
    assert not towns & set(former)
    assert {row["parent"] for row in former.values()} <= towns
    assert former["44073"]["parent"] == "44087"


def test_the_mergers_are_those_of_the_real_file(shared_data):
    real = {(row["old_nis"], row["new_nis"]) for row in read_csv(shared_data / "municipal_mergers_2025.csv")}
    ours = {(row["code"], row["parent"]) for row in read_csv(FOLDER / "former_municipalities.csv")}
    assert ours == real
