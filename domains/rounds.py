"""Where a reporting round stands: how many measures it asks of each organisation, and how many have reported."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from domains import progress
from partnerships.models import Organisation


@dataclass(frozen=True, slots=True)
class Standing:
    """The measures of one organisation, or of all, in a round; a report that is submitted waits for an approver."""

    asked: int = 0
    reported: int = 0
    waiting: int = 0
    organisation: Organisation | None = None

    @property
    def missing(self) -> int:
        return self.asked - self.reported - self.waiting

    @property
    def share(self) -> progress.Share:
        return progress.Share(self.reported, self.asked)


def standings(reporting_round, measures=None) -> list[Standing]:
    """Return where each organisation stands in a round, those that miss most first; four queries.

    Of all that is public, or of these measures.
    """
    day = reporting_round.day
    measures = reporting_round.public_measures() if measures is None else measures
    asked = measures.asked_in(reporting_round, day)
    reported = asked.reported_in(reporting_round, day)
    waiting = asked.waiting_in(reporting_round)
    states = {"asked": asked, "reported": reported, "waiting": waiting}
    counts = {}
    for state, found in states.items():
        for key, number in found.order_by().values_list("organisation").annotate(n=Count("*")):
            counts.setdefault(key, {})[state] = number
    organisations = Organisation.objects.in_bulk(counts)
    found = [Standing(organisation=organisations[key], **numbers) for key, numbers in counts.items()]
    return sorted(found, key=lambda standing: (-standing.missing, str(standing.organisation).casefold()))


def total(standings: list[Standing]) -> Standing:
    """Add standings up."""
    return Standing(*(sum(getattr(each, name) for each in standings) for name in ("asked", "reported", "waiting")))


def next_days(today: date) -> dict[str, date]:
    """Return the days of the next round in a year: the half year before is reported by 15 April and 15 October."""
    if today <= date(today.year, 4, 15):
        first, deadline = date(today.year - 1, 7, 1), date(today.year, 4, 15)
    elif today <= date(today.year, 10, 15):
        first, deadline = date(today.year, 1, 1), date(today.year, 10, 15)
    else:
        first, deadline = date(today.year, 7, 1), date(today.year + 1, 4, 15)
    last = date(first.year, 6, 30) if first.month == 1 else date(first.year, 12, 31)
    return {"starts_on": first, "ends_on": last, "opens_on": max(today, last), "deadline": deadline}
