"""What happened to a record, in words: who changed what of it and of its parts, and when; the latest first."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils.formats import localize, number_format
from django.utils.text import Truncator, capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from simple_history.utils import get_m2m_reverse_field_name
from translated_fields import show_language_code

LEFT_OUT = {"updated_at", "created_at"}


def because(sentence, said="", **values):
    """Return a reason as the history keeps it, so that each reader gets it in her language.

    `sentence` is a message id that `values` complete; what a person `said` beside it stays in her own words.
    """
    return json.dumps({"why": sentence, "values": values, "said": said.strip()}, ensure_ascii=False)


def values_of(reason):
    """Return the values that complete a reason of the history; none when it is a sentence alone."""
    return json.loads(reason)["values"] if (reason or "").startswith('{"why"') else {}


def in_words(reason):
    """Return a reason of the history in the reader's language."""
    if not reason.startswith('{"why"'):
        return _(reason) if reason else ""
    kept = json.loads(reason)
    return " ".join(filter(None, [_(kept["why"]) % kept["values"], kept["said"]]))


@dataclass(frozen=True, slots=True)
class Change:
    """One save or removal: of what, by whom, and each column that got another value."""

    at: datetime
    by: str
    kind: str
    noun: str
    name: str
    why: str
    former: int | None = None  # the number of this version of the record itself, when there are newer ones
    differences: list[tuple[str, str, str]] = field(default_factory=list)


def changes_of(record, parts=()):
    """Return the changes of `record` and of its parts (models with a foreign key to it and a history).

    The number of queries depends on the nouns, not on how often they changed.
    """
    former = set(record.history.values_list("history_id", flat=True)) - {_newest(record.history).history_id}
    changes = list(_changes(record.history.all(), LEFT_OUT, former))
    for part in parts:
        link = link_of(part, record)
        changes += _changes(part.history.filter(**{link.attname: record.pk}), {*LEFT_OUT, link.name})
    return sorted(changes, key=lambda change: change.at, reverse=True)


def last_change_of(record, parts=()):
    """Return the version that was written last of a record and of its parts; None when they keep no history."""
    histories = [record.history.all()] if hasattr(record, "history") else []
    histories += [part.history.filter(**{link_of(part, record).attname: record.pk}) for part in parts]
    last = [
        history.select_related("history_user").order_by("-history_date", "-history_id").first() for history in histories
    ]
    return max(filter(None, last), key=lambda version: version.history_date, default=None)


def _newest(versions):
    return versions.order_by("-history_date", "-history_id").first()


def link_of(part, record):
    """Return the column by which a part names the record that it belongs to."""
    return next(column for column in part._meta.fields if column.related_model is type(record))


def _changes(versions, apart_from, former=()):
    columns = [column for column in versions.model.tracked_fields if column.name not in apart_from]
    links = {relation: _links(relation, versions) for relation in versions.model._history_m2m_fields}
    before = {}
    versions = versions.select_related("history_user")._select_related_history_tracked_objs()
    for version in versions.order_by("history_date", "history_id"):
        old = before.get(version.id)
        before[version.id] = version
        differences = []
        if old is not None and version.history_type != "-":
            differences = [*differences_between(columns, old, version), *_other_links(links, old, version)]
        if differences or version.history_type != "~":
            yield Change(
                at=localtime(version.history_date),
                by=str(version.history_user or ""),
                kind=version.history_type,
                noun=str(version.instance_type._meta.verbose_name),
                name=name_of(version),
                why=in_words(version.history_change_reason or ""),
                former=version.history_id if version.history_id in former else None,
                differences=differences,
            )


def name_of(version):
    """Return what a record was called, without a query."""
    record = version.history_object
    for column in version.tracked_fields:
        if column.is_relation:  # fetched with the version; the name of the record may ask for it
            setattr(record, column.name, getattr(version, column.name))
    return str(record)


def differences_between(columns, old, new):
    """Yield the name of each column that differs between two versions, with what stood and what stands there."""
    for column in columns:
        if getattr(old, column.attname) != getattr(new, column.attname):
            yield _label(column), *(Truncator(shown(column, version)).chars(300) for version in (old, new))


def _links(relation, versions):
    """Return {id of a version: names of what it was linked to by a many-to-many relation}."""
    rows = getattr(versions.model, relation.name).model.objects.filter(history__in=versions)
    name = get_m2m_reverse_field_name(relation)
    links = {}
    for row in rows.select_related(name).order_by(name):
        links.setdefault(row.history_id, []).append(_related(row, name))
    return links


def _other_links(links, old, new):
    for relation, names in links.items():
        was, became = (", ".join(names.get(version.history_id, [])) for version in (old, new))
        if was != became:
            yield _label(relation), was or _("empty"), became or _("empty")


def _label(column):
    with show_language_code(True):
        return capfirst(str(column.verbose_name))


def shown(column, record):
    """Return what a record has in a column, as people read it."""
    value = getattr(record, column.attname)
    if value in (None, ""):
        return _("empty")
    if column.is_relation:
        return _related(record, column.name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return ", ".join(f"{key}: {each}" for key, each in value.items())
    if isinstance(value, Decimal):
        return number_format(value, force_grouping=True)
    names = dict(column.flatchoices)
    if isinstance(value, list):
        return ", ".join(str(names.get(each, each)) for each in value) or _("empty")
    return str(names.get(value, localize(value)))


def _related(row, name):
    """Return what a foreign key led to, as it is called now."""
    return str(getattr(row, name) or _("removed since"))
