"""Reference facts kept in files: read them, compare them with the database, write only what differs.

A file names things by natural keys (codes and slugs). What a record does not mention, or what somebody changed by hand
since, stays as it is in the database, and nothing is ever deleted.
"""

import csv
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.utils.translation import gettext_noop
from simple_history.utils import bulk_create_with_history

from partnerships.outcome import Outcome

REASON = gettext_noop("reference facts")  # as the history says it
PROVENANCE = ("source", "basis", "checked_on")


class UnusableFileError(Exception):
    """A file of facts cannot be loaded; the message says which file, which record and why."""

    def __init__(self, file, key, reason):
        super().__init__(f"{file}: {key}: {reason}")


def read_csv(path: Path) -> list[dict]:
    """Return the rows of a table; an empty cell says nothing and is left out."""
    with path.open(encoding="utf-8", newline="") as file:
        return [{column: cell for column, cell in row.items() if cell} for row in csv.DictReader(file)]


def read_yaml(path: Path) -> dict:
    """Return the content of a file with nested facts; the reader in C is ten times as fast."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise UnusableFileError(path.name, "not YAML", error) from error


@contextmanager
def complete(path: Path):
    """Say which file is at fault when a record in it lacks something."""
    try:
        yield
    except KeyError as error:
        raise UnusableFileError(path.name, error, "is missing") from error


def provenance(record: dict) -> dict:
    """Return where a record says its facts come from, for the records under it."""
    return {name: record[name] for name in PROVENANCE}


def without(record: dict, *names: str) -> dict:
    return {name: value for name, value in record.items() if name not in names}


def flat(record: dict) -> dict:
    """Turn `title: {nl: ..., en: ...}` into the columns title_nl, title_en; leave everything else alone."""
    languages = {code for code, _name in settings.LANGUAGES}
    columns = {}
    for name, value in record.items():
        if isinstance(value, dict) and set(value) <= languages:
            columns |= {f"{name}_{language}": text for language, text in value.items()}
        else:
            columns[name] = value
    return columns


def load(model, records: Iterable[dict], *, key, file, relations=None) -> Outcome:
    """Make the database say what `records` say about `model`.

    `key` names the columns that tell one record from another; `relations` maps a relation to the column that
    names its target in the file, for example {"territory": "code", "objectives": "code"}.
    """
    wanted = _Reader(model, key, file, relations or {}).read(records)
    stored = _stored(model, key, wanted)
    changes, kept = [], []
    for name, fact in wanted.items():
        if name in stored:
            written, left_alone = fact.write_over(stored[name])
            changes += [f"{fact.label}: {'; '.join(written)}"] if written else []
            kept += [f"{fact.label}: {'; '.join(left_alone)}"] if left_alone else []
    new = [fact for name, fact in wanted.items() if name not in stored]
    _create(model, new)
    return Outcome(
        str(model._meta.verbose_name_plural),
        read=len(wanted),
        created=len(new),
        changed=len(changes),
        unchanged=len(wanted) - len(new) - len(changes),
        changes=changes,
        kept=kept,
    )


@dataclass(slots=True)
class _Fact:
    """One record of a file, with values as the database has them: columns, and sets of keys for to-many relations."""

    label: str
    file: str
    columns: dict
    many: dict

    def write_over(self, instance) -> tuple[list[str], list[str]]:
        """Write what differs over the stored record; return what was written, and what stays as somebody left it."""
        columns = [name for name, value in self.columns.items() if getattr(instance, name) != value]
        many = [name for name, members in self.many.items() if {m.pk for m in getattr(instance, name).all()} != members]
        if not columns and not many:
            return [], []
        versions = list(instance.history.all())
        own = [name for name in columns if not _is_by_hand(versions, name, getattr(instance, name))]
        own_many = many if versions and versions[0].history_change_reason == REASON else []
        written = [f"{name} was {getattr(instance, name)!r}, is now {self.columns[name]!r}" for name in own]
        written += [f"{name} now has other members" for name in own_many]
        kept = [
            f"{name} is {getattr(instance, name)!r}, not {self.columns[name]!r}" for name in columns if name not in own
        ]
        kept += [f"{name} has other members" for name in many if name not in own_many]
        if written:
            self._save(instance, own, own_many)
        return written, kept

    def _save(self, instance, columns, many):
        for name in columns:
            setattr(instance, name, self.columns[name])
        self.check(instance)
        instance._change_reason = REASON
        instance.save()
        for name in many:
            getattr(instance, name).set(self.many[name])

    def check(self, instance):
        """Refuse values that the columns cannot hold."""
        relations = [field.name for field in instance._meta.fields if field.is_relation]
        try:
            instance.clean_fields(exclude=relations)
        except ValidationError as error:
            raise UnusableFileError(self.file, self.label, dict(error)) from error


def _is_by_hand(versions, name, value):
    """Say whether a person gave the column its present value: the version in which it came does not bear our reason."""
    came = None
    for version in versions:  # the newest first
        if getattr(version, name) != value:
            break
        came = version
    return came is not None and came.history_change_reason != REASON


class _Reader:
    """Turns the records of a file into facts about a model."""

    def __init__(self, model, key, file, relations):
        self.model, self.key, self.file = model, key, file
        self.targets = {
            name: dict(model._meta.get_field(name).related_model._default_manager.values_list(column, "pk"))
            for name, column in relations.items()
        }

    def read(self, records):
        """Return {key: fact}; refuse a key that stands twice."""
        facts = {}
        for record in records:
            label = "/".join(str(record.get(name, "?")) for name in self.key)
            fact = self._fact(label, record)
            name = tuple(fact.columns.get(self.model._meta.get_field(name).attname) for name in self.key)
            if None in name:
                raise UnusableFileError(self.file, label, f"{' and '.join(self.key)} must be filled")
            if name in facts:
                raise UnusableFileError(self.file, label, "stands twice")
            facts[name] = fact
        return facts

    def _fact(self, label, record):
        fact = _Fact(label, self.file, {}, {})
        for name, value in record.items():
            try:
                field = self.model._meta.get_field(name)
                if field.many_to_many:
                    fact.many[name] = {self._target(name, member) for member in value}
                else:
                    fact.columns[field.attname] = self._value(field, name, value)
            except FieldDoesNotExist as error:
                raise UnusableFileError(self.file, label, f"there is no column {name}") from error
            except (ValidationError, LookupError, TypeError) as error:
                raise UnusableFileError(self.file, label, f"{name}: {error}") from error
        return fact

    def _value(self, field, name, value):
        return self._target(name, value) if name in self.targets else field.to_python(value)

    def _target(self, name, value):
        if value not in self.targets[name]:
            raise LookupError(f"{value!r} does not exist")
        return self.targets[name][value]


def _stored(model, key, wanted):
    """Return {key: instance} of the records that are in the database already, in a fixed number of queries."""
    attributes = [model._meta.get_field(name).attname for name in key]
    firsts = {name[0] for name in wanted}
    many = {relation for fact in wanted.values() for relation in fact.many}
    instances = model._default_manager.filter(**{f"{attributes[0]}__in": firsts}).prefetch_related(*many)
    return {tuple(getattr(instance, name) for name in attributes): instance for instance in instances}


def _create(model, facts):
    instances = [model(**fact.columns) for fact in facts]
    for fact, instance in zip(facts, instances, strict=True):
        fact.check(instance)
    created = bulk_create_with_history(instances, model, default_change_reason=REASON)
    for fact, instance in zip(facts, created, strict=True):
        instance._change_reason = REASON
        for name, members in fact.many.items():
            if members:
                getattr(instance, name).set(members)
