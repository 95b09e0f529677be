"""How far plans, domains and objectives are."""

from itertools import chain, groupby
from operator import attrgetter

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers, viewsets

from domains import progress
from domains.filters import ProgressFilter
from domains.models import Domain, Measure
from partnerships.api import page_address, page_of


class ProgressSerializer(serializers.Serializer):
    """How many measures have come how far; `domains.progress.Delivery` says what each number means."""

    page = serializers.URLField(help_text=_("The page about this for people."))
    of = serializers.ChoiceField(["plan", "domain", "objective"], help_text=_("What the numbers are about."))
    plan = serializers.SlugField()
    domain = serializers.SlugField(allow_null=True)
    objective = serializers.SlugField(allow_null=True)
    as_of = serializers.DateField()
    formula = serializers.ChoiceField(["delivery"], help_text=_("The name of the way of counting."))
    explained = serializers.URLField(help_text=_("The page that says how this was counted."))
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
        "explained": f"{page_address('methodology')}#delivery",
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


def domain_rows(domain, deliveries, today):
    """Return a line for a domain, the sum of its objectives, and one for each of these."""
    of_objective = {
        objective: deliveries.get(objective.pk, progress.Delivery()) for objective in domain.objectives.all()
    }
    total = progress.total(of_objective.values())
    rows = [progress_row(total, today, plan=domain.plan, domain=domain)]
    rows += [
        progress_row(delivery, today, plan=domain.plan, domain=domain, objective=objective)
        for objective, delivery in of_objective.items()
    ]
    return total, rows


class ProgressViewSet(viewsets.GenericViewSet):
    about = _("How many measures are planned, running, done and stopped: by plan, domain and objective, as of today.")
    queryset = Measure.objects.public()
    serializer_class = ProgressSerializer
    filterset_class = ProgressFilter

    def list(self, request):
        today = timezone.localdate()
        deliveries = self.filter_queryset(self.get_queryset()).delivery("objective", today)
        rows = []
        for plan, domains in groupby(self.asked_domains(), key=attrgetter("plan")):
            totals, its_rows = zip(*(domain_rows(domain, deliveries, today) for domain in domains), strict=True)
            # One domain is not the plan: a line that says so would mislead.
            if not request.query_params.get("domain"):
                rows.append(progress_row(progress.total(totals), today, plan=plan))
            rows += chain.from_iterable(its_rows)
        return self.get_paginated_response(self.paginate_queryset(rows))

    def asked_domains(self):
        """Return the domains the reader asked for; they are shown also where nothing is logged yet."""
        paths = {"plan": "plan__slug", "domain": "slug"}
        asked = {path: value for name, path in paths.items() if (value := self.request.query_params.get(name))}
        return Domain.objects.filter(**asked).select_related("plan").prefetch_related("objectives")
