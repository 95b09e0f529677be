"""Draws the borders of places: projected once, with fewer points, as commands of a path. Plain arithmetic.

A border that two places share gets the same points in both, so that no gap opens between them: each ring is cut where
three places meet, and every piece is thinned out by itself, in one direction.

Coordinates are whole tenths of a pixel on one picture of the world (Mercator: shapes stay right at every latitude, and
whatever is loaded fits together). A map shows a part of that picture, as large as it likes.
"""

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

Point = tuple[int, int]
Ring = list[Point]

TENTHS_PER_DEGREE = 2000  # Belgium is some 800 pixels wide
TOLERANCE = 4  # tenths of a pixel that a thinned border may lie beside the real one
FARTHEST_NORTH = 85.0  # Mercator goes to infinity


class NoAreaError(ValueError):
    """Something is not the border of an area; the message says why."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A place on the picture: its path, and the box around it in pixels."""

    path: str
    left: float
    top: float
    right: float
    bottom: float


def project(longitude: float, latitude: float) -> Point:
    """Return where a point on the ground lies on the picture."""
    north = math.degrees(math.asinh(math.tan(math.radians(latitude))))
    return round(longitude * TENTHS_PER_DEGREE), round(-north * TENTHS_PER_DEGREE)


def rings_of(geometry: dict | None) -> list[Ring]:
    """Return the rings of a Polygon or MultiPolygon, islands and holes alike, projected; those of no area left out.

    Raises NoAreaError for anything else. A ring that crosses itself is drawn as it is.
    """
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in {"Polygon", "MultiPolygon"}:
        raise NoAreaError(f"a border is a Polygon or a MultiPolygon; this is {kind or 'nothing'}")
    try:
        polygons = [geometry["coordinates"]] if kind == "Polygon" else geometry["coordinates"]
        rings = [_ring(points) for polygon in polygons for points in polygon]
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise NoAreaError(f"its coordinates cannot be read: {error}") from error
    rings = [ring for ring in rings if len(ring) > 2]
    if not rings:
        raise NoAreaError("it encloses no area that can be drawn")
    return rings


def _ring(points: list) -> Ring:
    """Project a ring, without points that fall together; its end is not said twice."""
    ring: Ring = []
    for longitude, latitude, *_height in points:
        if not (-180 <= longitude <= 180 and -FARTHEST_NORTH <= latitude <= FARTHEST_NORTH):
            raise NoAreaError(f"[{longitude}, {latitude}] is no longitude and latitude in degrees")
        point = project(longitude, latitude)
        if not ring or ring[-1] != point:
            ring.append(point)
    while len(ring) > 1 and ring[0] == ring[-1]:
        ring.pop()
    return ring


def outlines(rings: dict[str, list[Ring]]) -> dict[str, Outline]:
    """Return the outline of each place, given the rings of all that lie beside each other."""
    meetings = _meetings(ring for each in rings.values() for ring in each)
    return {name: _outline(each, meetings) for name, each in rings.items()}


def _meetings(rings: Iterable[Ring]) -> set[Point]:
    """Return the points where more than two borders come together."""
    beside = defaultdict(set)
    for ring in rings:
        for before, point, after in zip(ring[-1:] + ring[:-1], ring, ring[1:] + ring[:1], strict=True):
            beside[point] |= {before, after}
    return {point for point, others in beside.items() if len(others) > 2}


def _outline(rings: list[Ring], meetings: set[Point]) -> Outline:
    thinned = [thin(ring, meetings) for ring in rings]
    # A small island may have vanished; a place never does.
    drawn = [ring for ring in thinned if len(ring) > 2] or rings
    across, down = zip(*(point for ring in drawn for point in ring), strict=True)
    box = (min(across) / 10, min(down) / 10, max(across) / 10, max(down) / 10)
    return Outline("".join(map(_commands, drawn)), *box)


def thin(ring: Ring, meetings: set[Point]) -> Ring:
    """Return a ring with fewer points; the points where borders meet stay."""
    corners = [place for place, point in enumerate(ring) if point in meetings] or [ring.index(min(ring))]
    turned = ring[corners[0] :] + ring[: corners[0] + 1]
    cuts = [corner - corners[0] for corner in corners] + [len(ring)]
    pieces = [_thin_piece(turned[start : end + 1]) for start, end in itertools.pairwise(cuts)]
    return [point for piece in pieces for point in piece[:-1]]


def _thin_piece(piece: Ring) -> Ring:
    """Thin out a piece of a border, always from the same end, so that both sides of it get the same."""
    if (piece[-1], piece[-2]) < (piece[0], piece[1]):
        return _thin_piece(piece[::-1])[::-1]
    kept = {0, len(piece) - 1}
    waiting = [(0, len(piece) - 1)]
    while waiting:  # Douglas and Peucker: keep the farthest point, and look again on both sides of it
        start, end = waiting.pop()
        far, most = max(_distances(piece, start, end), key=lambda pair: pair[1], default=(0, 0.0))
        if most > TOLERANCE:
            kept.add(far)
            waiting += [(start, far), (far, end)]
    return [piece[place] for place in sorted(kept)]


def _distances(piece: Ring, start: int, end: int) -> Iterator[tuple[int, float]]:
    """Yield how far each point between two others lies from the straight line between these."""
    (left, top), (right, bottom) = piece[start], piece[end]
    across, down = right - left, bottom - top
    square = across * across + down * down
    for place in range(start + 1, end):
        x, y = piece[place][0] - left, piece[place][1] - top
        along = min(max((x * across + y * down) / square, 0.0), 1.0) if square else 0.0
        yield place, math.hypot(x - along * across, y - along * down)


def _commands(ring: Ring) -> str:
    """Return a ring as commands of a path: where it starts, and each step from there."""
    steps = [(x - left, y - top) for (left, top), (x, y) in itertools.pairwise(ring)]
    return f"M{_pair(*ring[0])}l{' '.join(_pair(*step) for step in steps)}z".replace(" -", "-")


def _pair(across: int, down: int) -> str:
    return f"{_tenths(across)} {_tenths(down)}"


def _tenths(number: int) -> str:
    """Return a number of tenths as short as a path takes it: 12, -3.4, .5."""
    whole, rest = divmod(abs(number), 10)
    text = (f"{whole or ''}.{rest}" if rest else f"{whole}").removesuffix(".0")
    return f"-{text}" if number < 0 else text
