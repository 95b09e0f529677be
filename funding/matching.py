"""Which EU funds can pay for a measure, and why. What is not known never excludes a fund: it is asked for.

Three layers decide: what the law excludes, what a fund is made for, and what is programmed and called for here and now.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

EVERYWHERE = "EU27"  # the place that each place lies in
PLACE, END = "place", "end"  # what is asked beside the questions with fixed answers


class Effect(IntEnum):
    """What a rule does for what it is about."""

    EXCLUDES = 0
    COMPLEMENT = 1
    IN_SCOPE = 2
    CORE = 3


class Band(IntEnum):
    """How near the money is, the nearest first."""

    OPEN = 1
    ANNOUNCED = 2
    PROGRAMMED = 3
    POSSIBLE = 4  # by law; whether it is programmed here is not known
    NOT_PROGRAMMED = 5
    UNDECIDED = 6
    NO_FIT = 7
    EXCLUDED = 8


@dataclass(frozen=True)
class Answers:
    """What is known of a measure. A question that is not in `given`, no end and no place: not known."""

    given: Mapping[str, frozenset[str]] = field(default_factory=dict)
    ends_on: datetime.date | None = None
    around: frozenset[str] = frozenset()  # the codes of the place and of those it lies in

    @property
    def key(self) -> tuple:
        """Return what measures have in common that get the same answer."""
        return frozenset(self.given.items()), self.ends_on, self.around

    def knows(self, question: str) -> bool:
        known = {PLACE: self.around, END: self.ends_on}
        return bool(known[question] if question in known else self.given.get(question))


@dataclass(frozen=True)
class Rule:
    """One sentence of the law, or of who applies it. `record` is where it is kept, for whoever shows it."""

    fund: str
    slug: str
    effect: Effect
    conditions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    ends_after: datetime.date | None = None
    record: Any = None

    def fits(self, answers: Answers) -> bool | None:
        """Say whether some answer to each of its questions is among those it names; None when that is not known."""
        return all_of(
            None if not (given := answers.given.get(question)) else bool(given & named)
            for question, named in self.conditions.items()
        )

    def excludes(self, answers: Answers) -> bool | None:
        """Say whether all that is answered lies within what it names, and the end after its day."""
        within = [
            None if not (given := answers.given.get(question)) else given <= named
            for question, named in self.conditions.items()
        ]
        if self.ends_after:
            within.append(None if answers.ends_on is None else answers.ends_on > self.ends_after)
        return all_of(within)

    def questions(self) -> set[str]:
        return {*self.conditions, *([END] if self.ends_after else [])}


def all_of(values: Iterable[bool | None]) -> bool | None:
    """Return whether all hold, in three values: False when one does not, else None when one is not known."""
    values = list(values)
    if False in values:
        return False
    return None if None in values else True


@dataclass(frozen=True)
class Programme:
    """A fund's programme in a place: whether it pays for integration there; None is not known."""

    fund: str
    place: str
    covers: bool | None
    record: Any = None


@dataclass(frozen=True)
class Call:
    """A call of a fund for a place, that is open or announced; what is closed is not among them."""

    fund: str
    place: str
    is_open: bool
    applicants: frozenset[str] = frozenset()  # none named: all
    types: frozenset[str] = frozenset()  # of work; none named: all
    record: Any = None

    @property
    def conditions(self) -> dict[str, frozenset[str]]:
        named = {"applicant": self.applicants, "type": self.types}
        return {question: answers for question, answers in named.items() if answers}

    def is_for(self, answers: Answers) -> bool:
        """Say whether it is for this place, and not closed to this applicant or this kind of work."""
        return self.place in {EVERYWHERE, *answers.around} and all(
            not (given := answers.given.get(question)) or bool(given & named)
            for question, named in self.conditions.items()
        )


@dataclass(frozen=True)
class Law:
    """All that decides, as it holds on one day."""

    funds: tuple[str, ...]
    rules: tuple[Rule, ...] = ()
    programmes: tuple[Programme, ...] = ()
    calls: tuple[Call, ...] = ()


@dataclass(frozen=True)
class Match:
    """What can be said of one fund, with what it rests on."""

    fund: str
    band: Band
    fit: Effect
    reasons: tuple[Rule, ...] = ()
    blockers: tuple[Rule, ...] = ()
    programmes: tuple[Programme, ...] = ()
    calls: tuple[Call, ...] = ()
    asks: frozenset[str] = frozenset()

    @property
    def is_positive(self) -> bool:
        return self.band <= Band.NOT_PROGRAMMED

    @property
    def answer(self) -> tuple:
        """Return what makes it the same answer or another one."""
        return self.band, self.fit, *(rule.slug for rule in self.reasons + self.blockers)


def match(answers: Answers, law: Law) -> list[Match]:
    """Return what can be said of each fund, the nearest money first."""
    matches = [_of_fund(fund, answers, law) for fund in law.funds]
    return sorted(matches, key=lambda found: (found.band, -found.fit, law.funds.index(found.fund)))


def _of_fund(fund: str, answers: Answers, law: Law) -> Match:
    rules = [rule for rule in law.rules if rule.fund == fund]
    exclusions = [rule for rule in rules if rule.effect == Effect.EXCLUDES]
    blockers = tuple(rule for rule in exclusions if rule.excludes(answers))
    fitting = [rule for rule in rules if rule.effect != Effect.EXCLUDES]
    reasons = tuple(sorted((rule for rule in fitting if rule.fits(answers)), key=lambda rule: -rule.effect))
    fit = reasons[0].effect if reasons else Effect.EXCLUDES
    programmes = tuple(p for p in law.programmes if p.fund == fund and p.place in {EVERYWHERE, *answers.around})
    calls = tuple(call for call in law.calls if call.fund == fund and call.is_for(answers))
    if blockers:
        return Match(fund, Band.EXCLUDED, fit, reasons, blockers, programmes)
    undecided = [rule for rule in exclusions if rule.excludes(answers) is None]
    undecided += [rule for rule in fitting if rule.effect > fit and rule.fits(answers) is None]
    asks = {question for rule in undecided for question in rule.questions() if not answers.knows(question)}
    asks |= {question for call in calls for question in call.conditions if not answers.knows(question)}
    if not answers.around and any(p.fund == fund and p.place != EVERYWHERE for p in law.programmes + law.calls):
        asks.add(PLACE)
    band = _band_of_fit(programmes, calls) if fit else _band_without(fitting, answers)
    asks = set() if band == Band.NO_FIT else asks
    return Match(fund, band, fit, reasons, (), programmes, calls, frozenset(asks))


def _band_of_fit(programmes, calls) -> Band:
    """Return how near the money of a fund is that fits."""
    if calls:
        return Band.OPEN if any(call.is_open for call in calls) else Band.ANNOUNCED
    covered = {programme.covers for programme in programmes}
    if True in covered:
        return Band.PROGRAMMED
    return Band.NOT_PROGRAMMED if False in covered else Band.POSSIBLE


def _band_without(fitting, answers) -> Band:
    """Return what to say of a fund that nothing speaks for yet."""
    return Band.UNDECIDED if any(rule.fits(answers) is None for rule in fitting) else Band.NO_FIT


def ask_next(matches: Iterable[Match], questions: Iterable[str]) -> tuple[str, int] | None:
    """Return the question that decides about most funds, and about how many; of equal ones the first of `questions`."""
    asked = Counter(question for found in matches for question in found.asks)
    best = max(questions, key=lambda question: asked[question])  # the first of the largest
    return (best, asked[best]) if asked[best] else None
