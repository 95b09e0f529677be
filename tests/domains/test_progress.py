"""What counts mean."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domains import progress
from domains.progress import Attainment, Delivery, Share

counts = st.integers(0, 10_000)
deliveries = st.builds(Delivery, planned=counts, running=counts, done=counts, stopped=counts)
numbers = st.decimals(-10_000, 10_000, places=2)


def test_nothing_logged_is_not_zero_percent():
    assert Delivery().percent is None
    assert Delivery(planned=1).percent == 0


def test_a_share_is_rounded_down_so_that_100_means_all():
    assert Delivery(running=1, done=999).percent == 99
    assert Delivery(done=1000).percent == 100


def test_stopped_measures_are_shown_and_do_not_count():
    assert Delivery(done=1, stopped=5).total == 1
    assert Delivery(stopped=5).percent is None


def test_only_running_and_done_measures_owe_a_report():
    delivery = Delivery(planned=5, running=3, done=1, reported=2)

    assert delivery.known == Share(2, 4)
    assert delivery.known.rest == 2
    assert delivery.known.percent == 50


def test_what_is_not_late_and_not_done_is_on_schedule():
    assert Delivery(planned=2, running=3, done=9, late=1).on_schedule == 4


def test_a_bar_shows_only_the_statuses_that_occur_the_furthest_first():
    assert Delivery(planned=2, done=1).parts == [("done", 1), ("planned", 2)]


@given(deliveries)
def test_a_done_share_lies_between_0_and_100(delivery):
    assert delivery.percent is None or 0 <= delivery.percent <= 100


@given(deliveries)
def test_one_more_done_measure_never_lowers_the_done_share(delivery):
    assert (delivery + Delivery(done=1)).percent >= (delivery.percent or 0)


@given(st.lists(deliveries), st.randoms())
def test_the_order_of_adding_up_is_irrelevant(parts, random):
    whole = progress.total(parts)
    random.shuffle(parts)
    assert progress.total(parts) == whole


@given(st.lists(counts))
def test_the_segments_of_a_bar_add_up_to_exactly_100(numbers):
    assert sum(progress.widths(numbers)) == (100 if sum(numbers) else 0)


def test_shares_add_up_as_part_and_whole_never_as_percentages():
    assert (Share(1, 2) + Share(0, 98)).percent == 1


@pytest.mark.parametrize(
    ("today", "passed"),
    [
        (date(2020, 12, 31), 0),
        (date(2021, 1, 1), 0),
        (date(2024, 7, 1), 49),
        (date(2024, 7, 2), 50),
        (date(2027, 12, 31), 99),
        (date(2028, 1, 1), 100),
        (date(2050, 1, 1), 100),
    ],
)
def test_the_plan_clock_runs_from_the_first_day_to_the_end_of_the_last(today, passed):
    assert progress.time_passed(date(2021, 1, 1), date(2027, 12, 31), today) == passed


def test_without_an_end_no_share_of_time_has_passed():
    today = date(2026, 1, 1)
    assert progress.time_passed(today, None, today) is None
    assert progress.time_passed(today, today - timedelta(days=1), today) is None


@pytest.mark.parametrize(
    ("baseline", "target", "current", "percent"),
    [
        ("0", "500", "1", "0.2"),  # one person of five hundred is not "substantial"
        ("0", "500", "250", "50.0"),
        ("20", "10", "15", "50.0"),  # falling: actual/target would say 150
        ("20", "10", "19", "10.0"),
        ("12", "0", "6", "50.0"),
        ("60", "70", "65", "50.0"),
        ("0", "100", "190", "190.0"),  # the number is never clamped
        ("10", "20", "5", "-50.0"),  # a step back is shown as one
        ("0", "3", "2", "66.6"),
    ],
)
def test_attainment_is_the_way_gone_of_the_way_promised(baseline, target, current, percent):
    attainment = Attainment(Decimal(baseline), Decimal(target), Decimal(current))

    assert attainment.percent == Decimal(percent)
    assert 0 <= attainment.bar <= 100


def test_not_reported_is_never_zero():
    silent = Attainment(Decimal(0), Decimal(100))
    assert (silent.percent, silent.bar, silent.reached) == (None, None, None)

    nobody = Attainment(Decimal(0), Decimal(100), Decimal(0))
    assert (nobody.percent, nobody.bar, nobody.reached) == (0, 0, False)


def test_a_kpi_with_its_baseline_as_target_has_to_stay_where_it_is():
    kept = Attainment(Decimal(5), Decimal(5), Decimal(5))
    lost = Attainment(Decimal(5), Decimal(5), Decimal(4))

    assert (kept.direction, kept.percent, kept.reached) == ("maintain", None, True)
    assert lost.reached is False


def test_a_falling_kpi_reaches_its_target_from_above():
    assert Attainment(Decimal(20), Decimal(10), Decimal(9)).reached
    assert not Attainment(Decimal(20), Decimal(10), Decimal(11)).reached
    assert Attainment(Decimal(10), Decimal(20), Decimal(20)).reached


@given(numbers, numbers, numbers)
def test_a_bar_never_leaves_its_frame(baseline, target, current):
    bar = Attainment(baseline, target, current).bar
    assert bar is None or 0 <= bar <= 100


TODAY = date(2026, 3, 1)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("status", "ends_on", "open_milestones", "expected"),
    [
        ("running", TOMORROW, [], "on_schedule"),
        ("running", TODAY, [TODAY], "on_schedule"),
        ("running", YESTERDAY, [], "late"),
        ("running", None, [], "on_schedule"),
        ("running", None, [TOMORROW, YESTERDAY], "late"),
        ("planned", YESTERDAY, [], "late"),
        ("done", YESTERDAY, [YESTERDAY], "done"),
        ("stopped", YESTERDAY, [], "stopped"),
    ],
)
def test_a_measure_is_late_from_the_day_after_its_end_or_an_open_milestone(status, ends_on, open_milestones, expected):
    assert progress.schedule(status, ends_on, open_milestones, TODAY) == expected


def test_a_step_back_never_hides_that_a_measure_is_late():
    back = Attainment(Decimal(10), Decimal(20), Decimal(5))
    assert (back.percent, back.bar, back.reached) == (Decimal(-50), 0, False)
    assert progress.schedule("running", YESTERDAY, [], TODAY) == "late"


def test_more_than_promised_stays_a_number_and_fills_the_bar_only():
    passed = Attainment(Decimal(0), Decimal(100), Decimal(150))
    assert (passed.percent, passed.bar, passed.reached) == (150, 100, True)


def test_shares_of_60_60_and_80_are_two_thirds_and_never_200():
    assert sum((Share(60, 100), Share(60, 100), Share(80, 100)), Share()).percent == 66


def test_a_blank_beside_40_percent_leaves_40_percent_and_half_of_them_known():
    reported, blank = Attainment(Decimal(0), Decimal(100), Decimal(40)), Attainment(Decimal(0), Decimal(100))
    assert (reported.percent, blank.percent) == (40, None)
    assert Delivery(running=2, reported=1).known.percent == 50


@given(deliveries, st.integers(0, 100))
def test_what_is_not_reported_never_changes_the_share_that_is_done(delivery, reported):
    known = Delivery(delivery.planned, delivery.running, delivery.done, delivery.stopped, reported=reported)
    assert known.percent == delivery.percent


@given(deliveries)
def test_the_parts_add_up_to_the_whole(delivery):
    assert sum(count for _status, count in delivery.parts) == delivery.total
    assert delivery.total + delivery.stopped == delivery.all
    assert delivery.known.part + delivery.known.rest == delivery.running + delivery.done


@pytest.mark.parametrize(
    ("status", "started", "said", "expected"),
    [
        ("planned", 900, None, None),
        ("stopped", 900, 1, None),
        ("done", 900, None, "not_reported"),
        ("done", 900, 800, "reported"),
        ("running", 10, None, "not_reported"),
        ("running", 900, 183, "reported"),
        ("running", 900, 184, "not_reported"),
        ("running", 900, 365, "not_reported"),
        ("running", 900, 366, "stale"),
        ("running", 900, None, "stale"),
        ("running", 100, 900, "not_reported"),
    ],
)
def test_a_running_measure_is_known_for_half_a_year_and_stale_after_a_year_of_silence(status, started, said, expected):
    last = None if said is None else TODAY - timedelta(said)
    assert progress.reporting(status, TODAY - timedelta(started), last, TODAY) == expected
