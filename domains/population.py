"""What statistics say of the people in a country: each indicator that has values there, ready to be shown."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter

from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from domains import charts, outcomes
from domains.models import Indicator, IndicatorValue
from partnerships.models import Territory

LARGE_PLACES = [Territory.Level.EU, Territory.Level.COUNTRY]
GROUPS = ("native", "foreign", "eu", "non_eu", "total")
WORDS = {
    "birth": {
        "native": gettext_lazy("born in the country"),
        "foreign": gettext_lazy("born in another country"),
        "eu": gettext_lazy("born in another EU country"),
        "non_eu": gettext_lazy("born outside the EU"),
        "total": gettext_lazy("everybody"),
    },
    "citizenship": {
        "native": gettext_lazy("citizens of the country"),
        "foreign": gettext_lazy("citizens of another country"),
        "eu": gettext_lazy("citizens of another EU country"),
        "non_eu": gettext_lazy("citizens of a country outside the EU"),
        "total": gettext_lazy("everybody"),
    },
}


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of one period: the value of each group, or None, and the gap."""

    period: str
    values: list[outcomes.Value | None]
    gap: outcomes.Gap | None


@dataclass(frozen=True, slots=True)
class Card:
    """One indicator in one place, with people grouped in one way."""

    indicator: Indicator
    by: str
    dataset: str
    updated_on: date | None
    series: dict[str, outcomes.Series]
    gaps: list[outcomes.Gap]

    @property
    def groups(self):
        """Return (key, words) of the groups with values, in the order people read them."""
        return [(group, WORDS[self.by][group]) for group in GROUPS if group in self.series]

    @property
    def rows(self):
        """Return what is known of every period, the latest first."""
        gap_of = {gap.period: gap for gap in self.gaps}
        periods = sorted({period for values in self.series.values() for period in values}, reverse=True)
        return [
            Row(period, [self.series[group].get(period) for group, _words in self.groups], gap_of.get(period))
            for period in periods
        ]

    @property
    def latest(self):
        """Return the last period in which groups can be compared; without one, the last in which anything is known."""
        return next((row for row in self.rows if row.gap), self.rows[0])

    @property
    def figures(self):
        """Return (words, value) of each group in the latest period; None where it has no value then."""
        return [(words, value) for (_key, words), value in zip(self.groups, self.latest.values, strict=True)]

    @property
    def foreign(self):
        """Return the words for the group that is compared with those from the country."""
        return WORDS[self.by]["foreign"]

    @property
    def standing(self):
        gap = self.latest.gap
        return gap.standing(self.indicator.better) if gap else ""

    @property
    def trend(self):
        return outcomes.trend(self.gaps) if self.is_compared else None

    @property
    def is_compared(self):
        """Say whether the indicator asks how far the groups are apart."""
        return self.indicator.comparison in {Indicator.Comparison.POINTS, Indicator.Comparison.RATIO}

    @property
    def flags(self):
        """Return every flag that stands beside a value, for their meaning below the table."""
        return sorted({flag for values in self.series.values() for value in values.values() for flag in value.flags})

    @property
    def chart(self):
        """Draw the two groups that are compared, or everybody where there are no groups."""
        drawn = [group for group in ("native", "foreign") if group in self.series] or [self.groups[0][0]]
        return charts.draw({group: self.series[group] for group in drawn})

    @property
    def legend(self):
        return [(key, words) for key, words in self.groups if key in dict(self.chart.lines)] if self.chart else []


def of_domain(domain, asked):
    """Return what a domain's page shows of the population of a country; nothing when no values are stored.

    Two queries: the countries with values, and the values of the one that is shown.
    """
    countries = sorted(countries_with_values(domain), key=lambda place: str(place.name).casefold())
    if not countries:
        return {}
    country = next((place for place in countries if place.code == asked), None) if asked else at_home(countries)
    problem = "" if country else _("There is no country %(code)s with values. Choose one from the list.")
    return {
        "country": country,
        "countries": countries,
        "cards": cards(values_of(domain).filter(territory=country).select_related("indicator")) if country else [],
        "problem": problem and problem % {"code": asked[:20]},
    }


def of_place(place):
    """Return what the page of a country shows of its population: every indicator, of all domains. One query."""
    values = place.indicator_values.select_related("indicator__domain")
    found = cards(values) if place.level in LARGE_PLACES else []
    return {"country": place, "cards": found} if found else {}


def values_of(domain):
    """Return the values of a domain's indicators; these are few and found first, so that an index leads to the rest."""
    return IndicatorValue.objects.filter(indicator__in=domain.indicators.values("pk"))


def countries_with_values(domain):
    """Return the countries with values for a domain, each with the path of a municipality of this site."""
    values = values_of(domain).filter(territory=OuterRef("pk"))
    town = Territory.objects.municipalities().order_by("path").values("path")[:1]
    return Territory.objects.filter(Exists(values), level__in=LARGE_PLACES).annotate(town=Subquery(town))


def at_home(countries):
    """Return the country the municipalities of this site lie in; without values there, the Union, or any."""
    return max(countries, key=lambda place: len(place.path) if place.holds(place.town or "") else 0)


def cards(values):
    """Return a card for each indicator of which there are values. One query."""
    values = values.filter(sex=IndicatorValue.Sex.ALL).order_by("indicator__position", "indicator__slug", "period")
    return [card_of(indicator, list(of_it)) for indicator, of_it in groupby(values, key=attrgetter("indicator"))]


def card_of(indicator, values):
    """Make a card of the way of grouping people with the latest gap; by country of birth when there are two."""
    ways = {}
    for value in values:
        ways.setdefault(value.by, []).append(value)
    made = [make_card(indicator, by, ways[by]) for by in ("birth", "citizenship") if by in ways]
    return max(made, key=lambda card: (card.latest.gap is not None, card.latest.period))


def make_card(indicator, by, values):
    series = {}
    for value in values:
        series.setdefault(value.group, {})[value.period] = outcomes.Value(value.value, value.flags)
    return Card(
        indicator,
        by,
        values[-1].dataset,
        max((value.updated_on for value in values if value.updated_on), default=None),
        series,
        outcomes.gaps(indicator.comparison, series.get("native", {}), series.get("foreign", {})),
    )
