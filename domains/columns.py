"""The kinds of column that a spreadsheet of measures has."""

from functools import partial
from operator import attrgetter

from django.utils.text import capfirst
from import_export import fields, widgets
from translated_fields import show_language_code

from domains import cells
from domains.models import Measure
from domains.preview import readable


class Cell(widgets.Widget):
    """How a value is read from a cell and written in one; days and amounts get their notation from the file."""

    def __init__(self, read, write):
        super().__init__()
        self.read, self.write = read, write

    def clean(self, value, row=None, **kwargs):
        return self.read(value)

    def render(self, value, obj=None, **kwargs):
        return None if value is None else self.write(value)


class Column(fields.Field):
    """A column with the name of the field it fills. `show` says how a person reads a value, `hint` what to write."""

    def __init__(self, name, read=cells.words, write=lambda value: value, show=readable, hint="", **options):
        super().__init__(attribute=name, column_name=name, widget=Cell(read, write), **options)
        self.show, self.hint = show, hint

    def save(self, instance, row, is_m2m=False, **kwargs):
        """Take the value of a cell, unless it says what a file would say now: then nobody meant to change anything."""
        if cells.text(row[self.column_name]) != cells.text(self.export(instance)):
            super().save(instance, row, **kwargs)

    def hints(self):
        """Return what can be written here, each with its meaning; or once, what the column is about."""
        return [("", self.hint or self._about())]

    def _about(self):
        field = Measure._meta.get_field(self.column_name)
        with show_language_code(True):
            return f"{capfirst(field.verbose_name)}. {field.help_text}".strip()


class TextColumn(Column):
    """A text, as long as its field allows."""

    def __init__(self, name):
        super().__init__(name, partial(cells.words, most=Measure._meta.get_field(name).max_length))


class ChoiceColumn(Column):
    """One of a few; an empty cell leaves it as it is."""

    def __init__(self, name):
        self.choices = Measure._meta.get_field(name).choices
        super().__init__(name, self._read, show=self._label, saves_null_values=False)

    def _read(self, cell):
        return cells.choice(cell, self.choices)

    def _label(self, value):
        return readable(dict(self.choices).get(value))

    def hints(self):
        return [(value, str(label)) for value, label in self.choices]


class CodeColumn(Column):
    """A record by its code; `find` returns the Finder, when a cell is read at all."""

    def __init__(self, name, find, **options):
        super().__init__(name, self._read, attrgetter("code"), **options)
        self.find = find

    def _read(self, cell):
        return self.find()(cells.text(cell)) if cells.text(cell) else None

    def hints(self):
        return self.find().hints()


class PartColumn(Column):
    """A column about records that hang on a measure: `stored` reads them, `replace` writes others.

    The measure itself is stored first; until then it keeps in `asked` what its row asks for, and in `before` what was.
    """

    nothing = None

    def get_value(self, instance):
        if hasattr(instance, "asked"):
            return instance.asked.get(self.column_name, self.nothing)
        return self.stored(instance)

    def save(self, instance, row, is_m2m=False, **kwargs):
        instance.asked[self.column_name] = self.clean(row)

    def store(self, measure):
        asked = self.get_value(measure)
        if asked != measure.before.get(self.column_name, self.nothing):
            self.replace(measure, asked)


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
        return tuple(sorted(self.code(record) for record in getattr(measure, self.attribute).all()))

    def replace(self, measure, codes):
        getattr(measure, self.attribute).set(self.find()(code) for code in codes)


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
