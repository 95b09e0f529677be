"""The interface's words in each language: found in the source, compared with the catalogues, compiled.

Without gettext's programs, which a town hall's machine seldom has: the source is read with Django's own template
lexer and Python's own parser, and polib reads and writes the catalogues.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.utils.translation.template import templatize

# What each function takes, in order: c(ontext), s(ingular), p(lural).
FUNCTIONS = {"gettext": "s", "ngettext": "sp", "pgettext": "cs", "npgettext": "csp"}
FUNCTIONS |= {f"{name}_lazy": takes for name, takes in FUNCTIONS.items()} | {"_": "s", "gettext_noop": "s"}
CALL_IN_TEMPLATE = re.compile(r"\b(?:n?p?gettext|_)\((?:u?\"(?:[^\"\\]|\\.)*\"|u?'(?:[^'\\]|\\.)*'|[\s,]|count)+\)")
LEFT_OUT = {"tests", "benchmarks", "migrations", "var", ".venv"}


@dataclass(frozen=True, slots=True, order=True)
class Message:
    """One text to translate; the context and plural are empty for most."""

    text: str
    plural: str = ""
    context: str = ""


def messages_of(root: Path) -> dict[Message, list[str]]:
    """Return every message in the code and templates under `root`, each with the files that use it.

    A text used both alone and as the singular of a count is one message: gettext finds either by the same key.
    """
    found: dict[Message, list[str]] = {}
    for path in sorted([*root.rglob("*.py"), *root.glob("templates/**/*.*")]):
        name = path.relative_to(root)
        if LEFT_OUT & set(name.parts):
            continue
        source = path.read_text(encoding="utf-8")
        for message in _in_python(source) if path.suffix == ".py" else _in_template(source):
            uses = found.setdefault(message, [])
            if str(name) not in uses:
                uses.append(str(name))
    counted = {(message.text, message.context) for message in found if message.plural}
    return {m: uses for m, uses in found.items() if m.plural or (m.text, m.context) not in counted}


def _in_python(source: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            texts = [argument.value for argument in node.args if _is_text(argument)]
            takes = FUNCTIONS.get(name, "")
            if takes and len(texts) >= len(takes):
                part = dict(zip(takes, texts, strict=False))
                yield Message(part["s"], part.get("p", ""), part.get("c", ""))


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _in_template(source: str) -> Iterator[Message]:
    for call in CALL_IN_TEMPLATE.finditer(templatize(source)):
        yield from _in_python(call[0])


def catalogues(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/LC_MESSAGES/*.po"))


def compile_catalogues(folder: Path) -> list[Path]:
    """Compile each catalogue that is newer than its compiled file; return those compiled."""
    stale = [path for path in catalogues(folder) if _is_stale(path)]
    for path in stale:
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
    return stale


def _is_stale(path: Path) -> bool:
    compiled = path.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime <= path.stat().st_mtime


def faults_of(path: Path, messages: dict[Message, list[str]]) -> list[str]:
    """Say, one sentence each, what a catalogue lacks: messages of the source, translations, certainty."""
    entries = {_message(entry): entry for entry in polib.pofile(str(path)) if not entry.obsolete}
    return [
        *(f"missing, used in {', '.join(messages[m])}: {m.text!r}" for m in sorted(messages.keys() - entries.keys())),
        *(f"no longer in the source: {m.text!r}" for m in sorted(entries.keys() - messages.keys())),
        *(f"fuzzy: {m.text!r}" for m, entry in entries.items() if entry.fuzzy),
        *(f"not translated: {m.text!r}" for m, entry in entries.items() if not entry.fuzzy and not entry.translated()),
        *(f"fills in other values: {m.text!r}" for m, entry in entries.items() if _loses_a_value(entry)),
    ]


def _message(entry: polib.POEntry) -> Message:
    return Message(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")


def _loses_a_value(entry: polib.POEntry) -> bool:
    """A translation may not name a value that the source does not fill in, nor leave one out (a plural form may)."""
    given = _values(entry.msgid) | _values(entry.msgid_plural or "")
    if entry.msgid_plural:
        return any(_values(text) - given for text in entry.msgstr_plural.values())
    return bool(entry.msgstr) and _values(entry.msgstr) != given


def _values(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[a-z]|\{\w*\}|%[sd]", text))


def update_catalogue(path: Path, messages: dict[Message, list[str]]) -> tuple[int, int]:
    """Add to a catalogue what the source has gained, empty, and drop what it has lost; return how many of each."""
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue = polib.pofile(str(path), wrapwidth=120) if path.exists() else _new_catalogue(path)
    entries = {_message(entry): entry for entry in catalogue}
    new, lost = messages.keys() - entries.keys(), entries.keys() - messages.keys()
    for message in new:
        forms = {"msgid_plural": message.plural, "msgstr_plural": {0: "", 1: ""}} if message.plural else {}
        catalogue.append(polib.POEntry(msgid=message.text, msgctxt=message.context or None, **forms))
    for message in lost:
        catalogue.remove(entries[message])
    for entry in catalogue:
        entry.occurrences = [(name, "") for name in messages[_message(entry)]]
    catalogue.sort(key=lambda entry: (entry.occurrences, _message(entry)))
    catalogue.save(str(path))
    return len(new), len(lost)


def _new_catalogue(path: Path) -> polib.POFile:
    language = path.parent.parent.name
    catalogue = polib.POFile(wrapwidth=120)
    catalogue.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": f"nplurals=2; plural=(n {'> 1' if language == 'fr' else '!= 1'});",
    }
    return catalogue
