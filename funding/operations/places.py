"""Countries and funds as lists of operations name them, in many languages."""

import re

from funding.operations.cells import fold
from funding.operations.words import WORDS, named, pattern

NAMES = named("countries")
BY_NAME = {name: code for code, names in NAMES.items() for name in names}
NUTS = re.compile(r"\b([A-Z]{2})([0-9A-Z]{1,3})\b")
# Where the headings are in a language of one country only, or of countries with one currency.
COUNTRY_OF = {
    "pl": "PL", "hr": "HR", "el": "EL", "cs": "CZ", "sk": "SK", "hu": "HU", "bg": "BG", "sl": "SI", "it": "IT",
    "es": "ES", "pt": "PT", "da": "DK", "et": "EE", "lv": "LV", "lt": "LT", "fi": "FI", "sv": "SE",
}  # fmt: skip
OTHER_CURRENCIES = {
    "PL": "PLN", "CZ": "CZK", "HU": "HUF", "RO": "RON", "BG": "BGN", "DK": "DKK", "SE": "SEK", "UK": "GBP", "HR": "HRK",
}  # fmt: skip
FUNDS = {slug: pattern(parts) for slug, parts in WORDS["funds"].items()}


def country_in(text) -> str:
    """Return the country that a cell names, as the EU writes it (EL, UK), or nothing."""
    plain = " ".join(re.findall(r"[^\W\d_]+", fold(str(text))))
    if plain in BY_NAME:
        return BY_NAME[plain]
    if (found := NUTS.search(str(text))) and _known(found[1]):
        return _known(found[1])
    codes = {BY_NAME[word] for word in plain.split() if len(word) > 3 and word in BY_NAME}
    return codes.pop() if len(codes) == 1 else ""


def nuts_in(text) -> str:
    """Return the NUTS code in a cell, or nothing."""
    found = NUTS.search(str(text))
    return found[0] if found and _known(found[1]) and any(letter.isdigit() for letter in found[2]) else ""


def _known(code):
    return BY_NAME.get(code.casefold(), "") if len(code) == 2 else ""


def fund_in(text) -> str:
    """Return the slug of today's fund that a text names, or nothing when it names none or several."""
    plain = fold(str(text))
    found = [slug for slug, names in FUNDS.items() if names.search(plain)]
    return found[0] if len(found) == 1 else ""
