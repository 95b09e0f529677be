"""Pages that everybody sees alike are made once, and sent again until the data or the day is another.

Never stale: the moment (the day, and the version of the data) is read *before* a page is made, and the page is kept
under it. What is written meanwhile makes a page newer than its moment says, never older; and who asks after that write
reads another moment, and gets another page. What depends on the hour, too, says until when it holds (Expires). What is
not committed is seen by nobody but who writes it: a request inside of a transaction takes nothing from memory and
leaves nothing there.

The tag of a page (ETag) comes from its bytes. A reader who has them is told so (304), also when something else was
written meanwhile, and by any process of any server.
"""

import gzip
import re
import time
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import brotli
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags, parse_http_date
from django.utils.translation import get_language_from_request

from integration_plan import data_version
from integration_plan.middleware import MACHINES
from integration_plan.shelf import Shelf

PAGES = tuple(f"/{code}/" for code, _name in settings.LANGUAGES)
PERSONAL = {settings.SESSION_COOKIE_NAME, "messages"}
SMALLEST = 200  # bytes; less does not become smaller
CODINGS = {
    "br": lambda body: brotli.compress(body, quality=5),
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
}
ABOUT_THE_BODY = {"Content-Type", "Content-Length", "Content-Encoding", "Content-Language"}


def shared_pages(get_response):
    """Answer with what was made for another reader, else make it; first in line, so that nothing else is done."""
    shelf = Shelf(settings.CACHE_MB * 2**20)
    clock = Clock(settings.CACHE_SECONDS)

    def middleware(request):
        if not is_open_to_all(request):
            return get_response(request)
        moment, key = clock.moment(), key_of(request)
        if (page := shelf.take(moment, key)) and page.holds:
            return page.answer(request)
        with shelf.turn(moment, key):
            if (page := shelf.take(moment, key)) and page.holds:  # somebody else made it while we waited
                return page.answer(request)
            response = get_response(request)
            if not is_for_everybody(response, request):
                return response
            page = page_of(response, coding_of(request))
            if moment and request.method == "GET":
                shelf.put(moment, key, page, len(page.body) + 2000)
            return page.answer(request)

    return middleware


class Clock:
    """Tells the moment: the day, and the version of the data, which it may remember for some seconds."""

    def __init__(self, seconds):
        self.seconds = seconds
        self.version, self.read_at = None, 0
        self.is_watched = False

    def moment(self):
        """Return the moment, or None when what is made now is not for others."""
        if settings.DEBUG or connection.in_atomic_block:
            return None
        try:
            # Without its triggers the version stands still, so look for them once.
            self.is_watched = self.is_watched or not data_version.missing(connection)
            return (timezone.localdate(), self._version()) if self.is_watched else None
        except DatabaseError:
            return None

    def _version(self):
        now = time.time()
        if not 0 <= now - self.read_at < self.seconds:
            self.version, self.read_at = data_version.read(), now
        return self.version


@dataclass(frozen=True, slots=True)
class Page:
    """What is sent to everybody who asks in the same way."""

    headers: dict[str, str]
    body: bytes

    @property
    def holds(self):
        """Say whether the hour has changed nothing in it."""
        return "Expires" not in self.headers or time.time() < parse_http_date(self.headers["Expires"])

    def answer(self, request):
        """Return the page, or only that the reader has it."""
        had = request.META.get("HTTP_IF_NONE_MATCH")
        if had and {"*", self.headers["ETag"]} & {tag.removeprefix("W/") for tag in parse_etags(had)}:
            return HttpResponseNotModified(
                headers={name: value for name, value in self.headers.items() if name not in ABOUT_THE_BODY}
            )
        return HttpResponse(self.body, headers=self.headers)


def is_open_to_all(request):
    """Say whether the request asks for something public, and nothing in it says who asks."""
    if request.method not in {"GET", "HEAD"} or "HTTP_AUTHORIZATION" in request.META:
        return False
    path = request.path_info
    return path.startswith(MACHINES) or (path.startswith(PAGES) and PERSONAL.isdisjoint(request.COOKIES))


def asked_by(request):
    """Return the headers that an answer may depend on, besides its language and how it is packed."""
    return ("Accept",) if request.path_info.startswith(MACHINES) else ("HX-Request", "HX-History-Restore-Request")


def key_of(request):
    """Return all that tells one page from another at one moment."""
    return (
        request.scheme,
        request.META.get("HTTP_HOST"),
        request.path,
        request.META.get("QUERY_STRING"),
        get_language_from_request(request, check_path=True),
        coding_of(request),
        *(request.META.get(f"HTTP_{name.upper().replace('-', '_')}") for name in asked_by(request)),
    )


def coding_of(request):
    """Return how the answer is packed, the smallest that the reader can open; empty for not at all."""
    return best_coding(request.META.get("HTTP_ACCEPT_ENCODING", ""))


@lru_cache(maxsize=256)
def best_coding(accepted):
    refused = re.compile(r";\s*q=0(\.0*)?\s*$")
    names = {part.partition(";")[0].strip() for part in accepted.lower().split(",") if not refused.search(part)}
    return next((coding for coding in CODINGS if coding in names), "")


def is_for_everybody(response, request):
    """Say whether the next reader who asks in the same way gets the same answer."""
    vary = {name.strip().lower() for name in response.get("Vary", "").split(",")}
    known = {"", "accept-encoding", "accept-language", *(name.lower() for name in asked_by(request))}
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not response.has_header("Content-Encoding")
        and vary <= known
        and not re.search("private|no-store", response.get("Cache-Control", ""))
    )


def page_of(response, coding):
    """Return what a view made, packed, and to be asked for again each time."""
    body = response.content
    patch_vary_headers(response, ["Accept-Encoding"])
    response.headers.setdefault("Cache-Control", "no-cache")
    if coding and len(body) >= SMALLEST:
        body = CODINGS[coding](body)
        response["Content-Encoding"] = coding
    response["Content-Length"] = str(len(body))
    response["ETag"] = f'"{blake2b(body, digest_size=16).hexdigest()}"'
    return Page(dict(response.items()), body)
