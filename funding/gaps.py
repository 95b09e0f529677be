"""Where measures have no EU money, and where EU money has no measures: objective by objective, place by place."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Value

from domains.models import Measure, Objective
from funding.models import FundFact, Programme
from partnerships import places
from partnerships.models import Territory

EVERYWHERE = ""  # the path of no place in particular
STARTED_OR_PLANNED = ["planned", "running", "done"]


@dataclass(frozen=True, slots=True)
class Gap:
    """What is done for something in a place, and which EU money there is for it."""

    about: Any
    measures: int
    with_money: int
    asking: int  # without EU money, and a fund was asked and has not answered
    funds: tuple = ()

    @property
    def without_money(self) -> int:
        return self.measures - self.with_money

    @property
    def kind(self) -> str:
        """Return `no-money` where no measure has EU money, `no-measures` where money waits for them, or nothing."""
        if self.measures:
            return "" if self.with_money else "no-money"
        return "no-measures" if self.funds else ""


@dataclass(frozen=True, slots=True)
class Row:
    """A domain with its objectives, or a place with its domains (of one domain, with its objectives)."""

    about: Any
    gaps: tuple[Gap, ...]


class Map:
    """The gaps of some objectives, in a place and in the places directly in it. Four queries, however many measures."""

    def __init__(self, objectives, territories: Iterable[Territory], place, day):
        self.place = place
        supported = FundFact.objects.filter(kind=FundFact.Kind.SUPPORTS).select_related("fund")
        self.objectives = list(objectives.prefetch_related(Prefetch("fund_facts", supported)))
        self.counts = counted(self.objectives, place)
        self.programmes = programmed(day)
        self.parts = parts_of(place, list(territories), self.counts)

    @property
    def rows(self) -> list[Row]:
        """Return the domains with a gap for each of their objectives."""
        return [
            Row(domain, tuple(self.gap(objective, [objective], self.place) for objective in found))
            for domain, found in self.by_domain.items()
        ]

    @property
    def by_domain(self) -> dict:
        domains = defaultdict(list)
        for objective in self.objectives:
            domains[objective.domain].append(objective)
        return domains

    @property
    def columns(self) -> dict:
        """Return {domain: its objectives}; of a single domain, each objective by itself."""
        domains = self.by_domain
        return domains if len(domains) > 1 else {objective: [objective] for objective in self.objectives}

    @property
    def place_rows(self) -> list[Row]:
        columns = self.columns.items()
        return [
            Row(part, tuple(self.gap(about, objectives, part) for about, objectives in columns)) for part in self.parts
        ]

    def gap(self, about, objectives, place) -> Gap:
        """Return what is done for some objectives in a place."""
        path = place.path if place else EVERYWHERE
        counts = self.counts_of(objectives, path)
        funds = {fact.fund: None for objective in objectives for fact in objective.fund_facts.all()}
        numbers = (counts["measures"], counts["with_money"], counts["asking"])
        return Gap(about, *numbers, tuple(fund for fund in funds if self.reaches(fund, path)))

    def counts_of(self, objectives, path) -> Counter:
        found = [self.counts[key] for objective in objectives if (key := (path, objective.pk)) in self.counts]
        return sum(found, Counter())

    def reaches(self, fund, path) -> bool:
        """Say whether a fund has a programme for a place, or none anywhere: then the Commission runs it for all."""
        areas = self.programmes.get(fund.pk)
        return areas is None or any(path.startswith(area) or area.startswith(path) for area in areas)

    def of_town(self, town) -> int:
        """Return how many measures in a municipality have no EU money."""
        counts = self.counts_of(self.objectives, town.path)
        return counts["measures"] - counts["with_money"]


def counted(objectives, place):
    """Return {(path, objective): numbers}, of each place and of all that it lies in. One query."""
    measures = Measure.objects.public().filter(objective__in=objectives, status__in=STARTED_OR_PLANNED)
    measures = measures.within(place) if place else measures
    sets = {"measures": measures, "with_money": measures.with_eu_money(), "asking": measures.asking_for_eu_money()}
    first, *others = (
        found.order_by()
        .annotate(state=Value(state))
        .values_list("objective", "territory__path", "state")
        .annotate(n=Count("*"))
        for state, found in sets.items()
    )
    counts = defaultdict(Counter)
    for objective, path, state, number in first.union(*others, all=True):
        for around in (EVERYWHERE, *places.ancestors(path)):
            counts[around, objective][state] += number
    return counts


def programmed(day):
    """Return {fund: paths of the places for which it has a programme that may pay for integration}. One query."""
    areas = defaultdict(list)
    for programme in Programme.objects.valid_on(day).select_related("territory"):
        areas[programme.fund_id] += [programme.territory.path] if programme.covers_integration is not False else []
    return areas


def parts_of(place, territories, counts):
    """Return the places directly in a place; without one, in the smallest that holds what is done in any part."""
    inner = place.path if place else holding({path for path, _objective in counts if path})
    by_path = {each.path: each for each in territories}
    parent = by_path.get(inner)
    return [
        each for each in territories if parent and each.parent_id == parent.pk and each.level != Territory.Level.FORMER
    ]


def holding(paths: set[str]) -> str:
    """Return the path of the smallest place that holds all of these but those that it lies in itself."""
    found = ""
    while len(parts := {path[: len(found) + places.WIDTH] for path in paths if len(path) > len(found)}) == 1:
        (found,) = parts
    return found


def objectives_of(plan, domain):
    """Return the objectives of a domain, of a plan, or of all plans."""
    found = Objective.objects.select_related("domain__plan").order_by("domain__plan", "domain__number", "code")
    if domain:
        return found.filter(domain=domain)
    return found.filter(domain__plan=plan) if plan else found
