"""One fund after the other along a measure: for the first phase, for the longer term, for buildings and equipment."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from funding.matching import Answers, Law, Match, match

# What each part of a measure answers in place of the measure as a whole.
PARTS = {
    "first": {"stage": "early"},
    "later": {"stage": "medium_long"},
    "building": {"type": "infrastructure"},
    "equipment": {"type": "equipment"},
}


@dataclass(frozen=True)
class CostLine:
    """What a part of a measure costs, and which EU funds are asked to pay it: one at most."""

    part: str
    amount: Decimal | None = None
    funds: tuple[str, ...] = ()

    @property
    def is_paid_twice(self) -> bool:
        return len(self.funds) > 1


@dataclass(frozen=True)
class Link:
    """One part of a measure: when, how much, which share of all costs, and the funds that could pay for it."""

    line: CostLine
    starts_on: datetime.date | None
    ends_on: datetime.date | None
    share: Decimal | None
    matches: tuple[Match, ...]

    @property
    def best(self) -> Match | None:
        """Return the fund that was chosen when one was, else the one that fits best; of equal ones the nearest."""
        if self.line.funds:
            return next((found for found in self.matches if found.fund in self.line.funds), None)
        fitting = [found for found in self.matches if found.is_positive]
        return max(fitting, key=lambda found: found.fit, default=None)


@dataclass(frozen=True)
class Period:
    """When a measure runs, and when its first phase hands over to the longer term."""

    starts_on: datetime.date | None = None
    hands_over_on: datetime.date | None = None
    ends_on: datetime.date | None = None

    def of(self, part: str) -> tuple[datetime.date | None, datetime.date | None]:
        """Return the first and the last day of a part: the first phase ends on the day before the hand-over."""
        if part == "first":
            last = self.hands_over_on - datetime.timedelta(days=1) if self.hands_over_on else None
            return self.starts_on, last
        return (self.hands_over_on if part == "later" else self.starts_on), self.ends_on


def chain(answers: Answers, law: Law, lines: Iterable[CostLine], period: Period) -> list[Link]:
    """Return the parts of a measure, each with the funds that could pay for it."""
    lines = list(lines)
    total = sum(line.amount or 0 for line in lines)
    return [_link(answers, law, line, period, total) for line in lines]


def _link(answers, law, line, period, total) -> Link:
    starts_on, ends_on = period.of(line.part)
    own: Mapping[str, frozenset[str]] = {question: frozenset([said]) for question, said in PARTS[line.part].items()}
    answers = replace(answers, given={**answers.given, **own}, ends_on=ends_on or answers.ends_on)
    share = (100 * line.amount / total).quantize(Decimal("0.1")) if total and line.amount is not None else None
    return Link(line, starts_on, ends_on, share, tuple(match(answers, law)))
