"""A domain and an objective: how far their measures are, with what money, and whom to ask."""

from django.db.models import Count, Exists, OuterRef, Q
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from domains import overview, population, progress
from domains.models import Domain, Measure, Objective
from domains.views.lens import through_a_lens

LATEST, CONTACTS, MEASURES = 6, 8, 20


@through_a_lens
def domain_detail(request, lens, slug):
    """One domain of a plan."""
    domain, objectives = domain_with_objectives(slug)
    today = timezone.localdate()
    everything = overview.public_measures(objectives)
    measures = lens.narrow(everything)
    lines = overview.objective_lines(objectives, measures, today)
    contacts = list(domain.contacts.select_related("organisation")[: CONTACTS + 1])
    country = request.GET.get("country", "")
    outcomes = population.of_domain(domain, country)
    return render(
        request,
        "domains/domain_detail.html",
        {
            "domain": domain,
            "lens": lens,
            "tally": lens.tally(everything),
            "lines": lines,
            "total": progress.total(line.delivery for line in lines),
            "time_passed": domain.plan.time_passed(today),
            "covered_objectives": progress.coverage(line.delivery for line in lines),
            "covered_towns": covered_towns(domain.plan, measures),
            "latest": measures[:LATEST].for_list(),
            "funds": funds_of(domain, objectives, lens),
            "actions": domain.actions.all(),
            "contacts": contacts[:CONTACTS],
            "has_more_contacts": len(contacts) > CONTACTS,
            "documents": domain.plan.documents.filter(Q(domain=domain) | Q(domain=None)),
            "outcomes": outcomes,
            "kept": [("country", country)] if country else [],
        },
        status=400 if outcomes.get("problem") else 200,
    )


def domain_with_objectives(slug):
    """Return a domain and its objectives. One query: the objectives bring their domain with them."""
    around = "plan__owner__territory"
    objectives = list(Objective.objects.filter(domain__slug=slug).select_related(f"domain__{around}"))
    if objectives:
        return objectives[0].domain, objectives
    return get_object_or_404(Domain.objects.select_related(around), slug=slug), []


def covered_towns(plan, measures):
    """Return in how many municipalities of a plan at least one of these measures is running or done. One query."""
    started = measures.filter(status__in=["running", "done"], territory=OuterRef("pk"))
    return progress.Share(**plan.municipalities().aggregate(part=Count("pk", filter=Exists(started)), whole=Count("*")))


def funds_of(domain, objectives, lens):
    """Return each fund that can pay in a domain, with what the measures there get from it: euros or None."""
    allocations = lens.narrow_parts(Measure.allocations.rel.related_model.objects.public())
    sums = allocations.filter(measure__objective__in=objectives).sums("fund")
    return [(fund, sums.get(fund.pk)) for fund in domain.funds.all()]


@through_a_lens
def objective_detail(request, lens, code):
    """One objective of a domain."""
    objective = get_object_or_404(Objective.objects.select_related("domain__plan"), code=code)
    today = timezone.localdate()
    everything = overview.public_measures([objective])
    measures = lens.narrow(everything)
    also_serving = lens.narrow(Measure.objects.public().filter(further_objectives=objective))
    (line,) = overview.objective_lines([objective], measures, today)
    return render(
        request,
        "domains/objective_detail.html",
        {
            "objective": objective,
            "lens": lens,
            "tally": lens.tally(everything),
            "delivery": line.delivery,
            "time_passed": objective.domain.plan.time_passed(today),
            "measures": measures[:MEASURES].for_list(),
            "also_serving": also_serving[:MEASURES].for_list(),
            "actions": objective.actions.all(),
            "fund_facts": objective.fund_facts.select_related("fund").order_by("fund__position", "position"),
            "related": objective.related.select_related("domain__plan"),
        },
    )
