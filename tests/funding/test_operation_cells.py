"""Amounts, days and rates as lists of operations write them: read for certain, or not at all."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.operations.cells import Amounts, Days, Rates, UnreadableError, currency_in

amounts = st.decimals(min_value=0, max_value=10**9, places=2)
days = st.dates(min_value=date(2007, 1, 1), max_value=date(2029, 12, 31))


def grouped(amount, thousands, decimal):
    return f"{amount:,.2f}".replace(",", "t").replace(".", decimal).replace("t", thousands)


@given(
    st.lists(amounts, min_size=1), st.sampled_from([(".", ","), (",", "."), (" ", ","), ("'", "."), ("\u202f", ",")])
)
def test_an_amount_is_read_back_however_a_country_writes_it(found, signs):
    cells = [grouped(amount, *signs) for amount in found]
    reader = Amounts.of(cells)
    assert [reader.read(cell) for cell in cells] == found


@given(amounts, st.sampled_from(["5.172.338,50 kn", "1.912,96", "1580,38", "€ 2.034.550"]))
def test_one_certain_amount_tells_what_the_dot_is_in_the_others(amount, certain):
    assert Amounts.of([certain, "2.034"]).read("2.034") == 2034


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("5.172.338,50 kn", "5172338.50"),
        ("€ 2.034.550", "2034550"),
        ("91.100,16 €", "91100.16"),
        ("1,25,-", "1.25"),
        ("1.2E7", "12000000"),
        ("470773.975", "470773.98"),
        (Decimal("8759246.020000001"), "8759246.02"),
        ("n/a", None),
        (None, None),
    ],
)
def test_amounts_of_real_lists(cell, amount):
    assert Amounts.of([cell]).read(cell) == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize("cell", ["2.034", "1,234", "-5", "12 stuks", "1.23.4567", "9" * 16, date(2020, 1, 1), "1,,2"])
def test_an_amount_that_can_be_read_in_two_ways_or_none_is_refused(cell):
    with pytest.raises(UnreadableError):
        Amounts.of([cell]).read(cell)
    assert Amounts.of(["2.034"], decimal=",").read("2.034") == 2034
    assert Amounts.of(["1,5"], unit=1_000_000).read("1,5") == 1_500_000


@pytest.mark.parametrize(
    ("text", "currency"),
    [("5,50 kn", "HRK"), ("£m", "GBP"), ("(€)", "EUR"), ("10 Kč", "CZK"), ("known", ""), ("€/£", "")],
)
def test_a_currency_is_found_by_its_sign(text, currency):
    assert currency_in(text) == currency


@given(st.lists(st.integers(min_value=2, max_value=100), min_size=1))
def test_a_rate_is_the_same_as_percent_as_share_and_with_its_sign(found):
    for write in (lambda rate: str(rate), lambda rate: f"{rate},00%", lambda rate: Decimal(rate) / 100):
        cells = [write(rate) for rate in found]
        reader = Rates.of(cells)
        assert [reader.read(cell) for cell in cells] == found


@pytest.mark.parametrize(
    "cells", [["80", "0.5"], ["107%"], ["60% more developed & 80% transitional"], ["80", "80", "0,8"]]
)
def test_a_rate_that_can_be_read_in_two_ways_is_refused(cells):
    with pytest.raises(UnreadableError):
        Rates.of(cells).read(cells[-1])
    assert Rates.of(cells).read("-") is None


@given(
    st.lists(days, min_size=1), st.sampled_from(["%d.%m.%Y", "%d/%m/%y", "%d-%m-%Y", "%Y-%m-%d 00:00:00", "%d. %b %y"])
)
def test_a_day_is_read_back_however_a_country_writes_it(found, form):
    cells = [day.strftime(form) for day in found]
    if form != "%d/%m/%y" or any(day.day > 12 for day in found):
        reader = Days.of(cells)
        assert [reader.read(cell) for cell in cells] == found


def test_days_and_months_are_told_apart_by_their_column():
    assert Days.of(["03/25/2015", "01/02/2015"]).read("01/02/2015") == date(2015, 1, 2)
    both = Days.of(["25/03/2015", "03/25/2015"])
    assert both.read("25/03/2015") == both.read("03/25/2015") == date(2015, 3, 25)
    with pytest.raises(UnreadableError):
        both.read("01/02/2015")
    assert Days.of([]).read("31. Dez 18") == date(2018, 12, 31)
    assert Days.of([]).read(date(2018, 12, 31)) == date(2018, 12, 31)


def test_a_year_or_a_month_alone_is_no_day_and_is_counted():
    reader = Days.of(["2014"])
    assert [reader.read(cell) for cell in ("2014", Decimal("2014.0"), "Feb 15", "Yet to commence")] == [None] * 4
    assert reader.incomplete == 3
    for cell in ("31.02.2015", "soon", "1.1.201", Decimal(42005)):
        with pytest.raises(UnreadableError):
            reader.read(cell)
