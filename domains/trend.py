"""How far domains were at the end of each month, from the history of measures: one query, however long the plan."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db import connections
from django.db.models import Case, F, Q, When, Window
from django.db.models.functions import ExtractMonth, ExtractYear, Lag

from domains import progress
from domains.models import Measure
from partnerships.past import end_of


@dataclass(frozen=True, slots=True)
class Point:
    """The end of a month (or today, in the month that is not over), and how far measures were then."""

    month: date
    delivery: progress.Delivery


def months_between(first, last):
    """Return the first day of every month from one day to another."""
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def by_domain(domains, last, group=None):
    """Return {domain: a Point for each month} from the start of its plan to `last`, or to the plan's end before that.

    With a target group only the measures for it count. Reads the prefetched objectives.
    """
    domain_of = {objective.pk: domain.pk for domain in domains for objective in domain.objectives.all()}
    changes = defaultdict(Counter)
    for number, status, month, objective in _changes(last, group):
        if objective in domain_of:
            changes[domain_of[objective], month][status] += number
    return {domain.pk: _points(domain, changes, last) for domain in domains}


def _points(domain, changes, last):
    plan = domain.plan
    months = months_between(plan.starts_on, min(last, plan.ends_on or last))
    counts = Counter()
    for (changed, month), change in changes.items():
        if changed == domain.pk and months and month < _number(months[0]):
            counts.update(change)
    points = []
    for month in months:
        counts.update(changes.get((domain.pk, _number(month)), {}))
        points.append(Point(month, progress.Delivery(**counts)))
    return points


def _number(month):
    return month.year * 12 + month.month - 1


def _changes(last, group):
    """Yield (one more or less, status, month, objective) for every time that a public measure came, went or changed.

    Each row of the history is set beside the one before it of the same measure.
    """
    before = {"partition_by": F("id"), "order_by": [F("history_date").asc(), F("history_id").asc()]}
    history = Measure.history.filter(history_date__lt=end_of(last)).order_by()
    counts = Q(publication="published") & ~Q(history_type="-")
    if group:
        counts &= Q(pk__in=history.meant_for(group).values("pk"))
    rows = (
        history.annotate(
            at=Case(When(counts, then=F("objective_id"))),
            month=ExtractYear("history_date") * 12 + ExtractMonth("history_date") - 1,
        )
        .annotate(was_at=Window(Lag("at"), **before), was=Window(Lag("status"), **before))
        .values_list("month", "at", "status", "was_at", "was")
    )
    sql, parameters = rows.query.sql_with_params()
    with connections[history.db].cursor() as cursor:
        # The ORM does not group what a window computes; both parts are its own SQL, with parameters apart.
        cursor.execute(f"SELECT t.*, COUNT(*) FROM ({sql}) t GROUP BY 1, 2, 3, 4, 5", parameters)  # noqa: S608
        for month, at, status, was_at, was, number in cursor.fetchall():
            if at is not None:
                yield number, status, month, at
            if was_at is not None:
                yield -number, was, month, was_at
