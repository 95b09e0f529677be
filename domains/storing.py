"""Stores the rows of a spreadsheet, hundreds at a time: a statement for each table, and the history as a form would.

The triggers of the database (search, version of the data) see these writes like all others. `update_conflicts` is how
many records are changed in one statement: their keys are there already, so none is made.
"""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop

from domains.columns import CodesColumn, PartColumn
from domains.models import ImportedRow, Measure
from partnerships import events

REASON = gettext_noop("spreadsheet")  # as the history says it
UNDONE = gettext_noop("import undone")
RELATIONS = Measure.history.model._history_m2m_fields


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the history says of a change: who, why and when."""

    by: settings.AUTH_USER_MODEL
    reason: str
    at: datetime.datetime


def stamp(by, reason=REASON) -> Stamp:
    return Stamp(by, reason, timezone.now())


def store(rows, sheet, stamp):
    """Store what rows change, and the measures that are new; their sheet stores what hangs on them."""
    last_event = events.last()
    changed = [row for row in rows if row.kind == "changed"]
    new = [row for row in rows if row.kind == "new"]
    _change(
        [row.measure for row in changed], [column for column in sheet.written if not isinstance(column, PartColumn)]
    )
    Measure.objects.bulk_create([row.measure for row in new])
    for column in sheet.written:
        if isinstance(column, CodesColumn):
            _link(column, [*changed, *new])
    sheet.store_parts([*changed, *new], stamp)
    _remember([row.measure for row in changed], "~", stamp)
    _remember([row.measure for row in new], "+", stamp)
    events.hush([row.measure for row in [*changed, *new]], since=last_event)


def _change(measures, columns):
    for measure in measures:
        measure.version += 1  # who has the form open is told
    names = [column.name for column in columns]
    Measure.objects.bulk_create(
        measures, update_conflicts=True, unique_fields=["id"], update_fields=[*names, "version", "updated_at"]
    )


def _link(column, rows):
    """Make the links of a relation what the rows say."""
    relation = Measure._meta.get_field(column.name)
    links, target = relation.remote_field.through, f"{relation.m2m_reverse_field_name()}_id"
    differs = [row for row in rows if row.now[column.name] != row.before.get(column.name, column.nothing)]
    links.objects.filter(measure__in=[row.measure.pk for row in differs if row.before]).delete()
    links.objects.bulk_create(
        links(measure_id=row.measure.pk, **{target: record.pk})
        for row in differs
        for record in column.records(row.now[column.name])
    )


def record(records, kind, stamp):
    """Write into the history that records came (+), were changed (~) or went (-); return what is written there."""
    if not records:
        return []
    history = type(records[0]).history.model
    names = [field.attname for field in history.tracked_fields]
    about = {
        "history_type": kind,
        "history_user": stamp.by,
        "history_change_reason": stamp.reason,
        "history_date": stamp.at,
    }
    return history.objects.bulk_create(
        history(**about, **{name: getattr(one, name) for name in names}) for one in records
    )


def _remember(measures, kind, stamp):
    """Write measures into the history, each with the members of its relations."""
    version_of = {version.id: version for version in record(measures, kind, stamp)}
    for relation in RELATIONS if measures else ():
        members = getattr(Measure.history.model, relation.name).model
        links = relation.remote_field.through.objects.filter(measure__in=version_of)
        names = [field.attname for field in relation.remote_field.through._meta.fields]
        members.objects.bulk_create(
            members(history=version_of[link.measure_id], **{name: getattr(link, name) for name in names})
            for link in links
        )


def keep_what_was(job, rows, sheet):
    """Keep the cells that rows changed, so that they can be put back."""
    ImportedRow.objects.bulk_create(
        ImportedRow(
            imported=job,
            number=row.number,
            measure=row.measure,
            version=row.measure.version,
            before=_cells_before(row, sheet) if row.before else None,
        )
        for row in rows
        if row.kind in ("changed", "new")
    )


def _cells_before(row, sheet):
    return {name: sheet.columns[name].cell(row.before[name]) for name in row.changed}
