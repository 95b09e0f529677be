"""What reporting rounds brought: the figures as they were when a round was closed."""

from django.shortcuts import get_object_or_404, render

from domains import overview, progress, rounds
from domains.models import Report, ReportingRound

MOST = 50


def round_detail(request, slug, deadline):
    """The report of a round that is closed; of one that is open again, why."""
    closed_rounds = ReportingRound.objects.public().select_related("plan")
    reporting_round = get_object_or_404(closed_rounds, plan__slug=slug, deadline=deadline)
    figures = figures_of(reporting_round) if reporting_round.is_closed else {}
    context = {"round": reporting_round, "plan": reporting_round.plan, **figures}
    return render(request, "domains/round_detail.html", context)


def figures_of(reporting_round):
    """Return what stood on the day it was closed, per domain and per organisation, and what ended in the round."""
    domains = list(reporting_round.plan.domains.prefetch_related("objectives"))
    lines = overview.domain_lines(domains, reporting_round.public_measures(), reporting_round.closed_at)
    standings = sorted(rounds.standings(reporting_round), key=lambda each: str(each.organisation).casefold())
    ended = Report.objects.public().filter(round=reporting_round, status__in=["done", "stopped"])
    ended = ended.select_related("measure__organisation", "measure__territory")
    return {
        "lines": lines,
        "total": progress.total(line.delivery for line in lines),
        "standings": standings,
        "standing": rounds.total(standings),
        "ended": ended.order_by("-reported_on", "pk")[:MOST],
    }
