"""Spreadsheets as files: what the programs of an office write, read into rows one by one."""

import csv
import re
from codecs import getincrementaldecoder
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from domains import cells

MEGABYTE = 1024 * 1024
MOST_BYTES = 30 * MEGABYTE
MOST_ROWS = 100_000
MOST_ROWS_OUT = 20_000
MOST_COLUMNS = 200
UNPACKED = 500 * MEGABYTE  # what a workbook may unpack to; it is read piece by piece
UNPACKED_TEXTS = 60 * MEGABYTE  # but for its table of texts, which is in memory as a whole
CHUNK = MEGABYTE

# Programs run a text that begins like this. An apostrophe before it says that it is a text, and goes again when the
# file comes back; so a text that begins with an apostrophe itself gets one more.
RUN_BY_PROGRAMS = re.compile("'*[=+\\-@\uff1d\uff0b\uff0d\uff20]")
NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f]")
SEPARATORS = ";,\t"
SEPARATOR_TOLD = re.compile("sep=([;,\t])\r?\n", re.IGNORECASE)  # Excel's own hint


class UnusableFileError(Exception):
    """A file cannot be read as a spreadsheet; the message is a sentence for who chose it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The names of the columns of a file, and its rows with their numbers, without the empty ones; read once."""

    names: list[str]
    rows: Iterator[tuple[int, list]]


def read(data: bytes, most_rows: int = MOST_ROWS) -> Sheet:
    """Return the rows of a file; what is wrong with it may show only when they are read."""
    rows = enumerate(_excel(data, most_rows) if data.startswith(b"PK\x03\x04") else _csv(data), start=1)
    names = _names(next(rows, (1, []))[1])
    return Sheet(names, _filled(names, rows, most_rows))


def _filled(names, rows, most_rows):
    found = 0
    for number, row in rows:
        if any(cells.text(cell) for cell in row):
            found += 1
            if found > most_rows:
                sentence = _("There are more than %(most)s rows: divide them over several files.")
                raise UnusableFileError(sentence % {"most": most_rows})
            yield number, _as_wide_as(names, row, number)
    if not found:
        raise UnusableFileError(_("There is no row below the names of the columns."))


def _names(row) -> list[str]:
    """Return the names of the columns in one notation: "Title NL" is title_nl."""
    names = [re.sub(r"[\s-]+", "_", cells.text(cell).lower()) for cell in row]
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise UnusableFileError(_too_wide())
    if not names:
        raise UnusableFileError(_("The first row is empty: it must hold the names of the columns."))
    for place, name in enumerate(names, start=1):
        if not name:
            sentence = _("Column %(column)s has no name in the first row.")
            raise UnusableFileError(sentence % {"column": get_column_letter(place)})
        if names.count(name) > 1:
            raise UnusableFileError(_("The column “%(column)s” stands twice.") % {"column": name})
    return names


def _as_wide_as(names, row, number) -> list:
    """Return a row as wide as the names above it, without escapes; refuse a row with more in it."""
    width = len(names)
    if any(cells.text(cell) for cell in row[width:]):
        sentence = _("Row %(row)s has more cells than there are names of columns in the first row.")
        raise UnusableFileError(sentence % {"row": number})
    return [*map(_unescaped, row[:width]), *[None] * (width - len(row))]


def _unescaped(cell):
    is_escaped = isinstance(cell, str) and cell.startswith("'") and RUN_BY_PROGRAMS.match(cell)
    return cell[1:] if is_escaped else cell


# Reading a file.


def _excel(data: bytes, most_rows: int) -> Iterator[list]:
    """Yield the rows of the first sheet that is not hidden; refuse one that goes on and on, be it empty."""
    try:
        has_formulas = _looked_into(data)
        for number, row in enumerate(_cells(data, has_formulas), start=1):
            if number > 20 * most_rows:
                sentence = _("The sheet goes on below row %(row)s: copy the rows that matter to a new file.")
                raise UnusableFileError(sentence % {"row": number - 1})
            if len(row) > MOST_COLUMNS and row[-1] is not None:
                raise UnusableFileError(_too_wide())
            yield row[:MOST_COLUMNS]
    except UnusableFileError:
        raise
    except Exception as error:  # what a broken file does to its reader cannot be listed
        raise UnusableFileError(_no_spreadsheet()) from error


def _cells(data, has_formulas):
    """Yield the values of each row; where there are formulas, the sheet is read beside them."""
    if not has_formulas:
        yield from (list(row) for row in _first_sheet(data, data_only=True).iter_rows(values_only=True))
        return
    values, formulas = (_first_sheet(data, data_only=data_only).iter_rows() for data_only in (True, False))
    for row, written in zip(values, formulas, strict=True):
        yield [_result(cell, source) for cell, source in zip(row, written, strict=False)]


def _first_sheet(data, data_only):
    book = load_workbook(BytesIO(data), read_only=True, data_only=data_only)
    sheet = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
    sheet.reset_dimensions()  # a file may claim to be larger than it is
    return sheet


def _result(cell, source):
    """Return the value of a cell; refuse a formula of which no program stored the result."""
    if cell.value is None and source.data_type == "f" and cell.data_type != "str":
        sentence = _("Cell %(cell)s holds a formula without its result: open the file in Excel, save it and try again.")
        raise UnusableFileError(sentence % {"cell": source.coordinate})
    return cell.value


def _looked_into(data: bytes) -> bool:
    """Refuse what only looks like Excel from outside, and what unpacks to too much; say whether there are formulas."""
    try:
        archive = ZipFile(BytesIO(data))
    except BadZipFile as error:
        raise UnusableFileError(_no_spreadsheet()) from error
    parts = archive.infolist()
    texts = sum(part.file_size for part in parts if not part.filename.startswith("xl/worksheets/"))
    if texts > UNPACKED_TEXTS or sum(part.file_size for part in parts) > UNPACKED:
        raise UnusableFileError(_("Unpacked, this file is too large: keep only the rows, without pictures."))
    if any(part.filename == "content.xml" for part in parts):
        raise UnusableFileError(_("This is an OpenDocument file: save it as Excel (.xlsx) or as CSV."))
    sheets = [part.filename for part in parts if part.filename.startswith("xl/worksheets/")]
    return any(_has_formulas(archive, name) for name in sheets)


def _has_formulas(archive, name):
    before = b""
    with archive.open(name) as part:
        while piece := part.read(CHUNK):
            if re.search(rb"<(\w+:)?f[ >/]", before + piece):
                return True
            before = piece[-20:]
    return False


def _csv(data: bytes) -> Iterator[list[str]]:
    """Yield the rows of a text file, whichever separator its program uses."""
    text = TextIOWrapper(BytesIO(data), _encoding(data), newline="")
    first = text.readline()
    separator = max(SEPARATORS, key=first.count)
    if told := SEPARATOR_TOLD.fullmatch(first):
        separator = told[1]
    else:
        text.seek(0)
    reader = csv.reader(text, delimiter=separator, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        sentence = _("Line %(line)s cannot be read: look for a quotation mark that is not closed.")
        raise UnusableFileError(sentence % {"line": reader.line_num}) from error


def _encoding(data: bytes) -> str:
    """Return how a text is written: as UTF-8, as all do today, or as Excel does on Windows."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnusableFileError(_("This is an old Excel file, or one with a password: save it as .xlsx without one."))
    encodings = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        if _is_text(data, encoding):
            return encoding
    raise UnusableFileError(_no_spreadsheet())


def _is_text(data: bytes, encoding: str) -> bool:
    decoder = getincrementaldecoder(encoding)()
    pieces = range(0, len(data), CHUNK)
    try:
        return not any(NO_TEXT.search(decoder.decode(data[at : at + CHUNK])) for at in pieces) and not decoder.decode(
            b"", final=True
        )
    except UnicodeDecodeError:
        return False


def _too_wide():
    return _("There are more than %(most)s columns.") % {"most": MOST_COLUMNS}


def _no_spreadsheet():
    return _("This file is no spreadsheet: choose one that ends in .xlsx or .csv.")
