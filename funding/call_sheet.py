"""Spreadsheets of calls that come in: a row is a call, named by its code, with the columns of the open data file."""

import re
from collections import Counter
from datetime import datetime, time
from decimal import Decimal

import tablib
from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, ValidationError
from django.db.models import ForeignKey, ManyToManyField
from django.utils import timezone
from django.utils.translation import gettext as _
from import_export import fields, resources, widgets
from import_export.formats.base_formats import Format

from domains import cells
from domains.models import Domain
from domains.numbers import plain
from domains.preview import LABELS, SHOWN, Line, Seen, readable
from domains.spreadsheets import UnusableFileError, read
from funding.models import Call
from funding.questions import QUESTIONS
from partnerships.languages import columns
from partnerships.provenance import Basis

MOST_ROWS = 2_000
KEY = "code"
DERIVED = {"state", "is_example", "address"}  # columns of the open data file that no file brings in
WITH_AN_HOUR = re.compile(r"(?P<day>.+?)[T ] *(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(:00)?(?P<zone>[+-]\d{2}:\d{2})?")
MIDNIGHT, LAST_MINUTE = time(0, 0), time(23, 59)
UNITS = {"amount": "amount_eur", "min_grant": "min_grant_eur", "max_grant": "max_grant_eur", "rate": "rate_percent"}
KINDS = {"new": "new", "update": "changed", "skip": "unchanged", "invalid": "wrong", "error": "wrong"}


class Spreadsheet(Format):
    """An Excel or CSV file in any notation that offices write; the file itself tells which."""

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
        if KEY not in sheet.names:
            raise UnusableFileError(_("There is no column “%(column)s” in the first row.") % {"column": KEY})
        dataset = tablib.Dataset(headers=sheet.names)
        dataset.numbers = []
        for number, row in sheet.rows:
            dataset.append(row)
            dataset.numbers.append(number)
        return dataset


def moment(cell, otherwise):
    """Return a moment in Brussels, at the hour that stands `otherwise` where the cell names a day only."""
    if isinstance(cell, datetime):
        hour = cell.time() if cell.time() != MIDNIGHT else otherwise
        return timezone.make_aware(datetime.combine(cell.date(), hour))
    written = cells.text(cell)
    match = WITH_AN_HOUR.fullmatch(written)
    day = cells.day(match["day"] if match else written)
    if day is None:
        return None
    try:
        hour = time(int(match["hour"]), int(match["minute"])) if match else otherwise
    except ValueError:
        raise ValueError(_("“%(cell)s” has no such hour: write 31/12/2026 17:00.") % {"cell": written}) from None
    if match and match["zone"]:
        return datetime.fromisoformat(f"{day}T{hour}{match['zone']}")
    return timezone.make_aware(datetime.combine(day, hour))


def opening(cell):
    return moment(cell, MIDNIGHT)


def deadline(cell):
    return moment(cell, LAST_MINUTE)


def percent(cell):
    """Return a share in percent; 0,7 can mean two things, and is asked about."""
    written = cells.text(cell).replace("%", "").strip()
    if not written:
        return None
    number = plain(written)
    if number is None or 0 < Decimal(number) <= 1:
        raise ValueError(_("“%(cell)s” is no share in percent: write 70 for 70 percent.") % {"cell": written})
    return Decimal(number)


def answers_to(question):
    """Return a reader of answers to a question of the finder, as their codes or in words."""
    choices = QUESTIONS[question].choices
    return lambda cell: sorted({cells.choice(name, choices) for name in cells.names(cell)})


def basis(cell):
    return cells.choice(cell, Basis.choices) or Basis.SEEN


READERS = {
    "amount": cells.euros,
    "min_grant": cells.euros,
    "max_grant": cells.euros,
    "rate": percent,
    "opens_at": opening,
    "deadline": deadline,
    "applicant": answers_to("applicant"),
    "type": answers_to("type"),
    "basis": basis,
    "checked_on": cells.day,
}


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


def widget_of(field):
    """Return how the cells of a column are read."""
    if isinstance(field, ManyToManyField):
        return widgets.ManyToManyWidget(field.remote_field.model, field="slug")
    if isinstance(field, ForeignKey):
        return Named(field.remote_field.model)
    return Cell(READERS.get(field.name, cells.words))


class Difference(resources.Diff):
    """What a row changes: (column, before, after) of each cell, as text."""

    def as_html(self):
        left = [""] * len(self.left) if self.new else self.left
        return list(zip(self.names, left, self.right, strict=True))

    def compare_with(self, resource, instance):
        super().compare_with(resource, instance)
        self.names = [field.column_name for field in resource.get_import_fields()]


class CallResource(resources.ModelResource):
    """How a row becomes a call. A column that is not there leaves what is stored; an empty cell empties it."""

    class Meta:
        model = Call
        fields = import_order = [
            *("code", "fund", "programme", "territory", "domains"),
            *(column for name in ("title", "summary", "objective", "applicants") for column in columns(name)),
            *("applicant", "type", "amount", "min_grant", "max_grant", "rate", "opens_at", "deadline"),
            *("contact_name", "contact_email", "website", "source", "basis", "checked_on"),
        ]
        import_id_fields = [KEY]
        skip_unchanged = report_skipped = clean_model_instances = use_transactions = True

    @classmethod
    def field_from_django_field(cls, field_name, django_field, readonly):
        return fields.Field(field_name, UNITS.get(field_name, field_name), widget_of(django_field))

    @classmethod
    def get_diff_class(cls):
        return Difference

    def before_import(self, dataset, **kwargs):
        self.numbers, self.times = dataset.numbers, Counter(map(cells.text, dataset[KEY]))

    def before_import_row(self, row, **kwargs):
        """Refuse a call that stands twice, and domains that do not exist, before anything is looked up."""
        if self.times[cells.text(row[KEY])] > 1:
            raise ValidationError({KEY: _("This call stands twice in the file.")})
        named = {*cells.codes(row.get("domains"))}
        if unknown := named - {*Domain.objects.filter(slug__in=named).values_list("slug", flat=True)}:
            raise ValidationError({"domains": _("There is no “%(cell)s” on this site.") % {"cell": min(unknown)}})
        if named:
            row["domains"] = ",".join(sorted(named))

    def do_instance_save(self, instance, is_create):
        instance.keep()

    def after_import(self, dataset, result, **kwargs):
        known = {field.column_name for field in self.get_import_fields()} | DERIVED
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
