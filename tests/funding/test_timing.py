"""When a call is open, and what of its changes matters: plain arithmetic with moments."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding import timing
from funding.timing import BRUSSELS, News, State, Terms

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
amounts = st.none() | st.integers(1, 10**9).map(Decimal)


@st.composite
def terms(draw):
    opens_at, deadline = draw(st.none() | moments), draw(st.none() | moments)
    if opens_at and deadline and deadline <= opens_at:
        opens_at, deadline = deadline - A_MINUTE, opens_at
    return Terms(opens_at, deadline, draw(amounts))


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


NOW = brussels(2026, 5, 1, 12)
PAST, SOON, LATER = NOW - 60 * A_MINUTE, NOW + 60 * A_MINUTE, NOW + 120 * A_MINUTE


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, Terms(PAST, SOON), [News.NEW]),
        (None, Terms(None, PAST), []),  # what is over already is no news
        (Terms(PAST, SOON), Terms(PAST, LATER), [News.DEADLINE_MOVED]),
        (Terms(PAST, SOON), Terms(PAST, None), [News.DEADLINE_MOVED]),
        (Terms(PAST, SOON), Terms(PAST - A_MINUTE, PAST), [News.CLOSED_EARLY]),
        (Terms(LATER, None), Terms(None, PAST), [News.CLOSED_EARLY]),
        (Terms(None, PAST), Terms(None, SOON), [News.REOPENED]),
        (Terms(None, PAST), Terms(None, PAST - A_MINUTE), []),
        (Terms(PAST, SOON, Decimal(5)), Terms(PAST, SOON, Decimal(6)), [News.AMOUNT_CHANGED]),
        (Terms(PAST, SOON, Decimal(5)), Terms(PAST, LATER), [News.DEADLINE_MOVED, News.AMOUNT_CHANGED]),
        (Terms(PAST, SOON), Terms(PAST - A_MINUTE, SOON), []),
    ],
)
def test_what_happens_to_a_call_when_it_is_changed(before, after, expected):
    assert [kind for kind, _details in timing.news(before, after, NOW)] == expected


def test_news_tells_what_was_and_what_is_in_plain_values():
    before = Terms(PAST, SOON.astimezone(datetime.UTC), Decimal("5.00"))
    (_moved, deadline), (_changed, amount) = timing.news(before, Terms(PAST, LATER), NOW)
    assert deadline == {"before": "2026-05-01T13:00+02:00", "after": "2026-05-01T14:00+02:00"}
    assert amount == {"before": "5.00", "after": None}


@given(terms(), terms(), moments)
def test_a_change_back_and_forth_is_told_both_ways_or_not_at_all(one, other, now):
    there, back = timing.news(one, other, now), timing.news(other, one, now)
    assert bool(there) == bool(back)
    assert not timing.news(one, one, now)
