"""What a follower hears: one mail with what happened to all she follows since the last one, in her language."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import ngettext

from accounts.mails import mail
from domains.following import Followed
from domains.models import Follower
from domains.subscribing import link_to_follows, link_to_stop
from funding.timing import BRUSSELS
from integration_plan import news, wording
from partnerships import events
from partnerships.models import Event

MOST = 10  # lines about one thing that is followed; the page has them all
HOUR = 7  # in the morning, for what comes every day or every week
REMEMBERED = 500  # things that many follow alike are looked up once


@dataclass(frozen=True, slots=True)
class Part:
    """What happened to one thing that is followed; of what was withdrawn only the number is told."""

    name: str
    page: str
    lines: tuple[wording.Line, ...]
    number: int
    withdrawn: int

    @property
    def more(self) -> int:
        return self.number - len(self.lines)


def due(now: datetime, until: int):
    """Return who may hear something now: not yet since the last morning that is hers, and something happened since.

    Whom a mail server refused for good is tried once a day at most, together with the others.
    """
    morning = now.astimezone(BRUSSELS).replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if morning > now:
        morning -= timedelta(days=1)
    monday = morning - timedelta(days=morning.weekday())
    when = Follower.Frequency
    asked_for = Q(frequency=when.IMMEDIATE, refused_since=None)
    asked_for |= Q(frequency__in=[when.IMMEDIATE, when.DAILY], heard_at__lt=morning)
    asked_for |= Q(frequency=when.WEEKLY, heard_at__lt=monday)
    may_read = Q(user=None) | Q(user__is_active=True)
    return Follower.objects.filter(asked_for, may_read, heard_until__lt=until)


class Digests:
    """The mails of one run: what many follow alike is looked up once."""

    def __init__(self, until: int):
        self.until = until
        self.part = lru_cache(REMEMBERED)(self._part)

    def parts_for(self, follower) -> list[Part]:
        """Return what happened to what she follows since she last heard, each event once."""
        told, parts = set(), []
        with translation.override(follower.speaks):
            for follow in follower.follows.all():
                since = max(follow.since, follower.heard_until)
                part = self.part(follow.query, since, follower.speaks)
                fresh = tuple(line for line in part.lines if line.event.pk not in told)
                told |= {line.event.pk for line in fresh}
                if fresh or part.withdrawn:
                    number = part.number - (len(part.lines) - len(fresh))
                    parts.append(Part(part.name, part.page, fresh, number, part.withdrawn))
        return parts

    def _part(self, query, since, language):
        """Return a part in the language that is active, which is this one: it is remembered by it."""
        followed = Followed(query)
        new = Q(pk__gt=since, pk__lte=self.until, quiet=False)
        found = news.events_of_followed(followed).filter(new) if followed.is_there else Event.objects.none()
        gone = Event.objects.filter(new, events.about(followed.withdrawn()), kind=Event.Kind.MEASURE_WITHDRAWN)
        page = settings.SITE_URL + news.page_of(followed) if followed.is_there else ""
        lines = tuple(wording.lines_of(found[:MOST]))
        number = found.count() if len(lines) == MOST else len(lines)
        return Part(followed.name, page, lines, number, gone.values("subject_id").distinct().count())


def digest(follower, parts: list[Part]):
    """Return the mail. Its number is that of where it begins: programs that get it twice show it once."""
    with translation.override(follower.speaks):
        stop = link_to_stop(follower)
        number = sum(part.number + part.withdrawn for part in parts)
        subject = ngettext("%(number)d change in what you follow", "%(number)d changes in what you follow", number)
        context = {"parts": parts, "follows": link_to_follows(follower), "stop": stop, "site": settings.SITE_URL}
        headers = {
            "Message-ID": f"<digest-{follower.pk}-{follower.heard_until}@{settings.SITE_HOST}>",
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        return mail("mails/digest.html", subject % {"number": number}, follower.address, context, headers)
