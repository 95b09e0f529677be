"""Measures as they were on a day, and how far domains were month by month."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from domains import progress, trend
from domains.models import Domain, Measure
from tests.factories import (
    DomainFactory,
    MeasureFactory,
    MilestoneFactory,
    ObjectiveFactory,
    ReportFactory,
)

pytestmark = pytest.mark.django_db
START = date(2025, 1, 1)


def at(day, hour=12):
    return time_machine.travel(datetime(day.year, day.month, day.day, hour, tzinfo=UTC), tick=False)


def publish(day, **details):
    with at(day):
        return MeasureFactory(starts_on=START, ends_on=None, **details)


def change(record, day, **values):
    with at(day):
        for name, value in values.items():
            setattr(record, name, value)
        record.save()


def on(day):
    """Return the Delivery of all public measures at the end of a day."""
    return progress.total(Measure.history.on(day).public().delivery("objective", day).values())


def test_a_past_day_shows_what_was_published_then_in_its_status_of_then():
    measure = publish(date(2025, 2, 1), status="running", publication="draft")
    change(measure, date(2025, 3, 1), publication="published")
    change(measure, date(2025, 6, 1), status="done")
    change(measure, date(2025, 9, 1), publication="withdrawn")

    assert on(date(2025, 2, 28)) == progress.Delivery()
    assert on(date(2025, 3, 1)) == progress.Delivery(running=1)
    assert on(date(2025, 6, 1)) == progress.Delivery(done=1)
    assert on(date(2025, 9, 1)) == progress.Delivery()


def test_a_day_ends_at_midnight_in_the_plan_s_own_time_zone():
    with time_machine.travel(datetime(2025, 6, 30, 22, 30, tzinfo=UTC), tick=False):  # 00:30 in Brussels
        MeasureFactory(starts_on=START, ends_on=None)
    assert on(date(2025, 6, 30)).total == 0
    assert on(date(2025, 7, 1)).total == 1


def test_a_measure_that_was_deleted_stays_in_the_days_before():
    measure = publish(date(2025, 2, 1))
    with at(date(2025, 3, 1)):
        measure.delete()
    assert (on(date(2025, 2, 28)).total, on(date(2025, 3, 1)).total) == (1, 0)


def test_of_changes_in_the_same_moment_the_last_one_counts():
    measure = publish(date(2025, 2, 1))
    change(measure, date(2025, 2, 1), status="done")
    assert on(date(2025, 2, 1)) == progress.Delivery(done=1)


def test_a_milestone_that_was_moved_later_was_late_on_the_day_it_was():
    measure = publish(date(2025, 2, 1))
    with at(date(2025, 2, 1)):
        milestone = MilestoneFactory(measure=measure, due_on=date(2025, 3, 1))
    change(milestone, date(2025, 4, 1), due_on=date(2025, 12, 1))
    change(milestone, date(2025, 12, 20), done_on=date(2025, 12, 20))

    assert [on(day).late for day in (date(2025, 3, 1), date(2025, 3, 2), date(2025, 4, 1))] == [0, 1, 0]
    assert [on(day).late for day in (date(2025, 12, 19), date(2025, 12, 20))] == [1, 0]


def test_a_report_counts_in_the_days_in_which_it_was_approved():
    measure = publish(date(2025, 2, 1))
    with at(date(2025, 3, 10)):
        report = ReportFactory(measure=measure, reported_on=date(2025, 3, 1), approved_on=date(2025, 3, 10))
    change(report, date(2025, 5, 1), review="returned", approved_on=None)

    known = [on(day).reported for day in (date(2025, 3, 9), date(2025, 3, 10), date(2025, 4, 30), date(2025, 5, 1))]
    assert known == [0, 1, 1, 0]


@pytest.mark.parametrize("seed", range(2))
def test_every_month_of_the_trend_is_what_its_last_day_shows(seed, django_assert_num_queries):
    chance = random.Random(seed)  # noqa: S311 the same changes every time
    plan = DomainFactory(plan__starts_on=START, plan__ends_on=date(2027, 12, 31)).plan
    domains = [plan.domains.get(), DomainFactory(plan=plan)]
    objectives = [ObjectiveFactory(domain=domain) for domain in domains for _twice in range(2)]
    measures, day = [], START - timedelta(40)
    for _change in range(40):
        day += timedelta(chance.randint(0, 20))
        if not measures or chance.random() < 0.4:
            measures.append(publish(day, objective=chance.choice(objectives)))
        else:
            status, publication = chance.choice(Measure.Status.values), chance.choice(["published", "withdrawn"])
            moved = chance.choice(objectives)
            change(chance.choice(measures), day, status=status, publication=publication, objective=moved)
    with at(day):
        measures.pop().delete()
    last = day + timedelta(45)
    MeasureFactory(starts_on=START, objective=ObjectiveFactory())  # of another plan

    domains = list(Domain.objects.filter(plan=plan).select_related("plan").prefetch_related("objectives"))
    with django_assert_num_queries(1):
        found = trend.by_domain(domains, last)

    for domain in domains:
        assert [point.month for point in found[domain.pk]] == trend.months_between(START, last)
        for point in found[domain.pk]:
            month_end = min((point.month + timedelta(32)).replace(day=1) - timedelta(1), last)
            measures = Measure.history.on(month_end).public().filter(objective__domain=domain)
            statuses = measures.statuses("objective__domain").get(domain.pk, {})
            assert point.delivery == progress.Delivery(**statuses), (domain, month_end)


def test_a_trend_ends_with_its_plan():
    domain = DomainFactory(plan__starts_on=START, plan__ends_on=date(2025, 3, 31))
    found = trend.by_domain([domain], timezone.localdate())
    assert [point.month for point in found[domain.pk]] == [date(2025, month, 1) for month in (1, 2, 3)]
    assert [point.delivery.percent for point in found[domain.pk]] == [None] * 3
