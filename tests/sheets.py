"""Spreadsheets as offices make them, and what is in those that we give out."""

import csv
from io import BytesIO, StringIO
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook

NEW = {"title_nl": "Nieuwe taalklas", "objective": "E1", "starts_on": "1/9/2026"}  # as little as a measure can be


def excel(*rows, headers=None):
    """Return a workbook with a row for each dict."""
    book = Workbook()
    page = book.active
    headers = headers or list({name: None for row in rows for name in row})
    page.append(headers)
    for row in rows:
        page.append([row.get(name) for name in headers])
    return saved(book)


def saved(book):
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def text(*rows, separator=";", encoding="utf-8", headers=None):
    """Return a CSV file with a row for each dict."""
    file = StringIO(newline="")
    writer = csv.DictWriter(file, headers or list({name: None for row in rows for name in row}), delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode(encoding)


def rows_of(data):
    """Return the rows of a workbook, or of a CSV file as ours are, as dicts."""
    if data.startswith(b"PK"):
        headers, *rows = load_workbook(BytesIO(data)).worksheets[0].iter_rows(values_only=True)
    else:
        headers, *rows = csv.reader(StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";")
    return [dict(zip(headers, row, strict=True)) for row in rows]


def rewritten(data, part, change):
    """Return a workbook of which `change` wrote one part anew."""
    file = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return file.getvalue()


def kinds(page):
    """Return what becomes of each row on a page that shows an import."""
    return [(line.number, line.kind) for line in sorted(page.context["preview"].lines, key=lambda line: line.number)]


def faults(page):
    """Return (row, column, sentence) of each fault on that page."""
    return [(line.number, *fault) for line in page.context["preview"].lines for fault in line.faults]
