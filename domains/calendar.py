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
A_DAY = datetime.timedelta(days=1)


def calendar(name, events, language, description="") -> bytes:
    """Return a calendar of these events, with the time zones they need, in the language that is active."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Integratieplan//{HOST}//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", INVISIBLE.sub("", name))
    if description:
        calendar.add("x-wr-caldesc", description)
    calendar.add("refresh-interval", ADVISED_AGAIN, parameters={"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def example(title, record):
    """Return a title; that of an example says that it is one."""
    return _("EXAMPLE: %(title)s") % {"title": title} if record.is_example else title


def calendar_of_meetings(dialogues, language) -> bytes:
    """Return the calendar of these meetings."""
    return calendar(_("Dialogue"), map(meeting, dialogues), language)


def event_of(record, name, title, starts):
    """Return an event of a record, to which more can be added; its name is the same each time it is asked for."""
    event = Event()
    event.add("uid", f"{name}@{HOST}")
    event.add("dtstamp", record.updated_at)
    event.add("last-modified", record.updated_at)
    event.add("summary", INVISIBLE.sub("", title))
    event.add("dtstart", starts)
    event.add("url", settings.SITE_URL + record.get_absolute_url())
    return event


def meeting(dialogue):
    """Return a meeting; one whose end is not known is a moment."""
    title = example(str(dialogue.title), dialogue)
    event = event_of(dialogue, f"dialogue-{dialogue.slug}", title, timezone.localtime(dialogue.starts_at))
    event.add("sequence", int(dialogue.updated_at.timestamp()) // 60)  # grows, so that programs take the newer one
    event.add("status", "CANCELLED" if dialogue.is_called_off else "CONFIRMED")
    if dialogue.ends_at:
        event.add("dtend", timezone.localtime(dialogue.ends_at))
    if dialogue.location:
        event.add("location", INVISIBLE.sub("", dialogue.location))
    lines = [str(dialogue.summary), dialogue.website]
    event.add("description", INVISIBLE.sub("", "\n".join(filter(None, lines))))
    return event


def days_of(measure, since):
    """Yield the first and the last day of a measure, as far as they do not lie before a day."""
    days = [("start", _("Start: %(measure)s"), measure.starts_on), ("end", _("End: %(measure)s"), measure.ends_on)]
    for name, title, day in days:
        if day and day >= since:
            words = title % {"measure": example(str(measure.title), measure)}
            event = event_of(measure, f"measure-{measure.reference}-{name}", words, day)
            event.add("dtend", day + A_DAY)
            event.add("description", INVISIBLE.sub("", f"{measure.organisation.name}\n{measure.get_status_display()}"))
            event.add("transp", "TRANSPARENT")  # nobody is away because of it
            yield event
