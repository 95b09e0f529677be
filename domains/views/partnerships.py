"""Partnerships: who works together, on what, and which kinds of stakeholders take part nowhere."""

from itertools import groupby

from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from domains import linked_data, listing, overview, taking_part
from domains.lens import Lens
from domains.models import Domain, Measure, Objective, ServedObjective
from domains.partnership_filters import MemberPlaceFilter, PartnershipFilter, within
from domains.views.measures import LARGE_PLACES, by_words, pairs, place_groups
from partnerships.models import Membership, Organisation, Partnership, Territory

MEASURES, PARTNERSHIPS = 50, 20


def partnership_list(request):
    """All partnerships, narrowed by the filters of the address."""
    filters = PartnershipFilter(request.GET, Partnership.objects.all())
    templates = ("domains/partnership_list.html", "domains/partnership_results.html")
    return listing.answer(request, filters, templates, offer_choices)


def offer_choices(form):
    """Offer domains by plan, objectives by domain, places from the large to the small, and who is a member."""
    objectives = list(Objective.objects.select_related("domain__plan"))
    domains = dict.fromkeys(objective.domain for objective in objectives)
    places = Territory.objects.filter(level__in=[*LARGE_PLACES, "municipality"]).for_list()
    members = Organisation.objects.filter(Exists(Membership.objects.filter(organisation=OuterRef("pk"))))
    offered = {
        "plan": pairs(dict.fromkeys(domain.plan for domain in domains), "slug"),
        "domain": [(str(plan), pairs(found, "slug")) for plan, found in groupby(domains, lambda each: each.plan)],
        "objective": [
            (str(domain), pairs(found, "code")) for domain, found in groupby(objectives, lambda each: each.domain)
        ],
        "territory": place_groups(list(places)),
        "organisation": sorted(pairs(members, "slug"), key=by_words),
    }
    for name, choices in offered.items():
        form.fields[name].widget.choices = [("", _("All")), *choices]


def partnership_detail(request, slug):
    """One partnership: who is in it with which role, what it is for, and the measures it carries."""
    partnership = get_object_or_404(Partnership, slug=slug)
    members = sorted(partnership.memberships.select_related("organisation__territory", "round"), key=lead_first)
    organisations = {member.organisation_id: member.organisation for member in members}
    measures = Measure.objects.public().carried_by(partnership)
    served = ServedObjective.objects.filter(partnership=partnership).select_related("objective__domain")
    context = {
        "partnership": partnership,
        "groups": [(held, list(found)) for held, found in groupby(members, lambda member: member.round)],
        "number": len(organisations),
        "map": taking_part.map_of(organisations.values()),
        "objectives": [each.objective for each in served.order_by("objective__domain__number", "objective__code")],
        "measures": Lens().latest(measures, MEASURES),
        "progress": progress_of(measures),
        "linked_data": [linked_data.partnership(partnership, organisations.values())],
    }
    return render(request, "domains/partnership_detail.html", context)


def lead_first(member):
    """Return what puts members in order: lasting ones, then the last round first; in each the lead, then by name."""
    since = -member.round.starts_on.toordinal() if member.round else 0
    held = (member.round is not None, since, member.round_id or 0)
    return *held, list(Membership.Role).index(member.role), str(member.organisation).casefold()


def progress_of(measures):
    """Return how far measures are, plan by plan, as `components/work.html` shows it; nothing without any."""
    today = timezone.localdate()
    lines = overview.plan_lines(measures, today)
    return [(line, line.about.time_passed(today)) for line in lines if line.delivery.all]


def domain_partnerships(request, slug):
    """Who takes part in the partnerships that serve a domain: which kinds, at which level, from where; and who not."""
    domain = get_object_or_404(Domain.objects.select_related("plan"), slug=slug)
    today = timezone.localdate()
    filters = MemberPlaceFilter(request.GET, Membership.objects.taking_part_on(today))
    places = list(Territory.objects.filter(level__in=[*LARGE_PLACES, "municipality"]).for_list())
    filters.form.fields["territory"].widget.choices = [("", _("All")), *place_groups(places)]
    context = {"domain": domain, "today": today, "filters": filters}
    if valid := filters.is_valid():
        context |= about_members(domain, filters, places)
    return render(request, "domains/domain_partnerships.html", context, status=200 if valid else 400)


def about_members(domain, filters, places):
    """Return who takes part towards each objective of a domain, in the place that was asked for or in all."""
    place = filters.form.cleaned_data["territory"]
    partnerships = Partnership.objects.serving(domain=domain)
    return {
        "place": place,
        "lines": taking_part.towards(list(domain.objectives.all()), filters.qs, taking_part.parts_of(place, places)),
        "partnerships": (partnerships.with_member(**within(place)) if place else partnerships).for_list()[
            :PARTNERSHIPS
        ],
    }
