"""What waits for whoever works on some measures: which of them want something, and what; the most pressing first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from domains import rounds
from domains.models import ReportingRound


@dataclass(frozen=True)
class Reason:
    """Why a measure waits: in a word, with the tone of its badge, and which measures these are on a day."""

    label: Promise
    tone: str
    find: Callable[[Any, Any], Any]


REASONS = {
    "returned": Reason(_("returned"), "returned", lambda measures, _day: measures.in_use().returned()),
    "due": Reason(_("report due"), "submitted", lambda measures, day: measures.public().report_due_on(day)),
    "late": Reason(_("late"), "late", lambda measures, day: measures.in_use().late_on(day)),
    "stale": Reason(_("no report for over a year"), "late", lambda measures, day: measures.public().stale_on(day)),
    "incomplete": Reason(_("incomplete"), "draft", lambda measures, _day: measures.incomplete()),
}


def waiting(measures, day) -> dict[str, list[int]]:
    """Return {reason: keys of the measures that wait for it}, one query for each reason."""
    return {
        name: list(reason.find(measures, day).order_by("ends_on", "id").values_list("id", flat=True))
        for name, reason in REASONS.items()
    }


def reasons_of(found: dict[str, list[int]]) -> dict[int, list[str]]:
    """Return {key of a measure: its reasons}, the most pressing first."""
    reasons: dict[int, list[str]] = {}
    for name, keys in found.items():
        for key in keys:
            reasons.setdefault(key, []).append(name)
    return reasons


def open_rounds(measures, day):
    """Return (round, where these measures stand in it) of each round that is open and asks any of them."""
    pairs = [
        (each, rounds.total(rounds.standings(each, measures.public())))
        for each in ReportingRound.objects.open_on(day).select_related("plan").order_by("deadline")
    ]
    return [(each, standing) for each, standing in pairs if standing.asked]
