"""The same pages and API as a beginner would write them: loops that count, lists that ask again for every line.

It is what ours is measured against, at the same addresses: where a request looks its address up here, this module is
the site with these views in place of its own. They show the same figures to the letter, or they are not measured.
"""

from datetime import timedelta

from django.conf.urls.i18n import i18n_patterns
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Count, F, Index, Q, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from rest_framework import generics, serializers

from domains import disclosure, lens, linked_data, listing, overview, progress
from domains.filters import MeasureFilter
from domains.models import Action, ActionPlan, Domain, Kpi, Measure, Milestone, Report, ReportedValue, ReportingRound
from domains.views.measures import offer_choices
from domains.views.plan import CONTACTS, snippets
from funding.models import Allocation, Fund
from integration_plan import urls
from integration_plan.views import LATEST, TOWNS_IN_TABLE
from partnerships.api import ApiAddress, PageAddress, Texts, key_of
from partnerships.languages import columns


def leave_only_the_usual_indexes():
    """Drop the indexes we chose, and make those on foreign keys that Django makes unless told otherwise."""
    with connection.schema_editor() as editor:
        for model in (Measure, Milestone, Report, Allocation):
            for index in model._meta.indexes:
                editor.remove_index(model, index)
            for field in model._meta.concrete_fields:
                if field.many_to_one and not field.db_index:
                    name = f"usual_{model._meta.model_name}_{field.name}"
                    editor.add_index(model, Index(fields=[field.name], name=name))


def hello(request):
    """Nothing at all, behind the same middleware: the least that any page takes."""
    return HttpResponse()


def published(**conditions):
    return Measure.objects.filter(publication="published", **conditions)


def delivery(measures, today):
    """Count one figure at a time."""
    fresh = today - timedelta(days=progress.REPORT_STAYS_FRESH_FOR_DAYS)
    by_today = Q(reports__approved_on__lte=today)
    late = Q(ends_on__lt=today) | Q(milestones__done_on=None, milestones__due_on__lt=today)
    reported = (by_today & Q(status="done")) | (by_today & Q(status="running", reports__reported_on__gte=fresh))
    return progress.Delivery(
        planned=measures.filter(status="planned").count(),
        running=measures.filter(status="running").count(),
        done=measures.filter(status="done").count(),
        stopped=measures.filter(status="stopped").count(),
        late=measures.filter(late, status__in=["planned", "running"]).distinct().count(),
        reported=measures.filter(reported).distinct().count(),
        report_overdue=sum(overdue(measures, plan, today) for plan in ActionPlan.objects.all()),
        stale=stale(measures, today),
    )


def overdue(measures, plan, today):
    last = ReportingRound.objects.filter(plan=plan, deadline__lt=today).order_by("deadline").last()
    if last is None:
        return 0
    reported = Report.objects.filter(round=last, approved_on__lte=today)
    owed = measures.filter(status="running", objective__domain__plan=plan, starts_on__lte=last.ends_on)
    return owed.exclude(reports__in=reported).count()


def stale(measures, today):
    since = today - timedelta(days=progress.MEASURE_IS_STALE_AFTER_DAYS)
    reported = Report.objects.filter(approved_on__lte=today, reported_on__gte=since)
    return measures.filter(status="running", starts_on__lt=since).exclude(reports__in=reported).count()


def objective_lines(domain, today):
    return [
        overview.Line(objective, delivery(published(objective=objective), today))
        for objective in domain.objectives.all()
    ]


def domain_lines(plan, today):
    """Ask for each domain what its objectives have told already."""
    return [
        overview.Line(
            domain, delivery(published(objective__domain=domain), today), tuple(objective_lines(domain, today))
        )
        for domain in plan.domains.all()
    ]


def town_lines(plan):
    counts = {
        status: Count(
            "measures",
            filter=Q(
                measures__publication="published",
                measures__objective__domain__plan=plan,
                measures__status=status,
            ),
            distinct=True,
        )
        for status in Measure.Status.values
    }
    towns = plan.municipalities().annotate(**counts).order_by("code")
    return [
        overview.Line(town, progress.Delivery(**{status: getattr(town, status) for status in counts})) for town in towns
    ]


def money_by_fund(plan):
    money = []
    for fund in [None, *Fund.objects.all()]:
        allocations = Allocation.objects.filter(
            fund=fund, measure__publication="published", measure__objective__domain__plan=plan
        )
        if amount := allocations.aggregate(sum=Sum("amount"))["sum"]:
            name = f"money-{fund.slug if fund else 'own-means'}"
            money.append({"fund": fund, "name": name, "amount": amount})
    money.sort(key=lambda source: -source["amount"])
    for source in money:
        source["width"] = f"{100 * source['amount'] / money[0]['amount']:.2f}%"
    return money


def action_statuses(plan):
    numbers = [(status, plan.actions.filter(status=status).count()) for status in Action.Status.values]
    return [(status, number) for status, number in numbers if number]


def dashboard(request):
    plan = ActionPlan.objects.first()
    today = timezone.localdate()
    lines = domain_lines(plan, today)
    towns = town_lines(plan)
    busiest, more_towns = overview.busiest(towns, TOWNS_IN_TABLE)
    return render(
        request,
        "integration_plan/dashboard.html",
        {
            "plan": plan,
            "lens": lens.read(request.GET)[0],
            "is_home": True,
            "other_plans": ActionPlan.objects.exclude(pk=plan.pk),
            "today": today,
            "time_passed": plan.time_passed(today),
            "sectoral": [line for line in lines if line.about.kind == Domain.Kind.SECTORAL],
            "cross_cutting": [line for line in lines if line.about.kind == Domain.Kind.CROSS_CUTTING],
            "lines": lines,
            "total": progress.total(line.delivery for line in lines),
            "covered_objectives": progress.coverage(part.delivery for line in lines for part in line.parts),
            "covered_towns": progress.coverage(town.delivery for town in towns),
            "map": overview.town_map([(town.about, town.delivery.total) for town in towns]),
            "towns": busiest,
            "more_towns": more_towns,
            "places": overview.by_name(town.about for town in towns),
            "action_statuses": action_statuses(plan),
            "money": money_by_fund(plan),
            "latest": published(objective__domain__plan=plan)[:LATEST],
        },
    )


def covered_towns(domain):
    towns = domain.plan.municipalities()
    active = [
        town
        for town in towns
        if published(objective__domain=domain, territory=town, status__in=["running", "done"]).exists()
    ]
    return progress.Share(len(active), len(towns))


def funds_of(domain):
    get = Q(allocations__measure__publication="published", allocations__measure__objective__domain=domain)
    funds = domain.funds.annotate(amount=Sum("allocations__amount", filter=get))
    return [(fund, fund.amount) for fund in funds.order_by("position", "slug")]


def domain_detail(request, slug):
    domain = get_object_or_404(Domain, slug=slug)
    today = timezone.localdate()
    lines = objective_lines(domain, today)
    return render(
        request,
        "domains/domain_detail.html",
        {
            "domain": domain,
            "lens": lens.read(request.GET)[0],
            "lines": lines,
            "total": delivery(published(objective__domain=domain), today),
            "time_passed": domain.plan.time_passed(today),
            "covered_objectives": progress.coverage(line.delivery for line in lines),
            "covered_towns": covered_towns(domain),
            "latest": published(objective__domain=domain)[:LATEST],
            "funds": funds_of(domain),
            "actions": domain.actions.all(),
            "contacts": domain.contacts.all()[:CONTACTS],
            "has_more_contacts": domain.contacts.count() > CONTACTS,
            "documents": domain.plan.documents.filter(Q(domain=domain) | Q(domain=None)),
            "document": reverse("domain_pdf", args=[slug]),
            "snippets": list(snippets(domain)),
            "linked_data": [linked_data.domain(domain), linked_data.breadcrumb(domain.plan, domain)],
        },
    )


class AnywhereFilter(MeasureFilter):
    """Our filters, with a search that reads every text."""

    def filter_words(self, queryset, name, question):
        for word in question.split():
            matches = Q(reference=word) | Q(objective__code=word)
            for texts in ("title", "summary", "organisation__name", "territory__name"):
                for column in columns(texts):
                    matches |= Q(**{f"{column}__icontains": word})
            queryset = queryset.filter(matches)
        return queryset


def measure_list(request):
    """Show a page of measures as they come; the form is ours, since it is not what is measured."""
    filters = AnywhereFilter(request.GET, published())
    page, problem = listing.page_of(Paginator(filters.qs, listing.PAGE), request.GET.get("page"))
    if not request.htmx:
        offer_choices(filters.form)
    return render(
        request,
        "domains/measure_results.html" if request.htmx else "domains/measure_list.html",
        {
            "filters": filters,
            "page": page,
            "problem": problem,
            "chips": list(listing.chips(filters)),
            "query": listing.without_page(request.GET),
        },
    )


class AllocationSerializer(serializers.ModelSerializer):
    fund = key_of("slug", allow_null=True)
    amount_eur = serializers.DecimalField(15, 2, source="amount")

    class Meta:
        model = Allocation
        fields = ["fund", "amount_eur"]


class KpiSerializer(serializers.ModelSerializer):
    name = Texts()
    baseline = serializers.SerializerMethodField()
    baseline_below = serializers.SerializerMethodField()
    current = serializers.SerializerMethodField()
    current_below = serializers.SerializerMethodField()
    current_on = serializers.SerializerMethodField()
    direction = serializers.SerializerMethodField()
    percent = serializers.SerializerMethodField()

    class Meta:
        model = Kpi
        fields = [
            *("name", "unit", "counts_people", "baseline", "baseline_below", "target"),
            *("current", "current_below", "current_on", "direction", "percent"),
        ]

    def latest(self, kpi):
        return ReportedValue.objects.filter(kpi=kpi).order_by("-report__reported_on", "-report__pk").first()

    def below(self, kpi, number):
        return disclosure.FEWEST if kpi.counts_people and disclosure.is_small(number) else None

    def get_baseline(self, kpi):
        return None if self.get_baseline_below(kpi) else f"{kpi.baseline:.2f}"

    def get_baseline_below(self, kpi):
        return self.below(kpi, kpi.baseline)

    def get_current(self, kpi):
        value = self.latest(kpi)
        return str(value.value) if value and not self.get_current_below(kpi) else None

    def get_current_below(self, kpi):
        value = self.latest(kpi)
        return self.below(kpi, value.value) if value else None

    def get_current_on(self, kpi):
        value = self.latest(kpi)
        return value.report.reported_on if value else None

    def attainment(self, kpi):
        if self.get_baseline_below(kpi) or self.get_current_below(kpi):
            return None
        value = self.latest(kpi)
        return progress.Attainment(kpi.baseline, kpi.target, value.value if value else None)

    def get_direction(self, kpi):
        way = self.attainment(kpi)
        return way and way.direction

    def get_percent(self, kpi):
        way = self.attainment(kpi)
        return None if way is None or way.percent is None else str(way.percent)


class MilestoneSerializer(serializers.ModelSerializer):
    class Meta:
        model = Milestone
        fields = ["title", "due_on", "done_on"]


class MeasureSerializer(serializers.ModelSerializer):
    url = ApiAddress("measures", "reference")
    page = PageAddress()
    title = Texts()
    summary = Texts()
    plan = key_of("slug", source="objective.domain.plan")
    domain = key_of("slug", source="objective.domain")
    objective = key_of("code")
    further_objectives = serializers.SerializerMethodField()
    organisation = key_of("slug")
    territory = key_of("code")
    implements = serializers.SerializerMethodField()
    target_groups = serializers.SerializerMethodField()
    partnerships = serializers.SerializerMethodField()
    schedule = serializers.SerializerMethodField()
    reporting = serializers.SerializerMethodField()
    budget_eur = serializers.DecimalField(15, 2, source="budget")
    allocations = serializers.SerializerMethodField()
    kpis = KpiSerializer(many=True)
    milestones = MilestoneSerializer(many=True)
    last_reported_on = serializers.SerializerMethodField()
    updated_at = serializers.ReadOnlyField()

    class Meta:
        model = Measure
        fields = [
            *("url", "page", "reference", "language", "title", "summary", "plan", "domain", "objective"),
            *("further_objectives", "organisation", "territory", "implements", "target_groups", "partnerships"),
            *("status", "schedule", "reporting", "starts_on", "ends_on", "budget_eur", "allocations"),
            *("kpis", "milestones"),
            *("last_reported_on", "source", "is_example", "updated_at"),
        ]

    def get_further_objectives(self, measure):
        return sorted(objective.code for objective in measure.further_objectives.all())

    def get_implements(self, measure):
        return sorted(action.code for action in measure.implements.all())

    def get_target_groups(self, measure):
        return sorted(group.slug for group in measure.target_groups.all())

    def get_partnerships(self, measure):
        return sorted(partnership.slug for partnership in measure.partnerships.all())

    def get_schedule(self, measure):
        return measure.schedule_on(timezone.localdate())

    def get_reporting(self, measure):
        last = self.get_last_reported_on(measure)
        return progress.reporting(measure.status, measure.starts_on, last, timezone.localdate())

    def get_allocations(self, measure):
        return AllocationSerializer(
            measure.allocations.order_by(F("fund__position").asc(nulls_last=True), "pk"), many=True
        ).data

    def get_last_reported_on(self, measure):
        report = measure.reports.filter(approved_on__isnull=False).order_by("-reported_on").first()
        return report.reported_on if report else None


class MeasureList(generics.ListAPIView):
    queryset = published()
    serializer_class = MeasureSerializer
    filter_backends = []


urlpatterns = [
    path("api/v1/measures/", MeasureList.as_view()),
    *i18n_patterns(
        path("", dashboard, name="dashboard"),
        path("domains/<slug:slug>/", domain_detail, name="domain_detail"),
        path("measures/", measure_list, name="measure_list"),
        path("hello/", hello),
    ),
    *urls.urlpatterns,
]
