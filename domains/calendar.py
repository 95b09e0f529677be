"""Calendars for people's own programs (RFC 5545), and meetings in them."""

import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from domains.cells import INVISIBLE

HOST = urlsplit(settings.SITE_URL).hostname
ADVISED_AGAIN = datetime.timedelta(hours=12)


def calendar(name, events, language) -> bytes:
    """Return a calendar of these events, with the time zones they need, in the language that is active."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Integratieplan//{HOST}//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", ADVISED_AGAIN, parameters={"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def example(title, record):
    """Return a title; that of an example says that it is one."""
    return _("EXAMPLE: %(title)s") % {"title": title} if record.is_example else title


def calendar_of_meetings(dialogues, language) -> bytes:
    """Return the calendar of these meetings; one whose end is not known is a moment."""
    return calendar(_("Dialogue"), map(_meeting, dialogues), language)


def _meeting(dialogue):
    event = Event()
    event.add("uid", f"dialogue-{dialogue.slug}@{HOST}")
    event.add("dtstamp", dialogue.updated_at)
    event.add("summary", INVISIBLE.sub("", example(str(dialogue.title), dialogue)))
    event.add("dtstart", timezone.localtime(dialogue.starts_at))
    if dialogue.ends_at:
        event.add("dtend", timezone.localtime(dialogue.ends_at))
    if dialogue.location:
        event.add("location", INVISIBLE.sub("", dialogue.location))
    lines = [str(dialogue.summary), dialogue.website]
    event.add("description", INVISIBLE.sub("", "\n".join(filter(None, lines))))
    event.add("url", settings.SITE_URL + dialogue.get_absolute_url())
    return event
