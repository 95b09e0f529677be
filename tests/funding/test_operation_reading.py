"""Lists of operations become operations: what is certain is kept, all else is told with its line and reason."""
# ruff: noqa: RUF001 letters of other alphabets are what this is about

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from funding.operations import drafts, headings, places, proposing, reading, tables
from tests.funding.lists import CROATIAN, GREEK, IRISH, POLISH, csv_of, xlsx_of


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def taken(data, **known):
    """Return the profile that is guessed for a file, and what comes out of it."""
    rows = tables.read(data)
    profile, notes = proposing.propose(rows, **known)
    return profile, notes, reading.read(rows, profile)


def test_a_croatian_list_in_kuna():
    profile, _notes, outcome = taken(CROATIAN)
    school, language, craft = outcome.drafts
    assert (profile.language, profile.country) == ("hr", "HR")
    assert (school.eligible_cost, school.currency, school.fund) == (Decimal("5172338.50"), "HRK", "esf-plus")
    assert (school.beneficiary, school.summary) == ("Grad Split", "Opis u dva reda")
    assert (language.eligible_cost, language.ends_on, language.fund) == (2000, date(2015, 11, 1), "erdf")
    assert (craft.beneficiary, craft.beneficiary_kind) == ("", "person")


def test_a_polish_list_in_its_own_encoding():
    profile, notes, outcome = taken(POLISH)
    assert outcome.drafts[0].title == "Żłobek na start"
    assert (outcome.drafts[0].total_cost, outcome.drafts[0].granted) == (Decimal("200626162"), Decimal("170532237.70"))
    assert (profile.country, profile.currency) == ("PL", "PLN")
    assert any(note.startswith("currency PLN") for note in notes)
    assert "MARKIEWICZ" not in str(outcome.drafts)


def test_a_greek_list_in_its_own_encoding():
    _profile, _notes, outcome = taken(GREEK)
    first, second = outcome.drafts
    assert (first.title, first.beneficiary, first.country) == ("Σχολείο για όλους", "ΔΗΜΟΣ ΑΘΗΝΑΙΩΝ", "EL")
    assert (first.eligible_cost, second.eligible_cost, first.rate) == (Decimal("1912.96"), 2034, 85)
    assert (first.fund, first.currency) == ("esf-plus", "EUR")


def test_titles_sections_totals_and_further_places_are_no_operations():
    _profile, notes, outcome = taken(IRISH, country="IE")
    training, literacy = outcome.drafts
    assert (training.place, training.rate, training.starts_on) == ("Cork; Dublin 4", 50, None)
    assert (literacy.ends_on, literacy.eligible_cost, literacy.currency) == (
        date(2018, 12, 31),
        Decimal("1000.5"),
        "EUR",
    )
    assert [(row.line, row.is_fault) for row in outcome.refused] == [(3, False), (5, False), (6, False), (7, False)]
    assert "2" in outcome.notes[0]
    assert "heading is row 2" in notes[0]


def test_what_cannot_be_read_is_refused_with_its_line_and_reason():
    rows = [
        ["Project", "Promotor", "Totale kost", "Percentage", "Startdatum", "Einddatum", "Land", "Aantal projecten"],
        ["A", "Stad Gent", "1.000,50", "80", "01.01.2015", "31.12.2015", "BE", "1"],
        ["B", "Stad Gent", "veel", "80", "31.12.2015", "01.01.2015", "Atlantis", "veel"],
        ["C", "Stad Gent", "5 kn", "200", "", "", "BE", ""],
        ["D", "Stad Gent", "5,00 €", "80", "", "31.02.2015", "", ""],
        ["E", "Stad Gent", "", "", "", "", "", ""],
    ]
    _profile, _notes, outcome = taken(csv_of(rows))
    assert [draft.title for draft in outcome.drafts] == ["A", "E"]
    reasons = {row.line: row.reason for row in outcome.faults}
    assert "no amount: veel" in reasons[3]
    assert "Atlantis" in reasons[3]
    assert "no number: veel" in reasons[3]
    assert "above 100 %" in reasons[4] or "two ways" in reasons[4]
    assert "no day: 31.02.2015" in reasons[5]


def test_more_money_than_it_costs_and_an_end_before_the_start_are_refused():
    rows = [
        ["Project", "Promotor", "Totale kost", "EU steun", "Startdatum", "Einddatum"],
        ["A", "Stad Gent", "10,00", "50,00", "", ""],
        ["B", "Stad Gent", "10,00", "5,00", "02.01.2015", "01.01.2015"],
        ["C", "Stad Gent", "10,00 €", "5,00 £", "", ""],
    ]
    _profile, _notes, outcome = taken(csv_of(rows))
    assert not outcome.drafts
    assert [row.reason.split()[0] for row in outcome.faults] == ["more", "it", "amounts"]


def test_a_heading_that_speaks_of_millions_is_believed_only_when_the_amounts_are_small():
    def list_with(*costs):
        return csv_of(
            [["Name of Project", "Recipient", "Total project costs £m"], *(["A", "City Council", c] for c in costs)]
        )

    assert taken(list_with("2.5"))[2].drafts[0].total_cost == 2_500_000
    profile, notes, outcome = taken(list_with("1434364", "2390607"))
    assert (profile.unit, outcome.drafts[0].total_cost, outcome.drafts[0].currency) == (1, 1_434_364, "GBP")
    assert any("read as written" in note for note in notes)


def test_lines_for_each_place_are_one_operation_when_the_list_is_made_so():
    heading = ["Naziv projekta", "Županija", "Korisnik", "Ukupno prihvatljivi troškovi"]
    spread = [[f"P{n}", place, "Grad Zagreb", "5,00 kn"] for n in range(3) for place in "ABCD"]
    profile, _notes, outcome = taken(csv_of([heading, *spread]))
    assert profile.line_per_place
    assert [draft.place for draft in outcome.drafts] == ["A; B; C; D"] * 3
    assert len(outcome.left_out) == 9
    alike = [["P", "A", "Grad Zagreb", "5,00 kn"]] * 4
    assert len(taken(csv_of([heading, *alike]))[2].drafts) == 4
    assert len(drafts.keyed(taken(csv_of([heading, *alike]))[2].drafts)) == 4


def test_what_a_list_says_was_not_granted_is_left_out():
    rows = [
        ["Project", "Naam aanvrager", "Status"],
        ["A", "Gemeente Ede", "Afgewezen"],
        ["B", "Gemeente Ede", "Lopend"],
    ]
    _profile, _notes, outcome = taken(csv_of(rows))
    assert [draft.title for draft in outcome.drafts] == ["B"]
    assert "afgewezen" in outcome.left_out[0].reason


def test_a_person_without_another_title_is_nothing_to_show():
    rows = [
        ["Project", "Begunstigde", "Totale kost"],
        ["Anna Weber", "Anna Weber", "5,00"],
        ["Kapsalon", "Jan Peeters", "5,00"],
    ]
    _profile, _notes, outcome = taken(csv_of(rows))
    assert [(draft.title, draft.beneficiary) for draft in outcome.drafts] == [("Kapsalon", "")]
    assert "natural person" in outcome.left_out[0].reason


def test_a_file_without_the_columns_of_its_profile_is_refused():
    profile = drafts.Profile({"title": "Project", "total_cost": "Kost"})
    with pytest.raises(reading.UnknownColumnsError, match="Kost"):
        reading.read(tables.read(csv_of([["Project", "Promotor"], ["A", "Stad Gent"]])), profile)
    with pytest.raises(reading.UnknownColumnsError):
        reading.read(tables.read(csv_of([["Land", "Nr"], ["BE", "1"]])), drafts.Profile({"country": "Land"}))


@pytest.mark.parametrize(
    "data",
    [b"", b"one column\nonly", b"\xff\xfea\x00", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0broken", b"\x00\xff;\x01"],
)
def test_what_is_no_table_is_refused_with_a_sentence(data):
    with pytest.raises(tables.UnusableFileError, match=r"\.$"):
        tables.read(data)


def test_a_file_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(tables, "MOST_BYTES", 10)
    with pytest.raises(tables.UnusableFileError):
        tables.read(b"a;b;c;d;e;f;g")
    monkeypatch.undo()
    monkeypatch.setattr(tables, "MOST_UNPACKED", 10)
    with pytest.raises(tables.UnusableFileError):
        tables.read(xlsx_of([["Project"]]))


def test_quotation_marks_that_nobody_escaped_stay():
    data = (
        "Country\tBeneficiary Name\tTotal Budget\n" + 'Bulgaria\t"Zora-ES" EOOD\t5.5\nBulgaria\t"open EOOD\t6.5\n' * 3
    )
    assert [row[1] for row in tables.read(data.encode())][1:3] == ['"Zora-ES" EOOD', '"open EOOD']


# Lists nobody has seen yet: the same operations in generated layouts.

FIELDS = ["title", "beneficiary", "total_cost", "starts_on"]
SPOKEN = {
    "en": ["Operation name", "Beneficiary", "Total cost", "Start date"],
    "nl": ["Naam project", "Begunstigde", "Totale kosten", "Startdatum"],
    "fr": ["Intitulé du projet", "Bénéficiaire", "Coût total", "Date de début"],
    "de": ["Bezeichnung des Vorhabens", "Name des Begünstigten", "Gesamtkosten", "Beginn"],
    "es": ["Nombre de la operación", "Beneficiario", "Coste total", "Fecha de inicio"],
    "it": ["Titolo progetto", "Beneficiario", "Costo totale", "Data inizio"],
    "cs": ["Název projektu", "Název příjemce", "Celkové výdaje", "Datum zahájení"],
    "hu": ["Projekt megnevezése", "Kedvezményezett", "Összköltség", "Kezdés"],
    "ro": ["Titlu proiect", "Nume beneficiar", "Valoare totală", "Data începerii"],
    "el": ["ΟΝΟΜΑΣΙΑ ΠΡΑΞΗΣ", "ΟΝΟΜΑΣΙΑ ΔΙΚΑΙΟΥΧΟΥ", "ΣΥΝΟΛΙΚΟ ΚΟΣΤΟΣ", "ΗΜΕΡΟΜΗΝΙΑ ΕΝΑΡΞΗΣ"],
}
ENCODINGS = dict.fromkeys(SPOKEN, "cp1252") | {"cs": "cp1250", "hu": "cp1250", "ro": "utf-8", "el": "cp1253"}


@settings(max_examples=60, deadline=None)
@given(
    language=st.sampled_from(sorted(SPOKEN)),
    order=st.permutations(FIELDS),
    costs=st.lists(st.decimals(min_value=1, max_value=10**8, places=2), min_size=3, max_size=8),
    above=st.integers(min_value=0, max_value=4),
    form=st.sampled_from(["xlsx", "utf-8", "utf-16", "own"]),
    separator=st.sampled_from(";,\t|"),
    shout=st.booleans(),
)
def test_a_layout_never_seen_is_read_right_or_not_at_all(language, order, costs, above, form, separator, shout):
    spoken = dict(zip(FIELDS, SPOKEN[language], strict=True))
    names = [spoken[field].upper() if shout else spoken[field] for field in order]
    values = [
        {
            "title": f"Projekt {n}",
            "beneficiary": "Gemeente Ede",
            "total_cost": f"{cost:.2f}",
            "starts_on": f"{13 + n}.01.2016",
        }
        for n, cost in enumerate(costs)
    ]
    rows = (
        [[f"List {n}", *[""] * 3] for n in range(above)] + [names] + [[row[field] for field in order] for row in values]
    )
    encoding = ENCODINGS[language] if form == "own" else form
    data = xlsx_of(rows) if form == "xlsx" else csv_of(rows, separator, encoding)
    profile, _notes, outcome = taken(data)
    assert set(profile.columns) == set(order)
    assert [draft.total_cost for draft in outcome.drafts] == costs
    assert [draft.starts_on.day for draft in outcome.drafts] == [13 + n for n in range(len(costs))]
    assert not outcome.faults


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.lists(st.one_of(st.none(), st.text(max_size=20), st.decimals(allow_nan=False)), max_size=6), max_size=8)
)
def test_no_table_at_all_breaks_the_reader(rows):
    profile, _notes = proposing.propose([[None, *row] for row in rows] or [[None]])
    if {"title", "beneficiary"} & set(profile.columns):
        outcome = reading.read([[None, *row] for row in rows], profile)
        assert outcome.read == len(outcome.drafts) + len(outcome.refused)


def test_places_and_funds_are_known_in_many_languages():
    named = ("Deutschland, Bayern", "D", "DE300", "ΕΛΛΑΔΑ", "England", "Atlantis")
    assert [places.country_in(text) for text in named] == ["DE", "DE", "DE", "EL", "UK", ""]
    assert places.nuts_in("EL24-Στερεά") == "EL24"
    assert [places.fund_in(text) for text in ("FSE", "EFRO", "6-ΤΣ", "ERDF/ESF", "AMIF")] == [
        "esf-plus",
        "erdf",
        "",
        "",
        "amif",
    ]


def test_headings_of_the_commission_s_own_schema_are_known():
    names = ["Operation_Unique_Identifier", "Operation_Name_English", "Beneficiary_Name", "Fund_Code",
             "Total_Eligible_Expenditure_amount", "Operation_Start_Date", "CoFinancing_Rate"]  # fmt: skip
    found = headings.guess([names, ["1", "A", "City of Cork", "ERDF", "5.50", "01/02/2015", "50"]])
    assert set(found.columns) == {"code", "title", "beneficiary", "fund", "eligible_cost", "starts_on", "rate"}


# The real files, where they are.

REAL = {  # rows read, kept, left out, refused
    "be_bru_erdf_2007-2013.xls": (45, 33, 12, 0),
    "be_vlg_erdf_2007-2013_nopersonal.csv": (449, 444, 5, 0),
    "be_vlg_erdf_2007-2013_nopersonal.xlsx": (449, 444, 5, 0),
    "be_vlg_erdf_2014-2020.xls": (24, 23, 1, 0),
    "de_berlin_esf_2014-2020.csv": (336, 336, 0, 0),
    "de_mv_esf_2014-2020.csv": (1445, 1388, 3, 54),
    "de_nrw_esf_2014-2020.xlsx": (19389, 19368, 19, 2),
    "de_sachsen_esf_2014-2020.csv": (5748, 5740, 8, 0),
    "el_esif_2014-2020_cp1253.csv": (2029, 2029, 0, 0),
    "fr_feder_fse_2014-2020.xls": (1834, 1765, 21, 48),
    "hr_esif_2007-2020.csv": (2532, 1214, 1318, 0),
    "ie_esf_2014-2020.xlsx": (595, 25, 570, 0),
    "kohesio_beneficiaries_2023-01.tsv": (27147, 25911, 1234, 2),
    "nl_esf_2007-2013_C.xls": (1394, 1007, 387, 0),
    "nl_esf_2014-2020_amr.csv": (71, 71, 0, 0),
    "pl_esf_2014-2020_cp1250.csv": (2437, 2433, 4, 0),
    "uk_england_esif_2014-2020.csv": (394, 384, 1, 9),
}


@pytest.mark.parametrize("name", REAL)
def test_every_real_file_gives_what_was_recorded_of_it(name, shared_data):
    _profile, _notes, outcome = taken((shared_data / "real" / "operations" / name).read_bytes())
    found = (outcome.read, len(outcome.drafts), len(outcome.left_out), len(outcome.faults))
    assert found == REAL[name]
    lines = [row.line for row in outcome.refused] + [draft.line for draft in outcome.drafts]
    assert len(lines) == len(set(lines)) == outcome.read
    assert not [draft for draft in outcome.drafts if draft.beneficiary_kind == "person" and draft.beneficiary]
