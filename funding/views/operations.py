"""Operations: who got EU money for what, from the public lists of many countries."""

from itertools import groupby

from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from domains import listing
from domains.models import Domain
from funding import precedents
from funding.filters import OperationFilter
from funding.models import Operation, OperationList


def operation_list(request):
    """All operations, narrowed by the filters of the address; only the results when a script asks."""
    filters = OperationFilter(request.GET, Operation.objects.all())
    found = filters.qs if filters.is_valid() else Operation.objects.none()
    page, problem = listing.page_of(found, request.GET.get("page"))
    page.object_list = page.object_list.for_list()
    context = {
        "filters": filters,
        "page": page,
        "problem": problem,
        "chips": list(listing.chips(filters)),
        "query": listing.without_page(request.GET),
    }
    only_results = request.htmx and not request.htmx.history_restore_request
    if not only_results:
        domains = Domain.objects.select_related("plan").order_by("plan__position", "number")
        filters.form.fields["domain"].widget.choices = [("", _("All")), *choices_by_plan(domains)]
        context["lists"] = OperationList.objects.all()
    response = render(
        request,
        "funding/operation_results.html" if only_results else "funding/operation_list.html",
        context,
        status=404 if problem else 200 if filters.is_valid() else 400,
    )
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response


def choices_by_plan(domains):
    """Yield domains under the name of their plan."""
    for plan, found in groupby(domains, lambda domain: domain.plan):
        yield str(plan), [(domain.slug, str(domain)) for domain in found]


def operation_detail(request, code):
    """One operation, as its list has it, and others that are much like it."""
    operation = get_object_or_404(Operation.objects.select_related("source_list", "fund"), code=code)
    like = precedents.like([operation.title], leave_out=operation.pk)
    return render(request, "funding/operation_detail.html", {"operation": operation, "like": like})
