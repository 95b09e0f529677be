"""Draws places on a map, coloured by how much happens there: as circles, or as areas when their borders are known.

Plain arithmetic. Coordinates are strings with one decimal, since a template would write a float in the reader's
notation, and a picture with 189,2 in it breaks.
"""

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass

STEPS = (1, 3, 10)  # the first number of each colour after "none"
LARGEST_RADIUS, SMALLEST_RADIUS = 26.0, 2.0
MOST_NAMES = 7
WIDTH = 800
ENOUGH = 95  # percent of the places must have a border, or all are circles: the two are never mixed


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the ground, and the number its colour stands for."""

    name: str
    latitude: float
    longitude: float
    population: int
    number: int


@dataclass(frozen=True, slots=True)
class Circle:
    """A place on the picture."""

    spot: Spot
    x: str
    y: str
    radius: str

    @property
    def name_x(self) -> str:
        """Return where the name starts: right of the circle."""
        return f"{float(self.x) + float(self.radius) + 5:.1f}"


@dataclass(frozen=True, slots=True)
class Picture:
    """A map: its size, and the circles of each colour, from "none" up, the largest circles first."""

    width: int
    height: int
    layers: tuple[tuple[Circle, ...], ...]
    has_borders = False

    @property
    def named(self) -> list[Circle]:
        """Return the largest circles with a colour, to write their names beside."""
        return apart(sorted((circle for layer in self.layers[1:] for circle in layer), key=by_size, reverse=True))

    @property
    def quiet(self) -> str:
        """Return all circles of the colour "none" as one path: they are many, and nobody asks for their names."""
        return "".join(outline(circle) for circle in self.layers[0])

    @property
    def steps(self) -> list[tuple[int, str]]:
        """Return each colour with the numbers it stands for; no words for "none"."""
        return legend()

    @property
    def busy(self) -> list[tuple[int, tuple[Circle, ...]]]:
        """Return the other circles with the number of their colour."""
        return [(step, circles) for step, circles in enumerate(self.layers) if step]


@dataclass(frozen=True, slots=True)
class Area:
    """A place with its border, as `partnerships.outlines` drew it, and the number its colour stands for."""

    name: str
    population: int
    number: int
    path: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a place, and where its middle stands."""

    name: str
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Choropleth:
    """A map of areas: its size, how their borders become as large as that, and the areas of each colour.

    Below it stand who made the borders, and the places that are missing from it.
    """

    width: int
    height: int
    scale: float
    left: float
    top: float
    layers: tuple[tuple[Area, ...], ...]
    makers: tuple[str, ...]
    missing: tuple[str, ...]
    has_borders = True

    @property
    def transform(self) -> str:
        """Return how to show the borders at the size of this map."""
        return f"scale({self.scale:.4f}) translate({-self.left:.1f} {-self.top:.1f})"

    @property
    def hatch(self) -> str:
        """Return how to show a pattern inside the borders at its own size."""
        return f"scale({1 / self.scale:.4f}) rotate(45)"

    @property
    def named(self) -> list[Label]:
        """Return the names of the most populous areas with a colour."""
        areas = sorted((area for layer in self.layers[1:] for area in layer), key=lambda area: -area.population)
        return apart(self._label(area) for area in areas)

    @property
    def quiet(self) -> str:
        """Return all areas without a measure as one path."""
        return "".join(area.path for area in self.layers[0])

    @property
    def steps(self) -> list[tuple[int, str]]:
        """Return each colour with the numbers it stands for; no words for "none"."""
        return legend()

    @property
    def busy(self) -> list[tuple[int, tuple[Area, ...]]]:
        """Return the other areas with the number of their colour."""
        return [(step, areas) for step, areas in enumerate(self.layers) if step]

    def _label(self, area: Area) -> Label:
        x = ((area.left + area.right) / 2 - self.left) * self.scale
        y = ((area.top + area.bottom) / 2 - self.top) * self.scale
        return Label(area.name, f"{x:.1f}", f"{y:.1f}")


def legend() -> list[tuple[int, str]]:
    """Return each colour with the numbers it stands for; no words for "none"."""
    last = [f"{first}-{after - 1}" for first, after in itertools.pairwise(STEPS)]
    return list(enumerate(["", *last, f"{STEPS[-1]}+"]))


def apart(marks: Iterable) -> list:
    """Return the first few marks of which no two names stand in each other's way."""
    names: list = []
    for mark in marks:
        if len(names) < MOST_NAMES and not any(close(mark, other) for other in names):
            names.append(mark)
    return names


def by_size(circle: Circle) -> int:
    return circle.spot.population


def close(one: Circle | Label, other: Circle | Label) -> bool:
    """Say whether the names of two places would stand in each other's way."""
    return abs(float(one.y) - float(other.y)) < 22 and abs(float(one.x) - float(other.x)) < 130


def step_of(number: int) -> int:
    """Return which colour a number gets: 0 for none, up to len(STEPS)."""
    return sum(number >= first for first in STEPS)


def outline(circle: Circle) -> str:
    """Return a circle as commands of a path."""
    across = f"{2 * float(circle.radius):.1f}"
    arc = f"a{circle.radius} {circle.radius} 0 1 1"
    return f"M{float(circle.x) - float(circle.radius):.1f} {circle.y}{arc} {across} 0{arc} -{across} 0"


def draw(spots: Iterable[Spot], width: int = WIDTH) -> Picture | None:
    """Return a picture of the spots, north up, as wide as asked; None when there are none to draw."""
    spots = sorted(spots, key=lambda spot: -spot.population)
    if not spots:
        return None
    west, east = min(spot.longitude for spot in spots), max(spot.longitude for spot in spots)
    south, north = min(spot.latitude for spot in spots), max(spot.latitude for spot in spots)
    # A degree of longitude is shorter than one of latitude, the more so the farther north.
    squeeze = math.cos(math.radians((south + north) / 2))
    margin = LARGEST_RADIUS + 2
    span = (east - west) * squeeze
    scale = (width - 2 * margin) / span if span else 1.0
    most = spots[0].population or 1
    layers: list[list[Circle]] = [[] for _ in range(len(STEPS) + 1)]
    for spot in spots:
        x = margin + (spot.longitude - west) * squeeze * scale
        y = margin + (north - spot.latitude) * scale
        radius = max(LARGEST_RADIUS * math.sqrt(spot.population / most), SMALLEST_RADIUS)
        layers[step_of(spot.number)].append(Circle(spot, f"{x:.1f}", f"{y:.1f}", f"{radius:.1f}"))
    height = math.ceil((north - south) * scale + 2 * margin)
    return Picture(width, height, tuple(tuple(layer) for layer in layers))


def enough_borders(number: int, places: int) -> bool:
    """Say whether so many places have a border that a map of areas leaves out hardly any."""
    return places > 0 and 100 * number >= ENOUGH * places


def paint(
    areas: Iterable[Area], makers: Iterable[str] = (), missing: Iterable[str] = (), width: int = WIDTH
) -> Choropleth:
    """Return a map of the areas, of which there is at least one, as wide as asked."""
    areas = list(areas)
    left, top = min(area.left for area in areas), min(area.top for area in areas)
    scale = width / (max(area.right for area in areas) - left)
    height = math.ceil((max(area.bottom for area in areas) - top) * scale)
    layers = tuple(tuple(area for area in areas if step_of(area.number) == step) for step in range(len(STEPS) + 1))
    return Choropleth(width, height, scale, left, top, layers, tuple(makers), tuple(missing))
