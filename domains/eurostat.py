"""Reads what Eurostat gives: SDMX-CSV (codes, codes with labels, labels only), TSV and JSON-stat 2.0. Plain Python.

Whatever the format, a file becomes the same observations. A value that is missing is None, and never 0; a value that
cannot be read is told with its line and the reason. See `docs/decisions/0011-outcome-indicators.md`.
"""

import csv
import gzip
import itertools
import json
import math
import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TextIO

from domains.eurostat_labels import code_of

MOST_CELLS = 20_000_000
MISSING = {"", ":", "NaN"}
NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?(?:[eE][+-]?\d{1,2})?", re.ASCII)
TSV_CELL = re.compile(rf"(:|{NUMBER.pattern})\s*([a-z]*)", re.ASCII)
PERIOD = re.compile(r"(\d{4})(?:[-M](0[1-9]|1[0-2]))?", re.ASCII)
FLAGS = re.compile(r"[a-z]{0,8}", re.ASCII)
# The columns of dimensions have names in small letters; beside each there can be one with its label: sex, Sex.
DIMENSION = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
DATAFLOW = re.compile(r"(?:[^:]*:)?(\w+)(?:\([^)]*\))?", re.ASCII)
FILE_NAME = re.compile(r"(?:estat_)?([a-z0-9_]+?)(?:_(?:linear|tabular|en|fr|de))*(?![a-z0-9_])", re.ASCII)
NO_FORMAT = "this is not a file of Eurostat as SDMX-CSV, TSV or JSON-stat 2.0"


class UnusableFileError(Exception):
    """A file cannot be read at all; the message says why."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One value of a dataset: what it is about in Eurostat's codes, when, and how sure it is."""

    line: int
    dataset: str
    codes: Mapping[str, str]
    period: str
    value: Decimal | None
    flags: str = ""
    updated_on: date | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A place in a file where no value can be read."""

    line: int
    reason: str
    text: str


def read(path: Path, dataset: str = "") -> Iterator[Observation | Refused]:
    """Yield what a file says, value by value; `dataset` is for files that do not name theirs (TSV)."""
    dataset = dataset or dataset_in_name(path.name)
    try:
        with _opened(path) as file:
            reader = _reader_for(file.readline(20_000))
            file.seek(0)
            yield from reader(file, dataset)
    except (UnicodeDecodeError, EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise UnusableFileError(f"{NO_FORMAT}: {error}") from error


def dataset_in_name(name: str) -> str:
    """Return the code in a name that Eurostat gives its files: estat_lfsa_ergan.tsv.gz -> lfsa_ergan."""
    match = FILE_NAME.match(name.lower())
    return match[1] if match else ""


def number_of(text: str) -> Decimal | None:
    if text in MISSING:
        return None
    if not NUMBER.fullmatch(text):
        raise ValueError(f"{text!r} is not a number")
    return Decimal(text)


def period_of(text: str) -> str:
    """Return a year (2024) or a month (2024-03)."""
    match = PERIOD.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is not a year or a month")
    return "-".join(filter(None, match.groups()))


def flags_of(text: str) -> str:
    if not FLAGS.fullmatch(text):
        raise ValueError(f"{text!r} are not flags")
    return text


@cache
def day_of(text: str) -> date | None:
    """Return the day in "13/03/25 23:00:00" or "2025-03-13T23:00:00+0100"; None when it is written in another way."""
    with suppress(ValueError):
        return date.fromisoformat(text[:10])
    with suppress(ValueError):
        return datetime.strptime(text[:8], "%d/%m/%y").date()  # noqa: DTZ007 a day of Eurostat's calendar
    return None


def _opened(path: Path) -> TextIO:
    """Open a file as it was downloaded: packed or not."""
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return (gzip.open if packed else open)(path, "rt", encoding="utf-8-sig", newline="")


def _reader_for(first_line: str):
    """Return the reader of the format that the first line of a file shows."""
    if first_line.lstrip().startswith("{"):
        return _read_jsonstat
    if "\\" in first_line.partition("\t")[0] and "\t" in first_line:
        return _read_tsv
    if {"TIME_PERIOD", "OBS_VALUE"} <= {name for row in csv.reader([first_line]) for name in row}:
        return _read_csv
    raise UnusableFileError(NO_FORMAT)


def _observation(line: int, text: str, period: str, value: str, flags: str, **facts: Any) -> Observation | Refused:
    try:
        return Observation(line, period=period_of(period), value=number_of(value), flags=flags_of(flags), **facts)
    except ValueError as error:
        return Refused(line, str(error), text)


def _read_csv(file: TextIO, dataset: str) -> Iterator[Observation | Refused]:
    """Read SDMX-CSV. In the layout with labels only, cells hold labels under the names of dimensions."""
    rows = csv.reader(file, strict=True)
    try:
        header = next(rows)
        for row in rows:
            if len(row) == len(header):
                yield _csv_observation(rows.line_num, row, dict(zip(header, row, strict=True)), dataset)
            elif row:
                yield Refused(rows.line_num, f"{len(row)} cells instead of {len(header)}", ",".join(row))
    except csv.Error as error:
        raise UnusableFileError(f"line {rows.line_num} cannot be taken apart: {error}") from error


def _csv_observation(line: int, row: list[str], cells: dict[str, str], dataset: str) -> Observation | Refused:
    named = DATAFLOW.fullmatch(cells.get("STRUCTURE_ID") or cells.get("DATAFLOW") or "")
    return _observation(
        line,
        ",".join(row),
        cells["TIME_PERIOD"],
        cells["OBS_VALUE"].strip(),
        cells.get("OBS_FLAG", "").strip(),
        dataset=named[1].lower() if named else dataset,
        codes={name: code_of(name, cell) for name, cell in cells.items() if DIMENSION.fullmatch(name)},
        updated_on=day_of(cells.get("LAST UPDATE", "")),
    )


def _read_tsv(file: TextIO, dataset: str) -> Iterator[Observation | Refused]:
    """Read the table with a column for each period; a cell is "59.3", "48.6 b", ":" or ": u"."""
    key, *periods = next(file).rstrip("\r\n").split("\t")
    names = key.rpartition("\\")[0].split(",")
    for line, text in enumerate(file, start=2):
        key, *cells = text.rstrip("\r\n").split("\t")
        codes = key.split(",")
        if len(cells) != len(periods) or len(codes) != len(names):
            yield Refused(line, "the row has another shape than the header", text.strip())
            continue
        about = dict(zip(names, codes, strict=True))
        for period, cell in zip(periods, map(str.strip, cells), strict=True):
            # What does not look like a value is given on whole, to be refused as a number.
            value, flags = match.groups() if (match := TSV_CELL.fullmatch(cell)) else (cell, "")
            yield _observation(line, cell, period.strip(), value, flags, dataset=dataset, codes=about)


def _read_jsonstat(file: TextIO, dataset: str) -> Iterator[Observation | Refused]:
    """Read a cube: every combination of codes has a position; the line of an observation is that position."""
    try:
        cube = json.load(file, parse_float=Decimal)
        if cube.get("class") != "dataset":
            raise UnusableFileError(f"{NO_FORMAT}: {str(cube)[:200]}")
        names, values, flags = cube["id"], cube["value"], cube.get("status")
        time = next(name for name in names if name.lower() in {"time", "time_period"})
        categories = [_categories(cube["dimension"][name]["category"]) for name in names]
        if [len(codes) for codes in categories] != cube["size"] or math.prod(cube["size"]) > MOST_CELLS:
            raise UnusableFileError(f"its dimensions have other sizes than {cube['size']}, or too many cells")
        named = cube.get("extension", {}).get("id") or dataset
        facts = {"dataset": named.lower(), "updated_on": day_of(cube.get("updated") or "")}
        for position, codes in enumerate(itertools.product(*categories)):
            about = dict(zip(names, codes, strict=True))
            value, flag = _at(values, position), _at(flags, position)
            yield _observation(position, f"{value} {flag}", about.pop(time), value, flag, codes=about, **facts)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, StopIteration) as error:
        raise UnusableFileError(f"{NO_FORMAT}: {error!r}") from error


def _categories(category: dict) -> list[str]:
    """Return the codes of a dimension in their order; one code alone may have a label only."""
    index = category.get("index") or list(category["label"])
    return index if isinstance(index, list) else sorted(index, key=index.__getitem__)


def _at(cells: Any, position: int) -> str:
    """Return what stands at a position: in a list, by its number in a mapping, or the same at each."""
    if isinstance(cells, list):
        cell = cells[position]
    elif isinstance(cells, dict):
        cell = cells.get(str(position))
    else:
        cell = cells
    return "" if cell is None else str(cell)
