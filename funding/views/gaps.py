"""The gap map: measures without EU money, EU money without measures."""

from itertools import groupby

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from domains import overview
from domains.models import Domain
from domains.views.measures import LARGE_PLACES, pairs, place_groups
from funding import gaps
from funding.filters import GapFilter
from partnerships.models import Territory


def gap_map(request):
    """Every objective with how many measures have EU money, in a place and in the places in it."""
    territories = list(Territory.objects.for_list())
    domains = list(Domain.objects.select_related("plan"))
    filters = GapFilter(request.GET)
    offer_choices(filters.form, domains, territories)
    context = {"filters": filters}
    if valid := filters.is_valid():
        context |= about(filters.form.cleaned_data, domains, territories)
    return render(request, "funding/gap_map.html", context, status=200 if valid else 400)


def about(asked, domains, territories):
    """Return what the page shows of what was asked; without a plan it is about the first one."""
    place, domain = asked["territory"], asked["domain"]
    plan = domain.plan if domain else asked["plan"] or (domains[0].plan if domains else None)
    found = gaps.Map(gaps.objectives_of(plan, domain), territories, place, timezone.localdate())
    towns = [each for each in territories if each.level == "municipality" and (not place or place.holds(each.path))]
    numbers = [(town, found.of_town(town)) for town in towns]
    chosen = {"plan": plan.slug if plan else "", "domain": domain and domain.slug, "territory": place and place.code}
    return {
        "plan": plan,
        "domain": domain,
        "place": place,
        "found": found,
        "map": overview.town_map(numbers) if len(numbers) > 1 and any(number for _town, number in numbers) else None,
        "chosen": {name: value for name, value in chosen.items() if value},
    }


def offer_choices(form, domains, territories):
    """Offer plans, domains by plan, and places from the large to the small."""
    everything = [("", _("All"))]
    plans = dict.fromkeys(domain.plan for domain in domains)
    offered = {
        "plan": pairs(plans, "slug"),
        "domain": [(str(plan), pairs(found, "slug")) for plan, found in groupby(domains, lambda domain: domain.plan)],
        "territory": place_groups([each for each in territories if each.level in {*LARGE_PLACES, "municipality"}]),
    }
    for name, choices in offered.items():
        form.fields[name].widget.choices = everything + choices
