"""Errors that readers report: the form, the list of what was reported, and one of them with its answer."""

from allauth.core import ratelimit
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from domains import corrections
from domains.correction_form import CorrectionForm
from domains.listing import PAGE, page_of
from domains.models import Correction


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correction_new(request):
    """Ask what is wrong on a page, and take it."""
    asked = {"page": request.GET.get("page", ""), "part": request.GET.get("field", Correction.Part.TEXT)}
    form = CorrectionForm(request.POST or None, initial=asked, request=request)
    if form.is_valid():
        if not ratelimit.consume(request, action="correction"):
            return ratelimit.respond_429(request)
        return redirect(f"{form.save().get_absolute_url()}?received=1")
    page = form["page"].value()
    context = {"form": form, "page": page if corrections.found(page) else ""}
    return render(request, "domains/correction_new.html", context)


def correction_list(request):
    """What readers reported, the newest first; `state` narrows the list, and the time an answer takes is of all."""
    everything = Correction.objects.public()
    state = request.GET.get("state", "")
    narrowed = everything.filter(state=state) if state in Correction.State.values else everything
    pages = Paginator(narrowed.select_related("measure"), PAGE)
    page, problem = page_of(pages, request.GET.get("page"))
    number, days = corrections.usual_days(everything)
    context = {"page": page, "problem": problem, "state": state, "states": Correction.State.choices}
    return render(request, "domains/correction_list.html", context | {"number": number, "days": days})


def correction_detail(request, ticket):
    """One of them: the page, the state, and the answer."""
    known = Correction.objects.public().select_related("measure")
    correction = get_object_or_404(known.numbered(ticket))
    is_new = "received" in request.GET and not correction.is_answered
    return render(request, "domains/correction_detail.html", {"correction": correction, "is_new": is_new})
