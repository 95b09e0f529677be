"""What the frame around every page shows."""

import json

from django import template
from django.conf import settings
from django.urls import reverse, translate_url
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import mark_safe

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
def lasting_addresses(context):
    """Return what search engines know this page by, in each language; nothing for a page that is not there.

    The filters of a list are left out, so that one list is one page; only the number of its page stays.
    """
    request = context.get("request")
    if not getattr(request, "resolver_match", None):
        return {}
    here = context.get("lasting_address") or request.path
    if list(request.GET) == ["page"]:
        here += f"?{request.GET.urlencode()}"
    versions = {code: _address_in(code, here) for code, _name in settings.LANGUAGES}
    # Without its language an address follows the browser's.
    neutral = here.removeprefix(f"/{translation.get_language()}")
    return {"own": here, "versions": versions | {"x-default": neutral}, "neutral": neutral if neutral != here else ""}


@register.simple_block_tag
def once(content):
    """Write a text of the page's head once, under a name, to say it in more than one place."""
    return mark_safe(" ".join(content.split()))  # noqa: S308 rendered, so escaped already


ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


@register.simple_tag
def json_ld(nodes):
    """Write what a page is about as data; no text in it can end the element it stands in."""
    data = json.dumps({"@context": "https://schema.org", "@graph": nodes}, ensure_ascii=False)
    safe = mark_safe(data.translate(ESCAPES))  # noqa: S308 escaped right here
    return format_html('<script type="application/ld+json">{}</script>', safe)


@register.simple_tag(takes_context=True)
def is_section(context, *names):
    """Say whether the page being shown is one of these addresses, by name."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    return match is not None and match.url_name in names
