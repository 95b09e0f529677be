"""What the values of an indicator say of two groups."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domains import outcomes
from domains.outcomes import Gap, Trend, Value

shares = st.decimals(0, 100, places=1)
values = st.builds(Value, shares, st.sampled_from(["", "", "", "b", "u", "bu", "p"]))
series = st.dictionaries(st.integers(1995, 2024).map(str), values)


def series_of(**numbers):
    """Return a series: y2020="58.2", y2021="59 b"."""
    return {
        year.removeprefix("y"): Value(Decimal(said.split()[0]), "".join(said.split()[1:]))
        for year, said in numbers.items()
    }


def trend_of(native, foreign):
    return outcomes.trend(outcomes.gaps("points", native, foreign))


def test_a_gap_is_the_foreign_group_minus_the_native_one_where_both_are_known():
    native = series_of(y2021="66.2", y2022="67.4", y2024="67.7")
    foreign = series_of(y2020="57.1", y2022="61.0", y2024="61.0")
    assert outcomes.gaps("points", native, foreign) == [Gap("2022", Decimal("-6.4")), Gap("2024", Decimal("-6.7"))]


@pytest.mark.parametrize(
    ("comparison", "native", "foreign", "size"),
    [
        ("points", 70, 61, -9),
        ("ratio", 30_000, 24_000, -20),
        ("share", 9_000, 1_000, 10),
        ("ratio", 0, 5, None),
        ("share", 0, 0, None),
        ("none", 70, 61, None),
    ],
)
def test_groups_are_compared_as_the_indicator_says(comparison, native, foreign, size):
    found = outcomes.gaps(comparison, {"2024": Value(Decimal(native))}, {"2024": Value(Decimal(foreign))})
    assert [gap.size for gap in found] == ([] if size is None else [size])


@pytest.mark.parametrize(
    ("size", "better", "standing"),
    [
        (-6, "up", "behind"),
        (6, "up", "ahead"),
        (6, "down", "behind"),
        (-6, "down", "ahead"),
        (0, "up", "level"),
        (6, "context", ""),
    ],
)
def test_whether_a_group_is_behind_depends_on_what_is_better(size, better, standing):
    assert Gap("2024", Decimal(size)).standing(better) == standing


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [
        ("-9", "-6.7", "narrowing"),
        ("-6.7", "-9", "widening"),
        ("2", "6", "widening"),
        ("6", "2", "narrowing"),
        ("-6.7", "-6.3", "unchanged"),
        ("-0.2", "0.2", "unchanged"),
        ("-2", "2", "turned"),
        ("-2", "0", "narrowing"),
        ("0", "-2", "widening"),
    ],
)
def test_a_gap_narrows_widens_turns_or_stays(before, after, direction):
    assert Trend(Gap("2024", Decimal(after)), Gap("2020", Decimal(before))).direction == direction


def test_the_latest_gap_is_compared_with_the_earliest_of_the_five_years_before():
    native = {str(year): Value(Decimal(70)) for year in range(2010, 2025)}
    foreign = {str(year): Value(Decimal(year - 1960)) for year in range(2010, 2025)}
    trend = trend_of(native, foreign)
    assert (trend.latest.period, trend.earlier.period, trend.break_in) == ("2024", "2019", "")


def test_years_before_a_break_are_not_compared_and_the_break_is_said():
    native = series_of(y2019="66", y2020="66", y2021="66 b", y2022="67", y2023="67")
    trend = trend_of(native, series_of(y2019="50", y2020="50", y2021="59", y2022="60", y2023="61"))
    assert (trend.earlier.period, trend.break_in, trend.direction) == ("2021", "2021", "narrowing")


def test_after_a_break_in_the_latest_year_there_is_nothing_to_compare_with():
    trend = trend_of(series_of(y2023="66", y2024="66"), series_of(y2023="50", y2024="60 b"))
    assert (trend.earlier, trend.break_in, trend.direction) == (None, "2024", "")


def test_a_break_in_a_year_of_one_group_only_lies_between_the_gaps_around_it():
    trend = trend_of(series_of(y2022="66", y2023="66 b", y2024="66"), series_of(y2022="50", y2024="60"))
    assert (trend.earlier, trend.break_in) == (None, "2024")


def test_one_year_has_no_trend_and_no_year_has_nothing():
    alone = trend_of(series_of(y2024="66"), series_of(y2024="60"))
    assert (alone.earlier, alone.direction, alone.break_in) == (None, "", "")
    assert trend_of({}, series_of(y2024="60")) is None


def test_low_reliability_of_either_year_is_said():
    sure = series_of(y2023="66", y2024="66")
    assert trend_of(sure, series_of(y2023="50 u", y2024="60")).is_unsure
    assert trend_of(sure, series_of(y2023="50", y2024="60 u")).is_unsure
    assert not trend_of(sure, series_of(y2023="50", y2024="60")).is_unsure
    assert trend_of({"2024": sure["2024"]}, series_of(y2024="60 u")).is_unsure


@given(series, series)
def test_a_gap_is_known_exactly_where_both_groups_are(native, foreign):
    assert [gap.period for gap in outcomes.gaps("points", native, foreign)] == sorted(native.keys() & foreign.keys())


@given(series, series)
def test_no_break_lies_between_two_years_that_are_compared(native, foreign):
    trend = trend_of(native, foreign)
    if trend and trend.earlier:
        between = [
            value
            for each in (native, foreign)
            for period, value in each.items()
            if trend.earlier.period < period <= trend.latest.period
        ]
        assert not any(value.is_break for value in between)
        assert trend.latest.year - trend.earlier.year <= outcomes.YEARS_BACK


@given(series, series, st.decimals(-50, 50, places=1))
def test_what_happens_to_both_groups_alike_changes_no_gap(native, foreign, change):
    moved = [
        {period: Value(value.number + change, value.flags) for period, value in each.items()}
        for each in (native, foreign)
    ]
    assert trend_of(*moved) == trend_of(native, foreign)


@given(series, series)
def test_seen_from_the_other_group_the_gap_goes_the_same_way(native, foreign):
    one, other = trend_of(native, foreign), trend_of(foreign, native)
    assert (one and one.direction) == (other and other.direction)
    if one:
        assert one.latest.size == -other.latest.size


@given(shares, shares)
def test_back_in_time_narrowing_is_widening(before, after):
    opposite = {"narrowing": "widening", "widening": "narrowing"}
    forth = Trend(Gap("2024", after), Gap("2020", before)).direction
    assert Trend(Gap("2024", before), Gap("2020", after)).direction == opposite.get(forth, forth)
