"""Links that keep the lens a page is read through."""

from dataclasses import replace
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
def as_it_was(record, lens, day):
    """Return the address of a record, read through the lens of this page as it was at the end of a day."""
    return replace(lens, past_day=day).on(record.get_absolute_url())


@register.simple_tag
def over_time_of(plan, lens):
    """Return the address of a plan over time, for the target group of this page, and from its day on."""
    since = {"since": lens.past_day.isoformat()} if lens.past_day else {}
    query = urlencode(lens.filters | since)
    return f"{reverse('over_time', args=[plan.slug])}{'?' if query else ''}{query}"


@register.simple_tag
def measures_through(lens, **filters):
    """Return the address of the list of measures with these filters, and with the lens of this page."""
    query = urlencode(filters | lens.filters)
    return f"{reverse('measure_list')}{'?' if query else ''}{query}"
