"""Spreadsheets as files: what the programs of an office write, read into rows; and rows written for those programs.

The rows are a tablib Dataset. Its first column says where a row stands in the file, under a name no file can have.
"""

import csv
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from tablib import Dataset

from domains import cells

ROW = " row"
MEGABYTE = 1024 * 1024
MOST_BYTES = 5 * MEGABYTE
MOST_ROWS = 1000
MOST_ROWS_OUT = 20_000
MOST_COLUMNS = 200
UNPACKED_ROW = 25 * 1024  # bytes that a row may take in an unpacked workbook: more than its texts may hold

# Programs run a text that begins like this. An apostrophe before it says that it is a text, and goes again when the
# file comes back; so a text that begins with an apostrophe itself gets one more.
RUN_BY_PROGRAMS = re.compile("'*[=+\\-@\uff1d\uff0b\uff0d\uff20]")
NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f]")
SEPARATORS = ";,\t"
SEPARATOR_TOLD = re.compile("sep=([;,\t])\r?\n", re.IGNORECASE)  # Excel's own hint
FORMATS = {date: "mm-dd-yy", Decimal: "#,##0.00"}  # the program shows both as its owner is used to


class UnusableFileError(Exception):
    """A file cannot be read as a spreadsheet; the message is a sentence for who chose it."""


def read(data: bytes, most_rows: int = MOST_ROWS) -> Dataset:
    """Return the rows of a file, without the empty ones."""
    rows = enumerate(_excel(data, most_rows) if data.startswith(b"PK\x03\x04") else _csv(data), start=1)
    names = _names(next(rows, (1, []))[1])
    sheet = Dataset(headers=[ROW, *names])
    for number, row in rows:
        if any(cells.text(cell) for cell in row):
            if len(sheet) == most_rows:
                sentence = _("There are more than %(most)s rows: divide them over several files.")
                raise UnusableFileError(sentence % {"most": most_rows})
            sheet.append([number, *_as_wide_as(names, row, number)])
    if not sheet:
        raise UnusableFileError(_("There is no row below the names of the columns."))
    return sheet


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


# Reading a file.


def _excel(data: bytes, most_rows: int) -> Iterator[list]:
    """Yield the rows of the first sheet that is not hidden; refuse one that goes on and on, be it empty."""
    try:
        _refuse_other_archives(data, UNPACKED_ROW * most_rows)
        values, formulas = (_first_sheet(data, data_only=data_only) for data_only in (True, False))
        for number, (row, written) in enumerate(zip(values, formulas, strict=True), start=1):
            if number > 20 * most_rows:
                sentence = _("The sheet goes on below row %(row)s: copy the rows that matter to a new file.")
                raise UnusableFileError(sentence % {"row": number - 1})
            if len(row) > MOST_COLUMNS and row[-1].value is not None:
                raise UnusableFileError(_too_wide())
            yield [_result(cell, source) for cell, source in zip(row[:MOST_COLUMNS], written, strict=False)]
    except UnusableFileError:
        raise
    except Exception as error:  # what a broken file does to its reader cannot be listed
        raise UnusableFileError(_no_spreadsheet()) from error


def _first_sheet(data, data_only):
    book = load_workbook(BytesIO(data), read_only=True, data_only=data_only)
    sheet = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
    sheet.reset_dimensions()  # a file may claim to be larger than it is
    return sheet.iter_rows()


def _result(cell, source):
    """Return the value of a cell; refuse a formula of which no program stored the result."""
    if cell.value is None and source.data_type == "f" and cell.data_type != "str":
        sentence = _("Cell %(cell)s holds a formula without its result: open the file in Excel, save it and try again.")
        raise UnusableFileError(sentence % {"cell": source.coordinate})
    return cell.value


def _refuse_other_archives(data: bytes, most_bytes: int):
    """Refuse what only looks like Excel from outside, and what unpacks to too much."""
    try:
        parts = ZipFile(BytesIO(data)).infolist()
    except BadZipFile as error:
        raise UnusableFileError(_no_spreadsheet()) from error
    if sum(part.file_size for part in parts) > most_bytes:
        sentence = _("Unpacked, this file is larger than %(most)s MB: keep only the rows, without pictures.")
        raise UnusableFileError(sentence % {"most": most_bytes // MEGABYTE})
    if any(part.filename == "content.xml" for part in parts):
        raise UnusableFileError(_("This is an OpenDocument file: save it as Excel (.xlsx) or as CSV."))


def _csv(data: bytes) -> Iterator[list[str]]:
    """Yield the rows of a text file, whichever separator its program uses."""
    text = _decoded(data)
    separator = max(SEPARATORS, key=text.partition("\n")[0].count)
    if told := SEPARATOR_TOLD.match(text):
        separator, text = told[1], text[told.end() :]
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        sentence = _("Line %(line)s cannot be read: look for a quotation mark that is not closed.")
        raise UnusableFileError(sentence % {"line": reader.line_num}) from error


def _decoded(data: bytes) -> str:
    """Return the text of a file: UTF-8 as all write today, or what Excel writes on Windows."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnusableFileError(_("This is an old Excel file, or one with a password: save it as .xlsx without one."))
    encodings = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not NO_TEXT.search(text):
            return text
    raise UnusableFileError(_no_spreadsheet())


def _too_wide():
    return _("There are more than %(most)s columns.") % {"most": MOST_COLUMNS}


def _no_spreadsheet():
    return _("This file is no spreadsheet: choose one that ends in .xlsx or .csv.")


# Writing a file.


def to_csv(sheet: Dataset) -> bytes:
    """Return a file that Excel opens right in Belgium: semicolons, a decimal comma, and a mark that says UTF-8."""
    file = StringIO(newline="")
    writer = csv.writer(file, delimiter=";")
    writer.writerows([in_csv(cell) for cell in row] for row in (sheet.headers, *sheet))
    return file.getvalue().encode("utf-8-sig")


def in_csv(cell):
    """Return a value as a cell of such a file: no number loses its sense, and no program runs a text."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, Decimal):
        return f"{cell:f}".removesuffix(".00").replace(".", ",")
    return _escaped(cell)


def to_excel(sheet: Dataset, *more: Dataset) -> bytes:
    """Return a workbook: the sheet to fill in, and more to read. A Dataset's title names its sheet."""
    book = Workbook(write_only=True)
    for rows in (sheet, *more):
        page = book.create_sheet(rows.title)
        page.freeze_panes = "A2"
        for place, name in enumerate(rows.headers, start=1):
            page.column_dimensions[get_column_letter(place)].width = 40 if name.startswith(("title", "summary")) else 16
        page.append([_in_excel(page, name, bold=True) for name in rows.headers])
        for row in rows:
            page.append([_in_excel(page, cell) for cell in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _in_excel(page, value, bold=False):
    cell = WriteOnlyCell(page, _escaped(value))
    if type(value) in FORMATS:
        cell.number_format = FORMATS[type(value)]
    if bold:
        cell.font = Font(bold=True)
    return cell


def _escaped(cell):
    if not isinstance(cell, str):
        return cell
    text = cells.text(cell)
    return f"'{text}" if RUN_BY_PROGRAMS.match(text) else text


def _unescaped(cell):
    escaped = isinstance(cell, str) and cell.startswith("'") and RUN_BY_PROGRAMS.match(cell)
    return cell[1:] if escaped else cell
