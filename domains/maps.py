"""Draws places as circles: where they lie, how many people live there, and how much happens.

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

    @property
    def named(self) -> list[Circle]:
        """Return the largest circles with a colour, to write their names beside; none of two that lie close."""
        names: list[Circle] = []
        for circle in sorted((circle for layer in self.layers[1:] for circle in layer), key=by_size, reverse=True):
            if len(names) < MOST_NAMES and not any(close(circle, other) for other in names):
                names.append(circle)
        return names

    @property
    def quiet(self) -> str:
        """Return all circles of the colour "none" as one path: they are many, and nobody asks for their names."""
        return "".join(outline(circle) for circle in self.layers[0])

    @property
    def steps(self) -> list[tuple[int, str]]:
        """Return each colour with the numbers it stands for; no words for "none"."""
        last = [f"{first}-{after - 1}" for first, after in itertools.pairwise(STEPS)]
        return list(enumerate(["", *last, f"{STEPS[-1]}+"]))

    @property
    def busy(self) -> list[tuple[int, tuple[Circle, ...]]]:
        """Return the other circles with the number of their colour."""
        return [(step, circles) for step, circles in enumerate(self.layers) if step]


def by_size(circle: Circle) -> int:
    return circle.spot.population


def close(one: Circle, other: Circle) -> bool:
    """Say whether the names of two circles would stand in each other's way."""
    return abs(float(one.y) - float(other.y)) < 22 and abs(float(one.x) - float(other.x)) < 130


def step_of(number: int) -> int:
    """Return which colour a number gets: 0 for none, up to len(STEPS)."""
    return sum(number >= first for first in STEPS)


def outline(circle: Circle) -> str:
    """Return a circle as commands of a path."""
    across = f"{2 * float(circle.radius):.1f}"
    arc = f"a{circle.radius} {circle.radius} 0 1 1"
    return f"M{float(circle.x) - float(circle.radius):.1f} {circle.y}{arc} {across} 0{arc} -{across} 0"


def draw(spots: Iterable[Spot], width: int = 800) -> Picture | None:
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
