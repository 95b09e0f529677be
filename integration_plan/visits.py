"""Visits: which pages are of one kind, and what the public reads of how often they are shown."""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date

import django_filters as filters
from django.conf import settings
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from domains.models import Domain
from partnerships.files import Column, File
from partnerships.visits import Visits

KINDS = {
    "home": (_("Home page"), ["dashboard"]),
    "plans": (_("Action plans"), ["plan_detail", "over_time", "round_detail"]),
    "domains": (_("Domains"), ["domain_detail", "domain_changes", "domain_partnerships", "domain_embed"]),
    "objectives": (_("Objectives"), ["objective_detail"]),
    "actions": (_("Actions"), ["action_list", "action_detail"]),
    "measures": (_("Measures"), ["measure_list", "measure_detail", "measure_changes"]),
    "places": (_("Places"), ["territory_list", "territory_detail", "compare"]),
    "organisations": (_("Organisations"), ["organisation_detail", "organisation_quality"]),
    "partnerships": (_("Partnerships"), ["partnership_list", "partnership_detail"]),
    "dialogues": (_("Dialogue"), ["dialogue_list", "dialogue_detail"]),
    "questions": (_("Questions to everybody"), ["question_list", "question_detail", "question_answer"]),
    "funds": (_("Funds"), ["fund_list", "fund_detail", "funding_chain", "cofinancing", "finder", "gap_map"]),
    "calls": (_("Calls"), ["call_list", "call_detail"]),
    "consultations": (_("Taking part in programmes"), ["consultation_list", "consultation_detail"]),
    "operations": (_("Operations"), ["operation_list", "operation_detail"]),
    "search": (_("Search"), ["search"]),
    "changes": (_("What changed"), ["changes"]),
    "following": (_("What you follow"), ["following", "follow_by_mail"]),
    "corrections": (_("Corrections"), ["correction_list", "correction_detail", "correction_new"]),
    "figures": (_("How numbers are counted"), ["methodology", "figure_detail"]),
    "open-data": (_("Open data"), ["open_data", "api_manual"]),
    "about": (_("About this site"), ["accessibility", "privacy", "visits"]),
}
KIND_OF = {page: kind for kind, (_label, pages) in KINDS.items() for page in pages}

MONTHS = 12
LANGUAGES = dict(settings.LANGUAGES)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: what it is about, how many pages were shown in each language and in all, and its bar."""

    about: Hashable
    numbers: list[int]
    total: int
    width: str


def rows(found: Iterable[tuple[Hashable, str, int]]) -> list[Row]:
    """Return a line for each thing that pages are about; the bar of the largest is full."""
    shown = Counter()
    for about, language, number in found:
        shown[about, language] += number
        shown[about, None] += number
    totals = {about: number for (about, language), number in shown.items() if language is None}
    most = max(totals.values(), default=0)
    return [
        Row(about, [shown[about, code] for code in LANGUAGES], total, f"{100 * total / most:.1f}%")
        for about, total in totals.items()
    ]


def visits(request):
    """How often pages were shown in the last twelve months, or in one of them: by month, by kind and by domain."""
    first = first_month(timezone.localdate())
    months = rows(Visits.objects.filter(day__gte=first).by_month())
    asked = request.GET.get("month", "")
    month = next((row.about for row in months if f"{row.about:%Y-%m}" == asked), None)
    when = {"day__year": month.year, "day__month": month.month} if month else {"day__gte": first}
    found = [*Visits.objects.filter(**when).by_kind()]
    titles = {domain.slug: domain.title for domain in Domain.objects.all()}
    kinds = rows((KINDS[kind][0] if kind in KINDS else kind, language, shown) for kind, _slug, language, shown in found)
    domains = rows((titles.get(slug, slug), language, shown) for _kind, slug, language, shown in found if slug)
    context = {
        "months": months[::-1],
        "month": month,
        "is_unknown_month": bool(asked and not month),
        "kinds": largest_first(kinds),
        "domains": largest_first(domains),
        "language_names": LANGUAGES.values(),
    }
    return render(request, "integration_plan/visits.html", context, status=400 if context["is_unknown_month"] else 200)


def first_month(today: date) -> date:
    """Return the first day of the twelve months that end with this one."""
    months = today.year * 12 + today.month - MONTHS
    return date(months // 12, months % 12 + 1, 1)


def largest_first(found: list[Row]) -> list[Row]:
    return sorted(found, key=lambda row: -row.total)


class VisitsFilter(filters.FilterSet):
    """Filters of the file of visits."""

    kind = filters.ChoiceFilter(choices=[(kind, label) for kind, (label, _pages) in KINDS.items()], label=_("Kind"))
    language = filters.ChoiceFilter(choices=settings.LANGUAGES, label=_("Language"))

    class Meta:
        model = Visits
        fields = ["kind", "language"]


FILES = {
    "visits": File(
        about=_("How often pages of this site were shown: pages, not people, since nothing is known of who reads."),
        columns=[
            Column("day", _("The day, in Brussels.")),
            Column("kind", _("What kind of page it was: home, measures, places and so on.")),
            Column("domain", _("Of pages about a domain: which one; empty for others.")),
            Column("language", _("The language of the page.")),
            Column("number", _("How often such a page was shown on that day.")),
        ],
        filters=VisitsFilter,
        public=Visits.objects.all,
    )
}
