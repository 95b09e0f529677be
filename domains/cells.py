"""What offices write in the cells of a spreadsheet, read as values.

What cannot be read is a ValueError with a sentence for who wrote it.
"""

import re
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from domains.money import CENT, MOST
from domains.numbers import plain

FORMULA_ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"}
INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")  # what no spreadsheet can hold
YEAR_FIRST = re.compile(r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})([T ]00:00[:.0]*)?", re.A)
DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[-/. ](?P<month>\d{1,2})[-/. ](?P<year>\d{4}|\d{2})", re.A)
EXCEL_BEGINS = date(1899, 12, 30)
EXCEL_NUMBER = re.compile(r"[2-7]\d{4}", re.A)  # the days since then of the years 1954 to 2118


def text(cell) -> str:
    """Return what a cell says, without the traces that programs leave: spaces around it, invisible characters."""
    if cell is None:
        return ""
    if isinstance(cell, str) and cell.isprintable():  # nearly all are: nothing to take away
        return cell.strip()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime):
        cell = cell.date()
    return INVISIBLE.sub("", str(cell).replace("\r\n", "\n").replace("\r", "\n")).strip()


def words(cell, most: int | None = None) -> str:
    """Return the text of a cell that is meant for people, of `most` characters at most."""
    written = text(cell)
    if written in FORMULA_ERRORS:
        raise ValueError(_("A formula in this cell went wrong: it says %(cell)s.") % {"cell": written})
    if most and len(written) > most:
        sentence = _("This text is too long: it has %(has)s characters, and %(most)s fit.")
        raise ValueError(sentence % {"has": len(written), "most": most})
    return written


def day(cell) -> date | None:
    """Return a day, written as 31/12/2026, 31-12-26 or 2026-12-31, or as the number that Excel keeps for it."""
    written = text(cell)
    if not written:
        return None
    if EXCEL_NUMBER.fullmatch(written):
        return EXCEL_BEGINS + timedelta(days=int(written))
    if match := YEAR_FIRST.fullmatch(written) or DAY_FIRST.fullmatch(written):
        year, month, number = int(match["year"]), int(match["month"]), int(match["day"])
        with suppress(ValueError):
            return date(year + (2000 if year < 100 else 0), month, number)
    raise ValueError(_("“%(cell)s” is no day: write 31/12/2026 or 2026-12-31.") % {"cell": written})


def euros(cell) -> Decimal | None:
    """Return an amount, written as 50000, 50.000,50 or € 50 000, or as a number."""
    written = text(cell)
    if not written:
        return None
    amount = _in_cents(cell) if type(cell) in (int, float, Decimal) else plain(written)
    if amount is None or abs(Decimal(amount)) > MOST:
        raise ValueError(_("“%(cell)s” is no amount: write it as 50000 or 50.000,50.") % {"cell": written})
    return Decimal(amount)


def _in_cents(number) -> Decimal | None:
    """Return a number in whole cents, without the dust that a sum of floats leaves; None when there is more to it."""
    exact = Decimal(str(number))
    if not exact.is_finite() or abs(exact) > MOST:
        return None
    cents = exact.quantize(CENT)
    return cents if abs(exact - cents) < Decimal("0.000001") else None


def codes(cell) -> list[str]:
    """Return the codes in a list such as "E1, E3"."""
    return [code for code in re.split(r"[\s,;]+", text(cell)) if code]


def names(cell) -> list[str]:
    """Return the names in a list such as "women; children and young people"."""
    return [name for part in re.split(r"[,;\n]", text(cell)) if (name := part.strip())]


def choice(cell, choices, known=None) -> str | None:
    """Return the value of a choice, given as the value itself or as the words for it in any of the site's languages.

    `known` is `words_of(choices)`, for who asks often.
    """
    written = text(cell)
    if not written:
        return None
    try:
        return (known or words_of(choices))[written.casefold()]
    except KeyError:
        offered = ", ".join(str(label) for _value, label in choices)
        sentence = _("“%(cell)s” is not known here: write one of %(choices)s.")
        raise ValueError(sentence % {"cell": written, "choices": offered}) from None


def words_of(choices) -> dict[str, str]:
    """Return {words in any language: value}."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {str(label).casefold(): value for value, label in choices}
    return found | {value.casefold(): value for value, _label in choices}
