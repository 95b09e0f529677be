"""Which fund pays for a measure, why, and what to do next: all answers stand in the address."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from funding.chain import chain
from funding.expiry import until_a_call_changes
from funding.finder import find
from funding.forms import ChainForm, FinderForm
from funding.law import law_on
from funding.models import Fund, Obligation
from funding.words import BANDS, PARTS

ONE_FUND = "one-fund-per-cost"  # the duty that a cost with two funds breaks


@until_a_call_changes
def finder(request):
    """The finder: questions, of which each may stay open, and what can be said of each fund."""
    form = FinderForm(request.GET or None)
    found = find(form.answers(), timezone.localdate())
    return render(
        request,
        "funding/finder.html",
        {"form": form, "found": found, "next": found.ask(form, reverse("finder"))},
        status=400 if form.errors else 200,
    )


@until_a_call_changes
def funding_chain(request):
    """One fund after the other along a measure, each part of the cost from one fund."""
    form = ChainForm(request.GET or None)
    day = timezone.localdate()
    links = chain(form.answers(), law_on(day), form.lines(), form.period())
    funds = {fund.slug: fund for fund in Fund.objects.all()}
    return render(
        request,
        "funding/chain.html",
        {
            "form": form,
            "links": [described(link, funds) for link in links],
            "one_fund": Obligation.objects.valid_on(day).filter(slug=ONE_FUND).first(),
        },
        status=400 if form.errors else 200,
    )


def described(link, funds):
    """Return a part of the chain as its page shows it."""
    best = link.best
    return {
        "name": PARTS[link.line.part],
        "link": link,
        "fund": funds[best.fund] if best else None,
        "words": BANDS[best.band] if best else None,
        "reasons": [rule.record for rule in (best.blockers or best.reasons)] if best else [],
        "notes": [programme.record for programme in best.programmes] if best else [],
        "calls": [call.record for call in best.calls] if best and best.is_positive else [],
        "twice": [funds[fund] for fund in link.line.funds] if link.line.is_paid_twice else [],
    }
