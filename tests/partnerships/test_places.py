"""Paths of places: one range is a whole subtree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships import places
from partnerships.models import Territory
from tests.factories import TerritoryFactory


def test_a_path_is_the_path_of_the_parent_and_a_number_among_siblings():
    assert places.paths([(1, None), (2, 1), (3, 1), (4, 3)]) == {
        1: "0001",
        2: "00010001",
        3: "00010002",
        4: "000100020001",
    }


def test_places_in_a_ring_are_refused():
    with pytest.raises(ValueError, match="ring"):
        places.paths([(1, 2), (2, 1)])


@given(st.lists(st.integers(0, 30), max_size=30))
def test_a_place_lies_in_the_range_of_each_of_its_ancestors_and_of_no_other(parents):
    tree = [(0, None), *((key, parent % key) for key, parent in enumerate(parents, start=1))]
    parent_of, paths = dict(tree), places.paths(tree)

    def ancestors(key):
        return set() if key is None else {key} | ancestors(parent_of[key])

    for outer, path in paths.items():
        inside = {key for key, other in paths.items() if path <= other < places.end_of(path)}
        assert inside == {key for key in paths if outer in ancestors(key)}


@pytest.mark.django_db
def test_places_are_found_within_and_around_another():
    country = TerritoryFactory(code="BE", level="country")
    province = TerritoryFactory(code="BE23", level="province", parent=country)
    town = TerritoryFactory(code="44021", parent=province)
    elsewhere = TerritoryFactory(code="11002")
    for place in (country, province, town):
        place.refresh_from_db()

    assert set(Territory.objects.within(province)) == {province, town}
    assert list(Territory.objects.with_around("44021")) == [country, province, town]
    assert elsewhere not in Territory.objects.within(country)
    assert set(Territory.objects.municipalities()) == {elsewhere, town}


@pytest.mark.django_db
def test_paths_are_written_anew_only_where_they_changed():
    country, town = TerritoryFactory(code="BE", level="country"), TerritoryFactory(code="44021")
    Territory.objects.rebuild_paths()
    assert Territory.objects.rebuild_paths() == 0

    town.parent = country
    town.save()

    assert Territory.objects.rebuild_paths() == 2
