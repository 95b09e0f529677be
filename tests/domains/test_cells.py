"""What offices write in a cell, and what it is taken for."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from domains import cells
from domains.models import Measure


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    "written",
    [
        datetime(2026, 12, 31),  # noqa: DTZ001 a cell has no time zone
        date(2026, 12, 31),
        46387,
        46387.0,
        "46387",
        "31/12/2026",
        "31-12-2026",
        "31.12.2026",
        " 31/12/26 ",
        "2026-12-31",
        "2026/12/31",
        "2026-12-31 00:00:00",
        "2026-12-31T00:00:00.000",
    ],
)
def test_a_day_is_read_however_an_office_writes_it(written):
    assert cells.day(written) == date(2026, 12, 31)


@pytest.mark.parametrize("written", ["31/02/2026", "12/31/2026", "2026", "december", "2026-13-01", 1, True, "1/1/026"])
def test_what_is_no_day_is_a_sentence_that_says_how_to_write_one(written):
    with pytest.raises(ValueError, match=r"is no day: write 31/12/2026 or 2026-12-31\."):
        cells.day(written)


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        (50000, "50000"),
        (50000.5, "50000.50"),
        (0.1 + 0.2, "0.30"),
        (Decimal("50000.50"), "50000.50"),
        ("50000", "50000"),
        ("50.000,50", "50000.50"),
        ("50,000.50", "50000.50"),
        ("50.000", "50000"),
        ("1,234", "1234"),
        ("50 000,5", "50000.50"),
        ("50\u202f000,50", "50000.50"),
        ("€ 50.000", "50000"),
        ("1'234'567.89", "1234567.89"),
        ("-5", "-5"),
        ("0", "0"),
        ("9999999999999,99", "9999999999999.99"),
    ],
)
def test_an_amount_is_read_however_an_office_writes_it(written, amount):
    assert cells.euros(written) == Decimal(amount)


@pytest.mark.parametrize(
    "written", ["veel", "1.23.4", "50.00.00", "1,2345", "1e5", 0.001, 1e300, float("nan"), True, "9" * 20, "١٢"]
)
def test_what_is_no_amount_or_can_mean_two_is_a_sentence(written):
    with pytest.raises(ValueError, match=r"is no amount: write it as 50000 or 50\.000,50\."):
        cells.euros(written)


@pytest.mark.parametrize("nothing", [None, "", "  ", "\u00a0", "\x00"])
def test_an_empty_cell_is_nothing(nothing):
    assert cells.text(nothing) == ""
    assert cells.day(nothing) is None
    assert cells.euros(nothing) is None
    assert cells.codes(nothing) == []
    assert cells.choice(nothing, Measure.Status.choices) is None


def test_a_text_keeps_its_lines_and_its_emoji_and_loses_what_nobody_sees():
    assert cells.text(" Thuis 🫨\r\nin de stad\x0b\x00\ufffe\r \u00a0") == "Thuis 🫨\nin de stad"
    assert cells.text(2026.0) == "2026"
    assert cells.text(datetime(2026, 12, 31)) == "2026-12-31"  # noqa: DTZ001


def test_a_formula_that_went_wrong_and_a_text_that_is_too_long_are_sentences():
    with pytest.raises(ValueError, match=r"went wrong: it says #N/A\."):
        cells.words("#N/A")
    with pytest.raises(ValueError, match=r"has 6 characters, and 5 fit"):
        cells.words("zeslet", most=5)
    assert cells.words("vijf!", most=5) == "vijf!"


@pytest.mark.parametrize("written", ["running", "RUNNING", "lopend", "Lopend ", "en cours", "laufend"])
def test_a_choice_is_read_as_its_code_or_as_its_word_in_any_language(written):
    assert cells.choice(written, Measure.Status.choices) == "running"


def test_an_unknown_choice_is_told_with_those_there_are():
    with pytest.raises(ValueError, match=r"“bezig” is not known here: write one of planned, running, done, stopped\."):
        cells.choice("bezig", Measure.Status.choices)


def test_codes_stand_apart_by_commas_semicolons_or_lines():
    assert cells.codes("E1, E3;P1\nP2") == ["E1", "E3", "P1", "P2"]
