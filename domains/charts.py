"""Draws series as lines over time. Plain arithmetic; coordinates are strings, for the reason given in `domains.maps`.

A line stops where a value is missing and where its series breaks: what lies between is not known.
"""

import itertools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from domains.outcomes import Series

WIDTH, HEIGHT = 320, 176
RIGHT, TOP, BOTTOM = 312, 12, 150
MOST_STEPS = 4
DIGIT = 7  # the width of one beside the picture


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture: the path of each series by its name, the height of round numbers, and where a series breaks."""

    first: str
    last: str
    lines: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, Decimal], ...]
    breaks: tuple[str, ...]
    left: str
    size: str = f"{WIDTH} {HEIGHT}"
    right: str = str(RIGHT)
    top: str = str(TOP)
    bottom: str = str(BOTTOM)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where moments and numbers lie on the picture; `usual` is the time from one period to the next."""

    left: int
    start: int
    end: int
    usual: int
    low: Decimal
    high: Decimal

    def x(self, month: float) -> str:
        return f"{self.left + (RIGHT - self.left) * (month - self.start) / (self.end - self.start):.1f}"

    def y(self, number: Decimal) -> str:
        return f"{BOTTOM - (BOTTOM - TOP) * float((number - self.low) / (self.high - self.low)):.1f}"

    def path(self, series: Series) -> str:
        """Return a series as commands of a path."""
        pieces, before = [], -math.inf
        for period in sorted(series):
            month = month_of(period)
            goes_on = month - before <= self.usual and not series[period].is_break
            # A line of no length: with round ends it is a dot, so that a value that stands alone is seen too.
            start, end = ("L", "") if goes_on else ("M", "h0")
            pieces.append(f"{start}{self.x(month)} {self.y(series[period].number)}{end}")
            before = month
        return "".join(pieces)


def month_of(period: str) -> int:
    """Return a year or a month as a number, so that equal times lie equally far apart."""
    year, _dash, month = period.partition("-")
    return int(year) * 12 + int(month or 1) - 1


def round_numbers(values: Iterable[Decimal]) -> list[Decimal]:
    """Return the numbers beside the picture, 1, 2 or 5 with noughts apart, around the lowest and the highest value."""
    values = list(values)
    low, high = min(values), max(values)
    least = (high - low) / MOST_STEPS or Decimal(1)
    power = Decimal(10) ** least.adjusted()
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least)
    first = math.floor(low / step)
    return [step * number for number in range(first, max(math.ceil(high / step), first + 1) + 1)]


def draw(series: Mapping[str, Series], around: Iterable[Decimal] = ()) -> Chart | None:
    """Return a picture of the series by their names; None when there are not two moments to draw.

    `around` are numbers that the picture shows whether a value comes near them or not.
    """
    values = {period: value for each in series.values() for period, value in each.items()}
    periods = sorted(values)
    if len(periods) < 2:
        return None
    levels = round_numbers([*around, *(value.number for each in series.values() for value in each.values())])
    months = [month_of(period) for period in periods]
    usual = min(after - before for before, after in itertools.pairwise(months))
    left = 16 + DIGIT * max(len(f"{level.normalize():,f}") for level in levels)
    frame = Frame(left, months[0], months[-1], usual, levels[0], levels[-1])
    broken = {period for each in series.values() for period, value in each.items() if value.is_break}
    return Chart(
        first=periods[0],
        last=periods[-1],
        lines=tuple((name, frame.path(each)) for name, each in series.items()),
        levels=tuple((frame.y(level), level) for level in levels),
        breaks=tuple(frame.x(month_of(period) - usual / 2) for period in sorted(broken - {periods[0]})),
        left=str(left),
    )
