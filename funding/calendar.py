"""Calls in somebody's own calendar (RFC 5545): the deadline, and the day on which to start preparing."""

import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from domains.templatetags.figures import euros
from funding.timing import BRUSSELS
from funding.words import STATES

HOST = urlsplit(settings.SITE_URL).hostname
A_QUARTER = datetime.timedelta(minutes=15)
ADVISED_AGAIN = datetime.timedelta(hours=12)


def calendar_of(calls, language) -> bytes:
    """Return a calendar of all calls that have a deadline, in the language that is active."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Integratieplan//{HOST}//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Calls"))
    calendar.add("refresh-interval", ADVISED_AGAIN, parameters={"VALUE": "DURATION"})
    for call in calls:
        for event in events_of(call):
            calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def events_of(call):
    """Return the deadline of a call and the day to start preparing; none without a deadline."""
    if call.deadline is None:
        return []
    deadline = call.deadline.astimezone(BRUSSELS)
    start = call.start_preparing_on
    return [
        _event(call, "deadline", _("Deadline: %(call)s"), deadline - A_QUARTER, deadline),
        _event(call, "start", _("Start preparing: %(call)s"), start, start + datetime.timedelta(days=1)),
    ]


def _event(call, name, title, starts, ends):
    event = Event()
    event.add("uid", f"call-{call.code}-{name}@{HOST}")
    event.add("dtstamp", call.updated_at)
    event.add("summary", title % {"call": name_of(call)})
    event.add("dtstart", starts)
    event.add("dtend", ends)
    event.add("description", about(call))
    event.add("url", settings.SITE_URL + call.get_absolute_url())
    event.add("transp", "TRANSPARENT")  # nobody is away because of it
    return event


def name_of(call):
    """Return the title of a call with its fund; an example says that it is one."""
    title = f"{call.fund.abbreviation}: {call.title}"
    return _("EXAMPLE: %(title)s") % {"title": title} if call.is_example else title


def about(call):
    """Return in a few lines what a call is for, how much there is, and what is not certain."""
    lines = [str(call.objective)]
    if call.amount is not None:
        lines.append(euros(call.amount))
    lines.append(STATES[call.state])
    if call.is_uncertain:
        lines.append(_("This may have changed: look at the source before you count on it."))
    return "\n".join(map(str, [*lines, *filter(None, [call.website])]))
