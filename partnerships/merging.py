"""Two records that turn out to be one: what points to the double goes to the record that is kept.

The double stays behind as a record that leads to the other, so its history can be read and its address works. What the
kept one has already (a report of that day, money of that fund) stays with the double: nothing is counted twice, and
nothing is lost.

What moved stands in the history of the double, so that a merge can be undone for as long as nobody edited any of it.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from partnerships.changes import because, values_of
from partnerships.languages import columns
from partnerships.search import Asked, matches
from partnerships.words import fold, words_of

LOOKED_AT, SHOWN, ALIKE = 200, 8, 0.3  # records with a word in common, of these the likeliest, and how alike they are
MERGED = gettext_noop("merged: “%(double)s” into “%(kept)s”")
UNDONE = gettext_noop("the merge of “%(double)s” into “%(kept)s” is undone")
OWN_FACTS = {"source", "basis", "checked_on"}  # they are about the record they stand in


@dataclass(frozen=True, slots=True)
class Part:
    """The records of one noun that point to the double: those that go to the kept one, and those that stay."""

    relation: Any
    moving: list
    staying: list

    @property
    def label(self):
        return capfirst(self.relation.related_model._meta.verbose_name_plural)


def likely_doubles(record):
    """Return records with much the same words in their titles, the likeliest first."""
    words = _words(record)
    model = type(record)
    found = model.objects.filter(matches(Asked(words, any_word=True, in_titles=True)), merged_into=None)
    near = [(_likeness(words, _words(other)), other) for other in found.exclude(pk=record.pk)[:LOOKED_AT]]
    near.sort(key=lambda pair: -pair[0])
    return [other for likeness, other in near[:SHOWN] if likeness >= ALIKE]


def _words(record):
    titles = [getattr(record, column) for name in record.searched.titles for column in columns(name)]
    return tuple(dict.fromkeys(fold(word) for title in titles for word in words_of(title)))


def _likeness(words, others):
    """Return the share of words that two titles have in common, from 0 to 1."""
    return len(set(words) & set(others)) / max(len(set(words) | set(others)), 1)


def parts(double, kept):
    """Return what points to the double, noun by noun; only reads."""
    return [part for relation in double._meta.related_objects if (part := _part(relation, double, kept))]


def _part(relation, double, kept):
    moving, staying = [], []
    for row in relation.related_model._default_manager.filter(**{relation.field.name: double}):
        (moving if _fits(row, relation, kept) else staying).append(row)
    return Part(relation, moving, staying) if moving or staying else None


def _fits(row, relation, kept):
    """Say whether a row can point to the kept record; when it can, it does from now on, and is not stored yet."""
    if relation.many_to_many:
        return True
    name = relation.field.name
    before = getattr(row, name)
    setattr(row, name, kept)
    try:
        row.validate_unique()
        row.validate_constraints()
    except ValidationError:
        setattr(row, name, before)
        return False
    return True


def obstacle(double, kept, found):
    """Say why these two cannot be merged; nothing when they can."""
    if double == kept:
        return _("These are one record already.")
    if double.merged_into_id or kept.merged_into_id:
        return _("One of them is merged already.")
    twice = [row for part in found for row in part.staying if not getattr(row, "merged_into_id", True)]
    if twice:
        return _("Both have “%(record)s”: merge these two first.") % {"record": twice[0]}
    return ""


def taken_over(double, kept):
    """Return the columns that are empty in the kept record and can be filled from the double; fills them."""
    filled = []
    for column in kept._meta.fields:
        value = getattr(double, column.attname)
        if not column.editable or column.name in OWN_FACTS or getattr(kept, column.attname) not in (None, ""):
            continue
        if value in (None, "") or not column.blank:
            continue
        setattr(kept, column.attname, value)
        try:
            kept.validate_constraints()
            filled.append(column)
        except ValidationError:
            setattr(kept, column.attname, "" if column.empty_strings_allowed and not column.null else None)
    return filled


def both_locked(double, kept):
    """Return both as they are stored now, under a lock; call it in a transaction."""
    both = type(kept).objects.select_for_update(of=("self",)).order_by("pk").in_bulk([double.pk, kept.pk])
    return both[double.pk], both[kept.pk]


def merge(double, kept):
    """Merge `double` into `kept`; return the parts. Raise ValidationError when that cannot be."""
    with transaction.atomic():
        double, kept = both_locked(double, kept)
        found = parts(double, kept)
        if why := obstacle(double, kept, found):
            raise ValidationError(why)
        carry_out(double, kept, found)
    return found


def why_merged(double, kept, **moved):
    """Return the reason that the history gives; that of the double holds what moved."""
    return because(MERGED, double=str(double), kept=str(kept), **moved)


def carry_out(double, kept, found, moved=()):
    """Store what `parts` found, fill what the kept record lacks, and let the double lead to it.

    `moved` is what moved before, told as `point_to` tells it.
    """
    why = why_merged(double, kept)
    moved = [*moved, *(_store(row, part.relation, double, kept, why) for part in found for row in part.moving)]
    taken_over(double, kept)
    double.merged_into = kept
    kept._change_reason, double._change_reason = why, why_merged(double, kept, moved=moved)
    for record in (kept, double):
        record.save()


def _store(row, relation, double, kept, why):
    if not relation.many_to_many:
        return point_to(row, relation.field, double.pk, kept.pk, why)
    members = getattr(row, relation.field.name)
    had_both = members.filter(pk=kept.pk).exists()
    members.add(kept)
    members.remove(double)
    return [row._meta.label, row.pk, relation.field.name, double.pk, None if had_both else kept.pk]


def point_to(row, field, former, now, why):
    """Store that a row points to another record now; return that as the history of the double keeps it."""
    setattr(row, field.attname, now)
    changed = [field.name]
    if hasattr(row, "version"):  # who has its form open hears of it
        row.version = F("version") + 1
        changed.append("version")
    row._change_reason = why
    row.save(update_fields=changed)
    return [row._meta.label, row.pk, field.name, former, now]


# Undone.


def going_back(double):
    """Return (row, field, former key, present key) of what a merge moved. Raise ValidationError if it was edited."""
    last = double.history.first()
    values = values_of(last.history_change_reason) if last and last.prev_record else {}
    if "moved" not in values:
        raise ValidationError(_edited(double))
    why = because(MERGED, double=values["double"], kept=values["kept"])
    found = []
    for label, key, name, former, now in values["moved"]:
        model = apps.get_model(label)
        row, field = model._base_manager.filter(pk=key).first(), model._meta.get_field(name)
        if row is None:
            gone = _("%(noun)s: one that moved was removed after the merge, so that it cannot be undone.")
            raise ValidationError(gone % {"noun": capfirst(model._meta.verbose_name_plural)})
        if _is_edited(row, field, now, why):
            raise ValidationError(_edited(row))
        found.append((row, field, former, now))
    return found


def _edited(record):
    return _("“%(record)s” was edited after the merge, so that it cannot be undone.") % {"record": record}


def _is_edited(row, field, now, why):
    """Say whether a row points elsewhere since, or was saved again; of what has no history only the first is known."""
    if field.many_to_many:
        return now is not None and not getattr(row, field.name).filter(pk=now).exists()
    return getattr(row, field.attname) != now or (
        hasattr(row, "history") and row.history.first().history_change_reason != why
    )


def undo(double):
    """Let everything go back that the merge of `double` moved; return the record that was kept."""
    try:
        with transaction.atomic():
            double, kept = both_locked(double, double.merged_into)
            moved, why = going_back(double), because(UNDONE, double=str(double), kept=str(kept))
            merged = double.history.first()
            for record in (double, kept):
                _put_back(record, merged)
                record._change_reason = why
                record.save()
            for row, field, former, now in moved:
                _return(row, field, former, now, why)
    except IntegrityError:
        raise ValidationError(_("What was logged since stands in the way of undoing this merge.")) from None
    return kept


def _put_back(record, merged):
    """Give each column that the merge wrote what stood there before, unless somebody wrote something else since."""
    values = values_of(merged.history_change_reason)
    why = because(MERGED, double=values["double"], kept=values["kept"])
    version = merged if merged.id == record.pk else record.history.filter(history_change_reason=why).first()
    for column in version.tracked_fields:
        before, written = (getattr(each, column.attname) for each in (version.prev_record or version, version))
        if before != written == getattr(record, column.attname):
            setattr(record, column.attname, before)
    if hasattr(record, "version"):
        record.version = F("version") + 1


def _return(row, field, former, now, why):
    if not field.many_to_many:
        point_to(row, field, now, former, why)
        return
    members = getattr(row, field.name)
    members.add(former)
    if now is not None:
        members.remove(now)
