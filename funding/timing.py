"""When a call can be applied for. Plain: moments in, words out.

Nothing of it is stored: a deadline passes by itself, and is read from the clock by whoever looks.
"""

import datetime
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Terms:
    """From when to when one can apply for a call. No opening: not known yet. No deadline: there is none.

    It opens and closes at these very moments.
    """

    opens_at: datetime.datetime | None = None
    deadline: datetime.datetime | None = None

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
