"""Example calls, all flagged as such: nobody can apply for them."""

import datetime
from pathlib import Path

from django.utils import timezone

from domains.models import Domain
from funding.models import Call, Fund
from integration_plan.demonstration import load_new, months_from
from partnerships import records
from partnerships.models import Territory

FILE = Path(__file__).parent / "examples" / "calls" / "calls.yaml"
SOURCE = "Made up to try this site"
TEXTS = ("title", "summary", "objective", "applicants")


def load(today):
    """Create the example calls that are not there yet; return how many were read and created."""
    return load_new(Call, records.read_yaml(FILE), _create, today, key="code")


def _create(entry, today):
    least, most = entry.get("grants", (None, None))
    call = Call(
        code=entry["code"],
        **records.flat({name: entry[name] for name in TEXTS if name in entry}),
        fund=Fund.objects.get(slug=entry["fund"]),
        territory=Territory.objects.get(code=entry["territory"]),
        applicant=entry["applicant"],
        type=entry["type"],
        amount=entry.get("amount"),
        min_grant=least,
        max_grant=most,
        rate=entry.get("rate"),
        opens_at=_moment(today, entry.get("opens")),
        deadline=_moment(today, entry.get("deadline")),
        contact_email="oproepen@example.org",
        source=SOURCE,
        checked_on=months_from(today, entry["checked"], today.day),
        is_example=True,
    )
    call.save()
    call.domains.set(Domain.objects.filter(slug__in=entry["domains"]))


def _moment(today, written):
    """Return a moment in Brussels, written as the months from today, the day, the hour and the minute."""
    if written is None:
        return None
    months, day, hour, minute = written
    return timezone.make_aware(datetime.datetime.combine(months_from(today, months, day), datetime.time(hour, minute)))
