"""The funds that can pay for measures, and what they pay."""

from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from domains.models import Domain, Measure
from funding import pipeline
from funding.expiry import until_a_call_changes
from funding.models import Allocation, Fund, FundFact

MEASURES, CALLS = 20, 5


def fund_list(request):
    """Every fund: what it is for, and what published measures say they get from it."""
    sums = Allocation.objects.public().sums("fund")
    funds = [(fund, sums.get(fund.pk)) for fund in Fund.objects.prefetch_related("domains")]
    return render(
        request,
        "funding/fund_list.html",
        {
            "main_funds": [pair for pair in funds if pair[0].role == Fund.Role.MAIN],
            "other_funds": [pair for pair in funds if pair[0].role == Fund.Role.SYNERGY],
        },
    )


@until_a_call_changes
def fund_detail(request, slug):
    """One fund: what the law says of it, and the measures it pays."""
    fund = get_object_or_404(Fund, slug=slug)
    facts = list(fund.facts.prefetch_related("objectives"))
    measures = Measure.objects.public().paid_by(fund)
    now = timezone.now()
    sums = fund.allocations.public().sums("measure__objective__domain")
    ways = fund.applications.public().ways("measure__objective__domain")
    domains = list(domains_paid(fund, {*sums, *ways}))
    return render(
        request,
        "funding/fund_detail.html",
        {
            "fund": fund,
            "facts": [
                (label, found)
                for kind, label in FundFact.Kind.choices
                if (found := [fact for fact in facts if fact.kind == kind])
            ],
            "domains": [(domain, sums.get(domain.pk)) for domain in domains],
            "allocated": sum(sums.values()) if sums else None,
            "ways": [(domain, ways[domain.pk]) for domain in domains if domain.pk in ways],
            "way": pipeline.total(ways.values()),
            "calls": fund.calls.not_closed(now).nearest_first(now)[:CALLS].for_list(),
            "consultations": fund.consultations.select_related("fund")[:CALLS],
            "measures": measures[:MEASURES].for_list(),
            "number_of_measures": measures.count(),
        },
    )


def domains_paid(fund, others):
    """Return the domains a fund is for, and those of which a measure gets or asks money from it all the same."""
    either = Domain.objects.filter(Q(funds=fund) | Q(pk__in=others)).distinct()
    return either.select_related("plan").order_by("plan__position", "number")
