"""What the values of an indicator say: how far two groups are apart, and whether they come closer. Plain arithmetic.

A gap is the foreign group compared with the native one; what is not known stays unknown. Two periods are never compared
across a break in the series, and never is any of this added to, or divided by, what measures delivered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

HUNDRED = Decimal(100)
YEARS_BACK = 5
# Published values are rounded, and come from samples: a smaller change of a gap says nothing.
UNCHANGED_BELOW = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Value:
    """A published value, with the flags of its source."""

    number: Decimal
    flags: str = ""

    @property
    def is_break(self) -> bool:
        """Say whether it is counted in another way than the values before it."""
        return "b" in self.flags

    @property
    def is_unsure(self) -> bool:
        """Say whether its source calls it unreliable: a small sample."""
        return "u" in self.flags


Series = Mapping[str, Value]  # by period: 2024 or 2024-03, so that their order is that of time


def points(native: Decimal, foreign: Decimal) -> Decimal:
    """Return the difference of two shares, in percentage points."""
    return foreign - native


def ratio(native: Decimal, foreign: Decimal) -> Decimal | None:
    """Return how much more or less the foreign group has, in percent of what the native one has."""
    return HUNDRED * (foreign - native) / native if native else None


def share(native: Decimal, foreign: Decimal) -> Decimal | None:
    """Return the foreign group in percent of both together."""
    return HUNDRED * foreign / (native + foreign) if native + foreign else None


COMPARISONS = {"points": points, "ratio": ratio, "share": share}


@dataclass(frozen=True, slots=True)
class Gap:
    """How far the groups are apart in a period: below 0 the foreign group has less."""

    period: str
    size: Decimal
    is_break: bool = False
    is_unsure: bool = False

    @property
    def year(self) -> int:
        return int(self.period[:4])

    def standing(self, better: str) -> str:
        """Return where the foreign group stands, given which direction is better: behind, level or ahead."""
        if better not in {"up", "down"}:
            return ""
        if not self.size:
            return "level"
        return "ahead" if (self.size > 0) == (better == "up") else "behind"


def gaps(comparison: str, native: Series, foreign: Series) -> list[Gap]:
    """Return the gap of each period in which both groups have a value, the earliest first."""
    found: list[Gap] = []
    compare = COMPARISONS.get(comparison)
    is_break = False
    for period in sorted({*native, *foreign}) if compare else ():
        values = [series[period] for series in (native, foreign) if period in series]
        # A break in a period without a gap is still a break between the gaps around it.
        is_break = is_break or any(value.is_break for value in values)
        if len(values) == 2:
            size = compare(*(value.number for value in values))
            if size is not None:
                found.append(Gap(period, size, is_break, any(value.is_unsure for value in values)))
                is_break = False
    return found


@dataclass(frozen=True, slots=True)
class Trend:
    """The latest gap, and the earliest one of the last years that it can be compared with."""

    latest: Gap
    earlier: Gap | None = None
    break_in: str = ""

    @property
    def direction(self) -> str:
        """Return narrowing, widening, unchanged or turned (the other group has more now); nothing when not known."""
        if self.earlier is None:
            return ""
        before, after = self.earlier.size, self.latest.size
        if abs(after - before) < UNCHANGED_BELOW:
            return "unchanged"
        if before * after < 0:
            return "turned"
        return "narrowing" if abs(after) < abs(before) else "widening"

    @property
    def is_unsure(self) -> bool:
        return self.latest.is_unsure or (self.earlier is not None and self.earlier.is_unsure)


def trend(found: list[Gap]) -> Trend | None:
    """Compare the latest gap with the earliest one of the years before it, as far as there is no break between."""
    if not found:
        return None
    latest, earlier = found[-1], None
    for gap, after in zip(reversed(found[:-1]), reversed(found), strict=False):
        if gap.year < latest.year - YEARS_BACK:
            break
        if after.is_break:
            return Trend(latest, earlier, after.period)
        earlier = gap
    return Trend(latest, earlier)
