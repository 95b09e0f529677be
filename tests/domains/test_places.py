"""What the page of a place says at every level, and which places it suggests to compare with."""

import re

import pytest

from partnerships import places, sizes
from partnerships.models import Territory
from tests.factories import MeasureFactory, ObjectiveFactory, OrganisationFactory, TerritoryFactory
from tests.reading import text_of

pytestmark = pytest.mark.django_db

LEVELS = ["EU27", "BE", "BE2", "BE23", "BE234", "44021"]


@pytest.fixture
def tree():
    """One place of each level, in each other; and Brussels, with a region of each NUTS level around one town."""
    parent, found = None, {}
    for code, level in zip(LEVELS, ["eu", "country", "nuts1", "province", "nuts3", "municipality"], strict=True):
        parent = found[code] = TerritoryFactory(code=code, level=level, parent=parent, name_nl=f"Plaats {code}")
    parent = found["BE"]
    for code, level in zip(["BE1", "BE10", "BE100", "21004"], ["nuts1", "nuts2", "nuts3", "municipality"], strict=True):
        parent = found[code] = TerritoryFactory(code=code, level=level, parent=parent, name_nl=f"Plaats {code}")
    return found


def page(client, code):
    return client.get(f"/nl/territories/{code}/")


def done_in(client, code):
    """Return how many measures are done in a place, and how many count, as its page says."""
    found = re.search(r"(\d+) van (\d+) maatregel(?:en)? afgerond", text_of(page(client, code)))
    return found and (int(found[1]), int(found[2]))


def test_a_measure_counts_in_its_place_and_in_every_larger_place_around_it(client, tree):
    objective = ObjectiveFactory()
    MeasureFactory(territory=tree["44021"], objective=objective, done=True)
    assert [done_in(client, code) for code in LEVELS] == [(1, 1)] * 6
    assert [done_in(client, code) for code in ("BE1", "BE10", "BE100", "21004")] == [None] * 4

    MeasureFactory(territory=tree["21004"], objective=objective)

    assert [done_in(client, code) for code in LEVELS] == [(1, 2), (1, 2), (1, 1), (1, 1), (1, 1), (1, 1)]
    assert [done_in(client, code) for code in ("BE1", "BE10", "BE100", "21004")] == [(0, 1)] * 4


@pytest.mark.parametrize("level", range(6))
def test_what_an_organisation_does_for_a_place_counts_there_and_above_and_in_none_of_the_places_in_it(
    client, tree, level
):
    actor = OrganisationFactory(territory=tree[LEVELS[level]])
    MeasureFactory(organisation=actor, done=True)
    counted = [done_in(client, code) is not None for code in LEVELS]
    assert counted == [place <= level for place in range(6)]


def test_the_places_in_a_place_and_what_is_done_for_it_as_a_whole_add_up_to_all_of_it(client, tree):
    other = TerritoryFactory(code="BE235", level="nuts3", parent=tree["BE23"], name_nl="Plaats BE235")
    objective = ObjectiveFactory()
    for place, number in [(tree["44021"], 2), (tree["BE23"], 3), (other, 1)]:
        MeasureFactory.create_batch(number, territory=place, objective=objective)
    answer = page(client, "BE23")
    parts = [line.delivery.total for line in answer.context["parts"]]
    assert (parts, answer.context["itself"].delivery.total) == ([2, 1], 3)
    assert done_in(client, "BE23") == (0, 6)
    assert text_of(answer.client.get("/en/territories/BE23/")).count("for this place as a whole 3") == 1


@pytest.mark.parametrize(
    ("population", "size"),
    [(None, None), (0, 0), (9_999, 0), (10_000, 1), (19_999, 1), (20_000, 2), (50_000, 3), (99_999, 3), (100_000, 4)],
)
def test_the_size_class_of_a_municipality_follows_from_its_inhabitants(population, size):
    assert sizes.size_of(population) == size
    assert TerritoryFactory(population=population).size == size
    assert TerritoryFactory(population=population, level="province").size is None
    if size is not None:
        smallest, above = sizes.bounds_of(size)
        assert smallest <= population < (above or population + 1)


def town(region, population, code):
    return TerritoryFactory(parent=region, population=population, code=code)


def test_places_like_another_have_its_level_and_size_those_of_its_region_first_then_the_nearest(tree):
    flanders, brussels = tree["BE2"], tree["BE1"]
    Territory.objects.filter(level="municipality").delete()
    here = town(flanders, 30_000, "1")
    for region, population, code in [
        (brussels, 30_000, "2"),
        (flanders, 45_000, "3"),
        (flanders, 29_000, "5"),
        (flanders, 31_000, "4"),
        (flanders, 50_000, "6"),
        (flanders, 19_999, "7"),
        (flanders, None, "8"),
    ]:
        town(region, population, code)

    assert [place.code for place in Territory.objects.like(here, flanders)] == ["4", "5", "3", "2"]
    assert [place.code for place in Territory.objects.like(here, None)] == ["2", "4", "5", "3"]
    assert not Territory.objects.like(Territory.objects.get(code="8"), flanders)
    assert [place.code for place in Territory.objects.like(tree["BE23"], flanders)] == []
    assert [place.code for place in Territory.objects.like(tree["BE1"], None)] == ["BE2"]
    tree["BE1"].population = None
    assert [place.code for place in Territory.objects.like(tree["BE1"], None)] == ["BE2"]


def suggested(client, code):
    """Return the places that the page of a place leads to a comparison with, one by one."""
    links = re.findall(r'href="/nl/compare/\?([^"]*)"', page(client, code).content.decode())
    return [link.split("=")[-1] for link in links if link.count("territory=") == 2]


def test_a_place_suggests_like_places_with_published_measures_and_says_why_these(client, tree):
    ghent, flanders = tree["44021"], tree["BE2"]
    for population, code in [(21_000, "1"), (22_000, "2"), (23_000, "3"), (24_000, "4")]:
        MeasureFactory(territory=town(flanders, population, code), draft=code == "2")
    town(flanders, 20_000, "5")
    assert suggested(client, ghent.code) == ["1", "3", "4"]
    assert "20.000" in text_of(page(client, ghent.code))
    assert "/nl/compare/?territory=44021&amp;territory=1&amp;territory=3&amp;territory=4" in (
        page(client, ghent.code).content.decode()
    )


def test_a_larger_place_suggests_those_of_its_level_where_something_happens(client, tree):
    other = TerritoryFactory(code="BE21", level="province", parent=tree["BE2"])
    assert suggested(client, "BE23") == []
    MeasureFactory(territory=town(other, 5_000, "1"))
    assert suggested(client, "BE23") == ["BE21"]
    assert suggested(client, "BE2") == []
    assert suggested(client, "EU27") == []


def test_places_share_as_many_levels_as_they_have_in_common():
    assert places.shared("000100020003", "000100020004") == 2
    assert places.shared("0001", "0002") == 0
    assert places.shared("00010002", "0001") == 1
