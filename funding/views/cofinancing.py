"""What the EU pays of a cost: from the ceiling of the law down to an estimate, each with its source."""

from django.shortcuts import render
from django.utils import timezone

from funding.cofinancing import estimate
from funding.forms import CofinancingForm
from funding.models import Obligation
from funding.words import REMARKS


def cofinancing(request):
    """The calculator: plain fields, and what comes out of them; what is not known stays unknown."""
    day = timezone.localdate()
    form = CofinancingForm(request.GET or None, day=day)
    context = {"form": form} | (calculated(form, day) if form.is_valid() else {})
    return render(request, "funding/cofinancing.html", context, status=400 if form.errors else 200)


def calculated(form, day):
    said, costs = form.cleaned_data, form.costs()
    ceiling, programme, category = said["rate"], form.programme(), form.category()
    offered = programme.rate if programme else None
    found = estimate(costs, ceiling and ceiling.rate, (offered, said["call"], said["own"])) if costs else None
    return {
        "shown": True,
        "ceiling": ceiling,
        "programme": programme,
        "category": category,
        "is_other_category": bool(category and ceiling and ceiling.category and ceiling.category != category.category),
        "call": said["call"],
        "own": said["own"],
        "is_certain": said["call"] is not None or offered is not None,
        "estimate": found,
        "remarks": [REMARKS[remark] for remark in found.remarks] if found else [],
        "duties": duties_of(ceiling.fund, costs.total, day) if ceiling and costs else [],
    }


def duties_of(fund, total, day):
    """Return the duties that come with money of a fund for a measure of this total cost."""
    return [duty for duty in Obligation.objects.valid_on(day).filter(funds=fund) if duty.holds_for(total)]
