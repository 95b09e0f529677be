"""Links that keep the lens a page is read through."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse

register = template.Library()


@register.simple_tag
def address_of(record, lens):
    """Return the address of a record, read through the lens of this page when it has one."""
    address = record.get_absolute_url()
    return lens.on(address) if lens else address


@register.simple_tag
def measures_through(lens, **filters):
    """Return the address of the list of measures with these filters, and with the lens of this page."""
    query = urlencode(filters | lens.parameters)
    return f"{reverse('measure_list')}{'?' if query else ''}{query}"
