"""What the columns of a list of operations hold, guessed from their headings in many languages, and from their cells.

A guess is shown to a curator and kept as a profile; nothing here is final.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from funding.operations.cells import ONLY_MONTH, bare, fold, is_nothing
from funding.operations.words import named

LOOKED_AT = 40  # rows among which the heading stands
MOST_ROWS = 6  # rows that a heading takes at most, below the first
FIELDS = (
    "code", "title", "beneficiary", "summary", "starts_on", "ends_on", "total_cost", "eligible_cost", "granted",
    "rate", "currency", "fund", "country", "place", "postcode", "nuts", "category", "status", "number",
)  # fmt: skip
AMOUNTS = ("total_cost", "eligible_cost", "granted")
DAYS = ("starts_on", "ends_on")
LANGUAGES = {language: set(words) for language, words in named("languages").items()}
NUTS = re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}\b")
MILLIONS = re.compile(r"[£€]\s*m\b|\b(?:millions?|mln|mio|miljoen|millionen|milioane)\b")
THOUSANDS = re.compile(
    r"\b[kt](?:€|eur)\b|\bthousands?\b|\btausend\b|\bduizend\b|\bmilliers\b|\btys\b|\btis\b|\b000 ?(?:€|eur)"
)


def plain(text) -> str:
    """Return a heading in small letters without accents, with one space between its words."""
    return " ".join(re.findall(r"[^\W_]+", fold(str(text))))


@cache
def _patterns():
    """Return {field: [(compiled beginning of words, weight)]}."""
    found = {}
    for name, words in named("headings").items():
        for word in sorted(set(words), key=len, reverse=True):
            phrase = plain(word)
            whole = r"\b" if len(phrase) <= 5 else ""
            weight = len(phrase) + (14 if word.startswith("*") else 0)
            found.setdefault(name, []).append((re.compile(rf"\b{re.escape(phrase)}{whole}"), weight))
    return found


@cache
def meanings(heading: str) -> dict[str, int]:
    """Return {field: how sure} for one heading; empty when nothing is known of it."""
    text = plain(heading)
    return {
        name: weight
        for name, patterns in _patterns().items()
        if (weight := next((weight for pattern, weight in patterns if pattern.search(text)), 0))
    }


def words_known(text: str) -> int:
    """Say how many different known headings stand in a text: for a choice between encodings."""
    folded = plain(text)
    return sum(any(pattern.search(folded) for pattern, weight in patterns) for patterns in _patterns().values())


def _known(row) -> int:
    """Say how many fields a row names, as a heading does: in short texts, each something else."""
    fields = set()
    for cell in row:
        if isinstance(cell, str) and len(cell) <= 300 and (found := meanings(cell)):
            fields.add(max(found, key=found.get))
    return len(fields)


def score(rows: list[list]) -> int:
    """Say how much these rows look like the beginning of a list of operations."""
    return max((_known(row) for row in rows[:LOOKED_AT]), default=0)


@dataclass(slots=True)
class Guess:
    """What a table holds, as far as it tells: where the heading stands, and the column of each field."""

    first: int = 0  # the row of the heading, counted from 0
    last: int = 0  # its last row
    names: list[str] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)
    language: str = ""
    notes: list[str] = field(default_factory=list)


def guess(rows: list[list]) -> Guess:
    """Return where the heading is and what the columns below it hold."""
    first = max(range(min(LOOKED_AT, len(rows))), key=lambda place: (_known(rows[place]), -place), default=0)
    found = Guess(first=first, last=first)
    for place in range(first + 1, min(first + 1 + MOST_ROWS, len(rows))):
        if _known(rows[place]) >= max(3, _known(rows[first]) // 2) and not _has_data(rows[place]):
            found.last = place
    found.names = names_of(rows, found.first, found.last)
    found.columns = columns_of(found.names, rows[found.last + 1 :])
    found.language = language_of(found.names)
    return found


def _has_data(row):
    return any(isinstance(cell, date) or (cell is not None and not isinstance(cell, str)) for cell in row)


def names_of(rows, first, last) -> list[str]:
    """Return the name of each column, from all rows of the heading."""
    width = max((len(row) for row in rows[first : first + 50]), default=0)
    names = [[] for _ in range(width)]
    for row in rows[first : last + 1]:
        for place, cell in enumerate(row):
            if cell is not None and (text := " ".join(str(cell).split())) not in names[place]:
                names[place].append(text)
    return [" / ".join(parts) for parts in names]


def columns_of(names: list[str], rows: Iterable[list]) -> dict[str, int]:
    """Return {field: column}, the surest first; a column whose cells contradict its heading is something else."""
    sample = [row for _, row in zip(range(400), rows, strict=False)]
    candidates = []
    for place, name in enumerate(names):
        cells = [row[place] for row in sample if place < len(row) and not is_nothing(row[place])]
        for meaning, weight in _fitting(meanings(name), cells).items():
            candidates.append((-weight, place, meaning))
    columns = {}
    for _weight, place, meaning in sorted(candidates):
        if meaning not in columns and place not in columns.values():
            columns[meaning] = place
    return columns


def _fitting(found: dict[str, int], cells: list) -> dict[str, int]:
    """Return what a column can be, given what stands in it; a rate that is larger than 100 is money."""
    kinds = [_kind(cell) for cell in cells]
    share = {kind: kinds.count(kind) / len(kinds) if kinds else 0 for kind in ("amount", "rate", "day", "text")}
    fitting = {}
    for name, weight in found.items():
        if name == "rate" and share["amount"] > 0.5:
            fitting["granted"] = max(weight, fitting.get("granted", 0))
        elif name == "postcode" and cells and sum(any(map(str.isdigit, str(cell))) for cell in cells) < len(cells) / 2:
            fitting["place"] = max(len("postcode"), fitting.get("place", 0))
        elif not cells or _may_hold(name, share, cells):
            fitting[name] = weight
    return fitting


def _may_hold(name, share, cells):
    """Say whether enough of the cells are of the kind that a field needs."""
    if name in AMOUNTS:
        return share["amount"] + share["rate"] >= 0.5
    if name in DAYS:
        return share["day"] >= 0.3
    if name == "nuts":
        return sum(bool(NUTS.match(str(cell))) for cell in cells) >= len(cells) / 2
    return name not in ("title", "beneficiary", "summary") or share["text"] >= 0.5


def _kind(cell):
    if isinstance(cell, date):
        return "day"
    text = str(cell).strip()
    if re.fullmatch(r"\d{1,2}(?:[.,]\d+)?\s*%?|100\s*%?", text):
        return "rate"
    if re.fullmatch(r"\d[\d\s.,'\u2019\u00a0\u202f]*(?:E\+?\d{1,2}|-)?", bare(text).strip()):
        looks_like_day = re.match(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}", text) or re.fullmatch(r"(19|20)\d\d(\.0)?", text)
        return "day" if looks_like_day else "amount"
    days = r"\d{1,4}[./\-\s]+(?:\d{1,2}|[^\W\d]{3,9})[./\-\s]+\d{2,4}"
    return "day" if re.match(days, text) or ONLY_MONTH.fullmatch(text) else "text"


def language_of(names: Iterable[str]) -> str:
    """Return the language that most headings are written in, or nothing when two are as likely.

    English counts less: it often stands beside another language.
    """
    words = set(plain(" ".join(names)).split())
    hits = {language: len(words & known) for language, known in LANGUAGES.items()}
    hits["en"] /= 2
    best = sorted(hits, key=hits.get, reverse=True)[:2]
    return best[0] if hits[best[0]] > hits[best[1]] else ""


def unit_in(name: str) -> int:
    """Return the unit of amounts that a heading states: 1, a thousand or a million."""
    text = name.casefold()
    return 1_000_000 if MILLIONS.search(text) else 1_000 if THOUSANDS.search(text) else 1
