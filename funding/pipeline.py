"""What was asked for, what was granted and what was paid: three figures that are never added up. Plain arithmetic."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Amount:
    """The euros of some applications; None when none of them says how much, which is not 0."""

    euros: Decimal | None = None
    number: int = 0
    unknown: int = 0  # of these applications nobody said how much

    def __add__(self, other: "Amount") -> "Amount":
        known = [each.euros for each in (self, other) if each.euros is not None]
        return Amount(sum(known) if known else None, self.number + other.number, self.unknown + other.unknown)


@dataclass(frozen=True, slots=True)
class Way:
    """How far applications came: what all of them asked for, and what those got that were granted and paid."""

    asked: Amount = Amount()
    granted: Amount = Amount()
    paid: Amount = Amount()
    refused: int = 0

    def __add__(self, other: "Way") -> "Way":
        return Way(
            self.asked + other.asked,
            self.granted + other.granted,
            self.paid + other.paid,
            self.refused + other.refused,
        )


def total(ways: Iterable[Way]) -> Way:
    """Return the sum of the parts."""
    return sum(ways, Way())
