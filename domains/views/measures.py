"""Measures: the list with its filters, and one measure."""

from itertools import groupby

from django.db.models import Exists, OuterRef, Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from domains import elsewhere, linked_data, listing, progress, story
from domains.filters import MeasureFilter
from domains.models import Action, FollowUp, Kpi, Measure, Objective, Report, ReportedValue
from partnerships.beside import linked
from partnerships.models import Dialogue, Organisation, Partnership, Territory
from partnerships.places import ancestors

LARGE_PLACES = ["country", "nuts1", "province"]
MEETINGS = 3
CHANGES = 3  # days on which the measure itself changed, on its own page


def measure_list(request):
    """The published measures, narrowed by the filters of the address; only the results when a script asks."""
    filters = MeasureFilter(request.GET, Measure.objects.public())
    return listing.answer(
        request, filters, ("domains/measure_list.html", "domains/measure_results.html"), offer_choices
    )


def offer_choices(form):
    """Offer what there is in groups people know; which values count is for the filters to say."""
    everything = [("", _("All"))]
    objectives = list(Objective.objects.select_related("domain__plan"))
    # One without objectives has no measures.
    plans = {objective.domain: objective.domain.plan for objective in objectives}
    places = Territory.objects.filter(level__in=[*LARGE_PLACES, "municipality"]).for_list()
    actors = Organisation.objects.filter(Exists(Measure.objects.public().filter(organisation=OuterRef("pk"))))
    offered = {
        "plan": pairs(dict.fromkeys(plans.values()), "slug"),
        "domain": [(str(plan), pairs(found, "slug")) for plan, found in groupby(plans, plans.get)],
        "objective": [
            (str(domain), pairs(found, "code")) for domain, found in groupby(objectives, lambda each: each.domain)
        ],
        "territory": place_groups(places),
        "organisation": sorted(pairs(actors, "slug"), key=by_words),
    }
    for name, choices in offered.items():
        form.fields[name].widget.choices = everything + choices


def pairs(records, key):
    return [(getattr(record, key), str(record)) for record in records]


def by_words(pair):
    return pair[1].casefold()


def place_groups(places):
    """Return regions and provinces with municipalities in them, from the large to the small; then these by name."""
    towns = [place for place in places if place.level == "municipality"]
    around = {path for town in towns for path in ancestors(town.path)}
    large = [
        (place.code, str(place))
        for place in sorted(places, key=lambda place: place.path)
        if place.level in LARGE_PLACES and place.path in around
    ]
    return [
        (_("Countries, regions and provinces"), large),
        (_("Municipalities"), sorted(pairs(towns, "code"), key=by_words)),
    ]


def measure_detail(request, reference):
    """One published measure: what it promised, what became of it, and with which money."""
    today = timezone.localdate()
    try:
        measure = published(reference, today)
    except Http404:
        return redirect(get_object_or_404(Measure.objects.public(), doubles__reference=reference), permanent=True)
    allocations = measure.allocations.all()
    allocated = sum(allocation.amount for allocation in allocations)
    return render(
        request,
        "domains/measure_detail.html",
        {
            "measure": measure,
            "today": today,
            **linked_to(measure),
            "silence": silence_of(measure, today),
            "story": story.public_days(measure, parts=())[:CHANGES],
            "time_passed": measure.time_passed(today),
            "allocations": allocations,
            "unexplained": None if measure.budget is None else measure.budget - allocated,
            "contacts": [measure.contact] if measure.contact else [],
            "elsewhere": elsewhere.measures_for(measure.objective, measure.territory),
            "linked_data": [linked_data.measure(measure), linked_data.breadcrumb(*above(measure), measure)],
        },
    )


def measure_changes(request, reference):
    """What changed in the public part of a measure, and when."""
    measures = Measure.objects.public().select_related("objective__domain__plan")
    measure = get_object_or_404(measures, reference=reference)
    return render(request, "domains/measure_changes.html", {"measure": measure, "story": story.public_days(measure)})


def published(reference, today):
    """Return a published measure with all that its page shows of it, in a number of queries that does not grow."""
    return get_object_or_404(
        Measure.objects.public()
        .annotate(owes_a_report=Exists(Measure.objects.report_overdue_on(today).filter(pk=OuterRef("pk"))))
        .select_related(
            "objective__domain__plan",
            "organisation__logo",
            "territory",
            "contact__organisation",
            "copied_from__organisation",
        )
        .defer("organisation__logo__picture")
        .prefetch_related(
            "milestones",
            "target_groups",
            Prefetch("allocations", Measure.allocations.rel.related_model.objects.select_related("fund")),
            Prefetch("further_objectives", Objective.objects.select_related("domain")),
            Prefetch("kpis", Kpi.objects.for_public()),
            Prefetch("reports", Report.objects.approved().select_related("round")),
            Prefetch("reports__values", ReportedValue.objects.for_public().select_related("kpi")),
        ),
        reference=reference,
    )


def linked_to(measure):
    """Return the actions that a measure carries out, the partnerships that carry it, and meetings that asked for it."""
    done = FollowUp.objects.public().filter(measure=measure).order_by()
    return linked(
        actions=Action.objects.filter(measures=measure),
        partnerships=Partnership.objects.filter(measures=measure),
        dialogues=Dialogue.objects.public()
        .filter(pk__in=done.values("conclusion__dialogue"))
        .nearest_first()[:MEETINGS],
    )


def above(measure):
    """Return what a measure is part of, from the plan to its objective."""
    return measure.objective.domain.plan, measure.objective.domain, measure.objective


def silence_of(measure, today):
    """Return what a measure that `published` found owes the public: `report_overdue`, `stale`, or nothing."""
    if measure.owes_a_report:
        return "report_overdue"
    last_report_on = max((report.reported_on for report in measure.reports.all()), default=None)
    state = progress.reporting(measure.status, measure.starts_on, last_report_on, today)
    return state if state == "stale" else None
