"""What counts mean. Plain arithmetic: the database counts, this module says how far things are.

Shares are percentages rounded down, so that 100 means all; None means that there is nothing to count, and is never
shown as 0. The public page on how numbers are counted explains each of these in words.
"""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from operator import add

HUNDRED = Decimal(100)
STATUSES = ("done", "running", "planned")
REPORT_STAYS_FRESH_FOR_DAYS = 183
MEASURE_IS_STALE_AFTER_DAYS = 365


def percent(part: int, whole: int) -> int | None:
    """Return `part` of `whole` in percent, rounded down; None when there is no whole."""
    return 100 * part // whole if whole else None


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole: 11 of 18 objectives."""

    part: int = 0
    whole: int = 0

    @property
    def percent(self) -> int | None:
        return percent(self.part, self.whole)

    @property
    def rest(self) -> int:
        return self.whole - self.part

    def __add__(self, other: "Share") -> "Share":
        return Share(self.part + other.part, self.whole + other.whole)


@dataclass(frozen=True, slots=True)
class Delivery:
    """The published measures of a domain, objective or place, by status; stopped ones are shown and do not count.

    `late` are planned or running measures of which a milestone or the end date has passed. `reported` are running
    measures with a report in the last half year and done measures with any report. `report_overdue` are running
    measures without a report in the last round that is due, `stale` those that said nothing for more than a year.
    """

    planned: int = 0
    running: int = 0
    done: int = 0
    stopped: int = 0
    late: int = 0
    reported: int = 0
    report_overdue: int = 0
    stale: int = 0

    def __add__(self, other: "Delivery") -> "Delivery":
        return Delivery(*map(add, astuple(self), astuple(other)))

    @property
    def total(self) -> int:
        return self.planned + self.running + self.done

    @property
    def all(self) -> int:
        """Return how many there are, stopped ones included."""
        return self.total + self.stopped

    @property
    def percent(self) -> int | None:
        """Return the share that is done."""
        return percent(self.done, self.total)

    @property
    def has_started(self) -> bool:
        """Say whether at least one measure is running or done."""
        return self.running + self.done > 0

    @property
    def on_schedule(self) -> int:
        return self.planned + self.running - self.late

    @property
    def known(self) -> Share:
        """Return how many of the measures that owe a report have given one."""
        return Share(self.reported, self.running + self.done)

    @property
    def parts(self) -> list[tuple[str, int]]:
        """Return what a stacked bar shows: (status, number), the furthest first, without empty ones."""
        return [(status, getattr(self, status)) for status in STATUSES if getattr(self, status)]


def by_state(rows: Iterable[tuple]) -> dict:
    """Return {value: {state: number}} of rows (value, state, number); of what there is none, nothing is said."""
    counts: dict = {}
    for value, state, number in rows:
        if number:
            counts.setdefault(value, {})[state] = int(number)
    return counts


def total(deliveries: Iterable[Delivery]) -> Delivery:
    """Add deliveries up; nothing is an empty delivery."""
    return sum(deliveries, Delivery())


def coverage(deliveries: Iterable[Delivery]) -> Share:
    """Return in how many of these (objectives, municipalities) at least one measure is running or done."""
    started = [delivery.has_started for delivery in deliveries]
    return Share(sum(started), len(started))


def per_inhabitants(number: int, population: int | None) -> Decimal | None:
    """Return how many there are for every 10,000 inhabitants, two decimals, rounded down; None when nobody counted."""
    if not population:
        return None
    return (Decimal(10_000 * number) / population).quantize(Decimal("0.01"), ROUND_FLOOR)


def widths(counts: Iterable[int]) -> list[Decimal]:
    """Return the widths of a bar's segments in percent, two decimals, that add up to exactly 100.

    The largest remainders get the cents that rounding down leaves over.
    """
    counts = list(counts)
    whole = sum(counts)
    if not whole:
        return [Decimal(0) for _ in counts]
    hundredths = [10_000 * count // whole for count in counts]
    left = 10_000 - sum(hundredths)
    by_remainder = sorted(range(len(counts)), key=lambda place: -(10_000 * counts[place] % whole))
    for place in by_remainder[:left]:
        hundredths[place] += 1
    return [Decimal(number).scaleb(-2) for number in hundredths]


def days_passed(starts_on: date, ends_on: date | None, today: date) -> Share:
    """Return the days of a period that have passed, of all its days; nothing of nothing without an end.

    The last day belongs to the period, so that a period of one day is over the day after.
    """
    if ends_on is None or ends_on < starts_on:
        return Share()
    days = (ends_on - starts_on).days + 1
    return Share(min(max((today - starts_on).days, 0), days), days)


def time_passed(starts_on: date, ends_on: date | None, today: date) -> int | None:
    """Return the share of a period that has passed, 0 before its start and 100 after its end; None without an end."""
    return days_passed(starts_on, ends_on, today).percent


@dataclass(frozen=True, slots=True)
class Attainment:
    """How far a KPI has come from its baseline to its target. Its direction follows from these two numbers."""

    baseline: Decimal
    target: Decimal
    current: Decimal | None = None

    @property
    def direction(self) -> str:
        if self.target == self.baseline:
            return "maintain"
        return "rise" if self.target > self.baseline else "fall"

    @property
    def percent(self) -> Decimal | None:
        """Return (current - baseline) / (target - baseline) in percent, one decimal, rounded down, never clamped.

        None when nothing is reported, and for a KPI that has to stay where it is: there is no way to measure.
        """
        if self.current is None or self.target == self.baseline:
            return None
        share = (self.current - self.baseline) / (self.target - self.baseline) * HUNDRED
        return share.quantize(Decimal("0.1"), ROUND_FLOOR)

    @property
    def bar(self) -> Decimal | None:
        """Return the percentage a bar can show: between 0 and 100."""
        return None if self.percent is None else min(max(self.percent, Decimal(0)), HUNDRED)

    @property
    def reached(self) -> bool | None:
        """Say whether the target is met; None when nothing is reported."""
        if self.current is None:
            return None
        if self.direction == "maintain":
            return self.current == self.target
        return self.current >= self.target if self.direction == "rise" else self.current <= self.target


def schedule(status: str, ends_on: date | None, open_milestones: Iterable[date], today: date) -> str:
    """Return where a measure stands: `done`, `stopped`, `late` or `on_schedule`.

    Late is a planned or running measure of which the end date, or the day of a milestone that is not done, lies
    before today.
    """
    if status in {"done", "stopped"}:
        return status
    due = [day for day in (ends_on, *open_milestones) if day is not None]
    return "late" if any(day < today for day in due) else "on_schedule"


def reporting(status: str, starts_on: date, last_report_on: date | None, today: date) -> str | None:
    """Return what is known of a measure: `reported`, `not_reported` or `stale`; None when it owes no report.

    A running measure is known for half a year after a report, and stale when it has said nothing for more than a year;
    a done measure is known by any report.
    """
    if status == "done":
        return "reported" if last_report_on else "not_reported"
    if status != "running":
        return None
    if last_report_on and (today - last_report_on).days <= REPORT_STAYS_FRESH_FOR_DAYS:
        return "reported"
    silent_for = (today - max(starts_on, last_report_on or starts_on)).days
    return "stale" if silent_for > MEASURE_IS_STALE_AFTER_DAYS else "not_reported"
