"""What the frame around every page shows."""

from django import template
from django.conf import settings
from django.urls import reverse, translate_url
from django.utils import translation

register = template.Library()


@register.simple_tag(takes_context=True)
def language_links(context):
    """Return this page's address in each language; the home page's where this page has none."""
    request = context.get("request")
    here = context.get("lasting_address") or (request.get_full_path() if request else "/")
    return [
        {
            "code": code,
            "name": translation.get_language_info(code)["name_local"].capitalize(),
            "address": _address_in(code, here),
            "is_current": code == translation.get_language(),
        }
        for code, _name in settings.LANGUAGES
    ]


def _address_in(code, here):
    if code == translation.get_language():
        return here
    address = translate_url(here, code)
    if address != here:
        return address
    with translation.override(code):
        return reverse("dashboard")


@register.simple_tag(takes_context=True)
def is_section(context, *names):
    """Say whether the page being shown is one of these addresses, by name."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    return match is not None and match.url_name in names
