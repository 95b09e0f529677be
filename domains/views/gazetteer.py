"""Every place that has a page, and the way to one of them by its code."""

from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from domains import overview
from domains.models import Measure
from partnerships import places
from partnerships.models import Territory


def territory_list(request):
    """The municipalities by province; a form that sends a code goes on to that place."""
    code = request.GET.get("place", "").strip()
    wanted = Territory.objects.filter(code=code).first() if code else None
    if wanted:
        return redirect(address_of(wanted, request.GET.get("target_group", "")))
    territories = Territory.objects.filter(level__in=["municipality", "former", "province", "nuts1"]).for_list()
    groups = _by_province(overview.place_lines(territories, Measure.objects.public()))
    problem = _("There is no place with the code %(code)s. Choose one from the list.") % {"code": code} if code else ""
    return render(
        request, "domains/territory_list.html", {"groups": groups, "problem": problem}, status=404 if problem else 200
    )


def address_of(place, group):
    """Return the page of a place, for the target group that the page was read for from which a reader comes."""
    return f"{place.get_absolute_url()}?{urlencode({'target_group': group})}" if group else place.get_absolute_url()


def _by_province(lines):
    """Return [(province, its municipalities by name)]; a municipality outside a province stands under its region."""
    above = {line.about.path: line.about for line in lines if line.about.level != Territory.Level.MUNICIPALITY}
    groups = {}
    for line in lines:
        place = line.about
        if place.level != Territory.Level.MUNICIPALITY:
            continue
        over = next((above[path] for path in reversed(places.ancestors(place.path)) if path in above), None)
        groups.setdefault(over, []).append(line)
    return [
        (over, sorted(lines, key=lambda line: str(line.about.name).casefold()))
        for over, lines in sorted(groups.items(), key=lambda pair: pair[0].code if pair[0] else "")
    ]
