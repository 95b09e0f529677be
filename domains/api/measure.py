"""Measures and their reports."""

from collections import defaultdict

from django.db.models import F, OuterRef, Prefetch, Subquery, Value
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers, viewsets
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response

from domains import progress
from domains.filters import MeasureFilter, ReportFilter
from domains.models import Kpi, Measure, Milestone, Report, ReportedValue
from partnerships.api import SLUG, ApiAddress, PageAddress, Texts, api_address, key_of, page_address, texts
from partnerships.languages import columns

BELOW = _("When it counts people, more than none and fewer than this; null when the number itself is told.")
DAY = r"\d{4}-\d{2}-\d{2}"


class MeasureAllocationSerializer(serializers.Serializer):
    fund = serializers.SlugField(allow_null=True, help_text=_("Null for own means."))
    amount_eur = serializers.DecimalField(15, 2)


class KpiSerializer(serializers.Serializer):
    name = Texts()
    unit = serializers.CharField()
    counts_people = serializers.BooleanField(help_text=_("True when it counts people: 1 to 4 of them are not told."))
    baseline = serializers.DecimalField(
        16, 2, allow_null=True, help_text=_("Null when it counts fewer people than may be told.")
    )
    baseline_below = serializers.IntegerField(allow_null=True, help_text=BELOW)
    target = serializers.DecimalField(16, 2)
    current = serializers.DecimalField(
        16, 2, allow_null=True, help_text=_("Null when nothing is reported, or when “current_below” says more.")
    )
    current_below = serializers.IntegerField(allow_null=True, help_text=BELOW)
    current_on = serializers.DateField(allow_null=True, help_text=_("The day of the report that says so."))
    direction = serializers.ChoiceField(
        ["rise", "fall", "maintain"], allow_null=True, help_text=_("Null when it would tell a hidden number.")
    )
    percent = serializers.DecimalField(
        16, 1, allow_null=True, help_text=_("How far from baseline to target; it can be below 0 and above 100.")
    )


class MilestoneSerializer(serializers.Serializer):
    title = serializers.CharField()
    due_on = serializers.DateField()
    done_on = serializers.DateField(allow_null=True)


class MeasureSerializer(serializers.Serializer):
    """What `measure_rows` returns: it says so to readers, and a test holds the two together."""

    url = ApiAddress("measures", "reference")
    page = PageAddress()
    reference = serializers.SlugField()
    language = serializers.CharField(help_text=_("The language it was written in; other texts are translations."))
    title = Texts()
    summary = Texts()
    plan = serializers.SlugField()
    domain = serializers.SlugField()
    objective = serializers.SlugField()
    further_objectives = serializers.ListField(child=serializers.SlugField())
    organisation = serializers.SlugField()
    territory = serializers.SlugField()
    implements = serializers.ListField(
        child=serializers.SlugField(), help_text=_("Actions that this measure carries out here.")
    )
    target_groups = serializers.ListField(
        child=serializers.SlugField(), help_text=_("Whom it is for in particular; without any, it is for everybody.")
    )
    partnerships = serializers.ListField(
        child=serializers.SlugField(), help_text=_("Partnerships that carry it together.")
    )
    status = serializers.ChoiceField(Measure.Status.choices)
    schedule = serializers.ChoiceField(
        ["done", "stopped", "late", "on_schedule"], help_text=_("Where it stands today.")
    )
    reporting = serializers.ChoiceField(
        ["reported", "not_reported", "stale"],
        allow_null=True,
        help_text=_("What is known of it today; stale: no report for over a year. Null when it owes no report."),
    )
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True, help_text=_("Null when it has no end."))
    budget_eur = serializers.DecimalField(15, 2, allow_null=True, help_text=_("Null when it is not reported."))
    allocations = MeasureAllocationSerializer(many=True)
    kpis = KpiSerializer(many=True)
    milestones = MilestoneSerializer(many=True)
    last_reported_on = serializers.DateField(allow_null=True, help_text=_("Null when nothing is reported."))
    source = serializers.CharField()
    is_example = serializers.BooleanField(help_text=_("True for example data, which nobody has carried out."))
    updated_at = serializers.DateTimeField()


def number(value):
    """Return an amount or a value as text with two decimals, exact to the cent; None when it is not reported."""
    return None if value is None else f"{value:.2f}"


def by_measure(rows, told):
    """Return rows, told by the function `told`, by the measure they hang on."""
    found = defaultdict(list)
    for row in rows:
        found[row["measure_id"]].append(told(row))
    return found


def allocations_of(measures):
    allocations = Measure.allocations.rel.related_model.objects.filter(measure__in=measures)
    in_order = allocations.order_by(F("fund__position").asc(nulls_last=True), "pk")
    rows = in_order.values("measure_id", "fund__slug", "amount")
    return by_measure(rows, lambda row: {"fund": row["fund__slug"], "amount_eur": number(row["amount"])})


def kpis_of(measures):
    kpis = Kpi.objects.filter(measure__in=measures).for_public()
    numbers = ("shown_baseline", "baseline_below", "target", "shown_current", "current_below", "current_on")
    rows = kpis.values("measure_id", *columns("name"), "unit", "counts_people", *numbers)
    return by_measure(rows, kpi_row)


def kpi_row(row):
    is_hidden = row["baseline_below"] or row["current_below"]
    way = None if is_hidden else progress.Attainment(row["shown_baseline"], row["target"], row["shown_current"])
    return {
        "name": texts(row, "name"),
        "unit": row["unit"],
        "counts_people": row["counts_people"],
        "baseline": number(row["shown_baseline"]),
        "baseline_below": row["baseline_below"],
        "target": number(row["target"]),
        "current": number(row["shown_current"]),
        "current_below": row["current_below"],
        "current_on": row["current_on"],
        "direction": way and way.direction,
        "percent": None if way is None or way.percent is None else str(way.percent),
    }


def milestones_of(measures):
    fields = ("title", "due_on", "done_on")
    rows = Milestone.objects.filter(measure__in=measures).values("measure_id", *fields)
    return by_measure(rows, lambda row: {name: row[name] for name in fields})


LINKS = {
    "further_objectives": "objective__code",
    "implements": "action__code",
    "target_groups": "targetgroup__slug",
    "partnerships": "partnership__slug",
}


def links_of(measures):
    """Return {measure: {relation: codes}} of what measures are linked to, in one query."""
    first, *others = (
        getattr(Measure, relation)
        .through.objects.filter(measure__in=measures)
        .values_list("measure_id", Value(relation), code)
        for relation, code in LINKS.items()
    )
    links = first.union(*others, all=True)
    found = defaultdict(lambda: {relation: [] for relation in LINKS})
    for measure, relation, code in sorted(links):
        found[measure][relation].append(code)
    return found


def measure_rows(measures, today):
    """Return what the public may know of `measures`: five queries, however many there are.

    Rows instead of records: programs read this list to its end, and a serializer takes several times as long.
    """
    latest = Report.objects.approved().filter(measure=OuterRef("pk")).order_by("-reported_on")
    rows = list(
        # Chosen first and joined then, so that a page far down the list does not join all before it.
        Measure.objects.filter(pk__in=measures.values("pk"))
        .annotate(last_reported_on=Subquery(latest.values("reported_on")[:1]))
        .values(
            *("pk", "reference", "language", *columns("title"), *columns("summary")),
            *("objective__code", "objective__domain__slug", "objective__domain__plan__slug"),
            *("organisation__slug", "territory__code", "status", "starts_on", "ends_on", "budget"),
            *("last_reported_on", "source", "is_example", "updated_at"),
        )
    )
    keys = [row["pk"] for row in rows]
    parts = [found(keys) for found in (allocations_of, kpis_of, milestones_of, links_of)]
    addresses = api_address("measures"), page_address("measure_list")
    return [measure_row(row, *addresses, *(found[row["pk"]] for found in parts), today) for row in rows]


def measure_row(row, collection, pages, allocations, kpis, milestones, links, today):
    """Return one measure as `MeasureSerializer` describes it."""
    open_milestones = [milestone["due_on"] for milestone in milestones if milestone["done_on"] is None]
    return {
        "url": f"{collection}{row['reference']}/",
        "page": f"{pages}{row['reference']}/",
        "reference": row["reference"],
        "language": row["language"],
        "title": texts(row, "title"),
        "summary": texts(row, "summary"),
        "plan": row["objective__domain__plan__slug"],
        "domain": row["objective__domain__slug"],
        "objective": row["objective__code"],
        "further_objectives": links["further_objectives"],
        "organisation": row["organisation__slug"],
        "territory": row["territory__code"],
        "implements": links["implements"],
        "target_groups": links["target_groups"],
        "partnerships": links["partnerships"],
        "status": row["status"],
        "schedule": progress.schedule(row["status"], row["ends_on"], open_milestones, today),
        "reporting": progress.reporting(row["status"], row["starts_on"], row["last_reported_on"], today),
        "starts_on": row["starts_on"],
        "ends_on": row["ends_on"],
        "budget_eur": number(row["budget"]),
        "allocations": allocations,
        "kpis": kpis,
        "milestones": milestones,
        "last_reported_on": row["last_reported_on"],
        "source": row["source"],
        "is_example": row["is_example"],
        "updated_at": row["updated_at"],
    }


class MeasureViewSet(viewsets.ReadOnlyModelViewSet):
    about = _("Local steps of organisations towards objectives: what, where, when, with which money, and how far.")
    queryset = Measure.objects.public()
    serializer_class = MeasureSerializer
    filterset_class = MeasureFilter
    lookup_field = "reference"
    lookup_value_regex = SLUG

    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(measure_rows(page, timezone.localdate()))

    def retrieve(self, request, reference):
        measures = self.filter_queryset(self.get_queryset()).filter(reference=reference)
        for row in measure_rows(measures, timezone.localdate()):
            return Response(row)
        raise Http404


class ReportedValueSerializer(serializers.ModelSerializer):
    name = Texts(source="kpi")
    unit = serializers.CharField(source="kpi.unit", read_only=True)
    value = serializers.DecimalField(16, 2, source="shown_value", read_only=True, allow_null=True)
    value_below = serializers.IntegerField(read_only=True, allow_null=True, help_text=BELOW)

    class Meta:
        model = ReportedValue
        fields = read_only_fields = ["name", "unit", "value", "value_below"]


class ReportSerializer(serializers.ModelSerializer):
    url = serializers.SerializerMethodField(help_text=_("The address of this item in the API."))
    page = PageAddress("measure")
    measure = key_of("reference")
    status = serializers.SerializerMethodField(
        help_text=_("The status it gives the measure. Null when it leaves it as it is.")
    )
    round = serializers.SerializerMethodField(
        help_text=_("The period of its reporting round: 2026-04-01/2026-09-30. Null for a report between two rounds.")
    )
    approved_alone = serializers.BooleanField(
        read_only=True, help_text=_("True when a single member of staff approved what she submitted herself.")
    )
    language = serializers.CharField(source="measure.language", read_only=True)
    values = ReportedValueSerializer(many=True, read_only=True, help_text=_("What is not reported is not here."))
    is_example = serializers.BooleanField(source="measure.is_example", read_only=True)

    class Meta:
        model = Report
        fields = read_only_fields = [
            "url",
            "page",
            "measure",
            "reported_on",
            "approved_on",
            "approved_alone",
            "round",
            "nothing_changed",
            "status",
            "language",
            "narrative",
            "explanation",
            "values",
            "source",
            "is_example",
        ]

    def get_status(self, report) -> str | None:
        return report.status or None

    def get_round(self, report) -> str | None:
        return report.round.period if report.round else None

    def get_url(self, report) -> str:
        return api_address("reports", f"{report.measure.reference}:{report.reported_on}")


class ReportViewSet(viewsets.ReadOnlyModelViewSet):
    about = _("What a measure says on a day about how it goes.")
    queryset = (
        Report.objects.public()
        .select_related("measure", "round")
        .prefetch_related(Prefetch("values", ReportedValue.objects.for_public().select_related("kpi")))
    )
    serializer_class = ReportSerializer
    filterset_class = ReportFilter
    lookup_field = "key"
    lookup_value_regex = f"{SLUG}:{DAY}"

    def get_object(self):
        """Find a report by its measure and day: m-7k2q9xwd:2026-04-15."""
        measure, _colon, day = self.kwargs["key"].partition(":")
        reports = self.filter_queryset(self.get_queryset())
        return get_object_or_404(reports, measure__reference=measure, reported_on=day)
