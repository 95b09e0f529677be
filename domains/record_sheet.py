"""Spreadsheets of records that come in: a row is a record, named by its key, with the columns of its open data file.

What each noun adds is which columns it has, and how their cells are read (see `funding.call_sheet`).
"""

from collections import Counter
from datetime import datetime

import tablib
from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, ValidationError
from django.db.models import ForeignKey, ManyToManyField
from django.utils import timezone
from django.utils.translation import gettext as _
from import_export import resources, widgets
from import_export.formats.base_formats import Format

from domains import cells
from domains.preview import LABELS, SHOWN, Line, Seen, readable
from domains.spreadsheets import UnusableFileError, read
from partnerships.provenance import Basis

MOST_ROWS = 2_000
KINDS = {"new": "new", "update": "changed", "skip": "unchanged", "invalid": "wrong", "error": "wrong"}


class Spreadsheet(Format):
    """An Excel or CSV file in any notation that offices write; the file itself tells which."""

    key = "code"  # the column that says which record a row is about

    def __init__(self, encoding=None):
        """Take no encoding: the file tells its own."""

    def get_title(self):
        return "Excel, CSV"

    def can_import(self):
        return True

    def create_dataset(self, in_stream):
        """Return the rows of a file, with the number that each has there."""
        if in_stream is None:
            raise UnusableFileError(_("The file is not here any more: it waits for an hour. Choose it again."))
        sheet = read(in_stream, MOST_ROWS)
        if self.key not in sheet.names:
            raise UnusableFileError(_("There is no column “%(column)s” in the first row.") % {"column": self.key})
        dataset = tablib.Dataset(headers=sheet.names)
        dataset.numbers = []
        for number, row in sheet.rows:
            dataset.append(row)
            dataset.numbers.append(number)
        return dataset


def basis(cell):
    return cells.choice(cell, Basis.choices) or Basis.SEEN


READERS = {"basis": basis, "checked_on": cells.day, "starts_on": cells.day, "ends_on": cells.day}


class Cell(widgets.Widget):
    """A cell: what cannot be read is a sentence."""

    def __init__(self, reader=cells.words):
        super().__init__()
        self.reader = reader

    def clean(self, value, row=None, **kwargs):
        return self.reader(value)

    def render(self, value, obj=None, **kwargs):
        if isinstance(value, datetime):
            value = f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
        return readable(tuple(value) if isinstance(value, list) else value)


class Named(Cell):
    """Another record, by its public key."""

    def __init__(self, noun):
        super().__init__()
        self.noun = noun
        self.key = "code" if any(column.name == "code" for column in noun._meta.fields) else "slug"

    def clean(self, value, row=None, **kwargs):
        written = cells.text(value)
        try:
            return self.noun.objects.get(**{self.key: written}) if written else None
        except ObjectDoesNotExist:
            raise ValueError(_("There is no “%(cell)s” on this site.") % {"cell": written}) from None

    def render(self, value, obj=None, **kwargs):
        return getattr(value, self.key, "")


def widget_of(field, readers):
    """Return how the cells of a column are read."""
    if isinstance(field, ManyToManyField):
        return widgets.ManyToManyWidget(field.remote_field.model, field="slug")
    if isinstance(field, ForeignKey):
        return Named(field.remote_field.model)
    return Cell((READERS | readers).get(field.name, cells.words))


class Difference(resources.Diff):
    """What a row changes: (column, before, after) of each cell, as text."""

    def as_html(self):
        left = [""] * len(self.left) if self.new else self.left
        return list(zip(self.names, left, self.right, strict=True))

    def compare_with(self, resource, instance):
        super().compare_with(resource, instance)
        self.names = [field.column_name for field in resource.get_import_fields()]


class RecordResource(resources.ModelResource):
    """How rows become records, and what is told of each row. `derived` are columns that no file brings in."""

    derived = frozenset()

    @classmethod
    def get_diff_class(cls):
        return Difference

    @property
    def key(self):
        return self._meta.import_id_fields[0]

    def before_import(self, dataset, **kwargs):
        self.numbers, self.times = dataset.numbers, Counter(map(cells.text, dataset[self.key]))

    def refuse_twice(self, row, sentence):
        """Refuse a record that stands twice in the file."""
        if self.times[cells.text(row[self.key])] > 1:
            raise ValidationError({self.key: sentence})

    def after_import(self, dataset, result, **kwargs):
        known = {field.column_name for field in self.get_import_fields()} | self.derived
        result.unknown = [name for name in dataset.headers if name not in known]
        lines = [self._line(number, row) for number, row in zip(self.numbers, result.rows, strict=True)]
        result.seen = seen(lines, result.unknown)
        result.outcome = [(line.number, line.kind, line.texts, line.faults) for line in lines]

    def _line(self, number, row):
        """Return what becomes of a row, as the page of imports shows it."""
        kind = KINDS[row.import_type]
        texts = [text for text in row.diff or () if text[1] != text[2]] if kind in {"new", "changed"} else []
        return Line(number, kind, row.object_repr or "", False, texts, self._faults(row))

    def _faults(self, row):
        """Return (column, sentence) of all that is wrong in a row."""
        if row.errors:
            return [("", str(row.errors[0].error))]
        if row.validation_error is None:
            return []
        names = {field.attribute: field.column_name for field in self.get_import_fields()} | {NON_FIELD_ERRORS: ""}
        found = row.validation_error.message_dict
        return [(names.get(name, name), sentence) for name, sentences in found.items() for sentence in sentences]


def seen(lines, unknown):
    """Return the preview of a file: the wrong rows first, and as many as a person looks at."""
    first = sorted(lines, key=lambda line: list(LABELS).index(line.kind))
    return Seen(Counter(line.kind for line in lines), first[:SHOWN], unknown)
