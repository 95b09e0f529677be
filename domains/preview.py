"""What an import does with each row, as a person reads it before she says yes."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher

from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from domains import cells
from domains.templatetags.figures import euros
from partnerships.languages import columns

LABELS = {
    "wrong": gettext_lazy("wrong"),
    "changed": gettext_lazy("changed"),
    "new": gettext_lazy("new"),
    "unchanged": gettext_lazy("unchanged"),
}
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
    is_public: bool
    texts: list[tuple[str, str, str]]
    faults: list[tuple[str, str]]

    @property
    def label(self) -> str:
        return LABELS[self.kind]

    @property
    def changes(self) -> list[tuple[str, str]]:
        """Return (column, what goes and what comes in HTML) of each cell that changes."""
        return [(column, marked(old, new)) for column, old, new in self.texts]


class Preview:
    """What becomes of all rows, in numbers; and of as many as a person looks at, row by row, the wrong ones first."""

    def __init__(self, sheet):
        self.sheet, self.counts, self.lines = sheet, Counter(), defaultdict(list)

    def take(self, rows):
        for row in rows:
            kind = row.kind
            self.counts[kind] += 1
            if len(self.lines[kind]) < SHOWN:
                self.lines[kind].append(line_of(row, kind, self.sheet))

    def stored(self, **more) -> dict:
        """Return it as it is kept."""
        lines = [line for kind in LABELS for line in self.lines[kind]]
        return {"counts": self.counts, "lines": lines[:SHOWN], **more}


def line_of(row, kind, sheet) -> list:
    """Return what a Line is made of."""
    if kind == "wrong":
        titles = (cells.text(row.cells.get(name)) for name in (*columns("title"), "reference"))
        name, public, texts = next(filter(None, titles), ""), False, []
    else:
        name, public = str(row.measure), row.measure.publication == "published"
        shown = ((name, sheet.columns[name].show) for name in row.changed)
        texts = [(name, show(row.before.get(name)), show(row.now[name])) for name, show in shown]
        texts = [text for text in texts if text[1] != text[2]]
    faults = [(column, sentence) for column, sentences in row.faults.items() for sentence in sentences]
    return [row.number, kind, name, public, texts, faults]


@dataclass(frozen=True, slots=True)
class Seen:
    """A preview as it was kept, for the page that shows it."""

    counts: dict[str, int]
    lines: list[Line]
    unknown: list[str]

    @property
    def number(self) -> int:
        return sum(self.counts.values())

    @property
    def summary(self) -> list[tuple[str, str, int]]:
        return [(kind, label, self.counts[kind]) for kind, label in LABELS.items() if self.counts.get(kind)]

    @property
    def wrong(self) -> int:
        return self.counts.get("wrong", 0)

    @property
    def good(self) -> int:
        """Return how many rows would be stored."""
        return self.counts.get("new", 0) + self.counts.get("changed", 0)

    @property
    def can_be_stored(self) -> bool:
        return self.good > 0 and not self.wrong

    @property
    def hidden(self) -> int:
        return self.number - len(self.lines)


def seen(kept: dict) -> Seen | None:
    """Return what was kept of a preview; nothing when the file was not looked at yet."""
    if "lines" not in kept:
        return None
    return Seen(kept["counts"], [Line(*line) for line in kept["lines"]], kept.get("unknown", []))
