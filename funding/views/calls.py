"""Calls: what one can apply for, now and soon."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from domains import listing
from domains.models import Domain
from domains.views.measures import LARGE_PLACES, place_groups
from funding import timing
from funding.expiry import until_a_call_changes
from funding.filters import CallFilter
from funding.models import Call
from funding.views.operations import choices_by_plan
from partnerships.models import Territory


@until_a_call_changes
def call_list(request):
    """All calls, those that close next first, narrowed by the filters of the address."""
    filters = CallFilter(request.GET, Call.objects.nearest_first(timezone.now()))
    return listing.answer(request, filters, ("funding/call_list.html", "funding/call_results.html"), offer_choices)


def offer_choices(form):
    """Offer domains by plan, and places from the large to the small."""
    domains = Domain.objects.select_related("plan").order_by("plan__position", "number")
    places = Territory.objects.filter(level__in=[*LARGE_PLACES, "municipality"]).for_list()
    form.fields["domain"].widget.choices = [("", _("All")), *choices_by_plan(domains)]
    form.fields["territory"].widget.choices = [("", _("All")), *place_groups(list(places))]


@until_a_call_changes
def call_detail(request, code):
    """One call: for what, for whom, how much, until when, and where this was read."""
    call = get_object_or_404(Call.objects.select_related("fund", "programme", "territory"), code=code)
    context = {
        "call": call,
        "domains": call.domains.all(),
        "weeks": timing.PREPARATION.days // 7,
        "checked_within": timing.CHECKED_WITHIN.days,
    }
    return render(request, "funding/call_detail.html", context)
