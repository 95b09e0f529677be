"""The kinds of column that a spreadsheet of measures has."""

from functools import partial
from operator import attrgetter

from django.utils.text import capfirst
from translated_fields import show_language_code

from domains import cells
from domains.models import Measure
from domains.preview import readable


def as_it_is(value):
    return value


class Column:
    """A column with the name of the field it fills.

    `read` makes a value of a cell and `write` a cell of a value, `show` says how a person reads a value, `hint` what to
    write. An empty cell empties what is stored, unless the column `keeps` it. `typed` is what Excel lets people type.
    """

    typed = ""

    def __init__(self, name, read=cells.words, write=as_it_is, show=readable, hint="", readonly=False, keeps=False):
        self.name, self.read, self.write, self.show, self.hint = name, read, write, show, hint
        self.readonly, self.keeps = readonly, keeps

    def stored(self, measure):
        """Return the value that a measure has."""
        return getattr(measure, self.name)

    def cell(self, value):
        """Return what a file says for a value; days and amounts get their notation from the file."""
        return None if value is None else self.write(value)

    def asked(self, cell, stored):
        """Return the value that a cell asks for; one that says what a file would say now asks for no change."""
        if cells.text(cell) == cells.text(self.cell(stored)):
            return stored
        value = self.read(cell)
        return stored if value is None and self.keeps else value

    def put(self, measure, value):
        """Give a measure its value, in memory."""
        setattr(measure, self.name, value)

    def hints(self):
        """Return what can be written here, each with its meaning; or once, what the column is about."""
        return [("", self.about())]

    def choices(self):
        """Return the cells that can be chosen from, when there are a few."""
        return []

    def about(self):
        """Say in the reader's language what the column is about."""
        if self.hint:
            return str(self.hint)
        field = Measure._meta.get_field(self.name)
        with show_language_code(True):
            return f"{capfirst(field.verbose_name)}. {field.help_text}".strip()


class TextColumn(Column):
    """A text, as long as its field allows."""

    def __init__(self, name):
        super().__init__(name, partial(cells.words, most=Measure._meta.get_field(name).max_length))


class DayColumn(Column):
    """A day of the calendar."""

    typed = "date"

    def __init__(self, name, **options):
        super().__init__(name, cells.day, **options)


class EuroColumn(Column):
    """An amount in euros."""

    typed = "decimal"

    def __init__(self, name):
        super().__init__(name, cells.euros)


class ChoiceColumn(Column):
    """One of a few; an empty cell leaves it as it is."""

    def __init__(self, name):
        self.offered = Measure._meta.get_field(name).choices
        self.known = cells.words_of(self.offered)
        super().__init__(name, self._read, show=self._label, keeps=True)

    def _read(self, cell):
        return cells.choice(cell, self.offered, self.known)

    def _label(self, value):
        return readable(dict(self.offered).get(value))

    def hints(self):
        return [(value, str(label)) for value, label in self.offered]

    def choices(self):
        return [value for value, _label in self.offered]


class CodeColumn(Column):
    """A record by its code; `find` returns the Finder, when a cell is read at all."""

    def __init__(self, name, find, code="code", **options):
        super().__init__(name, self._read, attrgetter(code), **options)
        self.find = find

    def _read(self, cell):
        return self.find()(cells.text(cell)) if cells.text(cell) else None

    def hints(self):
        return self.find().hints()

    def choices(self):
        return [code for code, _meaning in self.find().hints()]


class PartColumn(Column):
    """A column about records that hang on a measure: those are stored after it, for many measures at once."""

    nothing = None

    def put(self, measure, value):
        """Leave the measure alone: what hangs on it has tables of its own."""


class CodesColumn(PartColumn):
    """A list of codes such as "E1, E3", for a relation to many records; `code` is what their code is called."""

    nothing = ()
    split = staticmethod(cells.codes)

    def __init__(self, name, find, code="code", **options):
        super().__init__(name, read=self._read, write=", ".join, **options)
        self.find, self.code = find, attrgetter(code)

    def _read(self, cell):
        return tuple(sorted({self.code(self.find()(code)) for code in self.split(cell)}))

    def stored(self, measure):
        return tuple(sorted(self.code(record) for record in getattr(measure, self.name).all()))

    def records(self, codes):
        """Return the records of the codes."""
        return [self.find()(code) for code in codes]


class NamesColumn(CodesColumn):
    """A list of short names, or of names as people write them: "women; children and young people"."""

    split = staticmethod(cells.names)

    def hints(self):
        return [*super().hints(), *self.find().hints()]


class Finder(dict):
    """Records by their code, whatever its capitals; `unknown` is the sentence for a code that has none.

    `names` are more columns by which they are found.
    """

    def __init__(self, records, unknown, code="code", names=()):
        self.code, self.unknown = attrgetter(code), unknown
        records = list(records)
        for column in (*names, code):  # the code last, so that no name stands in its way
            self.update((getattr(record, column).casefold(), record) for record in records)

    def __call__(self, code):
        try:
            return self[code.casefold()]
        except KeyError:
            raise ValueError(self.unknown % {"code": code}) from None

    def hints(self):
        return [(self.code(record), str(record)) for record in dict.fromkeys(self.values())]
