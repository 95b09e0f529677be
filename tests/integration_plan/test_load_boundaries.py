"""An operator loads the borders of places."""

import csv
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from partnerships.models import Boundary
from tests.borders import feature, square
from tests.factories import TerritoryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def load(tmp_path):
    """Return a function that loads features, and returns what the command says."""

    def loaded(*features, credit="© Testmakers", **of_the_file):
        path = tmp_path / "towns.geojson"
        collection = {"type": "FeatureCollection", "features": list(features), **of_the_file}
        path.write_text(json.dumps(collection))
        output = StringIO()
        try:
            call_command("load_boundaries", path, attribution=credit, stdout=output)
        except CommandError as error:
            return f"{output.getvalue()}{error}".splitlines()
        return output.getvalue().splitlines()

    return loaded


@pytest.fixture
def gent():
    """Gent, which lies where `square(3.5, 50.8)` is; and the province, which has no point."""
    province = TerritoryFactory(code="BE23", national_code="40000", level="province", latitude=None, longitude=None)
    return TerritoryFactory(code="44021", national_code="44021", parent=province)


def refusals(tmp_path):
    with (tmp_path / "towns-refused.csv").open(encoding="utf-8-sig", newline="") as file:
        return [tuple(row) for row in csv.reader(file, delimiter=";")][1:]


def test_the_command_says_what_it_did_and_the_same_file_twice_changes_nothing(load, gent):
    borders = [feature(square(3.5, 50.8), nis="44021"), feature(square(3.5, 50.8), NUTS_ID="BE23")]
    assert load(*borders) == ["boundaries: 2 read, 2 created, 0 changed, 0 unchanged, 0 refused"]
    assert load(*borders) == ["boundaries: 2 read, 0 created, 0 changed, 2 unchanged, 0 refused"]
    assert load(*borders, credit="© Others") == ["boundaries: 2 read, 0 created, 2 changed, 0 unchanged, 0 refused"]
    border = gent.boundary
    assert (border.attribution, border.source, str(border)) == ("© Others", "towns.geojson", "Gemeente 44021")
    assert border.path.startswith("M")
    assert border.right - border.left == 200


@pytest.mark.parametrize(
    "properties",
    [
        {"nis": "44021", "nuts3": "BE234", "prov": "40000"},
        {"niscode": 44021},
        {"NISCODE": "44021"},
        {"GISCO_ID": "BE_44021"},
        {"LAU_ID": "44021"},
        {"cd_munty_refnis": "44021", "cd_prov_refnis": "40000"},
        {"code": "44021"},
        {"id": "44021"},
        {"nis": "", "code": "44021"},
    ],
)
def test_a_file_may_name_a_place_in_many_ways(load, gent, properties):
    assert load(feature(square(3.5, 50.8), **properties))[-1].endswith("0 refused")
    assert Boundary.objects.get().territory == gent


def test_a_place_is_found_by_its_national_code_the_id_of_the_feature_and_a_code_that_lost_its_nought(load, gent):
    region = TerritoryFactory(code="BE1", national_code="04000", level="nuts1", latitude=None, longitude=None)
    loaded = load(
        {**feature(square(4, 50)), "id": "BE23"},
        {**feature(square(3.5, 50.8)), "id": 44021, "properties": None},
        feature(square(4, 50), CD_RGN_REFNIS=4000),
    )
    assert loaded == ["boundaries: 3 read, 3 created, 0 changed, 0 unchanged, 0 refused"]
    assert {border.territory for border in Boundary.objects.all()} == {gent, gent.parent, region}


def test_what_is_refused_is_named_with_its_number_and_reason_and_the_rest_is_stored(load, gent, tmp_path):
    TerritoryFactory(code="44022")
    loaded = load(
        feature(square(3.5, 50.8), nis="44021"),
        feature(square(3.5, 50.8), nis="44011", prov="40000"),
        feature(square(3.5, 50.8)),
        feature(square(50.8, 3.5), nis="44022"),
        feature({"type": "Point", "coordinates": [3.7, 51]}, code="BE23"),
        feature(square(3.5, 50.8), code="44021"),
        "no feature at all",
    )
    assert loaded[0] == "boundaries: 7 read, 1 created, 0 changed, 0 unchanged, 6 refused"
    assert loaded[1].startswith("Refused: 6; the others are stored.")
    where = "51.0500 north, 3.7200 east"
    assert refusals(tmp_path) == [
        ("2", "44011", "this site knows no place with this code"),
        ("3", "", "it names no place"),
        ("4", "44022", f"it lies far from the place itself ({where}): is the latitude written first?"),
        ("5", "BE23", "a border is a Polygon or a MultiPolygon; this is Point"),
        ("6", "44021", "this place stands twice; the first one counts"),
        ("7", "", "it names no place"),
    ]
    assert Boundary.objects.get().territory == gent


def test_long_work_shows_how_far_it_is(load, gent):
    assert load(*[feature(square(3.5, 50.8), nis="44021")] * 200)[0] == "200 features"


def test_somebody_is_credited_or_nothing_is_stored(load, gent):
    border = feature(square(3.5, 50.8), nis="44021")
    (refusal,) = load(border, credit=" ")
    assert "Nothing is stored" in refusal
    assert "--attribution" in refusal
    assert not Boundary.objects.exists()
    load(border, credit="", attribution="© the file")
    assert Boundary.objects.get().attribution == "© the file"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("no json", "This is no GeoJSON: "),
        ("[1]", "FeatureCollection"),
        ('{"type": "Topology"}', "FeatureCollection"),
        ('{"features": []}', "There is no feature in it."),
    ],
)
def test_a_file_of_another_kind_is_refused_with_a_sentence(tmp_path, content, why):
    path = tmp_path / "towns.geojson"
    path.write_text(content)
    with pytest.raises(CommandError, match="Nothing is stored") as refusal:
        call_command("load_boundaries", path)
    assert why in str(refusal.value)


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("load_boundaries", tmp_path / "nowhere.geojson")


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4258"])
def test_degrees_are_read_whatever_the_file_calls_them(load, gent, name):
    crs = {"type": "name", "properties": {"name": name}}
    assert load(feature(square(3.5, 50.8), nis="44021"), crs=crs)[0].endswith("0 refused")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("urn:ogc:def:crs:EPSG::31370", "EPSG:31370 (Belgian Lambert 72)"),
        ("EPSG:3812", "EPSG:3812 (Belgian Lambert 2008)"),
        ("EPSG:3035", "EPSG:3035 (the European equal-area grid, ETRS89-LAEA)"),
        ("EPSG:3857", "EPSG:3857 (Web Mercator)"),
        ("EPSG:28992", "28992"),
    ],
)
def test_other_coordinates_that_the_file_names_are_refused_with_the_way_to_convert_them(load, gent, name, said):
    crs = {"type": "name", "properties": {"name": name}}
    (refusal,) = load(feature(square(3.5, 50.8), nis="44021"), crs=crs)
    assert f"Its coordinates are in {said}; this site reads longitude and latitude" in refusal
    assert "ogr2ogr -t_srs EPSG:4326" in refusal
    assert not Boundary.objects.exists()


@pytest.mark.parametrize(
    ("point", "said"),
    [
        ((104_000, 193_000), "Belgian Lambert 72"),
        ((604_000, 693_000), "Belgian Lambert 2008"),
        ((3_870_000, 3_110_000), "ETRS89-LAEA"),
        ((414_000, 6_630_000), "Web Mercator"),
        ((-9_000_000, 0), "metres, in a system that the file does not name"),
    ],
)
def test_other_coordinates_give_themselves_away(load, gent, point, said):
    empty = feature(None, nis="44021")
    (refusal,) = load("no feature", empty, feature(square(*point, size=900), nis="44021"))
    assert said in refusal


def test_a_file_without_any_point_is_refused_feature_by_feature(load, gent):
    assert "1 refused" in load(feature(None, nis="44021"))[0]


REAL_FILES = {
    "be_municipalities_2025": 565,
    "flanders_brussels_municipalities_2025": 304,
    "be_provinces_2025": 11,
    "nuts0_eu27_2024_20M": 27,
    "nuts2_be_2024_20M": 11,
    "nuts3_be_2024_20M": 44,
}


def test_the_real_files_are_read_to_the_last_place(shared_data, capsys):
    call_command("load_reference", verbosity=0)
    for name, number in REAL_FILES.items():
        call_command("load_boundaries", shared_data / "geo" / f"{name}.geojson", attribution="© Testmakers")
        assert f"boundaries: {number} read, " in (said := capsys.readouterr().out)
        assert ", 0 refused" in said
    written = [len(border.path) for border in Boundary.objects.filter(territory__level="municipality")]
    assert len(written) == 565
    assert sum(written) < 75_000
