"""Amounts, days and rates as people write them in many countries. What can be read in two ways is not read.

A column tells how its cells are meant: one amount such as 1.912,96 says what the dot is in 2.034. So each reader is
made from all cells of its column first.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils.translation import gettext as _

from funding.operations.words import WORDS, named

CENT = Decimal("0.01")
MOST = Decimal("9999999999999.99")
SIGNS = {sign: currency for currency, signs in named("currencies").items() for sign in signs}
NOTHING = {"", *WORDS["nothing"]}
LONGEST_NOTHING = 20
WORD_OR_SIGN = re.compile(r"[€£]|[^\W\d_]+")
ACCENTS = re.compile("[\u0300-\u036f]")
LETTERS = [("\u0142", "l"), ("\u0111", "d"), ("\u00f8", "o")]  # that have no accent to take away
MONTH_OF = {name: number for number, names in named("months").items() for name in names}
NUMBERS = re.compile(r"(\d{1,4})[./\-\s](\d{1,2})[./\-\s](\d{2,4})\b")
WITH_WORD = re.compile(r"(\d{1,2})[.\s\-/]*([^\W\d_]+)[.\s\-/]*(\d{4}|\d{2})\b")
ONLY_YEAR = re.compile(r"(19|20)\d\d(\.0)?")
ONLY_MONTH = re.compile(r"([^\W\d_]+)[.\s\-/]*(\d{4}|\d{2})")
SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d{1,2}", re.IGNORECASE)  # 1.2E7, as programs write large numbers


class UnreadableError(Exception):
    """A cell cannot be read for certain; the message is a sentence for who published or imports it."""


def fold(text: str) -> str:
    """Return a text in small letters, without accents and with single spaces."""
    small = text.casefold()
    if not small.isascii():
        for letter, plain in LETTERS:
            small = small.replace(letter, plain)
        small = ACCENTS.sub("", unicodedata.normalize("NFKD", small))
    return " ".join(small.split())


def is_nothing(cell) -> bool:
    """Say whether a cell states nothing: empty, a dash, n/a, o.A."""
    return cell is None or (isinstance(cell, str) and len(cell) <= LONGEST_NOTHING and fold(cell) in NOTHING)


def currency_in(text: str) -> str:
    """Return the currency whose sign or code stands in a text, or nothing."""
    found = {SIGNS[sign] for sign in WORD_OR_SIGN.findall(text.casefold()) if sign in SIGNS}
    return found.pop() if len(found) == 1 else ""


@dataclass(slots=True)
class Amounts:
    """How the amounts of one column are written, as far as its cells tell."""

    decimal: str = ""  # the decimal sign, when known
    unit: int = 1
    currencies: Counter = field(default_factory=Counter)

    @classmethod
    def of(cls, cells: Iterable, decimal="", unit=1) -> "Amounts":
        """Learn from all cells; those that are certain outvote each other and decide about the others."""
        amounts, votes = cls(unit=unit), Counter()
        for cell in cells:
            if isinstance(cell, str) and not is_nothing(cell):
                amounts.currencies[currency_in(cell)] += 1
                votes[_certain_decimal(_digits(cell))] += 1
        del votes[""]
        amounts.decimal = decimal or (votes.most_common(1)[0][0] if votes else "")
        return amounts

    def read(self, cell) -> Decimal | None:
        """Return an amount, or None when the cell states none."""
        if is_nothing(cell):
            return None
        if isinstance(cell, date):
            raise UnreadableError(_("a day where an amount should be: %(cell)s") % {"cell": cell})
        amount = self._number(cell) * self.unit
        if amount < 0:
            raise UnreadableError(_("an amount below zero: %(cell)s") % {"cell": cell})
        if amount > MOST:
            raise UnreadableError(_("an amount that is too large: %(cell)s") % {"cell": cell})
        return amount.quantize(CENT, ROUND_HALF_UP)

    def _number(self, cell):
        if isinstance(cell, Decimal):
            return cell
        if SCIENTIFIC.fullmatch(cell.strip()):
            return Decimal(cell.strip())
        digits = _digits(cell)
        if not re.fullmatch(r"-?\d[\d.,]*", digits):
            raise UnreadableError(_("no amount: %(cell)s") % {"cell": cell[:60]})
        decimal = _certain_decimal(digits) or self.decimal
        if not decimal and re.search(r"[.,]", digits):
            sentence = _("can be read in two ways, as thousands or as decimals: %(cell)s")
            raise UnreadableError(sentence % {"cell": cell[:60]})
        other = "," if decimal == "." else "."
        plain = digits.replace(other, "") if _is_grouped(digits, decimal, other) else digits
        try:
            return Decimal(plain.replace(decimal, ".") if decimal else plain)
        except InvalidOperation as error:
            raise UnreadableError(_("no amount: %(cell)s") % {"cell": cell[:60]}) from error


def bare(text: str) -> str:
    """Return a text without the signs and codes of currencies."""
    return WORD_OR_SIGN.sub(lambda found: "" if found[0].casefold() in SIGNS else found[0], text)


def _digits(cell):
    """Return the digits and signs of an amount: without currency, spaces and apostrophes."""
    text = re.sub(r"[\s\u00a0\u202f'\u2019_]", "", bare(cell)).removesuffix(",-").removesuffix(".-")
    return text.rstrip(".,") if re.search(r"\d[.,]$", text) else text


def _certain_decimal(digits):
    """Return the decimal sign of an amount that can be read in one way only, else nothing."""
    dots, commas = digits.count("."), digits.count(",")
    if dots and commas:
        return max(".,", key=digits.rfind)
    if dots + commas == 0:
        return ""
    sign, other = (".", ",") if dots else (",", ".")
    if digits.count(sign) > 1:
        return other
    before, after = digits.lstrip("-").split(sign)
    return "" if len(after) == 3 and 1 <= len(before) <= 3 and before != "0" else sign


def _is_grouped(digits, decimal, other):
    """Say whether the sign for thousands stands where it may; an amount that breaks this is refused."""
    whole = digits.lstrip("-").partition(decimal)[0] if decimal else digits.lstrip("-")
    if other in digits and not re.fullmatch(rf"\d{{1,3}}({re.escape(other)}\d{{3}})+", whole):
        raise UnreadableError(_("digits in no order of thousands: %(cell)s") % {"cell": digits})
    return True


@dataclass(slots=True)
class Rates:
    """How the rates of one column are written: 80, or 0.8."""

    is_share: bool | None = None  # 0.8 means 80 %

    @classmethod
    def of(cls, cells: Iterable) -> "Rates":
        numbers = [number for cell in cells if (number := _rate_number(cell)) is not None and not _has_percent(cell)]
        below = sum(0 < number <= 1 for number in numbers)
        above = sum(number > 1 for number in numbers)
        return cls(is_share=None if below == above else below > above)

    def read(self, cell) -> Decimal | None:
        """Return a rate in percent, or None when the cell states none."""
        if is_nothing(cell):
            return None
        number = _rate_number(cell)
        if number is None:
            raise UnreadableError(_("no rate: %(cell)s") % {"cell": str(cell)[:60]})
        if not _has_percent(cell) and number:
            if (number <= 1) is not self.is_share:
                sentence = _("a rate that can be read in two ways: %(cell)s")
                raise UnreadableError(sentence % {"cell": str(cell)[:60]})
            number *= 100 if self.is_share else 1
        if not 0 <= number <= 100:
            raise UnreadableError(_("a rate above 100 %%: %(cell)s") % {"cell": str(cell)[:60]})
        return number.quantize(CENT, ROUND_HALF_UP)


def _has_percent(cell):
    return isinstance(cell, str) and "%" in cell


def _rate_number(cell):
    if isinstance(cell, Decimal):
        return cell
    found = re.fullmatch(r"\s*(\d{1,3}(?:[.,]\d+)?)\s*%?\s*", cell) if isinstance(cell, str) else None
    return Decimal(found[1].replace(",", ".")) if found else None


@dataclass(slots=True)
class Days:
    """How the days of one column are written: day first, as nearly everywhere, or month first."""

    month_first: bool | None = None
    incomplete: int = 0

    @classmethod
    def of(cls, cells: Iterable) -> "Days":
        pairs = [(int(found[1]), int(found[2])) for cell in cells if (found := _numbers(cell)) and len(found[1]) < 3]
        first, second = sum(day > 12 for day, _ in pairs), sum(month > 12 for _, month in pairs)
        if not first and not second:
            return cls(month_first=False)
        return cls(month_first=None if first and second else second > 0)

    def read(self, cell) -> date | None:
        """Return a day, or None when the cell states none; a year or a month alone is no day."""
        if is_nothing(cell):
            return None
        if isinstance(cell, date):
            return cell
        text = str(cell).strip()
        if ONLY_YEAR.fullmatch(text) or ((found := ONLY_MONTH.fullmatch(text)) and fold(found[1]) in MONTH_OF):
            self.incomplete += 1
            return None
        try:
            return self._day(text)
        except ValueError as error:
            raise UnreadableError(_("no day: %(cell)s") % {"cell": text[:60]}) from error

    def _day(self, text):
        if found := _numbers(text):
            first, second, third = found[1], int(found[2]), found[3]
            if len(first) == 4:
                return date(int(first), second, int(third))
            if self.month_first is None and max(int(first), second) <= 12:
                sentence = _("day and month can be read in two ways: %(cell)s")
                raise UnreadableError(sentence % {"cell": text[:60]})
            swapped = second > 12 if self.month_first is None else self.month_first
            day, month = (second, int(first)) if swapped else (int(first), second)
            return date(_century(third), month, day)
        if (found := WITH_WORD.match(text)) and (month := MONTH_OF.get(fold(found[2]))):
            return date(_century(found[3]), month, int(found[1]))
        raise ValueError(text)


def _numbers(cell):
    return NUMBERS.match(cell.strip()) if isinstance(cell, str) else None


def _century(year):
    if len(year) == 3:
        raise ValueError(year)
    return int(year) if len(year) == 4 else 2000 + int(year) if int(year) < 70 else 1900 + int(year)
