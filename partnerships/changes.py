"""What happened to a record, in words: who changed what of it and of its parts, and when; the latest first."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import models
from django.utils.formats import localize
from django.utils.text import Truncator, capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from translated_fields import show_language_code

LEFT_OUT = ("updated_at", "created_at")


@dataclass(frozen=True, slots=True)
class Change:
    """One save or removal: of what, by whom, and each column that got another value."""

    at: datetime
    by: str
    kind: str
    noun: str
    name: str
    why: str
    differences: list[tuple[str, str, str]] = field(default_factory=list)


def changes_of(record, parts=()):
    """Return the changes of `record` and of its parts (models with a foreign key to it and a history)."""
    changes = list(_changes(record.history.all()))
    for part in parts:
        link = next(column for column in part._meta.fields if column.related_model is type(record))
        changes += _changes(part.history.filter(**{link.attname: record.pk}), apart_from=(link.name,))
    return sorted(changes, key=lambda change: change.at, reverse=True)


def _changes(versions, apart_from=()):
    versions = versions.select_related("history_user")._select_related_history_tracked_objs()
    before = {}
    for version in versions.order_by("history_date", "history_id"):
        differences = _differences(before.get(version.id), version, apart_from)
        before[version.id] = version
        if differences or version.history_type != "~":
            yield Change(
                at=localtime(version.history_date),
                by=str(version.history_user or ""),
                kind=version.history_type,
                noun=str(version.instance_type._meta.verbose_name),
                name=str(version.history_object),
                why=version.history_change_reason or "",
                differences=differences,
            )


def _differences(old, new, apart_from):
    if old is None or new.history_type == "-":
        return []
    delta = new.diff_against(old, foreign_keys_are_objs=True, excluded_fields=(*LEFT_OUT, *apart_from))
    return [_difference(new.instance_type._meta.get_field(change.field), change) for change in delta.changes]


def _difference(column, change):
    with show_language_code(True):
        label = capfirst(str(column.verbose_name))
    return label, _shown(column, change.old), _shown(column, change.new)


def _shown(column, value):
    if isinstance(value, list) and isinstance(column, models.ManyToManyField):
        value = ", ".join(str(row[column.m2m_reverse_field_name()]) for row in value)
    if value in (None, ""):
        return _("empty")
    labels = dict(column.flatchoices)
    return Truncator(str(labels.get(value, localize(value)))).chars(300)
