"""When a call can be applied for, and what of its changes matters. Plain: moments in, words out.

Nothing of it is stored: a deadline passes by itself, and is read from the clock by whoever looks.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")
CHECKED_WITHIN = datetime.timedelta(days=60)  # what was read in the source longer ago may have changed
PREPARATION = datetime.timedelta(weeks=8)  # what a local authority needs for partners, own means and a decision


class State(StrEnum):
    """Whether one can apply now."""

    OPEN = "open"
    CONTINUOUS = "continuous"  # open, without a deadline
    ANNOUNCED = "announced"
    CLOSED = "closed"


class News(StrEnum):
    """What happens to a call that matters to who waits for its money."""

    NEW = "call_new"
    DEADLINE_MOVED = "call_deadline_moved"
    REOPENED = "call_reopened"
    CLOSED_EARLY = "call_closed_early"
    AMOUNT_CHANGED = "call_amount_changed"


@dataclass(frozen=True)
class Terms:
    """What of a call matters to who waits for it. No opening: not known yet. No deadline: there is none.

    It opens and closes at these very moments.
    """

    opens_at: datetime.datetime | None = None
    deadline: datetime.datetime | None = None
    amount: Decimal | None = None

    def state(self, now: datetime.datetime) -> State:
        if self.deadline is not None and self.deadline <= now:
            return State.CLOSED
        if self.opens_at is None or self.opens_at > now:
            return State.ANNOUNCED
        return State.CONTINUOUS if self.deadline is None else State.OPEN


def start_preparing_on(deadline: datetime.datetime | None) -> datetime.date | None:
    """Return the day in Brussels on which to start on an application, a fixed time before the deadline."""
    return None if deadline is None else deadline.astimezone(BRUSSELS).date() - PREPARATION


def is_uncertain(checked_on: datetime.date | None, day: datetime.date) -> bool:
    """Say whether nobody read the source of a call for long, or ever."""
    return checked_on is None or day - checked_on > CHECKED_WITHIN


def news(before: Terms | None, after: Terms, now: datetime.datetime) -> list[tuple[News, dict]]:
    """Return what happens to a call when it is changed, with plain values; what is closed and stays so is no news."""
    was, will_be = before and before.state(now), after.state(now)
    if will_be == State.CLOSED:
        return [(News.CLOSED_EARLY, _of("deadline", before, after))] if was not in (None, State.CLOSED) else []
    if before is None:
        return [(News.NEW, {"deadline": _plain(after.deadline), "amount": _plain(after.amount)})]
    found = []
    if was == State.CLOSED:
        found.append((News.REOPENED, _of("deadline", before, after)))
    elif before.deadline != after.deadline:
        found.append((News.DEADLINE_MOVED, _of("deadline", before, after)))
    if before.amount != after.amount:
        found.append((News.AMOUNT_CHANGED, _of("amount", before, after)))
    return found


def _of(name, before, after):
    return {"before": _plain(getattr(before, name)), "after": _plain(getattr(after, name))}


def _plain(value):
    """Return a value as a log keeps it: a moment in Brussels, an amount as text."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(BRUSSELS).isoformat(timespec="minutes")
    return None if value is None else str(value)
