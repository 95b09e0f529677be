"""How far plans, domains and objectives are."""

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers, viewsets

from domains import progress
from domains.filters import ProgressFilter
from domains.models import ActionPlan, Domain, Measure
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
