"""Who is a natural person. Lists of operations name some; this site never shows or stores their names.

An organisation is recognised by its legal form or by what it is. What has neither and looks like the name of a person
is taken for one: rather a firm without its name than a person with hers.
"""

import re
from enum import StrEnum
from functools import lru_cache

from funding.operations.cells import fold
from funding.operations.words import WORDS, pattern


class Kind(StrEnum):
    """What a beneficiary is."""

    ORGANISATION = "organisation"
    PERSON = "person"
    GROUP = "group"


PERSONS = pattern(WORDS["persons"], r"\b(?:{})\b")
SOLE_TRADERS = pattern(WORDS["sole_traders"])
GROUPS = re.compile(
    r"\b\d+ (?:personen|persons|people|participants?|teilnehm\w+|deelnemers|participantes|osob|uczestnik\w*|"
    r"unternehmen|betriebe|projekte|begunstigte|zuwendungsempfanger)\b|^(?:diverse|verschiedene|various|divers|meerdere)\b"
)
FORMS = pattern(WORDS["legal_forms"], r"(?<![^\W_])(?:{})(?![^\W_])|(?:gmbh|gesellschaft)(?:\b|[a-z])")
BODIES, TRADES = pattern(WORDS["bodies"]), pattern(WORDS["trades"])
TITLES = re.compile(
    r"(?<![^\W_])(?:herrn?|frau|mr|mrs|ms|dhr|mevr|mevrouw|meneer|monsieur|madame|mme|pan|pani|gosp|gospoda|"
    r"senor|senora|sig|sig\.ra)\.?\s+[^\W\d_]",
    re.IGNORECASE,
)
DEGREES = re.compile(r"\b(?:dr|prof|dipl|mag|ing|mgr|bc|phdr|judr|mudr)\.?[ -]")
ADDRESSED = re.compile(
    r"\b(Herrn?|Frau|Mr\.?|Mrs\.?|Ms\.?|Dhr\.?|Mevr\.?|Mevrouw|Monsieur|Madame|Mme|Pani?)\s+((?:(?:Dr|Prof)\.\s+)?"
    r"[A-ZÀ-Ž][\w'-]+(?:\s+[A-ZÀ-Ž][\w'-]+)?)"
)
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
WITHHELD = "[…]"
FIRST_NAMES = frozenset(map(fold, WORDS["first_names"].split()))
SLAVIC = re.compile(r"[a-z]{2,}(?:slawa?|slava?|mira?)")  # Miroslawa, Vladimir
ARTICLES = frozenset(["de", "het", "'t", "la", "le", "les", "the", "der", "die", "das", "el", "los", "las", "il", "lo"])
NAME_WORD = re.compile(r"[^\W\d_][^\W\d_'\u2019-]*\.?(?:[-'\u2019][^\W\d_]+)*", re.UNICODE)


@lru_cache(maxsize=100_000)
def kind_of(name: str) -> Kind:
    """Return what a beneficiary is, by its name."""
    plain = fold(name)
    if PERSONS.search(plain):
        return Kind.PERSON
    if (SOLE_TRADERS.search(plain) and "drustvo" not in plain) or TITLES.match(name.strip()):
        return Kind.PERSON
    if FORMS.search(plain):
        return Kind.ORGANISATION
    if _is_first_and_last_name(name, plain):
        return Kind.PERSON
    if BODIES.search(plain):
        return Kind.ORGANISATION
    if GROUPS.search(plain):
        return Kind.GROUP
    return Kind.PERSON if _names_a_person(name, plain) else Kind.ORGANISATION


def _is_first_and_last_name(name, plain):
    """Say whether a name is two or three words with a first name: Hans Kirchner is no church."""
    parts = name.replace(",", " ").split()
    alike = 2 <= len(parts) <= 3 and all(map(NAME_WORD.fullmatch, parts))
    return alike and not FIRST_NAMES.isdisjoint(re.findall(r"[^\W\d_]+", plain))


def _names_a_person(name, plain):
    """Say whether a name without legal form has a first name in it, or is two or three words that could be a name."""
    words = re.findall(r"[^\W\d_]+", fold(re.sub(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Ž])", " ", name)))
    if len(words) >= 2 and (FIRST_NAMES.intersection(words) or any(map(SLAVIC.fullmatch, words))):
        return True
    if DEGREES.match(plain):
        return True
    parts = name.replace(",", " ").split()
    alike = 2 <= len(parts) <= 3 and all(NAME_WORD.fullmatch(part) and part[0].isupper() for part in parts)
    return alike and not TRADES.search(plain) and not _is_a_house(parts)


def _is_a_house(parts):
    """Say whether two or three words begin with an article (De Regenboog) or hold an abbreviation (VSO Almere)."""
    short = [part for part in parts if part.isupper() and 1 < len(part) <= 5]
    return (len(parts) == 2 and parts[0].casefold() in ARTICLES) or 0 < len(short) < len(parts)


def without_addresses(text: str) -> str:
    """Return a text without addresses of e-mail, and without the names of people it addresses: Frau […]."""
    return ADDRESSED.sub(rf"\1 {WITHHELD}", MAIL.sub(WITHHELD, text))


def tells_name(text: str, name: str) -> bool:
    """Say whether a text holds a word of a person's name, other than what a trade is called."""
    words = {word for word in re.findall(r"[^\W\d_]{3,}", fold(name)) if not TRADES.fullmatch(word)}
    return bool(words.intersection(re.findall(r"[^\W\d_]{3,}", fold(text))))
