"""Operations: who got EU money for what, from the public lists of many countries."""

from functools import partial
from itertools import groupby

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from domains import listing
from domains.models import Domain
from domains.models.queries import FEW
from funding import precedents
from funding.filters import OperationFilter
from funding.models import Operation, OperationList

FIRST_PAGES = partial(listing.FirstPages, most=FEW)


def operation_list(request):
    """All operations, narrowed by the filters of the address; only the results when a script asks."""
    filters = OperationFilter(request.GET, Operation.objects.all())
    templates = ("funding/operation_list.html", "funding/operation_results.html")
    return listing.answer(request, filters, templates, offer_choices, FIRST_PAGES)


def offer_choices(form):
    """Offer domains by plan; return the lists that the page names."""
    domains = Domain.objects.select_related("plan").order_by("plan__position", "number")
    form.fields["domain"].widget.choices = [("", _("All")), *choices_by_plan(domains)]
    return {"lists": OperationList.objects.all()}


def choices_by_plan(domains):
    """Yield domains under the name of their plan."""
    for plan, found in groupby(domains, lambda domain: domain.plan):
        yield str(plan), [(domain.slug, str(domain)) for domain in found]


def operation_detail(request, code):
    """One operation, as its list has it, and others that are much like it."""
    operation = get_object_or_404(Operation.objects.select_related("source_list", "fund"), code=code)
    like = precedents.like([operation.title], leave_out=operation.pk)
    return render(request, "funding/operation_detail.html", {"operation": operation, "like": like})
