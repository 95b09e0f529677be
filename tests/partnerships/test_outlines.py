"""Borders on the picture: projected once, thinned out without gaps, written as a path."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships import outlines
from tests.borders import absolute_points, polygon, square


def outline_of(geometry):
    return outlines.outlines({"one": outlines.rings_of(geometry)})["one"]


def test_a_border_is_a_path_of_steps_in_tenths_of_a_pixel_and_has_a_box_around_it():
    outline = outline_of(square(4, 51, size=0.1))
    assert outline.path == "M800-11927.8l0 31.8 20 0 0-31.8z"
    assert (outline.left, outline.top, outline.right, outline.bottom) == (800, -11927.8, 820, -11896)


def test_north_is_up_and_shapes_stay_right_at_every_latitude():
    south, north = outline_of(square(0, 0, size=1)), outline_of(square(0, 60, size=1))
    assert north.bottom < south.top
    # A degree of longitude at 60 degrees north is half as long as one of latitude.
    assert (north.bottom - north.top) / (north.right - north.left) == pytest.approx(2.0, abs=0.05)


def test_islands_and_holes_are_rings_of_the_same_path():
    hole = [[4.2, 51.2], [4.4, 51.2], [4.4, 51.4], [4.2, 51.2]]
    with_hole = {"type": "Polygon", "coordinates": [*square(4, 51)["coordinates"], hole]}
    islands = {"type": "MultiPolygon", "coordinates": [with_hole["coordinates"], square(7, 51)["coordinates"]]}
    assert outline_of(with_hole).path.count("z") == 2
    assert outline_of(islands).path.count("M") == 3


def test_a_ring_that_crosses_itself_is_drawn_as_it_is():
    bow = polygon([[4, 51], [5, 52], [5, 51], [4, 52], [4, 51]])
    assert len(absolute_points(outline_of(bow).path)) == 4


def test_a_ring_need_not_be_closed_and_may_have_heights():
    closed, bare = polygon([[4, 51, 7], [5, 51, 7], [5, 52, 7], [4, 51, 7]]), polygon([[4, 51], [5, 51], [5, 52]])
    assert outline_of(closed) == outline_of(bare)


@pytest.mark.parametrize(
    ("geometry", "why"),
    [
        (None, "this is nothing"),
        ([], "this is nothing"),
        ({"type": "Point", "coordinates": [4, 51]}, "this is Point"),
        ({"type": "Polygon"}, "cannot be read"),
        ({"type": "Polygon", "coordinates": None}, "cannot be read"),
        ({"type": "Polygon", "coordinates": [[["4", "51"]]]}, "cannot be read"),
        ({"type": "Polygon", "coordinates": [[[4]]]}, "cannot be read"),
        ({"type": "Polygon", "coordinates": []}, "no area"),
        ({"type": "MultiPolygon", "coordinates": [[[]]]}, "no area"),
        (polygon([[4, 51], [5, 51], [4, 51]]), "no area"),
        (polygon([[4, 51], [4.00001, 51], [4, 51.00001]]), "no area"),
        (polygon([[104000, 51000], [105000, 51000], [104000, 52000]]), "no longitude and latitude"),
        (polygon([[4, 91], [5, 91], [5, 92]]), "no longitude and latitude"),
        (polygon([[float("nan"), 51], [5, 51], [5, 52]]), "no longitude and latitude"),
    ],
)
def test_what_is_no_area_is_refused_with_its_reason(geometry, why):
    with pytest.raises(outlines.NoAreaError, match=why):
        outlines.rings_of(geometry)


def test_a_part_without_area_is_left_out_beside_one_that_has_it():
    line = [[[4, 51], [5, 51], [4, 51]]]
    assert (
        outline_of({"type": "MultiPolygon", "coordinates": [line, square(4, 51)["coordinates"]]}).path.count("M") == 1
    )


def test_a_place_never_vanishes_and_a_tiny_island_of_a_place_may():
    tiny = square(4, 51, size=0.0008)
    assert outline_of(tiny).path
    both = {"type": "MultiPolygon", "coordinates": [tiny["coordinates"], square(5, 51)["coordinates"]]}
    assert outline_of(both).path.count("M") == 1


def wiggle(points):
    """Return a line from (4, 51) eastward, up and down by more and by less than a map can show."""
    return [[4 + place / len(points), 51 + up / 1000] for place, up in enumerate(points)]


@given(st.lists(st.integers(-30, 30), min_size=3, max_size=30))
def test_two_places_share_the_same_points_of_their_common_border(heights):
    common = [[4, 51], *wiggle(heights)[1:], [5, 51]]
    north = polygon([*common, [5, 52], [4, 52]])
    south = polygon([*reversed(common), [4, 50], [5, 50]])
    drawn = outlines.outlines({"north": outlines.rings_of(north), "south": outlines.rings_of(south)})

    on_the_border = {outlines.project(*point) for point in common}
    of_north = [point for point in absolute_points(drawn["north"].path) if point in on_the_border]
    of_south = [point for point in absolute_points(drawn["south"].path) if point in on_the_border]
    assert set(of_north) == set(of_south)
    assert len(of_north) >= 2


@given(st.lists(st.integers(-30, 30), min_size=3, max_size=30))
def test_no_point_that_is_left_out_lay_farther_from_the_border_than_a_map_shows(heights):
    ring = outlines.rings_of(polygon([[4, 51], *wiggle(heights)[1:], [5, 51], [5, 52], [4, 52]]))[0]
    thinned = outlines.thin(ring, set())
    assert set(thinned) <= set(ring)
    sides = list(zip(thinned, thinned[1:] + thinned[:1], strict=True))
    for point in ring:
        assert min(max(far for _place, far in outlines._distances([a, point, b], 0, 2)) for a, b in sides) <= 4.001


def test_points_on_a_straight_line_are_left_out():
    line = [[4 + place / 10, 51] for place in range(11)]
    assert len(absolute_points(outline_of(polygon([*line, [5, 52], [4, 52]])).path)) == 4


def test_an_enclave_and_the_hole_around_it_have_the_same_border():
    inner = [[4.3, 51.3], [4.7, 51.31], [4.75, 51.7], [4.5, 51.72], [4.28, 51.6], [4.3, 51.3]]
    around = {"type": "Polygon", "coordinates": [*square(4, 51)["coordinates"], inner[::-1]]}
    drawn = outlines.outlines({"around": outlines.rings_of(around), "in": outlines.rings_of(polygon(inner))})
    assert set(absolute_points(drawn["in"].path)) <= set(absolute_points(drawn["around"].path))
