"""One word for one thing: the interface uses the words of `docs/words.md`, in every language."""

import re
import unicodedata

import polib
import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
LANGUAGES = ["nl", "fr", "de"]
# Words that mean one thing only, wherever they stand.
NOUNS = {
    "action plan",
    "allocation",
    "domain",
    "fund",
    "KPI",
    "measure",
    "milestone",
    "municipality",
    "objective",
    "organisation",
    "partnership",
    "report",
}


def words():
    """Return {English word: {language: word}} of the table."""
    table = {}
    for line in (ROOT / "docs/words.md").read_text().splitlines():
        if line.startswith("| ") and not line.startswith("| code"):
            _code, nl, en, fr, de, *_never = (cell.split(" / ") for cell in line.strip("| ").split(" | "))
            for english, *others in zip(en, nl, fr, de, strict=True):
                table[bare(english)] = dict(zip(LANGUAGES, map(bare, others), strict=True))
    return table


def bare(word):
    """Return a word without what the table says about it in brackets."""
    return re.sub(r"\(.*?\)", "", word).strip()


def plain(text):
    """Return a text in small letters without accents: Entwürfe, entwurfe."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


def stem(word):
    """Return what all forms of a word begin with."""
    first = plain(word.split()[0])
    return first[: max(4, len(first) - 2)]


@pytest.fixture(params=LANGUAGES)
def catalogue(request):
    return request.param, polib.pofile(str(ROOT / f"locale/{request.param}/LC_MESSAGES/django.po"))


def test_the_table_has_every_noun():
    assert set(words()) >= NOUNS


def test_a_word_that_stands_alone_is_translated_as_the_table_says(catalogue):
    language, messages = catalogue
    table = {english.lower(): translated[language].lower() for english, translated in words().items()}
    for message in messages:
        if message.msgid.lower() in table and not message.msgid_plural:
            assert table[message.msgid.lower()] in message.msgstr.lower(), message.msgid


def test_a_sentence_that_speaks_of_a_thing_uses_its_word(catalogue):
    language, messages = catalogue
    table = words()
    for message in messages:
        said = re.sub(r"%\(\w+\)s", "", message.msgid).replace("municipalities", "municipality")
        translated = plain(" ".join([message.msgstr, *message.msgstr_plural.values()]))
        for noun in NOUNS:
            if re.search(rf"\b{noun}s?\b", said, re.IGNORECASE):
                assert stem(table[noun][language]) in translated, f"{noun}: {message.msgid} -> {translated}"
