"""What the rows of a spreadsheet are about, and what they would change. Nothing is written here.

Rows are read some hundreds at a time, in a fixed number of queries each time; between those only what could clash with
a later row is kept. So a file of any length takes the same memory, and a look costs no lock.
"""

import hashlib
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from translated_fields import to_attribute

from domains import cells, rules
from domains.models import Measure
from domains.resources import cannot_be_told
from domains.spreadsheets import UnusableFileError
from partnerships.languages import columns
from partnerships.models import Organisation

BATCH = 200
KINDS = ("wrong", "changed", "new", "unchanged")  # the order in which people see them
TITLES = columns("title")
NEEDED = {
    "objective": gettext_lazy("Choose the objective that this measure serves most."),
    "starts_on": gettext_lazy("Say when the measure starts, or will start."),
}
CHECKS = [
    (rule, rules.columns_of(rule.condition)) for rule in Measure._meta.constraints if isinstance(rule, CheckConstraint)
]
TITLE_TAKEN = {rule.fields[-1]: rule for rule in Measure._meta.constraints if isinstance(rule, UniqueConstraint)}


@dataclass(slots=True)
class Row:
    """A row of a file, the measure it is about, and the values of that before and after."""

    number: int
    cells: dict
    measure: Measure | None = None
    before: dict = field(default_factory=dict)
    now: dict = field(default_factory=dict)
    faults: dict = field(default_factory=dict)

    @property
    def kind(self) -> str:
        if self.faults:
            return "wrong"
        if self.measure.pk is None:
            return "new"
        return "unchanged" if self.now == self.before else "changed"

    @property
    def changed(self) -> list[str]:
        """Return the names of the columns that get another value."""
        return [name for name, value in self.now.items() if value != self.before.get(name)]

    def tell(self, column, sentence):
        self.faults.setdefault(column, []).append(sentence)


def promise(rows) -> str:
    """Return a mark of what some rows would do. When they are stored later, they must do the same."""
    said = [(row.number, row.kind) if row.faults else _change(row) for row in rows]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def _change(row):
    pairs = [(name, row.before.get(name), row.now[name]) for name in row.changed]
    values = [[getattr(value, "pk", value) for value in pair] for pair in pairs]
    return row.number, row.kind, row.measure.pk, values


class Reader:
    """Reads the rows of one file against what is stored now."""

    def __init__(self, sheet, names=()):
        self.sheet = sheet
        self.missing, self.unknown = sheet.check(names) if names else ([], [])
        self.row_of = {}  # the key of a measure: the first row that is about it
        self.titles = {}  # an organisation: who has which title

    @staticmethod
    def chunks(file):
        """Yield the rows of a file, some at a time: (number, {column: cell})."""
        rows = ((number, dict(zip(file.names, row, strict=True))) for number, row in file.rows)
        while chunk := list(islice(rows, BATCH)):
            yield chunk

    def read(self, chunk, *, lock=False):
        """Return what each row is about and would change; `lock` keeps others from changing it meanwhile."""
        rows = [Row(number, row) for number, row in chunk]
        owners = [self._attempt(row, self._owner) for row in rows]
        named = [self._attempt(row, self._named, owner) for row, owner in zip(rows, owners, strict=True)]
        stored = self._stored(rows, owners, named, lock)
        for row, owner, key in zip(rows, owners, named, strict=True):
            if not row.faults:
                self._attempt(row, self._read, owner, stored.get(key), key)
        return rows

    def _attempt(self, row, step, *arguments):
        """Take a step with a row; what cannot be is told at the row."""
        if row.faults:
            return None
        try:
            return step(row, *arguments)
        except ValidationError as error:
            told = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
            for column, sentences in told.items():
                for sentence in sentences:
                    row.tell("" if column == NON_FIELD_ERRORS else column, sentence)

    # Which measure a row is about.

    def _owner(self, row):
        """Return whose measure a row says it is; None when a curator does not say."""
        slug, own = cells.text(row.cells.get("organisation")), self.sheet.organisation
        if own is not None:
            if slug and slug.casefold() != own.slug.casefold():
                sentence = _("This row is of %(slug)s: you can import measures of %(own)s only.")
                raise ValidationError({"organisation": sentence % {"slug": slug, "own": own.slug}})
            return own
        try:
            return self.sheet.organisations(slug) if slug else None
        except ValueError as error:
            raise ValidationError({"organisation": str(error)}) from error

    def _named(self, row, owner):
        """Return the key or the reference of the measure a row names; None when it is a new one."""
        if reference := cells.text(row.cells.get("reference")):
            return reference
        if self.missing:
            raise UnusableFileError(cannot_be_told(self.missing))
        if owner is None:
            raise ValidationError({"organisation": _("Say whose measure this is: the short name of the organisation.")})
        column = to_attribute("title", self._language_of(row))
        title = cells.text(row.cells.get(column))
        with suppress(ValueError):  # a code that means nothing is told at its own column
            objective = self.sheet.columns["objective"].read(row.cells.get("objective"))
            if title and objective:
                return self._titles_of(owner.pk).get(_key(objective.pk, column, title))
        return None

    def _language_of(self, row):
        """Return the language a row says; else the reader's, if it has a title in it; else that of its first title."""
        with suppress(ValueError):
            if language := self.sheet.columns["language"].read(row.cells.get("language")):
                return language
        written = [code for code, _name in settings.LANGUAGES if cells.text(row.cells.get(to_attribute("title", code)))]
        return get_language() if get_language() in written or not written else written[0]

    def _titles_of(self, organisation):
        """Return {mark of objective, language and title: measure} of an organisation, as the rows so far leave it."""
        if organisation not in self.titles:
            self.titles[organisation] = {
                _key(objective, column, title): key
                for key, objective, *titles in Measure.objects.filter(organisation=organisation)
                .order_by()
                .values_list("pk", "objective", *TITLES)
                .iterator()
                for column, title in zip(TITLES, titles, strict=True)
                if title
            }
        return self.titles[organisation]

    def _stored(self, rows, owners, named, lock):
        """Return the measures that are named, by key and by reference."""
        references = {key for key in named if isinstance(key, str)}
        keys = {key for key in named if isinstance(key, int)}
        if lock and (places := {owner.pk for owner in owners if owner}):
            # Nobody logs a measure here meanwhile: of two who give one title at once, the second is told.
            list(Organisation.objects.filter(pk__in=places).order_by("pk").select_for_update(no_key=True))
        if not references and not keys:
            return {}
        measures = self.sheet.with_parts(Measure.objects.filter(Q(pk__in=keys) | Q(reference__in=references)))
        if self.sheet.organisation:
            measures = measures.filter(organisation=self.sheet.organisation)
        measures = measures.order_by("pk").select_for_update(of=("self",)) if lock else measures
        found = {measure.pk: measure for measure in measures}
        return found | {measure.reference: measure for measure in found.values()}

    # What a row says of it.

    def _read(self, row, owner, measure, named):
        if isinstance(named, str) and (measure is None or (owner and owner.pk != measure.organisation_id)):
            sentence = _("You have no measure %(reference)s. Leave this cell empty to log a new one.")
            raise ValidationError({"reference": sentence % {"reference": named}})
        if measure is None:
            measure = Measure(organisation=owner, territory=owner.territory, language=self._language_of(row))
        elif (first := self.row_of.setdefault(measure.pk, row.number)) != row.number:
            raise ValidationError(_("Row %(row)s is about this measure too: keep one of the two.") % {"row": first})
        row.measure = measure
        self._fill(row)
        self._check(row)
        if not row.faults:
            self._keep_titles(row)

    def _fill(self, row):
        """Read the values of a row, and give them to the measure in memory."""
        is_new = row.measure.pk is None
        for column in self.sheet.written:
            stored = _nothing(row.measure, column) if is_new else column.stored(row.measure)
            row.before[column.name] = row.now[column.name] = stored
        said = self.sheet.said(row)
        for column in self.sheet.written:
            if column.name not in said:
                continue
            try:
                row.now[column.name] = column.asked(said[column.name], row.before[column.name])
            except ValueError as error:
                row.tell(column.name, str(error))
            else:
                column.put(row.measure, row.now[column.name])
        if is_new:
            row.before = {}
            row.now |= {} if self.sheet.organisation else {"organisation": row.measure.organisation}

    def _check(self, row):
        """Tell every rule that the row would break, each at its column."""
        measure = row.measure
        for column, sentence in _broken(row):
            row.tell(column, sentence)
        for column, key in self._title_keys(row):
            if self._titles_of(measure.organisation_id).get(key, measure.pk) != measure.pk:
                row.tell(column, TITLE_TAKEN[column].get_violation_error_message())
        for column, sentence in self.sheet.faults_of(row):
            row.tell(column, sentence)
        if not self.sheet.may_change_public and measure.publication == "published" and row.changed:
            row.tell("", _("This measure is published: an approver of your organisation changes it."))

    def _title_keys(self, row):
        objective = row.now["objective"]
        if objective is not None:
            for column in TITLES:
                if row.now[column] and column not in row.faults:
                    yield column, _key(objective.pk, column, row.now[column])

    def _keep_titles(self, row):
        """Keep who has which title now, for the rows that follow."""
        taken = self._titles_of(row.measure.organisation_id)
        if row.before and row.kind == "changed":
            for column in TITLES:
                taken.pop(_key(row.before["objective"].pk, column, row.before[column]), None)
        for _column, key in self._title_keys(row):
            taken[key] = row.measure.pk or NEW


def _broken(row):
    """Yield (column, sentence) of each rule of one record that a row breaks."""
    for name, sentence in NEEDED.items():
        if row.now[name] is None and name not in row.faults:
            yield name, str(sentence)
    for rule, names in CHECKS:
        if not names & row.faults.keys() and rules.holds(rule.condition, row.measure) is False:
            yield row.measure.column_of(rule), rule.get_violation_error_message()


NEW = -1  # the key of a measure that an earlier row of the file makes


def _key(objective, column, title) -> int:
    return hash((objective, column, title))


def _nothing(measure, column):
    """Return what a new measure has in a column before its row says more."""
    if hasattr(column, "nothing"):
        return column.nothing
    return None if column.name == "objective" else column.stored(measure)
