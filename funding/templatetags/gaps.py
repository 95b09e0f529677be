"""Links from the gap map to the measures that it counts."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse

from domains.templatetags.figures import FILTERS
from funding.gaps import STARTED_OR_PLANNED

register = template.Library()


@register.simple_tag
def measures_in_gap(about, place, money=""):
    """Return the address of the list with the measures of a domain or objective that count in a place."""
    name, key = FILTERS[type(about)]
    filters = {name: getattr(about, key), "status": STARTED_OR_PLANNED}
    filters |= {"territory": place.code} if place else {}
    filters |= {"money": money} if money else {}
    return f"{reverse('measure_list')}?{urlencode(filters, doseq=True)}"
