"""What it takes to count many measures: by sums that are kept or one by one, a trend at once or month by month.

Both ways have to give the same figures, or there is no comparison.
"""

from datetime import timedelta
from statistics import median
from time import perf_counter

from django.core.management import CommandError
from django.utils import timezone

from benchmarks import databases
from domains import trend
from domains.models import ActionPlan, Measure, Objective
from domains.rollup import Sums


def gain_of_sums(database, rounds):
    """Return how many times as long it takes to count the states and the money of all measures as to read the sums."""
    objectives, today = list(Objective.objects.all()), timezone.localdate()
    sums, measures = Sums.of(objectives), Measure.objects.public()
    money = Measure.allocations.rel.related_model.objects.to(measures)
    return times_as_long(
        database,
        rounds,
        lambda: (measures.delivery("objective", today), money.sums("fund")),
        lambda: (sums.delivery("objective", today), sums.money()),
    )


def gain_of_one_query(database, rounds):
    """Return how many times as long the trend of the first plan takes with a query for each month, as beginners do."""
    domains, last = list(ActionPlan.objects.first().domains.prefetch_related("objectives")), timezone.localdate()
    months = trend.months_between(domains[0].plan.starts_on, last)
    ends = [*(month - timedelta(days=1) for month in months[1:]), last]

    def month_by_month():
        found = [Measure.history.on(day).public().statuses("objective") for day in ends]
        return {domain.pk: [done_for(domain, statuses) for statuses in found] for domain in domains}

    def at_once():
        points = trend.by_domain(domains, last)
        return {key: [point.delivery.done for point in found] for key, found in points.items()}

    return times_as_long(database, rounds, month_by_month, at_once)


def done_for(domain, statuses):
    return sum(statuses.get(objective.pk, {}).get("done", 0) for objective in domain.objectives.all())


def times_as_long(database, rounds, one, other):
    """Return how many times as long one task takes as the other, in turns."""

    def took(task):
        begin = perf_counter()
        answer = task()
        return perf_counter() - begin, answer

    def ratio():
        (slow, answer), (fast, same) = took(one), took(other)
        if answer != same:
            raise CommandError("Two ways of counting give different figures: they cannot be compared.")
        return slow / fast

    with databases.connected_to(database):
        return median(ratio() for _round in range(rounds))
