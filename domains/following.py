"""What can be followed, and where it is kept: with a follower, or in the session of who has no account (yet).

What somebody follows is what the list of measures is asked, so that pages, feeds, calendars and mails find the same.
"""

from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_

from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from domains import listing
from domains.filters import PartFilter
from domains.models import Measure, Objective
from domains.models.follow import KEPT, LONGEST, MOST
from partnerships.models import Organisation

NAMES = [*PartFilter.base_filters]


def query_of(parameters) -> str:
    """Return what an address asks to follow, always written the same way; nothing when that does not exist."""
    asked = QueryDict(mutable=True)
    for name in NAMES:
        asked.setlist(name, sorted({value.strip() for value in parameters.getlist(name)} - {""}))
    query = asked.urlencode()
    return query if query and len(query) <= LONGEST and Followed(query).is_there else ""


@dataclass(frozen=True)
class Followed:
    """One thing that is followed, by its query."""

    query: str

    @cached_property
    def asked(self):
        """Return the query, with what a double was merged into in its place."""
        asked = QueryDict(self.query, mutable=True)
        if "organisation" in asked:
            _go_on(asked, "organisation", Organisation.objects.filter(slug=asked["organisation"]), "slug")
        if "measure" in asked:
            _go_on(asked, "measure", Measure.objects.filter(reference=asked["measure"]), "reference")
        return asked

    @cached_property
    def filters(self):
        return PartFilter(self.asked, Measure.objects.public())

    @cached_property
    def in_each_plan(self):
        """Return its filters, and the same in the next plan when an objective goes on there."""
        code = self.asked.get("objective")
        successor = code and Objective.objects.filter(predecessors__code=code).first()
        if not successor:
            return [self.filters]
        later = self.asked.copy()
        later["objective"] = successor.code
        return [self.filters, PartFilter(later, Measure.objects.public())]

    @cached_property
    def is_there(self):
        """Say whether everybody can see what is followed; it may be gone since, or withdrawn."""
        return self.filters.is_valid()

    @property
    def name(self):
        """Return what it is called, in the language that is active."""
        if not self.is_there:
            return _("This is not public any more")
        return " · ".join(f"{chip.label}: {chip.value}" for chip in listing.chips(self.filters))

    @property
    def domain(self):
        """Return the domain, when a whole domain is followed."""
        return self.filters.form.cleaned_data["domain"] if self.is_there and [*self.asked] == ["domain"] else None

    @property
    def page(self):
        """Return the address of the page about it: its own, or the list of measures with these filters."""
        chosen = [value for value in self.filters.form.cleaned_data.values() if value]
        if len(chosen) == 1 and hasattr(chosen[0], "get_absolute_url"):
            return chosen[0].get_absolute_url()
        return f"{reverse('measure_list')}?{self.asked.urlencode()}"

    @property
    def feed(self):
        return f"{reverse('followed_feed')}?{self.asked.urlencode()}"

    @property
    def calendar(self):
        return f"{reverse('followed_calendar')}?{self.asked.urlencode()}"

    def among(self, measures):
        """Return those of some measures that are followed; an objective goes on in the next plan."""
        if not self.is_there:
            return measures.none()
        found = [Q(pk__in=filters.qs.order_by().values("pk")) for filters in self.in_each_plan]
        return measures.filter(reduce(or_, found))

    def about(self, filters, names, records):
        """Return what the filters of another list find; none when these do not ask all that is followed."""
        if not (self.is_there and self.asked.keys() <= names):
            return records.none()
        found = [filters(chosen.data, records).qs.order_by().values("pk") for chosen in self.in_each_plan]
        return records.filter(reduce(or_, (Q(pk__in=keys) for keys in found)))

    def withdrawn(self):
        """Return the measures that are followed and that are not public (any more), to count them and no more."""
        hidden = Measure.objects.exclude(publication="published").filter(merged_into=None)
        if [*self.asked] == ["measure"]:
            return hidden.filter(reference=self.asked["measure"])
        return PartFilter(self.asked, hidden).qs if self.is_there else hidden.none()


def _go_on(asked, name, records, key):
    double = records.exclude(merged_into=None).select_related("merged_into").first()
    if double:
        asked[name] = getattr(double.merged_into, key)


class InSession:
    """What somebody without an account follows, for as long as her session lasts."""

    def __init__(self, session):
        self.session = session

    @property
    def queries(self):
        return self.session.get(KEPT, [])

    def add(self, query):
        """Follow one thing more; say whether there was room for it."""
        queries = list(dict.fromkeys([*self.queries, query]))
        if len(queries) > MOST:
            return False
        self.session[KEPT] = queries
        return True

    def remove(self, query):
        self.session[KEPT] = [other for other in self.queries if other != query]
