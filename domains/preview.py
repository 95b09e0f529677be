"""What an import does with each row, as a person reads it before she says yes."""

import hashlib
import logging
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.results import RowResult

from domains import cells
from domains.models import Measure
from domains.spreadsheets import ROW
from domains.templatetags.figures import euros
from partnerships.languages import columns

logger = logging.getLogger(__name__)

KINDS = {
    RowResult.IMPORT_TYPE_ERROR: "wrong",
    RowResult.IMPORT_TYPE_INVALID: "wrong",
    RowResult.IMPORT_TYPE_UPDATE: "changed",
    RowResult.IMPORT_TYPE_NEW: "new",
    RowResult.IMPORT_TYPE_SKIP: "unchanged",
}
LABELS = {
    "wrong": gettext_lazy("wrong"),
    "changed": gettext_lazy("changed"),
    "new": gettext_lazy("new"),
    "unchanged": gettext_lazy("unchanged"),
}
ORDER = list(LABELS)
SHOWN = 200
LONG = 60  # of a longer text only the words that differ are marked


def readable(value) -> str:
    """Return a value as a person reads it, so that she sees what a cell was taken for."""
    if isinstance(value, date):
        return date_format(value)
    if isinstance(value, Decimal):
        return euros(value)
    if isinstance(value, tuple):
        return ", ".join(value)
    return "" if value is None else str(value)


def marked(old: str, new: str):
    """Return two texts as one, in HTML: what goes, and what comes in its place."""
    if max(len(old), len(new)) <= LONG or not (old and new):
        return _joined([("del", old), ("ins", new or _("empty"))])
    before, after = old.split(" "), new.split(" ")
    parts = []
    for kind, *ends in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        goes, comes = " ".join(before[ends[0] : ends[1]]), " ".join(after[ends[2] : ends[3]])
        parts += [("span", goes)] if kind == "equal" else [("del", goes), ("ins", comes)]
    return _joined(parts)


def _joined(parts):
    return format_html_join(" ", "<{0}>{1}</{0}>", [(tag, text) for tag, text in parts if text])


@dataclass(frozen=True, slots=True)
class Line:
    """What becomes of one row. A fault is the column it is about, or "", with a sentence."""

    number: int
    kind: str
    name: str
    measure: Measure | None = None
    changes: list[tuple[str, str]] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)

    @property
    def label(self) -> str:
        return LABELS[self.kind]


@dataclass(frozen=True, slots=True)
class Preview:
    """What becomes of all rows: those with a fault first, those that change nothing last."""

    lines: list[Line]

    @property
    def counts(self) -> Counter:
        return Counter(line.kind for line in self.lines)

    @property
    def summary(self) -> list[tuple[str, str, int]]:
        return [(kind, label, self.counts[kind]) for kind, label in LABELS.items() if self.counts[kind]]

    @property
    def wrong(self) -> list[Line]:
        return [line for line in self.lines if line.kind == "wrong"]

    @property
    def can_be_stored(self) -> bool:
        return not self.wrong and any(line.kind != "unchanged" for line in self.lines)

    @property
    def shown(self) -> list[Line]:
        return self.lines[:SHOWN]

    @property
    def hidden(self) -> int:
        return len(self.lines[SHOWN:])

    @property
    def promise(self) -> str:
        """Return a mark of what is said here. When the import is done later, it must say the same."""
        said = [
            (line.number, line.name, line.changes, line.kind == "changed" and line.measure.pk) for line in self.lines
        ]
        return hashlib.sha256(repr(said).encode()).hexdigest()


def preview_of(result) -> Preview:
    """Return what the result of an import says."""
    lines = [_line(row) for row in result.rows]
    return Preview(sorted(lines, key=lambda line: (ORDER.index(line.kind), line.number)))


def _line(row: RowResult) -> Line:
    kind, values = KINDS[row.import_type], row.row_values
    if kind == "wrong":
        titles = (cells.text(values.get(name)) for name in [*columns("title"), "reference"])
        return Line(values[ROW], kind, next(filter(None, titles), ""), faults=_faults(row))
    return Line(values[ROW], kind, str(row.instance), row.instance, row.diff)


def _faults(row: RowResult) -> list[tuple[str, str]]:
    if row.validation_error is None:
        logger.error("An import failed at row %s.", row.row_values[ROW], exc_info=row.errors[0].error)
        return [("", _("The site cannot store this row. Show this file to your curator."))]
    found = row.validation_error
    sentences = found.message_dict if hasattr(found, "error_dict") else {NON_FIELD_ERRORS: found.messages}
    return [
        ("" if column == NON_FIELD_ERRORS else column, sentence)
        for column, texts in sentences.items()
        for sentence in texts
    ]
