"""What operations are about, in the words of many languages: what a title in one language finds in another."""

from funding.operations.cells import fold
from funding.operations.words import WORDS

# Each concept: the domain it belongs to, if one, and the beginnings of its words.
CONCEPTS = [(concept.get("domain", ""), tuple(concept["words"].split())) for concept in WORDS["concepts"]]
SHORTEST = 4


def words_of_domain(slug: str) -> tuple[str, ...]:
    """Return the words of a domain in all languages; none when nothing is known of it."""
    return tuple(dict.fromkeys(word for domain, words in CONCEPTS if domain == slug for word in words))


def concepts_in(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return what some words are about: the concepts they belong to, and each other word by itself."""
    found = {}
    for written in words:
        word = fold(written)
        known = [names for _domain, names in CONCEPTS if any(_begins(word, fold(name)) for name in names)]
        if known:
            found |= dict.fromkeys(known)
        elif len(word) >= SHORTEST + 2:
            found[(written,)] = None
    return list(found)


def _begins(word, name):
    return word.startswith(name) or (len(name) > SHORTEST + 1 and name in word)


def likeness(title: str, concepts: list[tuple[str, ...]]) -> int:
    """Return how many of the concepts stand in a title."""
    words = fold(title).replace("-", " ").split()
    return sum(any(word.startswith(tuple(map(fold, concept))) for word in words) for concept in concepts)
