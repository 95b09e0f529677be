"""Where a plan stands: its domains, objectives and places, each with how far their measures are."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count

from domains import maps, progress
from domains.models import Action, Domain
from partnerships.models import Boundary, Territory


@dataclass(frozen=True, slots=True)
class Line:
    """A domain, objective or place, and how far its measures are; a domain has the lines of its objectives."""

    about: Any
    delivery: progress.Delivery
    parts: tuple["Line", ...] = ()

    @property
    def coverage(self) -> progress.Share:
        """Return in how many of its parts a measure is running or done."""
        return progress.coverage(part.delivery for part in self.parts)


def towards(objectives, measures):
    """Return those of the measures whose main objective is one of these."""
    return measures.filter(objective__in=[objective.pk for objective in objectives])


def objective_lines(objectives, measures, today):
    """Return a line per objective of what these measures do for it, in one query."""
    deliveries = measures.delivery("objective", today)
    return [Line(objective, deliveries.get(objective.pk, progress.Delivery())) for objective in objectives]


def domain_lines(domains, measures, today):
    """Return a line per domain, each the sum of its objectives; reads the prefetched objectives."""
    objectives = [objective for domain in domains for objective in domain.objectives.all()]
    lines = objective_lines(objectives, measures, today)
    parts_of = {domain.pk: tuple(line for line in lines if line.about.domain_id == domain.pk) for domain in domains}
    return [
        Line(domain, progress.total(part.delivery for part in parts_of[domain.pk]), parts_of[domain.pk])
        for domain in domains
    ]


def started(lines: Iterable[Line], most: int):
    """Return the lines that coverage counts, those with most measures running or done first, and how many more."""
    found = [line for line in lines if line.delivery.has_started]
    found.sort(key=lambda line: -(line.delivery.running + line.delivery.done))
    return found[:most], max(len(found) - most, 0)


def plan_lines(measures, today):
    """Return a line per plan that these measures serve, with those of its domains; the first plan always has one."""
    domains = list(Domain.objects.select_related("plan").prefetch_related("objectives"))
    lines = []
    for plan, parts in groupby(domain_lines(domains, measures, today), key=lambda line: line.about.plan):
        parts = tuple(parts)
        delivery = progress.total(part.delivery for part in parts)
        if delivery.all or not lines:
            lines.append(Line(plan, delivery, parts))
    return lines


def place_lines(places, measures):
    """Return a line per place of what happens there itself, by status only: a place has no schedule.

    A former municipality has no line: it counts for the one it became part of, when that one is among these places.
    """
    lines = {place.pk: place for place in places}
    statuses = measures.statuses("territory")
    deliveries = {key: progress.Delivery(**statuses.get(key, {})) for key in lines}
    for former in sorted(lines.values(), key=lambda place: place.path, reverse=True):  # the smaller ones first
        if former.level == Territory.Level.FORMER and former.parent_id in lines:
            deliveries[former.parent_id] += deliveries.pop(former.pk)
    return [Line(place, deliveries[key]) for key, place in lines.items() if key in deliveries]


def parts_of(place, lines):
    """Return a line per place directly in `place`, each the sum of these lines of the places in it."""
    return [
        Line(part.about, progress.total(line.delivery for line in lines if part.about.holds(line.about.path)))
        for part in lines
        if part.about.parent_id == place.pk
    ]


def about_towns(lines, most: int):
    """Return what pages show of these places: their map, the `most` busiest as a table, and how many more there are."""
    towns, more = busiest(lines, most)
    numbers = [(line.about, line.delivery.total) for line in lines]
    return {"map": town_map(numbers), "towns": towns, "more_towns": more}


def town_map(numbers: list[tuple[Territory, int]]):
    """Draw municipalities, coloured by a number of each: their areas if borders are loaded, else circles.

    A few of which no border is known are left out, and named beside the map; when they are many, all are circles.
    """
    borders = Boundary.objects.in_bulk([town.pk for town, _number in numbers])
    if not maps.enough_borders(len(borders), len(numbers)):
        return _circles(numbers)
    return maps.paint(
        [_area(town, number, borders[town.pk]) for town, number in numbers if town.pk in borders],
        makers=sorted({border.attribution for border in borders.values()}),
        missing=[str(town.name) for town, _number in numbers if town.pk not in borders],
    )


def _area(town, number, border):
    return maps.Area(
        name=str(town.name),
        population=town.population or 0,
        number=number,
        path=border.path,
        left=border.left,
        top=border.top,
        right=border.right,
        bottom=border.bottom,
    )


def _circles(numbers):
    return maps.draw(
        maps.Spot(str(town.name), float(town.latitude), float(town.longitude), town.population or 0, number)
        for town, number in numbers
        if town.latitude is not None
    )


def busiest(lines: Iterable[Line], most: int):
    """Return the lines with measures, those with the most first, and how many more there are."""
    busy = sorted((line for line in lines if line.delivery.total), key=lambda line: -line.delivery.total)
    return busy[:most], max(len(busy) - most, 0)


def by_name(places):
    """Return (code, name) of each place, in the order of the names in the reader's language."""
    return sorted(((place.code, str(place.name)) for place in places), key=lambda pair: pair[1].casefold())


def action_statuses(actions):
    """Return (status, number of actions) for each official status that occurs, the furthest first."""
    return _in_order(dict(actions.order_by().values_list("status").annotate(n=Count("*"))))


def count_statuses(statuses):
    """Return the same of statuses that are at hand already."""
    return _in_order(Counter(statuses))


def _in_order(numbers):
    return [(status, numbers[status]) for status in Action.Status.values if status in numbers]
