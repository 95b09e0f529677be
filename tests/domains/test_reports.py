"""Reports and rounds: what counts, from when, by four eyes, and what the clock says of those that are silent."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from domains import progress
from domains.models import Measure, Report
from tests.factories import (
    KpiFactory,
    MeasureFactory,
    ObjectiveFactory,
    ReportedValueFactory,
    ReportFactory,
    ReportingRoundFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def days(number):
    return TODAY + timedelta(number)


@pytest.fixture
def measure():
    return MeasureFactory()


@pytest.fixture
def clerk(measure):
    return UserFactory(organisation=measure.organisation)


@pytest.fixture
def approver(measure):
    return UserFactory(organisation=measure.organisation, approver=True)


def refused(factory, **details):
    """Return the sentences with which the rules of a record refuse it, in a form and in the database."""
    record = factory.build(**details)
    with pytest.raises(ValidationError) as error:
        record.full_clean()
    return " ".join(error.value.messages)


# What counts.


def test_only_an_approved_report_counts_and_from_the_day_of_its_approval_on(measure):
    kpi = KpiFactory(measure=measure)
    ReportedValueFactory(kpi=kpi, value=10, report__reported_on=days(-40), report__approved_on=days(-30))
    ReportedValueFactory(kpi=kpi, value=99, report__draft=True)

    assert measure.kpis.with_current().get().current == 10
    assert measure.kpis.with_current(days(-30)).get().current == 10
    assert measure.kpis.with_current(days(-31)).get().current is None
    assert Measure.objects.reported_on(days(-30)).exists()
    assert not Measure.objects.reported_on(days(-31)).exists()


def test_the_public_sees_approved_reports_of_published_measures(measure):
    shown = ReportFactory(measure=measure)
    ReportFactory(measure=measure, draft=True, reported_on=days(-1))
    ReportFactory(measure__draft=True)
    assert list(Report.objects.public()) == [shown]


def test_nothing_changed_makes_a_measure_known_and_keeps_its_figures(measure):
    kpi = KpiFactory(measure=measure)
    ReportedValueFactory(kpi=kpi, value=10, report__reported_on=days(-300))
    assert not Measure.objects.reported_on(TODAY).exists()

    ReportFactory(measure=measure, nothing_changed=True)

    assert Measure.objects.reported_on(TODAY).exists()
    assert measure.kpis.with_current().get().current == 10


# By four eyes.


def test_a_report_is_submitted_returned_with_a_reason_and_approved_by_a_colleague(measure, clerk, approver):
    report = ReportFactory(measure=measure, draft=True, status="done")

    report.take_step("submit", clerk)
    with pytest.raises(PermissionDenied):
        report.take_step("approve", clerk)
    with pytest.raises(ValidationError):
        report.take_step("return", approver)
    report.take_step("return", approver, "Which value?")
    assert (report.review, report.reason) == ("returned", "Which value?")
    report.take_step("submit", approver)
    assert report.steps_for(approver) == []
    report.take_step("approve", UserFactory(curator=True))

    measure.refresh_from_db()
    assert (report.review, report.approved_on, measure.status) == ("approved", TODAY, "done")
    assert [record.review for record in report.history.all()] == [
        *("approved", "submitted", "returned", "submitted", "draft"),
    ]


def test_a_report_that_is_taken_back_does_not_count_any_more(measure, clerk, approver):
    report = ReportFactory(measure=measure)
    with pytest.raises(PermissionDenied):
        report.take_step("return", clerk, "Oops")
    report.take_step("return", approver, "The count was wrong")
    assert report.approved_on is None
    assert not Report.objects.public().exists()


def test_another_organisation_takes_no_step(measure):
    report = ReportFactory(measure=measure, draft=True, review="submitted")
    assert report.steps_for(UserFactory(approver=True)) == []


def test_an_older_report_does_not_take_back_the_status_of_a_newer_one(measure, clerk, approver):
    ReportFactory(measure=measure, status="done")
    measure.status = "done"
    measure.save()
    older = ReportFactory(measure=measure, draft=True, status="running", reported_on=days(-10))
    older.take_step("submit", clerk)
    older.take_step("approve", approver)
    measure.refresh_from_db()
    assert measure.status == "done"


@pytest.mark.parametrize(
    ("status", "value", "explanation", "is_refused"),
    [
        ("done", 90, "", True),
        ("done", 90, "Fewer newcomers than planned", False),
        ("done", 100, "", False),
        ("done", None, "", False),
        ("running", 90, "", False),
    ],
)
def test_a_done_measure_that_missed_a_target_says_why(measure, clerk, status, value, explanation, is_refused):
    report = ReportFactory(measure=measure, draft=True, status=status, explanation=explanation)
    kpi = KpiFactory(measure=measure, target=100)
    if value:
        ReportedValueFactory(kpi=kpi, report=report, value=value)
    if is_refused:
        with pytest.raises(ValidationError, match="bereikte personen"):
            report.take_step("submit", clerk)
    else:
        report.take_step("submit", clerk)


@pytest.mark.parametrize(
    ("details", "sentence"),
    [
        ({"status": "stopped"}, "Say why the measure stops."),
        ({"nothing_changed": True, "status": "done"}, "leaves the status as it is"),
        ({"reported_on": days(1), "approved_on": days(1)}, "a day that is there already"),
    ],
)
def test_a_report_that_contradicts_itself_is_refused(measure, details, sentence, settings):
    settings.LANGUAGE_CODE = "en"
    assert sentence in refused(ReportFactory, measure=measure, **details)
    if "reported_on" not in details:
        with pytest.raises(IntegrityError), transaction.atomic():
            ReportFactory(measure=measure, **details)


def test_a_measure_reports_once_in_a_round_of_its_own_plan_as_long_as_that_is_open(measure, settings):
    settings.LANGUAGE_CODE = "en"
    plan = measure.objective.domain.plan
    now, other = ReportingRoundFactory(plan=plan), ReportingRoundFactory()
    closed = ReportingRoundFactory(plan=plan, starts_on=days(-400), due=True, closed=True)
    ReportFactory(measure=measure, round=now)

    day = {"measure": measure, "reported_on": days(-1)}
    assert "in this reporting round already" in refused(ReportFactory, round=now, **day)
    assert "belongs to another plan" in refused(ReportFactory, round=other, **day)
    assert "is closed" in refused(ReportFactory, round=closed, **day)


@pytest.mark.parametrize(
    ("details", "sentence"),
    [
        ({"ends_on": days(-300)}, "cannot end before it starts"),
        ({"opens_on": days(20)}, "cannot lie before the day on which the round opens"),
        ({"closed_at": timezone.now()}, "closes after its deadline"),
    ],
)
def test_a_round_has_its_days_in_order(measure, details, sentence, settings):
    settings.LANGUAGE_CODE = "en"
    assert sentence in refused(ReportingRoundFactory, plan=measure.objective.domain.plan, **details)


def test_a_plan_has_one_round_from_a_day_on_and_one_by_a_deadline(settings):
    settings.LANGUAGE_CODE = "en"
    first = ReportingRoundFactory()
    both = refused(ReportingRoundFactory, plan=first.plan)
    assert "from this day on already" in both
    assert "with this deadline already" in both


# What the clock says.


def overdue(day=TODAY):
    return set(Measure.objects.report_overdue_on(day))


def test_a_report_is_overdue_from_the_day_after_the_deadline_until_one_of_that_round_is_approved(measure):
    plan = measure.objective.domain.plan
    reporting_round = ReportingRoundFactory(plan=plan, deadline=TODAY)
    ReportFactory(measure=measure)  # between two rounds: it makes the measure known, and does not answer the round

    assert overdue() == set()
    assert overdue(days(1)) == {measure}
    report = ReportFactory(measure=measure, round=reporting_round, draft=True, reported_on=days(-1))
    assert overdue(days(1)) == {measure}
    Report.objects.filter(pk=report.pk).update(review="approved", approved_on=days(2))
    assert overdue(days(1)) == {measure}
    assert overdue(days(2)) == set()


def test_the_last_round_that_is_due_asks_and_one_before_it_not_any_more(measure):
    plan = measure.objective.domain.plan
    before = ReportingRoundFactory(plan=plan, starts_on=days(-400), opens_on=days(-210), deadline=days(-200))
    last = ReportingRoundFactory(plan=plan, due=True)
    ReportFactory(measure=measure, round=before, reported_on=days(-205))
    assert overdue() == {measure}
    ReportFactory(measure=measure, round=last)
    assert overdue() == set()


def test_a_round_asks_only_measures_of_its_plan_that_ran_in_its_period(measure):
    plan, same = measure.objective.domain.plan, {"objective": measure.objective}
    ReportingRoundFactory(plan=plan, due=True)
    MeasureFactory(starts_on=days(-19), **same)
    MeasureFactory(status="planned", **same)
    MeasureFactory(done=True, **same)
    MeasureFactory()
    assert overdue() == {measure}


def test_the_states_of_silence_say_the_same_in_the_database_and_in_plain_arithmetic():
    """Every status, start and last report on both sides of each bound."""
    bounds = [progress.REPORT_STAYS_FRESH_FOR_DAYS, progress.MEASURE_IS_STALE_AFTER_DAYS]
    ages = [0, *(bound + step for bound in bounds for step in (0, 1))]
    for status in Measure.Status.values:
        for started in ages:
            for said in (None, *ages):
                measure = MeasureFactory(status=status, starts_on=days(-started), ends_on=None)
                measure.last = None if said is None else ReportFactory(measure=measure, reported_on=days(-said))

    found = {
        "reported": Measure.objects.reported_on(TODAY),
        "not_reported": Measure.objects.not_reported_on(TODAY).exclude(pk__in=Measure.objects.stale_on(TODAY)),
        "stale": Measure.objects.stale_on(TODAY),
    }
    for state, measures in found.items():
        expected = {
            measure
            for measure in Measure.objects.prefetch_related("reports")
            if progress.reporting(measure.status, measure.starts_on, last_report_of(measure), TODAY) == state
        }
        assert set(measures) == expected != set(), state


def last_report_of(measure):
    return max((report.reported_on for report in measure.reports.all()), default=None)


@pytest.mark.parametrize(
    ("moment", "is_late"),
    [
        (datetime(2026, 3, 28, 22, 59, tzinfo=UTC), False),  # 23:59 of the last day in Brussels, winter time
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), True),  # midnight there, an hour before midnight in London
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), True),  # the clock goes forward
        (datetime(2026, 10, 24, 21, 59, tzinfo=UTC), False),  # 23:59 in summer time
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), True),
        (datetime(2026, 10, 25, 1, 0, tzinfo=UTC), True),  # the clock goes back
    ],
)
def test_a_measure_is_late_from_midnight_in_the_plan_s_own_time_zone(moment, is_late):
    last_day = date(2026, 3, 28) if moment.month == 3 else date(2026, 10, 24)
    MeasureFactory(starts_on=date(2026, 1, 1), ends_on=last_day)
    with time_machine.travel(moment, tick=False):
        assert Measure.objects.late_on(timezone.localdate()).exists() is is_late


def test_the_states_are_counted_per_objective_together(measure, django_assert_num_queries):
    ReportingRoundFactory(plan=measure.objective.domain.plan, due=True)
    MeasureFactory(objective=measure.objective, starts_on=days(-400), late=True)
    with django_assert_num_queries(1):
        delivery = Measure.objects.public().delivery("objective", TODAY)[measure.objective_id]
    assert (delivery.late, delivery.report_overdue, delivery.stale, delivery.known.part) == (1, 2, 1, 0)


@pytest.mark.parametrize("seed", range(3))
def test_after_any_change_the_counts_are_those_of_a_recount(seed):
    chance = random.Random(seed)  # noqa: S311 the same changes every time
    objectives = ObjectiveFactory.create_batch(2)
    measures = []
    for _change in range(40):
        match chance.choice(["log", "log", "report", "move", "delete"]):
            case "report" if measures:
                measure = chance.choice(measures)
                if not measure.reports.exists():
                    ReportFactory(measure=measure, reported_on=days(-chance.choice([1, 200, 400])))
            case "move" if measures:
                measure = chance.choice(measures)
                measure.objective, measure.status = chance.choice(objectives), chance.choice(Measure.Status.values)
                measure.save()
            case "delete" if measures:
                measures.pop(chance.randrange(len(measures))).delete()
            case _:
                late = chance.random() < 0.3
                started = days(-chance.choice([100, 500]))
                measures.append(MeasureFactory(objective=chance.choice(objectives), late=late, starts_on=started))

    delivery = Measure.objects.public().delivery("objective", TODAY)
    for objective in objectives:
        assert delivery.get(objective.pk, progress.Delivery()) == recount(Measure.objects.filter(objective=objective))


def recount(measures):
    """Count in plain Python what the database counts."""
    counts = Counter()
    for measure in measures:
        counts[measure.status] += 1
        counts["late"] += measure.schedule_on(TODAY) == "late"
        state = progress.reporting(measure.status, measure.starts_on, last_report_of(measure), TODAY)
        counts["reported"] += state == "reported"
        counts["stale"] += state == "stale"
    return progress.Delivery(**counts)
