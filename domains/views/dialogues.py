"""Meetings of the structured dialogue: the list with its filters, and one meeting."""

from itertools import groupby

from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from domains import listing
from domains.dialogue_filter import DialogueFilter
from domains.models import Objective
from domains.models.dialogue import with_all
from domains.views.measures import LARGE_PLACES, by_words, pairs, place_groups
from partnerships.models import Dialogue, Organisation, Territory


def dialogue_list(request):
    """The meetings that everybody may know of: those that come, then those of before."""
    filters = DialogueFilter(request.GET, Dialogue.objects.public().nearest_first())
    templates = ("domains/dialogue_list.html", "domains/dialogue_results.html")
    return listing.answer(request, filters, templates, offer_choices)


def offer_choices(form):
    """Offer what there is in groups people know: objectives by domain, and only organisations that ever met."""
    objectives = list(Objective.objects.select_related("domain__plan"))
    domains = dict.fromkeys(objective.domain for objective in objectives)
    joined = Dialogue.participants.through.objects.filter(
        organisation=OuterRef("pk"), dialogue__in=Dialogue.objects.public().order_by().values("pk")
    )
    called = Dialogue.objects.public().filter(organisation=OuterRef("pk"))
    met = Organisation.objects.filter(Exists(joined) | Exists(called))
    places = Territory.objects.filter(level__in=[*LARGE_PLACES, "municipality"]).for_list()
    offered = {
        "domain": [(str(plan), pairs(found, "slug")) for plan, found in groupby(domains, lambda each: each.plan)],
        "objective": [(str(domain), pairs(of, "code")) for domain, of in groupby(objectives, lambda each: each.domain)],
        "organisation": sorted(pairs(met, "slug"), key=by_words),
        "territory": place_groups(list(places)),
    }
    for name, choices in offered.items():
        form.fields[name].widget.choices = [("", _("All")), *choices]


def dialogue_detail(request, slug):
    """One meeting: who met about what, what was concluded, and what was done with it."""
    dialogue = get_object_or_404(with_all(Dialogue.objects.public()), slug=slug)
    by_kind = groupby(dialogue.participants.all(), key=lambda organisation: organisation.get_kind_display())
    context = {
        "dialogue": dialogue,
        "participants": [(kind, list(organisations)) for kind, organisations in by_kind],
    }
    return render(request, "domains/dialogue_detail.html", context)
