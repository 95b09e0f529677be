"""What there is to say of a figure, and what a reader asked of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django_filters import FilterSet

from domains import listing, progress
from domains.lens import Lens
from domains.templatetags.figures import number, percent


@dataclass(frozen=True, slots=True)
class Result:
    """A figure as the pages show it, and the sum that gives it."""

    label: str
    value: str
    sum: str = ""


@dataclass(frozen=True, slots=True)
class Input:
    """A number that went in (or did not, as its label says), and the list of what it counts."""

    label: str
    value: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A figure with its inputs, the files that give it (each with its filters), and some of the measures it counts."""

    results: list[Result]
    inputs: list[Input]
    files: list[tuple[str, str]]
    note: str = ""
    measures: QuerySet | tuple = ()


@dataclass(frozen=True)
class Question:
    """The filters of an address, and the lens it is read through: it says of which day."""

    filters: FilterSet
    lens: Lens

    @property
    def today(self) -> date:
        return self.lens.day

    @property
    def records(self) -> QuerySet:
        return self.filters.qs

    @property
    def asked(self) -> dict[str, Any]:
        """Return {filter: what it names}, without the filters that were left empty."""
        return {name: value for name, value in self.filters.form.cleaned_data.items() if value}

    @cached_property
    def in_words(self) -> list[listing.Chip]:
        return list(listing.chips(self.filters))

    @property
    def query(self) -> str:
        """Return the filters as they stand in an address."""
        return self.query_of(self.filters.form.fields, on=[self.lens.past_day])

    def query_of(self, names, **instead) -> str:
        """Return the filters of these names, some with other values instead."""
        asked = {name: self.filters.data.getlist(name) for name in names} | instead
        return urlencode([(name, value) for name, values in asked.items() for value in values if value])

    def listed(self, view, **instead) -> str:
        """Return the address of a list with the same filters, some with other values instead; a list is of today."""
        if self.lens.past_day:
            return ""
        return f"{reverse(view)}?{self.query_of(self.filters.form.fields, **instead)}"

    @cached_property
    def delivery(self) -> progress.Delivery:
        """Return how far the measures are: the sum of their objectives, as on every page."""
        return progress.total(self.records.delivery("objective", self.today).values())


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that pages publish: what can narrow it, and the function that shows its sum.

    `rule` is the place on the page on how numbers are counted that says in words what this figure counts.
    """

    title: str
    rule: str
    filters: type[FilterSet]
    records: Callable[[Lens], QuerySet]
    explain: Callable[[Question], Explanation]

    @property
    def rule_template(self):
        return f"integration_plan/rules/{self.rule}.html"

    def answer(self, question):
        """Return an explanation and no problems; or None, with (name of the filter, what is wrong with it) for each."""
        form = question.filters.form
        if not question.filters.is_valid():
            return None, [(form.fields[name].label, text) for name, texts in form.errors.items() for text in texts]
        if question.lens.past_day and "fund" in question.asked:
            return None, [(form.fields["fund"].label, _("This filter knows today only."))]
        try:
            return self.explain(question), []
        except ValidationError as error:
            return None, [("", text) for text in error.messages]

    def others(self, question, figures):
        """Return (name, title) of the other figures that can be asked the same question."""
        asked = question.asked.keys()
        return [
            (name, other.title)
            for name, other in figures.items()
            if other is not self
            and asked <= other.filters.base_filters.keys()
            and (asked or other.filters is self.filters)
        ]


def share_sum(share, *terms):
    """Return the sum of a share, such as 12 ÷ (8 + 30 + 12) = 24%; nothing where there is nothing to divide by."""
    if share.percent is None:
        return ""
    whole = f"({' + '.join(map(number, terms))})" if terms else number(share.whole)
    sentence = _("%(part)s ÷ %(whole)s = %(share)s, rounded down")
    return sentence % {"part": number(share.part), "whole": whole, "share": percent(share.percent)}


def part_of(share, nothing=None):
    """Return a share as the pages do: 11 of 18."""
    if not share.whole:
        return percent(None, nothing)
    return _("%(part)s of %(whole)s") % {"part": number(share.part), "whole": number(share.whole)}
