"""Links in mails that open one page for one person who is not signed in.

A link is signed, good for one purpose and for some days. It travels in the query, never in the path: the log has paths.
What it opens is kept by nobody (no copy, no search engine), and tells no other page where the reader came from.
"""

from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _


class UnusableLinkError(Exception):
    """A link that opens nothing; its sentence says why, and what to do."""


def address(page: str, purpose: str, facts: dict) -> str:
    """Return the whole address of a page, with a link that carries `facts` to it."""
    return f"{settings.SITE_URL}{reverse(page)}?link={signing.dumps(facts, salt=purpose)}"


def facts_of(link: str, purpose: str, days: int) -> dict:
    """Return what a link carries."""
    try:
        return signing.loads(link, salt=purpose, max_age=timedelta(days=days))
    except signing.SignatureExpired as error:
        raise UnusableLinkError(_("This link has expired: it was good for %(days)d days.") % {"days": days}) from error
    except signing.BadSignature as error:
        raise UnusableLinkError(
            _("This link is not complete. Open it from the mail again, or copy it from there as a whole.")
        ) from error


def link_of(request: HttpRequest) -> str:
    """Return the link that a page was opened with, or that its form carries along."""
    return request.POST.get("link") or request.GET.get("link", "")


def speak(request: HttpRequest, language: str) -> None:
    """Speak the language of the person that a link is for, unless she chose another one on this site."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(language)


def discreet(view):
    """Keep what a link opens out of memories, search engines and the addresses that a browser tells other pages."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["Referrer-Policy"] = "strict-origin"  # the site's name and no more; without that, no form is accepted
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return wrapped
