"""When a call is open: plain arithmetic with moments."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding import timing
from funding.timing import BRUSSELS, State, Terms

A_MINUTE = datetime.timedelta(minutes=1)
NEAR_THE_CLOCK_CHANGES = [  # in 2026: the hour that is left out, and the one that comes twice
    datetime.datetime(2026, 3, 29, 1, 0, tzinfo=datetime.UTC),
    datetime.datetime(2026, 10, 25, 1, 0, tzinfo=datetime.UTC),
]


def brussels(*when, fold=0):
    return datetime.datetime(*when, tzinfo=BRUSSELS, fold=fold)


moments = st.one_of(
    st.builds(lambda minutes: NEAR_THE_CLOCK_CHANGES[0] + minutes * A_MINUTE, st.integers(-(10**6), 10**6)),
    st.builds(
        lambda change, minutes: change + minutes * A_MINUTE,
        st.sampled_from(NEAR_THE_CLOCK_CHANGES),
        st.integers(-200, 200),
    ),
)


@st.composite
def terms(draw):
    opens_at, deadline = draw(st.none() | moments), draw(st.none() | moments)
    if opens_at and deadline and deadline <= opens_at:
        opens_at, deadline = deadline - A_MINUTE, opens_at
    return Terms(opens_at, deadline)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (brussels(2026, 1, 9, 23, 59), State.ANNOUNCED),
        (brussels(2026, 1, 10, 0, 0), State.OPEN),  # midnight in Brussels, not in Greenwich
        (brussels(2026, 3, 16, 16, 59), State.OPEN),
        (brussels(2026, 3, 16, 17, 0), State.CLOSED),
        (datetime.datetime(2026, 3, 16, 15, 59, tzinfo=datetime.UTC), State.OPEN),
        (datetime.datetime(2026, 3, 16, 16, 0, tzinfo=datetime.UTC), State.CLOSED),
    ],
)
def test_a_call_opens_and_closes_at_its_very_moments_in_brussels(now, expected):
    assert Terms(brussels(2026, 1, 10), brussels(2026, 3, 16, 17)).state(now) == expected


def test_a_call_without_a_deadline_is_open_for_good_and_one_without_an_opening_is_announced():
    now = brussels(2026, 5, 1)
    assert Terms(opens_at=brussels(2020, 1, 1)).state(now) == State.CONTINUOUS
    assert Terms().state(now) == State.ANNOUNCED
    assert Terms(deadline=brussels(2026, 6, 1)).state(now) == State.ANNOUNCED
    assert Terms(deadline=brussels(2026, 4, 1)).state(now) == State.CLOSED


@given(terms(), moments, st.integers(0, 10**6))
def test_time_only_moves_a_call_on_also_where_the_clock_is_changed(call, now, minutes):
    order = [State.ANNOUNCED, State.CONTINUOUS, State.OPEN, State.CLOSED]
    later = now + minutes * A_MINUTE
    assert order.index(call.state(now)) <= order.index(call.state(later))


def test_a_deadline_in_the_hour_that_comes_twice_passes_once():
    first, second = (brussels(2026, 10, 25, 2, 30, fold=fold) for fold in (0, 1))
    call = Terms(brussels(2026, 1, 1), first)
    once, again = (moment.astimezone(datetime.UTC) for moment in (first, second))
    assert again - once == 60 * A_MINUTE
    moments = [once - A_MINUTE, once, once + 45 * A_MINUTE, again]  # the third at a quarter past two, once more
    assert [call.state(moment) for moment in moments] == [State.OPEN, *[State.CLOSED] * 3]


def test_one_starts_to_prepare_eight_weeks_before_whatever_the_clock_does_in_between():
    assert timing.start_preparing_on(brussels(2026, 4, 16, 0, 30)) == datetime.date(2026, 2, 19)
    assert timing.start_preparing_on(datetime.datetime(2026, 4, 15, 22, 30, tzinfo=datetime.UTC)) == datetime.date(
        2026, 2, 19
    )
    assert timing.start_preparing_on(None) is None


def test_what_nobody_looked_at_for_sixty_days_is_uncertain():
    day = datetime.date(2026, 3, 2)
    assert timing.is_uncertain(None, day)
    assert timing.is_uncertain(datetime.date(2025, 12, 31), day)
    assert not timing.is_uncertain(datetime.date(2026, 1, 1), day)
