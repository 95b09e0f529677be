"""Maps: circles where no borders are known, areas where they are, and never a mix."""

import re

import pytest

from domains import maps, overview, progress
from partnerships.models import Boundary
from tests.factories import BoundaryFactory, MeasureFactory, TerritoryFactory
from tests.reading import text_of

pytestmark = pytest.mark.django_db


def lines_of(towns, number=0):
    return [overview.Line(town, progress.Delivery(running=number)) for town in towns]


def area(name="Gent", left=0.0, number=0, population=1, size=10.0):
    return maps.Area(name, population, number, "M0 0l1 1z", left, -7.0, left + size, size - 7)


@pytest.fixture
def province():
    """A province with twenty municipalities; measures run in the first, and most people live there."""
    country = TerritoryFactory(code="BE", level="country")
    province = TerritoryFactory(code="BE23", level="province", parent=country)
    towns = [TerritoryFactory(code=f"440{number}", parent=province) for number in range(10, 30)]
    towns[0].name_nl, towns[0].population = "Gent", 260_000
    towns[0].save()
    MeasureFactory(territory=towns[0])
    return province


def pictures(client):
    """Return the kinds of shape on the map of the province."""
    page = client.get("/nl/territories/BE23/").content.decode()
    svg = page[page.index('<svg class="map') :].partition("</svg>")[0]
    return "circles" if "<circle" in svg else "areas", svg


def test_a_map_shows_areas_when_nearly_all_towns_have_a_border_and_circles_otherwise(client, province):
    towns = list(province.children.order_by("code"))
    for town in towns[:18]:
        BoundaryFactory(territory=town)
    assert pictures(client)[0] == "circles"

    BoundaryFactory(territory=towns[18])

    assert pictures(client)[0] == "areas"
    said = text_of(client.get("/nl/territories/BE23/"))
    assert f"{towns[19].name_nl}." in said
    assert f"{towns[18].name_nl}." not in said


def test_a_map_of_areas_names_those_with_measures_and_hatches_the_others(client, province):
    for town in province.children.order_by("code"):
        BoundaryFactory(territory=town)
    kind, svg = pictures(client)
    assert kind == "areas"
    assert re.findall("<title>(.*?)</title>", svg) == ["Gent: 1"]
    assert re.findall("<text .*?>(.*?)</text>", svg) == ["Gent"]
    quiet = re.search(r'd="([^"]*)" fill="url\(#map-nothing\)"', svg)[1]
    assert quiet.count("M") == 19
    assert 'class="map-1" fill="#a5cbe6"' in svg
    assert "style=" not in svg


def test_whoever_made_the_borders_is_named_below_the_map(client, province):
    for number, town in enumerate(province.children.all()):
        BoundaryFactory(territory=town, attribution=["© <Statbel>", "© EuroGeographics"][number % 2])
    said = text_of(client.get("/nl/territories/BE23/"))
    assert "© <Statbel>; © EuroGeographics." in said
    Boundary.objects.all().delete()
    assert "EuroGeographics" not in text_of(client.get("/nl/territories/BE23/"))


def test_the_picture_is_as_wide_as_asked_and_shows_the_borders_at_that_size():
    picture = maps.paint([area(left=100), area(left=120, size=30.0)], width=500)
    assert (picture.width, picture.height) == (500, 300)
    assert picture.transform == "scale(10.0000) translate(-100.0 7.0)"
    assert picture.hatch == "scale(0.1000) rotate(45)"


def test_the_most_populous_areas_with_measures_are_named_and_none_over_another():
    areas = [
        area("Gent", left=0, number=1, population=9),
        area("Merelbeke", left=1, number=1, population=8),
        area("Antwerpen", left=40, number=12, population=7),
        area("Brugge", left=80, population=99),
    ]
    named = maps.paint(areas, width=900).named
    assert [label.name for label in named] == ["Gent", "Antwerpen"]
    assert [(label.x, label.y) for label in named] == [("50.0", "50.0"), ("450.0", "50.0")]


@pytest.mark.parametrize(("number", "step"), [(0, 0), (1, 1), (2, 1), (3, 2), (9, 2), (10, 3), (500, 3)])
def test_a_number_has_the_same_colour_on_every_map(number, step):
    (found,) = [at for at, areas in enumerate(maps.paint([area(number=number)]).layers) if areas]
    assert found == step == maps.step_of(number)


def test_the_same_steps_stand_in_the_legend_of_every_map():
    circles = maps.draw([maps.Spot("Gent", 51, 3.7, 1, 1)])
    assert circles.steps == maps.paint([area()]).steps == [(0, ""), (1, "1-2"), (2, "3-9"), (3, "10+")]
    assert maps.draw([]) is None
    assert not maps.enough_borders(0, 0)


def test_the_map_of_a_place_takes_one_query_with_borders_or_without(province, django_assert_num_queries):
    numbers = [(town, 1) for town in province.children.all()]
    with django_assert_num_queries(1):
        assert not overview.town_map(numbers).has_borders
    for town, _number in numbers:
        BoundaryFactory(territory=town)
    with django_assert_num_queries(1):
        assert overview.town_map(numbers).has_borders
