"""The sums that the database keeps are those of the measures, whatever is written, by whomever, at the same time."""

import random
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import F

from domains import rollup
from domains.models import Measure, Milestone, Objective, Report, ReportingRound
from domains.rollup import Sums
from funding.models import Allocation
from tests.factories import (
    AllocationFactory,
    FundFactory,
    MeasureFactory,
    MilestoneFactory,
    ObjectiveFactory,
    ReportFactory,
    ReportingRoundFactory,
    TerritoryFactory,
)
from tests.threads import all_at_once

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 1)


def days(number):
    return TODAY + timedelta(days=number)


def assert_the_sums_are_those_of_the_measures():
    """Ask what pages ask, on days on both sides of the bounds, and compare all the parts too."""
    sums, public = Sums.of(Objective.objects.all()), Measure.objects.public()
    for day in (TODAY, days(1), days(183), days(184), days(366)):
        assert sums.delivery("objective", day) == public.delivery("objective", day), day
    assert sums.statuses("territory") == public.statuses("territory")
    assert sums.money() == Allocation.objects.public().sums("fund")
    assert rollup.is_right(DEFAULT_DB_ALIAS)


@pytest.fixture
def site():
    """Measures of every status, published and not, with all that is counted of them."""
    objectives = [ObjectiveFactory(), ObjectiveFactory()]
    for objective in objectives:
        plan = objective.domain.plan
        for first, last in ((-400, -200), (-199, -20)):
            bounds = {"starts_on": days(first), "ends_on": days(last), "opens_on": days(last)}
            ReportingRoundFactory(plan=plan, deadline=days(last + 15), **bounds)
    places, funds = [TerritoryFactory(), TerritoryFactory()], [None, FundFactory(), FundFactory()]
    for number, status in enumerate([*Measure.Status.values] * 4):
        measure = MeasureFactory(
            status=status,
            objective=objectives[number % 2],
            territory=places[number % 2],
            publication="draft" if number == 5 else "published",
            starts_on=days(-100 * number - 9),
            ends_on=None if number % 3 else days(number - 8),
        )
        MilestoneFactory(measure=measure, due_on=days(number - 6), done_on=None if number % 2 else days(-6))
        report_on = {"reported_on": days(-30 * number), "approved_on": days(-1) if number % 4 else None}
        review = "approved" if number % 4 else "draft"
        ReportFactory(measure=measure, review=review, round=measure.objective.domain.plan.rounds.first(), **report_on)
        AllocationFactory(measure=measure, fund=funds[number % 3], amount=number + 1)


WRITES = {
    "a status": lambda: Measure.objects.filter(status="running").update(status="done"),
    "an objective": lambda: Measure.objects.update(objective=Objective.objects.first()),
    "a place": lambda: Measure.objects.update(territory=Measure.objects.first().territory),
    "its dates": lambda: Measure.objects.update(starts_on=days(-500), ends_on=days(3)),
    "nobody may see it": lambda: Measure.objects.filter(status="planned").update(publication="withdrawn"),
    "all may see it": lambda: Measure.objects.update(publication="published"),
    "one that is saved": lambda: [measure.save() for measure in Measure.objects.all()],
    "milestones done": lambda: Milestone.objects.update(done_on=TODAY),
    "milestones put off": lambda: Milestone.objects.update(due_on=F("due_on") + timedelta(days=9)),
    "milestones of another": lambda: Milestone.objects.update(measure=Measure.objects.first()),
    "milestones gone": lambda: Milestone.objects.all().delete(),
    "reports approved": lambda: Report.objects.update(review="approved", approved_on=TODAY),
    "reports of no round": lambda: Report.objects.update(round=None),
    "reports gone": lambda: Report.objects.all().delete(),
    "a round that ends later": lambda: ReportingRound.objects.update(ends_on=days(-6)),
    "money": lambda: Allocation.objects.update(amount=F("amount") + 1),
    "money of another": lambda: Allocation.objects.filter(fund=None).update(fund=Allocation.objects.last().fund),
    "money gone": lambda: Allocation.objects.all().delete(),
    "new ones at once": lambda: Measure.objects.bulk_create(MeasureFactory.build_batch(3, **like_the_first())),
    "all gone": lambda: Measure.objects.all().delete(),
}


def like_the_first():
    first = Measure.objects.first()
    return {name: getattr(first, name) for name in ("objective", "organisation", "territory")}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_the_sums_follow_whatever_is_written(site, write):
    assert_the_sums_are_those_of_the_measures()
    write()
    assert_the_sums_are_those_of_the_measures()


def test_the_sums_are_the_same_when_the_database_has_statistics(site):
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert_the_sums_are_those_of_the_measures()


def test_what_is_undone_is_not_counted(site):
    sums = Sums.of(Objective.objects.all())
    before = sums.delivery("objective", TODAY)
    with transaction.atomic():
        Measure.objects.update(status="stopped")
        assert sums.delivery("objective", TODAY) != before
        transaction.set_rollback(True)
    assert sums.delivery("objective", TODAY) == before


def test_the_sums_of_some_objectives_leave_out_the_others(site):
    first, second = Objective.objects.all()
    assert set(Sums.of([first]).delivery("objective", TODAY)) == {first.pk}
    assert Sums.of([]).delivery("objective", TODAY) == Sums.of([]).statuses("territory") == Sums.of([]).money() == {}
    both = Sums.of([first, second])
    assert sum(both.money().values()) == sum(sum(Sums.of([each]).money().values()) for each in (first, second))


def test_sums_that_are_wrong_are_found_and_made_anew(site, capsys):
    for damage in (
        "UPDATE rollup SET n = n + 1 WHERE what = 'due'",
        "UPDATE rollup_part SET n = n + 1 WHERE what = 'due'",
        "DROP TRIGGER rollup_domains_report_update" + on_its_table("domains_report"),
    ):
        assert rollup.is_right(DEFAULT_DB_ALIAS)
        with connection.cursor() as cursor:
            cursor.execute(damage)
        with pytest.raises(CommandError, match="wrong"):
            call_command("check_integrity")
        call_command("check_integrity", mend=True)
        assert "sums of measures: made anew" in capsys.readouterr().out
    assert_the_sums_are_those_of_the_measures()


def on_its_table(table):
    return f" ON {table}" if connection.vendor == "postgresql" else ""


def test_it_all_goes_before_tables_change_and_comes_back(site):
    rollup.make_way(DEFAULT_DB_ALIAS, plan=[])
    assert rollup.is_right(DEFAULT_DB_ALIAS)
    rollup.make_way(DEFAULT_DB_ALIAS, plan=["a migration"])
    assert not rollup.is_right(DEFAULT_DB_ALIAS)
    rollup.install(DEFAULT_DB_ALIAS)
    assert_the_sums_are_those_of_the_measures()


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_leave_the_right_sums(database):
    """Six of them change parts of the same few measures, each in transactions of several writes."""
    measures = [MeasureFactory(status="running", publication="published", starts_on=days(-9)).pk for _each in range(3)]
    fund = FundFactory()

    def write(seed):
        def task():
            chance = random.Random(seed)  # noqa: S311 chance, not a secret
            for _time in range(12):
                # In one order, as everybody who writes several at once has to.
                with transaction.atomic():
                    for pk in sorted(chance.sample(measures, 2)):
                        measure = Measure.objects.select_for_update(no_key=True).get(pk=pk)
                        chance.choice(CHANGES)(measure, chance, fund)

        return task

    all_at_once(database, *(write(seed) for seed in range(6)))
    assert_the_sums_are_those_of_the_measures()


CHANGES = [
    lambda measure, chance, fund: Measure.objects.filter(pk=measure.pk).update(
        status=chance.choice(Measure.Status.values)
    ),
    lambda measure, chance, fund: MilestoneFactory(measure=measure, due_on=days(chance.randint(-9, 9)), done_on=None),
    lambda measure, chance, fund: ReportFactory(
        measure=measure, review="approved", reported_on=days(-chance.randint(0, 400)), approved_on=TODAY
    ),
    lambda measure, chance, fund: Allocation.objects.update_or_create(
        measure=measure, fund=fund, defaults={"amount": chance.randint(1, 99)}
    ),
    lambda measure, chance, fund: Milestone.objects.filter(measure=measure).delete(),
]
