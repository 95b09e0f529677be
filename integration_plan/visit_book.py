"""Notes that a page was shown: the day, the language, the kind of page, and of domains which one. Nothing else.

First in line, before the memory of pages. Each process writes in a file of the day that is its own, a line with one
write at its end; `count_visits` reads them. No request waits for the database or for another process.
"""

import logging
import os
import re
from functools import lru_cache
from pathlib import Path
from secrets import token_hex
from threading import Lock

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.urls import resolve
from django.utils import timezone, translation

from integration_plan.page_cache import PAGES
from integration_plan.visits import KIND_OF

logger = logging.getLogger(__name__)

SHOWN = {200, 304}  # who comes back to a page that is still the same has it shown again
ROBOTS = re.compile(
    "(?<!cu)bot|crawl|spider|slurp|archive|monitor|uptime|preview|fetch|headless|curl|wget|python|java/|go-http|okhttp|"
    "axios|node|perl|ruby|facebookexternalhit|whatsapp",
    re.IGNORECASE,
)


def counted_visits(get_response):
    """Note every page that is shown to somebody, once it is made."""
    if not settings.COUNT_VISITS:
        raise MiddlewareNotUsed
    book = Book(settings.VISITS_DIR)

    def middleware(request):
        response = get_response(request)
        if response.status_code in SHOWN and is_for_a_reader(request) and (about := page_at(request.path_info)):
            book.note(*about)
        return response

    return middleware


def is_for_a_reader(request) -> bool:
    """Say whether a page is asked for by somebody who will see it: no robot, nothing in advance, no part of a page."""
    asked = request.META
    return (
        request.method == "GET"
        and request.path_info.startswith(PAGES)
        and "HTTP_HX_REQUEST" not in asked
        and "prefetch" not in asked.get("HTTP_SEC_PURPOSE", "") + asked.get("HTTP_PURPOSE", "")
        and not is_robot(asked.get("HTTP_USER_AGENT", ""))
    )


@lru_cache(maxsize=1000)
def is_robot(name: str) -> bool:
    return not name or bool(ROBOTS.search(name))


@lru_cache(maxsize=5000)
def page_at(path: str) -> tuple[str, str, str] | None:
    """Return the language, the kind and the domain of the page at an address; None when it is of no kind."""
    language = path[1:3]
    with translation.override(language):
        found = resolve(path)  # what was shown is there
    kind = KIND_OF.get(found.url_name)
    return kind and (language, kind, found.kwargs["slug"] if kind == "domains" else "")


class Book:
    """The file in which this process notes pages. When it cannot be written, pages are shown all the same."""

    def __init__(self, folder):
        self.folder, self.name = Path(folder), token_hex(4)
        self.lock, self.day, self.file, self.fails = Lock(), None, None, False

    def note(self, language, kind, domain):
        day = timezone.localdate()
        try:
            with self.lock:
                os.write(self.file_of(day), f"{day} {language} {kind} {domain}\n".encode())
            self.fails = False
        except OSError as fault:
            if not self.fails:  # one line in the log, not one a page
                logger.error("Visits are not counted, since %s cannot be written: %s", self.folder, fault)
            self.fails = True

    def file_of(self, day):
        """Return the file of a day; at midnight the one of the day before is closed."""
        if day != self.day:
            self.close()
            self.folder.mkdir(parents=True, exist_ok=True)
            self.file = os.open(self.folder / f"{day}-{self.name}", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
            self.day = day
        return self.file

    def close(self):
        if self.file is not None:
            os.close(self.file)
            self.file = self.day = None
