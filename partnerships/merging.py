"""Two records that turn out to be one: what points to the double goes to the record that is kept.

The double stays behind as a record that leads to the other, so its history can be read and its address works. What the
kept one has already (a report of that day, money of that fund) stays with the double: nothing is counted twice, and
nothing is lost.
"""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from partnerships.changes import because
from partnerships.languages import columns
from partnerships.search import Asked, matches
from partnerships.words import fold, words_of

LOOKED_AT, SHOWN, ALIKE = 200, 8, 0.3  # records with a word in common, of these the likeliest, and how alike they are
MERGED = gettext_noop("merged: “%(double)s” into “%(kept)s”")
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


def carry_out(double, kept, found):
    """Store what `parts` found, fill what the kept record lacks, and let the double lead to it."""
    why = because(MERGED, double=str(double), kept=str(kept))
    for part in found:
        for row in part.moving:
            _store(row, part.relation, double, kept, why)
    taken_over(double, kept)
    double.merged_into = kept
    for record in (kept, double):
        record._change_reason = why
        record.save()


def _store(row, relation, double, kept, why):
    if relation.many_to_many:
        members = getattr(row, relation.field.name)
        members.add(kept)
        members.remove(double)
        return
    changed = [relation.field.name]
    if hasattr(row, "version"):  # who has its form open hears of it
        row.version = F("version") + 1
        changed.append("version")
    row._change_reason = why
    row.save(update_fields=changed)
