"""Events as a feed (Atom): an entry for each, so that a reader of feeds meets each change once."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed

from domains.cells import INVISIBLE
from partnerships.events import Event

NEWEST = 50
BEGINNING = datetime.datetime(2021, 1, 1, tzinfo=datetime.UTC)  # of the plan the site is made for
HOST = urlsplit(settings.SITE_URL).hostname


class Feed(Atom1Feed):
    """A feed that says the same as long as nothing happens, also when nothing ever did: Django's would say now."""

    def latest_post_date(self):
        return super().latest_post_date() if self.items else BEGINNING


@dataclass(frozen=True, slots=True)
class Entry:
    """One event in words, and the address of the page that tells more."""

    event: Event
    title: str
    address: str
    text: str


def feed(title, description, address, entries: Iterable[Entry], language) -> bytes:
    """Return the feed that is found at an address, with entries in this language."""
    written = Feed(
        title=title,
        link=settings.SITE_URL + address.partition("?")[0],
        feed_url=settings.SITE_URL + address,
        description=description,
        language=language,
    )
    for entry in entries:
        written.add_item(
            title=INVISIBLE.sub("", entry.title),
            link=settings.SITE_URL + entry.address,
            description=INVISIBLE.sub("", entry.text),
            unique_id=f"tag:{HOST},{entry.event.at:%Y-%m-%d}:event-{entry.event.pk}",
            pubdate=entry.event.at,
            updateddate=entry.event.at,
        )
    return written.writeString("utf-8").encode()
