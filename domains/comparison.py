"""Places beside each other: what each does for every objective, and whether they are alike. It is never a ranking."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import IntegerField, Sum, Value
from django.utils.translation import gettext as _

from domains import progress
from domains.models import Domain, Measure
from domains.templatetags.figures import size_class

FEWEST, MOST = 2, 4


@dataclass(frozen=True, slots=True)
class Side:
    """One of the places: the region it lies in, and all its measures, of every plan."""

    place: Any
    region: Any
    delivery: progress.Delivery

    @property
    def per_inhabitants(self) -> Decimal | None:
        return progress.per_inhabitants(self.delivery.total, self.place.population)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one place does for a domain or a plan, and in how many of its objectives something is under way."""

    place: Any
    delivery: progress.Delivery
    objectives: progress.Share


@dataclass(frozen=True, slots=True)
class Row:
    """A plan, domain or objective with a cell for each place; a plan has the rows of its domains."""

    about: Any
    cells: tuple[Cell, ...]
    parts: tuple["Row", ...] = ()

    @property
    def is_empty(self) -> bool:
        return not any(cell.delivery.all for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything the page shows of some places; nothing in it is in the order of a figure."""

    sides: tuple[Side, ...]
    plans: list[Row]
    differing: list[Row]
    money: list[tuple[Any, tuple[Decimal | None, ...]]]


def compare(places, regions, today) -> Comparison:
    """Return the comparison of some places in five queries, however many measures there are."""
    sets = [Measure.objects.public().within(place) for place in places]
    deliveries = deliveries_of(sets, today)
    plans = _plans(places, deliveries)
    sides = [
        Side(place, region, progress.total(of_place.values()))
        for place, region, of_place in zip(places, regions, deliveries, strict=True)
    ]
    return Comparison(tuple(sides), plans, differing(places, plans, deliveries), money_of(sets))


def deliveries_of(sets, day) -> list[dict[int, progress.Delivery]]:
    """Return {objective: Delivery} for each set of measures, in one query for all of them together."""
    found = [defaultdict(dict) for _set in sets]
    for objective, state, number, which in _together([measures.counts("objective", day) for measures in sets]):
        found[which][objective][state] = number
    return [{objective: progress.Delivery(**numbers) for objective, numbers in of_one.items()} for of_one in found]


def _together(parts_of_sets):
    """Return the rows of several sets of counts in one query, each with the number of its set at its end."""
    first, *others = [
        part.annotate(which=Value(number, output_field=IntegerField()))
        for number, parts in enumerate(parts_of_sets)
        for part in parts
    ]
    return first.union(*others, all=True)


def _plans(places, deliveries) -> list[Row]:
    """Return a row for each plan that one of the places works for; the first plan always has one."""
    by_plan = defaultdict(list)
    for domain in Domain.objects.select_related("plan").prefetch_related("objectives"):
        by_plan[domain.plan].append((domain, domain.objectives.all()))
    rows = []
    for plan, domains in by_plan.items():
        parts = tuple(_row(domain, objectives, places, deliveries) for domain, objectives in domains)
        objectives = [objective for _domain, of_domain in domains for objective in of_domain]
        row = _row(plan, objectives, places, deliveries, parts)
        if not rows or not row.is_empty:
            rows.append(row)
    return rows


def _row(about, objectives, places, deliveries, parts=()) -> Row:
    cells = []
    for place, of_place in zip(places, deliveries, strict=True):
        each = [of_place.get(objective.pk, progress.Delivery()) for objective in objectives]
        cells.append(Cell(place, progress.total(each), progress.coverage(each)))
    return Row(about, tuple(cells), parts)


def differing(places, plans: Iterable[Row], deliveries) -> list[Row]:
    """Return the objectives for which some of the places have a measure running or done, and others have none."""
    rows = [
        _row(objective, [objective], places, deliveries)
        for plan in plans
        for domain in plan.parts
        for objective in domain.about.objectives.all()
    ]
    return [row for row in rows if len({cell.delivery.has_started for cell in row.cells}) > 1]


def money_of(sets) -> list[tuple[Any, tuple[Decimal | None, ...]]]:
    """Return what each fund pays in each of these sets of measures; own means come last, as no fund."""
    allocations = Measure.allocations.rel.related_model.objects
    paid = [allocations.filter(measure__in=measures).order_by() for measures in sets]
    sums = defaultdict(dict)
    for fund, euros, which in _together([[each.values_list("fund").annotate(euros=Sum("amount"))] for each in paid]):
        sums[fund][which] = euros
    funds = Measure.allocations.rel.related_model.fund.get_queryset().filter(pk__in=[pk for pk in sums if pk])
    rows = [*funds, *([None] if None in sums else [])]
    return [(fund, tuple(sums[fund and fund.pk].get(which) for which in range(len(sets)))) for fund in rows]


def unlikenesses(sides: Iterable[Side]) -> list[str]:
    """Say, a sentence each, in what the places differ before any measure is counted: level, size class, region."""
    sides = list(sides)
    found = []
    if len({side.place.level for side in sides}) > 1:
        levels = [side.place.get_level_display() for side in sides]
        found.append((_("They are of different levels: %(each)s."), levels))
    elif len({side.place.size for side in sides}) > 1:
        found.append((_("They differ in size: %(each)s."), [size_class(side.place) for side in sides]))
    regions = [side.region for side in sides]
    if None not in regions and len(set(regions)) > 1:
        found.append((_("They lie in different regions: %(each)s."), regions))
    return [
        sentence % {"each": "; ".join(f"{side.place}: {word}" for side, word in zip(sides, words, strict=True))}
        for sentence, words in found
    ]
