"""Places side by side."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from domains import comparison
from domains.views.measures import LARGE_PLACES, place_groups
from partnerships.filters import LongSelect
from partnerships.models import Territory
from partnerships.places import ancestors

KEPT = 8  # of a choice of too many places


def compare(request):
    """Two to four places that the reader chooses; before she has chosen, only the form."""
    everything = list(Territory.objects.for_list())
    known = {place.code: place for place in everything}
    codes = [code for code in request.GET.getlist("territory") if code]
    problem = problem_of(codes, known)
    context = {"problem": problem, "selects": selects(everything, codes, known)}
    if codes and not problem:
        context |= _compared(codes, {place.path: place for place in everything})
    return render(request, "domains/compare.html", context, status=400 if problem else 200)


def _compared(codes, by_path):
    places = {place.code: place for place in Territory.objects.filter(code__in=codes)}
    chosen = [places[code] for code in codes]
    regions = [region_of(place, by_path) for place in chosen]
    found = comparison.compare(chosen, regions, timezone.localdate())
    return {"comparison": found, "unlikenesses": comparison.unlikenesses(found.sides)}


def problem_of(codes, known):
    """Say what is wrong with a choice of places; nothing when it is right, or not made yet."""
    unknown = next((code for code in codes if code not in known), None)
    if unknown is not None:
        text = _("There is no place with the code %(code)s. Choose one from the list.")
        return text % {"code": unknown[:20].replace("\0", "")}
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice is not None:
        return _("%(place)s is chosen twice: choose another place beside it.") % {"place": known[twice]}
    if len(codes) == 1:
        text = _("Choose a second place: with %(place)s alone there is nothing to compare.")
        return text % {"place": known[codes[0]]}
    if len(codes) > comparison.MOST:
        text = _("These are %(number)s places: choose four at most, or they do not fit beside each other.")
        return text % {"number": len(codes)}
    return ""


def selects(everything, codes, known):
    """Return the choices as written, four or as many as were made (within reason), each with its number."""
    groups = place_groups([place for place in everything if place.level in {*LARGE_PLACES, "municipality"}])
    offered = {code for _name, choices in groups for code, _label in choices}
    others = [(code, str(known[code])) for code in dict.fromkeys(codes) if code in known and code not in offered]
    choices = [("", _("Choose …")), *groups, *([(_("Other places"), others)] if others else [])]
    # Written once: hundreds of options, and the same in each choice but for what is chosen.
    written = LongSelect(choices=choices).render("territory", "none of these", {"id": "place-"})
    chosen = [*codes[:KEPT], *([""] * (comparison.MOST - len(codes)))]
    return [
        (number, SafeString(written.replace('"place-"', f'"place-{number}"').replace(*_marked(code, known))))
        for number, code in enumerate(chosen, start=1)
    ]


def _marked(code, known):
    """Return the value of an option, and the same as the chosen one; of a code that does not exist, nothing."""
    value = f'value="{code if code in known else ""}"'
    return value, f"{value} selected"


def region_of(place, by_path):
    """Return the region a place is or lies in; None for a country."""
    around = (by_path[path] for path in ancestors(place.path) if path in by_path)
    return next((larger for larger in around if larger.level == Territory.Level.NUTS1), None)
