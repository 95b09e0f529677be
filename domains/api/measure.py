"""Measures, their reports, and how far they have come."""

from collections import defaultdict

from django.db.models import OuterRef, Prefetch, Subquery, Value
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers, viewsets
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response

from domains import progress
from domains.filters import MeasureFilter, ProgressFilter, ReportFilter
from domains.models import ActionPlan, Domain, Kpi, Measure, Milestone, Report, ReportedValue
from partnerships.api import SLUG, ApiAddress, PageAddress, Texts, api_address, key_of, page_of, texts
from partnerships.languages import columns

DAY = r"\d{4}-\d{2}-\d{2}"


class MeasureAllocationSerializer(serializers.Serializer):
    fund = serializers.SlugField(allow_null=True, help_text=_("Null for own means."))
    amount_eur = serializers.DecimalField(15, 2)


class KpiSerializer(serializers.Serializer):
    name = Texts()
    unit = serializers.CharField()
    baseline = serializers.DecimalField(16, 2)
    target = serializers.DecimalField(16, 2)
    current = serializers.DecimalField(16, 2, allow_null=True, help_text=_("Null when nothing is reported."))
    current_on = serializers.DateField(allow_null=True, help_text=_("The day of the report that says so."))
    direction = serializers.ChoiceField(["rise", "fall", "maintain"])
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
    status = serializers.ChoiceField(Measure.Status.choices)
    schedule = serializers.ChoiceField(
        ["done", "stopped", "late", "on_schedule"], help_text=_("Where it stands today.")
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


def by_measure(rows):
    """Return rows by the measure they hang on."""
    found = defaultdict(list)
    for row in rows:
        found[row["measure_id"]].append(row)
    return found


def objectives_and_actions(measures):
    """Return the further objectives and the carried-out actions of measures, by measure, in one query."""
    further = Measure.further_objectives.through.objects.filter(measure__in=measures).values_list(
        "measure_id", Value("further_objectives"), "objective__code"
    )
    implements = Measure.implements.through.objects.filter(measure__in=measures).values_list(
        "measure_id", Value("implements"), "action__code"
    )
    found = defaultdict(lambda: {"further_objectives": [], "implements": []})
    for measure, relation, code in sorted(further.union(implements, all=True)):
        found[measure][relation].append(code)
    return found


def kpi_row(row):
    attainment = progress.Attainment(row["baseline"], row["target"], row["current"])
    return {
        "name": texts(row, "name"),
        "unit": row["unit"],
        "baseline": number(row["baseline"]),
        "target": number(row["target"]),
        "current": number(row["current"]),
        "current_on": row["current_on"],
        "direction": attainment.direction,
        "percent": None if attainment.percent is None else str(attainment.percent),
    }


def measure_rows(measures, today):
    """Return what the public may know of `measures`: five queries, however many there are.

    Rows instead of records: programs read this list to its end, and a serializer takes four times as long.
    """
    latest = Report.objects.filter(measure=OuterRef("pk")).order_by("-reported_on")
    rows = list(
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
    allocations = Measure.allocations.rel.related_model.objects.filter(measure__in=keys)
    kpis = Kpi.objects.filter(measure__in=keys).with_current()
    milestones = Milestone.objects.filter(measure__in=keys)
    parts = {
        "allocations": by_measure(
            allocations.order_by("fund__position", "pk").values("measure_id", "fund__slug", "amount")
        ),
        "kpis": by_measure(
            kpis.values("measure_id", *columns("name"), "unit", "baseline", "target", "current", "current_on")
        ),
        "milestones": by_measure(milestones.values("measure_id", "title", "due_on", "done_on")),
    }
    links = objectives_and_actions(keys)
    return [
        measure_row(row, {name: found[row["pk"]] for name, found in parts.items()}, links[row["pk"]], today)
        for row in rows
    ]


def measure_row(row, parts, links, today):
    """Return one measure as `MeasureSerializer` describes it."""
    open_milestones = [part["due_on"] for part in parts["milestones"] if part["done_on"] is None]
    return {
        "url": api_address("measures", row["reference"]),
        "page": page_of(Measure(reference=row["reference"])),
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
        "status": row["status"],
        "schedule": progress.schedule(row["status"], row["ends_on"], open_milestones, today),
        "starts_on": row["starts_on"],
        "ends_on": row["ends_on"],
        "budget_eur": number(row["budget"]),
        "allocations": [
            {"fund": part["fund__slug"], "amount_eur": number(part["amount"])} for part in parts["allocations"]
        ],
        "kpis": [kpi_row(part) for part in parts["kpis"]],
        "milestones": [{name: part[name] for name in ("title", "due_on", "done_on")} for part in parts["milestones"]],
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

    class Meta:
        model = ReportedValue
        fields = read_only_fields = ["name", "unit", "value"]


class ReportSerializer(serializers.ModelSerializer):
    url = serializers.SerializerMethodField(help_text=_("The address of this item in the API."))
    page = PageAddress("measure")
    measure = key_of("reference")
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
            "language",
            "narrative",
            "values",
            "source",
            "is_example",
        ]

    def get_url(self, report) -> str:
        return api_address("reports", f"{report.measure.reference}:{report.reported_on}")


class ReportViewSet(viewsets.ReadOnlyModelViewSet):
    about = _("What a measure says on a day about how it goes.")
    queryset = (
        Report.objects.filter(measure__in=Measure.objects.public())
        .select_related("measure")
        .prefetch_related("values__kpi")
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


class ProgressSerializer(serializers.Serializer):
    """How many measures have come how far; `domains.progress.Delivery` says what each number means."""

    page = serializers.URLField(help_text=_("The page about this for people."))
    of = serializers.ChoiceField(["plan", "domain", "objective"], help_text=_("What the numbers are about."))
    plan = serializers.SlugField()
    domain = serializers.SlugField(allow_null=True)
    objective = serializers.SlugField(allow_null=True)
    as_of = serializers.DateField()
    formula = serializers.ChoiceField(
        ["delivery"], help_text=_("Its name on the page that says how numbers are counted.")
    )
    planned = serializers.IntegerField()
    running = serializers.IntegerField()
    done = serializers.IntegerField()
    stopped = serializers.IntegerField(help_text=_("Shown, and not part of the total."))
    total = serializers.IntegerField(help_text=_("Planned, running and done."))
    late = serializers.IntegerField(help_text=_("Planned or running, and a milestone or the end date has passed."))
    reported = serializers.IntegerField(help_text=_("Running or done, and reported on."))
    percent_done = serializers.IntegerField(
        allow_null=True, help_text=_("Of the total, rounded down; null of nothing.")
    )
    percent_known = serializers.IntegerField(
        allow_null=True, help_text=_("Reported, of running and done, rounded down; null of nothing.")
    )


def progress_row(delivery, today, *, plan, domain=None, objective=None):
    """Return one line of progress as `ProgressSerializer` describes it."""
    return {
        "page": page_of(objective or domain or plan),
        "of": "objective" if objective else "domain" if domain else "plan",
        "plan": plan.slug,
        "domain": domain and domain.slug,
        "objective": objective and objective.code,
        "as_of": today,
        "formula": "delivery",
        "planned": delivery.planned,
        "running": delivery.running,
        "done": delivery.done,
        "stopped": delivery.stopped,
        "total": delivery.total,
        "late": delivery.late,
        "reported": delivery.reported,
        "percent_done": delivery.percent,
        "percent_known": delivery.known.percent,
    }


def progress_rows(plans, deliveries, today):
    """Yield a line for each plan, domain and objective, each the sum of the objectives in it."""
    for plan in plans:
        lines = []
        for domain in plan.domains.all():
            objectives = [
                (objective, deliveries.get(objective.pk, progress.Delivery())) for objective in domain.objectives.all()
            ]
            total = progress.total(delivery for _objective, delivery in objectives)
            lines.append((total, {"domain": domain}))
            lines += [(delivery, {"domain": domain, "objective": objective}) for objective, delivery in objectives]
        total = progress.total(delivery for delivery, about in lines if "objective" in about)
        for delivery, about in [(total, {}), *lines]:
            yield progress_row(delivery, today, plan=plan, **about)


class ProgressViewSet(viewsets.GenericViewSet):
    about = _("How many measures are planned, running, done and stopped: by plan, domain and objective, as of today.")
    queryset = Measure.objects.public()
    serializer_class = ProgressSerializer
    filterset_class = ProgressFilter

    def list(self, request):
        today = timezone.localdate()
        deliveries = self.filter_queryset(self.get_queryset()).delivery("objective", today)
        asked = {name: request.query_params.get(name) for name in ("plan", "domain")}
        domains = Domain.objects.prefetch_related("objectives")
        plans = ActionPlan.objects.all()
        if asked["plan"]:
            plans = plans.filter(slug=asked["plan"])
        if asked["domain"]:
            domains = domains.filter(slug=asked["domain"])
            plans = plans.filter(domains__slug=asked["domain"])
        plans = plans.prefetch_related(Prefetch("domains", domains))
        rows = list(progress_rows(plans, deliveries, today))
        return self.get_paginated_response(self.paginate_queryset(rows))
