"""The words by which lists of operations are understood; they stand in words.yaml, language by language."""

import re
from pathlib import Path

import yaml

WORDS = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))


def named(name: str) -> dict[str, list[str]]:
    """Return {key: words} of a part of the file in which words stand by what they mean."""
    separator = ", " if "," in str(WORDS[name]) and name in ("headings", "countries") else None
    return {key: str(words).split(separator) for key, words in WORDS[name].items()}


def pattern(parts: list[str], around: str = "{}") -> re.Pattern:
    """Return one regular expression of alternatives."""
    return re.compile(around.format("|".join(parts)))
