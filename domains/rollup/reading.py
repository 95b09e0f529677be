"""Answers from the sums: the same questions as `MeasureQuerySet` answers, and the same answers."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

from domains import progress
from domains.money import CENT
from domains.rollup.parts import DAYS, OWN_MEANS, number_of

# A state that the clock sets is a sum over days; an overdue report is one that was owed and was not given.
DELIVERY = """SELECT objective, what, sum(n) FROM rollup
    WHERE what IN ('planned', 'running', 'done', 'stopped') AND {chosen} GROUP BY objective, what
    UNION ALL
    SELECT objective, 'late', sum(n) FROM rollup WHERE what = 'due' AND at < {today} AND {chosen} GROUP BY objective
    UNION ALL
    SELECT objective, 'reported', sum(n) FROM rollup
    WHERE what = 'reported' AND at >= {fresh} AND {chosen} GROUP BY objective
    UNION ALL
    SELECT objective, 'stale', sum(n) FROM rollup
    WHERE what = 'silent' AND at < {silent} AND {chosen} GROUP BY objective
    UNION ALL
    SELECT r.objective, 'report_overdue', sum(CASE r.what WHEN 'round' THEN -r.n ELSE r.n END)
    FROM domains_reportinground p
    JOIN domains_domain d ON d.plan_id = p.plan_id
    JOIN domains_objective o ON o.domain_id = d.id
    JOIN rollup r ON r.objective = o.id AND (r.what = 'started' AND r.at <= {ends} OR r.what = 'round' AND r.at = p.id)
    WHERE p.deadline < %s AND {chosen} AND NOT EXISTS (
        SELECT 1 FROM domains_reportinground later
        WHERE later.plan_id = p.plan_id AND later.deadline < %s AND later.deadline > p.deadline
    )
    GROUP BY r.objective
"""
STATUSES = """SELECT at, what, sum(n) FROM rollup
    WHERE what IN ('planned', 'running', 'done', 'stopped') AND {chosen} GROUP BY at, what
"""
MONEY = "SELECT at, sum(n) FROM rollup WHERE what = 'money' AND {chosen} GROUP BY at HAVING sum(n) > 0"


@dataclass(frozen=True, slots=True)
class Sums:
    """The published measures for some objectives, as they are now."""

    objectives: tuple[int, ...]

    @classmethod
    def of(cls, objectives):
        return cls(tuple(objective.pk for objective in objectives))

    def delivery(self, key: str, day: date) -> dict[int, progress.Delivery]:
        """Return {objective: Delivery} on a day, in one query."""
        asked = {
            "today": day,
            "fresh": day - timedelta(days=progress.REPORT_STAYS_FRESH_FOR_DAYS),
            "silent": day - timedelta(days=progress.MEASURE_IS_STALE_AFTER_DAYS),
        }
        numbers = {name: number_of(value) for name, value in asked.items()}
        ends = DAYS[connection.vendor].format("p.ends_on")
        counts = progress.by_state(self._ask(DELIVERY, [day, day], **numbers, ends=ends))
        return {objective: progress.Delivery(**states) for objective, states in counts.items()}

    def statuses(self, key: str) -> dict[int, dict[str, int]]:
        """Return {place: {status: number}} in one query."""
        return progress.by_state(self._ask(STATUSES))

    def money(self) -> dict[int | None, Decimal]:
        """Return {fund: euros} in one query; None stands for own means."""
        return {None if fund == OWN_MEANS else fund: int(cents) * CENT for fund, cents in self._ask(MONEY)}

    def _ask(self, query, parameters=(), **written):
        # Keys and days are numbers of our own: written out, a database plans by them.
        chosen = f"objective IN ({', '.join(map(str, self.objectives)) or 'NULL'})"
        with connection.cursor() as cursor:
            cursor.execute(query.format(chosen=chosen, **written), parameters)
            return cursor.fetchall()
