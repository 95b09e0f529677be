"""What the search page finds: of each kind of thing that the public can read, how many there are, and the first."""

from collections import Counter
from dataclasses import dataclass
from types import SimpleNamespace

from django.conf import settings
from django.db.models import F, QuerySet, Value
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from domains.models import Action, Document, Domain, Measure, Objective
from funding.models import Call, Consultation, Fund
from partnerships.languages import Text, columns, texts
from partnerships.models import Dialogue, Organisation, Partnership, Territory
from partnerships.search import Asked, Resembles, matches, titles_first, together
from partnerships.words import around, holds, nearest, words_of

MOST_COUNTED = 1000
SHOWN, SHOWN_OF_ONE_KIND = 5, 100
SNIPPET = 180  # characters
ALIKE, WORDS_COMPARED = 100, 4  # titles that are looked at for a word with a typing error, and how many such words
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@dataclass(frozen=True)
class Kind:
    """A kind of thing to find. To add one: a line in `KINDS`, and `searched` on its model."""

    name: str
    label: Promise
    records: QuerySet  # what the public may see of it
    page: str  # the name of its address; none when the key is an address itself
    key: str
    title: str = "title"
    text: str = ""
    within: str = ""  # a translated name of what it belongs to
    note: str = ""  # a column that says more: its label is shown

    def found(self, question):
        """Return the records that hold every word of a question."""
        if hasattr(self.records, "matching"):
            return self.records.matching(question)
        return self.records.filter(matches(Asked(words_of(question))))

    @property
    def columns(self):
        """Return what is read of a record: as many columns of each kind, so that one query can read all kinds."""
        plain = {"language": "", "is_example": False, "basis": ""}
        known = {field.name for field in self.records.model._meta.fields}
        return [
            Value(self.name),
            self.key,
            self.note or Value(""),
            *(name if name in known else Value(nothing) for name, nothing in plain.items()),
            *(column for name in (self.title, self.text, self.within) for column in _columns(name)),
        ]

    def label_of(self, note):
        """Return the words for the value of its note."""
        return dict(self.records.model._meta.get_field(self.note).flatchoices).get(note, note) if self.note else ""

    def address_of(self, key):
        return reverse(self.page, args=[key]) if self.page else key


def _columns(name):
    return columns(name) if name else [Value("")] * len(LANGUAGES)


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "measures",
            _("Measures"),
            Measure.objects.public(),
            "measure_detail",
            "reference",
            text="summary",
            within="organisation__name",
            note="status",
        ),
        Kind("places", _("Places"), Territory.objects.all(), "territory_detail", "code", "name", note="level"),
        Kind(
            "organisations",
            _("Organisations"),
            Organisation.objects.kept(),
            "organisation_detail",
            "slug",
            "name",
            within="territory__name",
            note="kind",
        ),
        Kind(
            "partnerships",
            _("Partnerships"),
            Partnership.objects.all(),
            "partnership_detail",
            "slug",
            "name",
            "agreement",
            note="level",
        ),
        Kind("domains", _("Domains"), Domain.objects.all(), "domain_detail", "slug", text="description"),
        Kind(
            "objectives",
            _("Objectives"),
            Objective.objects.all(),
            "objective_detail",
            "code",
            text="description",
            within="domain__title",
            note="code",
        ),
        Kind("actions", _("Actions"), Action.objects.all(), "action_detail", "code", text="note", note="status"),
        Kind("funds", _("Funds"), Fund.objects.all(), "fund_detail", "slug", "name", "summary", "abbreviation"),
        Kind("calls", _("Calls"), Call.objects.all(), "call_detail", "code", text="objective", within="fund__name"),
        Kind(
            "dialogues",
            _("Meetings"),
            Dialogue.objects.public(),
            "dialogue_detail",
            "slug",
            text="summary",
            within="organisation__name",
        ),
        Kind(
            "consultations",
            _("Consultations"),
            Consultation.objects.all(),
            "consultation_detail",
            "slug",
            text="question",
            within="fund__name",
            note="stage",
        ),
        Kind("documents", _("Documents"), Document.objects.all(), "", "url", within="plan__title", note="kind"),
    )
}


@dataclass(frozen=True, slots=True)
class Result:
    """One record as a line of the page. It is a fact too: it says when it is not verified."""

    title: Text
    snippet: Text | str
    within: Text | str
    note: str
    address: str
    is_example: bool
    basis: str


@dataclass(frozen=True, slots=True)
class Group:
    """The records of one kind: the first of them, and how many there are, counted no further than is useful."""

    kind: Kind
    number: int
    results: list[Result]

    @property
    def is_more(self):
        return self.number > MOST_COUNTED


def find(question, names=KINDS) -> list[Group]:
    """Return the groups that are not empty. Five queries at most, however many kinds there are."""
    words = words_of(question)
    found = {name: KINDS[name].found(question) for name in names} if words else {}
    numbers = count(found)
    shown = SHOWN if len(names) > 1 else SHOWN_OF_ONE_KIND
    parts = [in_order(found[name], words, numbers[name])[:shown].values_list(*KINDS[name].columns) for name in numbers]
    results = {}
    for row in together(parts):
        results.setdefault(row[0], []).append(result(row, words))
    return [Group(KINDS[name], number, results[name]) for name, number in numbers.items()]


def count(found) -> Counter:
    """Return how many records of each kind there are, up to one more than is counted; one query."""
    some = [records.order_by().values_list(Value(name), "pk")[: MOST_COUNTED + 1] for name, records in found.items()]
    return Counter(name for name, _key in together(some))


def in_order(records, words, number):
    """Return records with a word in their title first; very many stay as they are, since that takes long to sort."""
    if number > MOST_COUNTED:
        return records
    order = records.query.order_by or records.model._meta.ordering
    return records.order_by(titles_first(words), *order)


def result(row, words) -> Result:
    name, key, note, language, is_example, basis, *rest = row
    kind, width = KINDS[name], len(LANGUAGES)
    written = {
        f"{part}_{code}": value
        for part, values in zip(("title", "text", "within"), zip(*[iter(rest)] * width, strict=True), strict=True)
        for code, value in zip(LANGUAGES, values, strict=True)
    }
    record = SimpleNamespace(language=language or settings.LANGUAGE_CODE, **written)
    title, *other_titles = texts(record, "title") or [Text(key, settings.LANGUAGE_CODE)]
    return Result(
        title=title,
        snippet=snippet(title, other_titles, texts(record, "text"), words),
        within=next(iter(texts(record, "within")), ""),
        note=kind.label_of(note),
        address=kind.address_of(key),
        is_example=is_example,
        basis=basis,
    )


def snippet(title, other_titles, written, words):
    """Return the part of a text that has a word; a title in another language when the word stands only there."""
    for text in written:
        if holds(text, words):
            return Text(around(text, words, SNIPPET), text.language)
    for text in other_titles:
        if not holds(title, words) and holds(text, words):
            return text
    return Text(around(written[0], words, SNIPPET), written[0].language) if written else ""


def suggestion(question) -> str:
    """Return a question much like this one that finds something, or nothing. It is made of titles the public sees."""
    words = words_of(question)
    alike = together(
        [
            kind.records.filter(Resembles(F("pk"), word)).order_by().values_list(*columns(kind.title))[:ALIKE]
            for word in words[:WORDS_COMPARED]
            for kind in KINDS.values()
        ]
    )
    other = nearest(words, [text for titles in alike for text in titles])
    if other == " ".join(words) or not count({name: kind.found(other) for name, kind in KINDS.items()}):
        return ""
    return other
