"""The words of a question, and how words are compared: accents and capitals never matter."""

import re
import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches

MOST = 100  # characters of a question; who writes more is told
LONGEST = 60  # characters of a word
WORD = re.compile(r"[^\W_]+")
# They stand in every text, so they tell nothing: left out of a question, unless it has no other words.
SMALL = (
    "aan als bij dat de der des die dit door een en er het hoe ik in is mijn met naar niet of om onze op over s te "
    "tot uit van voor waar wat we wie worden zijn zo a an and are at by for from it my on or our the to what where "
    "who with au aux avec ce ces d dans du elle et il j je l la le les leur ma mes mon n nos notre ou par pas pour "
    "qu que qui sa se ses son sur un une am auf aus das dem den ein eine fur im ist mit nach oder ohne sind und vom "
    "von was wo zu zum zur"
)
SMALL_WORDS = frozenset(SMALL.split())


def fold(text: str) -> str:
    """Return a text in small letters without accents: Liège, liege."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a question, each once; nothing else of what was typed is left, so no database reads signs."""
    words = {fold(word): word[:LONGEST] for word in WORD.findall(unicodedata.normalize("NFC", text[:MOST]))}
    return tuple(word for plain, word in words.items() if plain not in SMALL_WORDS) or tuple(words.values())


def pieces(text: str, words: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    """Yield a text in pieces, and of each whether it is one of the words; a word is found by how it begins."""
    starts, end = tuple(map(fold, words)), 0
    for match in WORD.finditer(text):
        if fold(match[0]).startswith(starts):
            yield text[end : match.start()], False
            yield match[0], True
            end = match.end()
    yield text[end:], False


def holds(text: str, words: tuple[str, ...]) -> bool:
    """Say whether one of the words stands in a text."""
    return any(found for _piece, found in pieces(text, words))


def around(text: str, words: tuple[str, ...], most: int) -> str:
    """Return the part of a text in which a word stands first, `most` characters long, cut between words."""
    if len(text) <= most:
        return text
    before = len(next(pieces(text, words))[0])
    start = text.rfind(" ", 0, before - most // 3) + 1 if most // 2 < before < len(text) else 0
    part = text[start : start + most]
    if start + most < len(text):
        part = (part.rsplit(None, 1)[0] if " " in part else part) + "…"
    return ("…" if start else "") + part


def nearest(words: tuple[str, ...], texts: list[str]) -> str:
    """Return the question with each word that stands in none of the texts replaced by the most alike that does."""
    known = {fold(word): word.lower() for text in texts for word in WORD.findall(text) if len(word) > 2}
    return " ".join(_nearest(word, known) for word in words)


def _nearest(word, known):
    plain = fold(word)
    if any(other.startswith(plain) for other in known):
        return word
    alike = get_close_matches(plain, known, n=1, cutoff=0.6)
    return known[alike[0]] if alike else word
