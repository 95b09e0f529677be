"""What a funded measure owes: the duties that the law ties to its funds and its cost, and the KPIs they ask for."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from domains.models import Kpi, Measure
from funding.models import AskedKpi, CommonIndicator, DutyDone, Obligation
from partnerships.languages import columns

# The duties to name the EU's support in what the public reads: that of most funds, and that of the recovery facility.
STATEMENT, RECOVERY_STATEMENT = "statement", "statement-rrf"


@dataclass(frozen=True)
class Duty:
    """One duty of a measure, with what was done about it."""

    obligation: Obligation
    due_on: date | None
    done: DutyDone | None
    is_certain: bool  # False when it depends on a total cost that nobody filled in
    day: date

    @property
    def is_late(self):
        return self.done is None and self.is_certain and self.due_on is not None and self.due_on < self.day


def funds_of(measure):
    """Return the EU funds that a measure has money of, from its prefetched allocations."""
    return [allocation.fund for allocation in measure.allocations.all() if allocation.fund]


def duties_of(measure, day):
    """Return what a measure owes for its money by the law of a day, and what it ticked off before; three queries."""
    done = {each.obligation_id: each for each in measure.duties_done.select_related("obligation")}
    owed = Obligation.objects.valid_on(day).filter(funds__in=funds_of(measure)).distinct()
    by_key = {each.pk: each for each in owed if each.holds_for(measure.budget) is not False}
    by_key |= {key: each.obligation for key, each in done.items()}
    return [
        Duty(
            obligation,
            due_on=obligation.due_on(measure),
            done=done.get(obligation.pk),
            is_certain=obligation.holds_for(measure.budget) is not None,
            day=day,
        )
        for obligation in sorted(by_key.values(), key=lambda each: (each.position, each.slug))
    ]


def statements_owed(measure, day):
    """Return which statements on the support of the EU the public must read about a measure; one query."""
    owed = Obligation.objects.valid_on(day).filter(slug__in=[STATEMENT, RECOVERY_STATEMENT])
    return set(owed.filter(funds__in=funds_of(measure)).values_list("slug", flat=True))


def indicators_for(measure, day):
    """Return what the funds of a measure ask to count and none of its KPIs counts yet; totals funds compute."""
    asked = CommonIndicator.objects.valid_on(day).filter(fund__in=funds_of(measure), is_total=False)
    return asked.exclude(kpis__kpi__measure=measure).select_related("fund").order_by("fund__position", "position")


def add_kpis(measure, targets):
    """Make KPIs of {indicator: target}; what a colleague made meanwhile is not made twice. Return the KPIs."""
    with transaction.atomic():
        Measure.objects.select_for_update(no_key=True).get(pk=measure.pk)
        known = set(AskedKpi.objects.filter(kpi__measure=measure).values_list("indicator", flat=True))
        return [_kpi(measure, indicator, target) for indicator, target in targets.items() if indicator.pk not in known]


def _kpi(measure, indicator, target):
    names = {column: getattr(indicator, column) for column in columns("name")}
    kpi = Kpi.objects.create(measure=measure, target=target, counts_people=indicator.counts_people, **names)
    AskedKpi.objects.create(kpi=kpi, indicator=indicator)
    return kpi
