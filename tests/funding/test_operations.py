"""Operations on the site: imported, found, and shown beside a measure that is like them."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from funding import precedents
from funding.models import Operation, OperationList
from funding.views import operations
from tests.factories import DomainFactory, FundFactory, MeasureFactory, OperationFactory
from tests.funding.lists import CROATIAN, csv_of
from tests.reading import text_of

pytestmark = pytest.mark.django_db

DUTCH = [
    ["Projectnummer", "Naam project", "Promotor", "Totale kost", "EU steun", "Startdatum"],
    ["1", "Taallessen voor nieuwkomers", "Stad Gent", "1.000,50", "500,00", "13.01.2016"],
    ["2", "Fietspad", "Jan Peeters", "2.000,00", "", ""],
]


@pytest.fixture
def brought_in(tmp_path, capsys):
    """Return a function that imports rows or a file, and returns what the command said."""

    def run(data, *arguments, name="lijst.csv"):
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else csv_of(data))
        call_command("import_operations", path, *arguments)
        return capsys.readouterr().out

    return run


def test_a_list_is_guessed_shown_kept_and_stored_and_a_second_time_changes_nothing(brought_in):
    said = brought_in(DUTCH, "--country", "BE")
    assert "title: “Naam project”" in said
    assert "2 read, 2 created" in said
    profile = OperationList.objects.get()
    assert (profile.slug, profile.country, profile.currency) == ("lijst", "BE", "EUR")
    assert profile.columns["beneficiary"] == "Promotor"
    assert profile.imported_at

    assert "0 created, 0 changed, 2 unchanged, 0 removed" in brought_in(DUTCH)
    changed = [DUTCH[0], [*DUTCH[1][:3], "1.200,50", *DUTCH[1][4:]]]
    assert "0 created, 1 changed, 0 unchanged, 1 removed" in brought_in(changed)
    assert str(Operation.objects.get().total_cost) == "1200.50"


def test_a_natural_person_leaves_no_trace(brought_in):
    brought_in(DUTCH)
    assert Operation.objects.get(title="Fietspad").beneficiary == ""
    assert "Peeters" not in str([*Operation.objects.values(), *OperationList.history.values()])
    with pytest.raises(IntegrityError), transaction.atomic():
        OperationFactory(beneficiary_kind="person", beneficiary="Jan Peeters")


def test_a_dry_run_stores_nothing(brought_in):
    assert "nothing is stored" in brought_in(DUTCH, "--dry-run")
    assert not Operation.objects.exists()
    assert not OperationList.objects.exists()


def test_refused_rows_go_to_a_file_with_line_and_reason_and_the_others_are_stored(brought_in, tmp_path):
    with pytest.raises(CommandError, match="Refused: 1; the others are stored"):
        brought_in([*DUTCH, ["3", "Brug", "Stad Gent", "veel", "", ""]])
    assert "4;total cost: no amount: veel" in (tmp_path / "lijst-refused.csv").read_text(encoding="utf-8-sig")
    assert Operation.objects.count() == 2


@pytest.mark.parametrize(
    ("data", "arguments", "sentence"),
    [
        (b";;", [], "nothing in this file"),
        ([["a", "b"], ["1", "2"]], [], "heading"),
        (DUTCH, ["--fund", "nowhere"], "There is no fund nowhere"),
        (DUTCH, ["--country", "XX"], "There is no country XX"),
    ],
)
def test_what_cannot_be_imported_is_said_in_a_sentence(brought_in, data, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        brought_in(data, *arguments)


def test_a_profile_is_used_again_and_its_columns_may_stand_elsewhere(brought_in):
    fund = FundFactory(slug="erdf")
    brought_in(DUTCH, "--profile", "vlaanderen", "--fund", "erdf")
    assert {operation.fund for operation in Operation.objects.all()} == {fund}
    moved = [row[::-1] for row in DUTCH]
    assert "2 unchanged" in brought_in(moved, "--profile", "vlaanderen", name="later.csv")
    with pytest.raises(CommandError, match=r"does not have .*“Promotor”"):
        brought_in([["Naam project", "EU steun"], ["A", "5,00"]], "--profile", "vlaanderen")


def test_amounts_keep_their_currency(brought_in, client):
    FundFactory(slug="esf-plus")
    brought_in(CROATIAN)
    school = Operation.objects.get(title="Škola za sve")
    assert "5.172.338,50\xa0HRK" in client.get(school.get_absolute_url()).content.decode()
    listing = client.get("/nl/funding/operations/?cost_from=1000").content.decode()
    assert "Škola" not in listing
    assert "Škola" in client.get("/nl/funding/operations/?cost_from=1000&currency=HRK").content.decode()
    OperationFactory(code="no-sign", currency="", total_cost=7)
    assert "currency not stated" in client.get("/en/funding/operations/no-sign/").content.decode()


def test_operations_are_found_by_words_by_domain_and_by_the_kind_of_filter_that_does_not_exist(client):
    OperationFactory(title="Sprachkurs für Frauen")
    OperationFactory(title="Straßenbau", beneficiary="Stadt Köln")
    school = DomainFactory(slug="education-training")
    assert [str(one) for one in Operation.objects.matching("sprachk frauen")] == ["Sprachkurs für Frauen"]
    assert [str(one) for one in Operation.objects.matching("köln")] == ["Straßenbau"]
    assert not Operation.objects.matching("?!")
    assert [str(one) for one in Operation.objects.about(school)] == ["Sprachkurs für Frauen"]
    assert client.get("/nl/funding/operations/?fund=nowhere").status_code == 400
    assert client.get("/nl/funding/operations/?page=99").status_code == 404
    part = client.get("/nl/funding/operations/?q=sprachkurs", headers={"HX-Request": "true"}).content.decode()
    assert "Sprachkurs" in part
    assert "<main" not in part


def test_of_very_many_operations_the_newest_are_shown_and_the_page_says_so(client, monkeypatch):
    monkeypatch.setattr("funding.models.operation.FEW", 2)
    monkeypatch.setitem(operations.FIRST_PAGES.keywords, "most", 2)
    OperationFactory.create_batch(2, country="BE", starts_on=date(2024, 1, 1))
    assert "2 operations found" in text_of(client.get("/en/funding/operations/?q=taallessen"))
    OperationFactory(country="NL", title="Taallessen in de lente", starts_on=date(2025, 1, 1))
    assert [one.country for one in Operation.objects.matching("taallessen")] == ["NL", "BE", "BE"]
    for question in ("q=taallessen", "q=taallessen&cost_from=1", ""):
        page = text_of(client.get(f"/en/funding/operations/?{question}"))
        assert "More than 2 operations found. These are the newest 2" in page
        assert "Taallessen in de lente" in page
    assert "2 operations found" in text_of(client.get("/en/funding/operations/?q=taallessen&country=BE"))
    assert "1 operation found" in text_of(client.get("/en/funding/operations/?country=NL&q=lente"))
    assert client.get("/en/funding/operations/?q=taallessen&page=2").status_code == 404


def test_a_measure_shows_operations_like_it_in_other_languages_those_that_share_most_first(client):
    OperationFactory(title="Sprachkurs für Frauen mit Kinderbetreuung")
    OperationFactory(title="Deutsch für Frauen")
    OperationFactory(title="Frauenhaus")
    OperationFactory(title="Deutsch für Frauen")
    titles = [str(one) for one in precedents.like(["Taallessen voor vrouwen met kinderopvang"])]
    assert titles == ["Sprachkurs für Frauen mit Kinderbetreuung", "Deutsch für Frauen"]
    assert not precedents.like(["de en het"])
    measure = MeasureFactory(title_nl="Taallessen voor vrouwen")
    assert "Deutsch für Frauen" in client.get(measure.get_absolute_url()).content.decode()
    lone = OperationFactory(title="Niets daarvan", beneficiary="", beneficiary_kind="person")
    assert "not shown" in client.get(f"/en/funding/operations/{lone.code}/").content.decode()
