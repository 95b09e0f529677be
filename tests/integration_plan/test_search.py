"""The page to search everything: what it finds, what it never shows, and what it says when there is nothing."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.html import strip_tags

from domains.models import Measure
from integration_plan import search
from tests.factories import (
    ActionFactory,
    CallFactory,
    ConsultationFactory,
    DialogueFactory,
    DocumentFactory,
    DomainFactory,
    FundFactory,
    MeasureFactory,
    ObjectiveFactory,
    OrganisationFactory,
    PartnershipFactory,
    TerritoryFactory,
)

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]
PAGE = "/en/search/"


class Answer:
    """What the page says: `found` is {kind: (number, titles)}."""

    def __init__(self, response):
        self.html = response.content.decode()
        self.text = re.sub(r"\s+", " ", unescape(strip_tags(self.html)))
        self.found = {
            group.kind.name: (group.number, [str(result.title) for result in group.results])
            for group in response.context["groups"]
        }


@pytest.fixture
def ask(client):
    """Return a function that puts a question to the page."""
    return lambda question, **more: Answer(client.get(PAGE, {"q": question, **more}))


@pytest.fixture
def one_of_each():
    """Log something of every kind that has the word taal."""
    place = TerritoryFactory(name_nl="Taalstad")
    domain = DomainFactory(title_nl="Taal", title_en="")
    MeasureFactory(title_nl="Taalbuddy's", title_en="", organisation__territory=place)
    OrganisationFactory(name_nl="Huis van de Taal", territory=place)
    ObjectiveFactory(code="T1", domain=domain, title_nl="Taal leren", title_en="")
    ActionFactory(title_en="Language", note_nl="Taal op het werk", domain=domain, basis="memory")
    PartnershipFactory(name_nl="Taaltafel")
    FundFactory(summary_nl="Betaalt taallessen")
    CallFactory(title_nl="Oproep taal")
    DialogueFactory(title_nl="Overleg over taal", organisation__territory=place)
    DocumentFactory(title_nl="Verslag over taal", title_en="", plan=domain.plan)
    ConsultationFactory(title_nl="Bevraging over taal", title_en="")


def test_every_kind_of_thing_is_found_and_leads_to_its_page(ask, one_of_each, client):
    answer = ask("taal")
    assert set(answer.found) == set(search.KINDS)
    assert answer.found["objectives"] == (1, ["Taal leren"])
    addresses = re.findall(r'<h3><a href="([^"]+)"', answer.html)
    assert len(addresses) == len(search.KINDS)
    for address in addresses:
        assert address == "https://example.org/report" or client.get(address).status_code == 200, address
    assert "Betaalt <mark>taallessen</mark>" in answer.html
    assert "not verified" in answer.text


def test_the_number_of_queries_is_small_and_does_not_grow(ask, one_of_each, count_queries):
    numbers = [count_queries(f"{PAGE}?q={question}") for question in ("taal", "taalstad", "zwembed", "")]
    MeasureFactory.create_batch(12, title_nl="Taal")
    TerritoryFactory.create_batch(12, name_nl="Taalstad")
    assert [count_queries(f"{PAGE}?q={question}") for question in ("taal", "taalstad", "zwembed", "")] == numbers
    assert max(numbers) <= 10


@pytest.mark.parametrize("state", Measure.Publication.values)
def test_only_what_is_published_is_found_counted_or_suggested(ask, state):
    MeasureFactory(title_nl="Zwembad", summary_nl="In het water", title_en="", publication=state)
    public = state == "published"
    assert ask("zwembad").found == ({"measures": (1, ["Zwembad"])} if public else {})
    assert ask("water zwembad").found == ({"measures": (1, ["Zwembad"])} if public else {})
    answer = ask("zwembed")
    assert answer.found == {}
    assert ("Did you mean zwembad?" in answer.text) == public
    assert ("wembad" in answer.html) == public


def test_a_record_is_told_in_the_readers_language_with_the_text_that_has_the_word(ask, client):
    MeasureFactory(
        title_nl="Buurtwerk",
        title_en="Work in the street",
        summary_nl="Voor jongeren. " + "Elke week. " * 30 + "Met een fanfare op het plein.",
        summary_en="For the young.",
        organisation__name_fr="Ville",
        organisation__name_nl="Stad",
    )
    for language, title in (("en", "Work in the street"), ("de", "Buurtwerk")):
        page = client.get(f"/{language}/search/?q=fanfare").content.decode()
        assert title in page
        assert re.search(r'<span lang="nl">….*een <mark>fanfare</mark> op het plein\.</span>', page)
    assert '<span lang="nl"><mark>Buurtwerk</mark></span>' in ask("buurtwerk").html  # why it was found
    assert "For the <mark>young</mark>." in ask("young").html


def test_what_people_write_is_shown_and_never_run(ask):
    MeasureFactory(title_nl="<script>alert(1)</script> taal", title_en="", summary_nl="<b>script</b> taal & co")
    html = ask("script taal").html
    assert "<script>alert" not in html
    assert "&lt;<mark>script</mark>&gt;alert(1)" in html
    assert "&lt;b&gt;<mark>script</mark>&lt;/b&gt; <mark>taal</mark> &amp; co" in html
    for question in ('"><script>alert(2)</script>', 'script "><script>alert(3)</script>'):
        assert "<script>alert" not in ask(question).html


HOSTILE = [
    *("", "   ", "!!!", "\0", "taal\0", '"', '"taal', "*", "taal*", "NEAR(", "NEAR(taal gent)", "AND", "taal AND"),
    *("OR", "NOT taal", "title_nl:taal", "- taal", "^taal", "{a b}: c", "taal & gent | !x:*", "<->", "()", "'", "\\"),
    *("''; --", "%", "_", "%s", "{}", "💥", "²", "\N{ARABIC LETTER AIN}", "漢字", "İ", "ß", "e\u0301", "\u200b"),
    *("a" * 10_000, "taal " * 2000, "a1 " * 3333, "5e5", "-1", "1.5", "http://example.org/?q=1", "<script>"),
    " ".join("bcefghijkopqrtuvwxyz0123456789"),
]


@pytest.mark.parametrize("question", HOSTILE, ids=lambda question: repr(question[:20]))
def test_no_question_breaks_the_page(client, question):
    MeasureFactory(title_nl="Taal")
    for language in LANGUAGES:
        response = client.get(f"/{language}/search/", {"q": question})
        assert response.status_code == 200
        assert b"\0" not in response.content
    answer = client.get("/api/v1/measures/", {"q": question})
    assert answer.status_code in {200, 400}
    assert client.get("/nl/measures/", {"q": question}).status_code == answer.status_code


def test_a_question_without_words_and_one_that_is_too_long_are_told_what_becomes_of_them(ask):
    MeasureFactory(title_nl="Taal")
    assert "Type one or more words" in ask("").text
    assert "There is no word in your question." in ask("!!!").text
    answer = ask("taal " * 2000)
    assert answer.found["measures"][0] == 1
    assert "only its first 100 characters were searched" in answer.text


def test_a_search_for_nothing_there_says_so_and_what_to_try(ask):
    MeasureFactory(title_nl="Taal")
    answer = ask("xyzzy")
    assert answer.found == {}
    assert "Nothing was found" in answer.text
    assert "Use fewer words" in answer.text
    assert "Did you mean" not in answer.text


def test_a_typing_error_gets_a_question_that_finds_something(ask):
    MeasureFactory(title_nl="Nieuwkomers in de wijk", title_en="")
    MeasureFactory(title_nl="Zwembad", title_en="")
    answer = ask("nieuwkmers wijk")
    assert answer.found == {}
    assert "Did you mean nieuwkomers wijk?" in answer.text
    assert "?q=nieuwkomers%20wijk" in answer.html
    assert "Did you mean" not in ask("nieuwkmers zwembad").text  # each is there, and no measure has both


def test_titles_come_first_and_the_rest_is_one_link_away(ask, monkeypatch):
    for number in range(7):
        MeasureFactory(title_nl=f"Maatregel {number}", summary_nl="Over fietsen", title_en="")
    MeasureFactory(title_nl="Fietsles", title_en="")
    Measure.objects.filter(title_nl="Fietsles").update(updated_at="2020-01-01T00:00Z")
    ActionFactory.create_batch(7, title_en="Fiets")

    answer = ask("fiets")
    assert answer.found["measures"][0] == 8
    assert answer.found["measures"][1][0] == "Fietsles"
    assert len(answer.found["measures"][1]) == len(answer.found["actions"][1]) == search.SHOWN
    assert "All 8 measures that match" in answer.text
    assert '/en/measures/?q=fiets"' in answer.html

    answer = ask("fiets", kind="actions")
    assert answer.found == {"actions": (7, ["Fiets"] * 7)}
    assert "Search all kinds" in answer.text
    answer = ask("fiets", kind="nonsense")
    assert len(answer.found) == 2
    assert "There is no such kind of thing to search" in answer.text

    monkeypatch.setattr(search, "MOST_COUNTED", 3)
    answer = ask("fiets")
    assert answer.found["measures"][0] == 4
    assert "more than 3" in answer.text
    assert "All measures that match" in answer.text


def test_an_example_says_that_it_is_one(ask):
    MeasureFactory(title_nl="Zwembad", is_example=True)
    assert '<span class="badge badge-example">' in ask("zwembad").html


def test_a_document_without_an_address_is_told_without_a_link(ask):
    DocumentFactory(title_en="Zwembad", url="")
    assert "<h3><mark>Zwembad</mark></h3>" in ask("zwembad").html


def test_every_page_has_the_field_to_search(client):
    with translation.override("nl"):
        for address in ("/nl/", "/nl/measures/", "/nl/nowhere/"):
            page = client.get(address).content.decode()
            assert 'class="header-search" action="/nl/search/"' in page
            assert 'class="search-link" href="/nl/search/"' in page
