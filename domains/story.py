"""What the public could read of a measure, and how that changed: what and when, never who.

Of what happened while the measure was not public nothing is told but its outcome: what differs from what was public
before. Of what changed more than once on a day, the last is told.
"""

from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.utils.timezone import localtime

from domains import disclosure
from domains.models import Kpi, Measure
from partnerships.changes import differences_between, name_of

COLUMNS = {"objective", "territory", "organisation", "status", "starts_on", "ends_on", "budget", "source"}
TEXTS = ("title_", "summary_")
PARTS = ("kpis", "milestones", "allocations")


@dataclass(slots=True)
class PublicDay:
    """What became of a measure on a day, as its readers could see."""

    day: date
    steps: list[str] = field(default_factory=list)  # published, withdrawn
    added: list = field(default_factory=list)  # (noun, name)
    removed: list = field(default_factory=list)
    differences: list = field(default_factory=list)  # (noun and name of a part, label, old, new)


def public_days(measure, parts=PARTS):
    """Return the days on which the public part of a measure changed, the latest first, in one query for each noun."""
    nouns = [Measure, *(Measure._meta.get_field(name).related_model for name in parts)]
    versions = sorted(_versions(nouns, measure), key=lambda version: (version.history_date, version.history_id))
    people = {version.id for version in versions if version.instance_type is Kpi and version.counts_people}
    now, seen, is_public, days = {}, {}, False, []
    for day, of_day in groupby(versions, key=lambda version: localtime(version.history_date).date()):
        last_seen, told = None, PublicDay(day)
        for version in of_day:
            now[type(version), version.id] = None if version.history_type == "-" else version
            if version.instance_type is Measure and is_public != (version.publication == "published"):
                is_public = not is_public
                told.steps.append("published" if is_public else "withdrawn")
            last_seen = dict(now) if is_public else last_seen
        if last_seen is not None:
            _tell(told, seen, last_seen, people)
            seen = last_seen
        if told.steps or told.added or told.removed or told.differences:
            days.append(told)
    return days[::-1]


def _versions(nouns, measure):
    for noun in nouns:
        key = {"id": measure.pk} if noun is Measure else {"measure_id": measure.pk}
        yield from noun.history.filter(**key)._select_related_history_tracked_objs()


def _tell(told, seen, now, people):
    """Tell what readers find now beside what they saw before; the first time they find everything.

    `people` are the KPIs that count them, now or once: their small numbers are not told.
    """
    for key, version in now.items() if seen else ():
        before = seen.get(key)
        if version and before:
            columns = [column for column in version.tracked_fields if _is_public(version, column)]
            if version.instance_type is Kpi and version.id in people:
                columns = [column for column in columns if not _is_small(column, before, version)]
            of = None if version.instance_type is Measure else _named(version)
            told.differences += [(of, *change) for change in differences_between(columns, before, version)]
        elif version:
            told.added.append(_named(version))
        elif before:
            told.removed.append(_named(before))


def _is_public(version, column):
    if version.instance_type is Measure:
        return column.name in COLUMNS or column.name.startswith(TEXTS)
    return column.name != "measure"


def _is_small(column, *versions):
    """Say whether a number at the start was too small to be public."""
    return column.name == "baseline" and any(disclosure.is_small(version.baseline) for version in versions)


def _named(version):
    """Return the noun and the name of a part."""
    return version.instance_type._meta.verbose_name, name_of(version)
