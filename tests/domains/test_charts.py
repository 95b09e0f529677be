"""Lines over time, as they are drawn."""

import re
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domains import charts
from domains.outcomes import Value

numbers = st.decimals(-(10**7), 10**7, places=1)
years = st.dictionaries(st.integers(1995, 2024).map(str), st.builds(Value, numbers), min_size=2)


def yearly(*said):
    """Return a series from 2020 on: "58", "59 b", or nothing for a year without a value."""
    parts = {str(year): text.split() for year, text in enumerate(said, start=2020) if text}
    return {year: Value(Decimal(number), "".join(flags)) for year, (number, *flags) in parts.items()}


def pieces(chart):
    return [path.count("M") for _name, path in chart.lines]


def test_a_line_goes_from_the_first_year_to_the_last():
    chart = charts.draw({"native": yearly("10", "20"), "foreign": yearly("0", "20")})
    assert (chart.first, chart.last) == ("2020", "2021")
    assert chart.lines == (("native", "M30.0 81.0h0L312.0 12.0"), ("foreign", "M30.0 150.0h0L312.0 12.0"))
    assert [level for _y, level in chart.levels] == [0, 5, 10, 15, 20]


def test_a_line_stops_where_a_value_is_missing_and_where_the_series_breaks():
    assert pieces(charts.draw({"native": yearly("1", "2", "3", "4")})) == [1]
    assert pieces(charts.draw({"native": yearly("1", "2", "", "4", "5")})) == [2]
    broken = charts.draw({"native": yearly("1", "2", "3 b", "4")})
    assert pieces(broken) == [2]
    assert broken.breaks == ("167.5",)


def test_a_break_in_the_first_year_breaks_nothing():
    assert charts.draw({"native": yearly("1 b", "2")}).breaks == ()


def test_months_lie_as_far_apart_as_they_are():
    series = {period: Value(Decimal(1)) for period in ("2023-11", "2023-12", "2024-01", "2024-03")}
    chart = charts.draw({"foreign": series})
    assert pieces(chart) == [2]
    assert re.findall(r"[ML](\d+)", chart.lines[0][1]) == ["23", "95", "167", "312"]


def test_less_than_two_moments_are_no_line():
    assert charts.draw({}) is None
    assert charts.draw({"native": yearly("1"), "foreign": yearly("2")}) is None


@given(years, years)
def test_every_point_lies_inside_the_picture_and_every_number_is_written_with_a_point(native, foreign):
    chart = charts.draw({"native": native, "foreign": foreign})
    for _name, path in chart.lines:
        assert re.fullmatch(r"([ML]\d+\.\d \d+\.\d(h0)?)+", path)
        for x, y in re.findall(r"[ML](\S+) ([\d.]+)", path):
            assert int(chart.left) <= float(x) <= charts.RIGHT
            assert charts.TOP <= float(y) <= charts.BOTTOM


@given(st.lists(numbers, min_size=1))
def test_round_numbers_lie_around_all_values_and_are_few(values):
    levels = charts.round_numbers(values)
    assert levels[0] <= min(values) <= max(values) <= levels[-1]
    assert 2 <= len(levels) <= charts.MOST_STEPS + 2
