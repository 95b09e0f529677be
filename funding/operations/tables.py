"""Rows of a file, whatever program of whatever country wrote it: Excel old or new, or text in any encoding.

Nothing is decided here about what columns mean; `headings.score` only tells which way of reading makes sense.
"""

import csv
import re
import unicodedata
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from itertools import islice, product
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from funding.operations import headings

MEGABYTE = 1024 * 1024
MOST_BYTES = 30 * MEGABYTE
MOST_UNPACKED = 300 * MEGABYTE
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
ENCODINGS = ["cp1252", "cp1250", "cp1253", "cp1251", "cp1257", "cp1254"]
SEPARATORS = ";,\t|"
SAMPLE = 60_000  # bytes or characters that decide how a file is read
LOOKED_AT = 200  # rows that tell how wide a table is
RARE = set(
    "\u00b9\u00b2\u00b3\u00aa\u00ba\u00bf\u00a1\u00bc\u00bd\u00be\u00a4\u00a6\u00ac\u00b1\u00b6\u00b7\u00b8\u00d7\u00f7\u0155\u0154\u013a\u0139"
)  # signs that a wrong encoding makes


class UnusableFileError(Exception):
    """A file cannot be read as a table; the message is a sentence for who chose it."""


def read(data: bytes) -> list[list]:
    """Return the rows of a file: texts, numbers, days and None. The first is line 1 of the file, empty ones stay."""
    if len(data) > MOST_BYTES:
        raise UnusableFileError(_("The file is larger than %(number)d MB.") % {"number": MOST_BYTES // MEGABYTE})
    rows = _excel(data) if data.startswith((ZIP, OLD_EXCEL)) else _text_table(decoded(data))
    if not any(any(cell is not None for cell in row) for row in rows):
        raise UnusableFileError(_("There is nothing in this file."))
    return rows


def _excel(data):
    """Return the rows of the visible sheet that looks most like a list of operations."""
    if data.startswith(ZIP):
        _refuse_bombs(data)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        names = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
        sheets = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names]
    except CalamineError as error:
        raise UnusableFileError(_("This is no Excel file, or it has a password.")) from error
    best = max(sheets, key=lambda rows: (headings.score(rows[:LOOKED_AT]), len(rows)), default=[])
    return [[_value(cell) for cell in row] for row in best]


def _refuse_bombs(data):
    try:
        unpacked = sum(part.file_size for part in ZipFile(BytesIO(data)).infolist())
    except BadZipFile as error:
        raise UnusableFileError(_("This Excel file is broken.")) from error
    if unpacked > MOST_UNPACKED:
        sentence = _("Unpacked, the file is larger than %(number)d MB.")
        raise UnusableFileError(sentence % {"number": MOST_UNPACKED // MEGABYTE})


def _value(cell):
    """Return the value of a cell of Excel; its numbers are floats, and are taken as they are shown."""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, int | float):
        return Decimal(repr(cell)) if cell == cell and abs(cell) < 1e15 else None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    return (cell.strip() or None) if isinstance(cell, str) else None


def decoded(data: bytes) -> str:
    """Return the text of a file: by its mark, as UTF-8, or in the encoding that makes the most sense."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if b"\x00" in data:
        raise UnusableFileError(_("This is no table: neither Excel nor text."))
    best = max(ENCODINGS, key=lambda encoding: _sense(data[:SAMPLE].decode(encoding, errors="replace")))
    return data.decode(best, errors="replace")


def _sense(text):
    """Say how much sense a text makes: words of headings, then letters instead of signs."""
    foreign = [letter for letter in text if ord(letter) > 0x7F]
    letters = Counter(unicodedata.category(letter)[0] for letter in foreign)
    rare = sum(letter in RARE or letter == "\ufffd" for letter in foreign)
    mixed = len(re.findall(r"[a-zA-Z][\u0370-\u04ff]|[\u0370-\u04ff][a-zA-Z]", text))  # two scripts in one word
    words = headings.words_known(text[:5000])
    return 50 * words + letters["L"] - letters["S"] - letters["N"] - 5 * rare - 5 * mixed


def _text_table(text):
    """Return the rows of a text, with the separator and the quoting that make a table of it."""
    sample = text[: SAMPLE * 5]
    ways = [(separator, quoting) for separator, quoting in product(SEPARATORS, (csv.QUOTE_MINIMAL, csv.QUOTE_NONE))]
    readable = [way for way in ways if way[0] in sample]
    if not readable:
        raise UnusableFileError(_("This text has one column only: no semicolon, comma, tab or bar between its cells."))
    separator, quoting = max(readable, key=lambda way: _tidiness(sample, *way))
    if '"' in text:
        quoting = max((csv.QUOTE_MINIMAL, csv.QUOTE_NONE), key=lambda way: _share(_rows(text, separator, way))[0])
    return [[cell.strip() or None for cell in row] for row in _rows(text, separator, quoting)]


def _rows(text, separator, quoting):
    csv.field_size_limit(MOST_BYTES)
    return csv.reader(StringIO(text, newline=""), delimiter=separator, quoting=quoting)


def _tidiness(sample, separator, quoting):
    """Say how much of a table it is: known headings, and rows of one width. Quotes count when all else is equal."""
    rows = list(islice(_rows(sample, separator, quoting), LOOKED_AT * 3))[:-1] or list(
        _rows(sample, separator, quoting)
    )
    share, width = _share(rows)
    share = share if width > 1 else 0
    known = headings.score([[cell.strip() or None for cell in row] for row in rows[:40]])
    return (round(known * share, 2), share, quoting == csv.QUOTE_MINIMAL)


def _share(rows):
    """Return the share of rows that have the most common width, and that width."""
    widths = Counter(len(row) for row in rows if row)
    width, number = widths.most_common(1)[0] if widths else (0, 0)
    return (number / sum(widths.values()) if widths else 0), width
