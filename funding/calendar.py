"""Calls in somebody's own calendar (RFC 5545): the deadline, and the day on which to start preparing."""

import datetime

from django.utils.translation import gettext as _

from domains.calendar import A_DAY, calendar, event_of, example
from domains.templatetags.figures import euros
from funding.timing import BRUSSELS
from funding.words import STATES

A_QUARTER = datetime.timedelta(minutes=15)


def calendar_of(calls, language) -> bytes:
    """Return a calendar of all calls that have a deadline, in the language that is active."""
    return calendar(_("Calls"), (event for call in calls for event in events_of(call)), language)


def events_of(call):
    """Return the deadline of a call and the day to start preparing; none without a deadline."""
    if call.deadline is None:
        return []
    deadline = call.deadline.astimezone(BRUSSELS)
    start = call.start_preparing_on
    return [
        _event(call, "deadline", _("Deadline: %(call)s"), deadline - A_QUARTER, deadline),
        _event(call, "start", _("Start preparing: %(call)s"), start, start + A_DAY),
    ]


def _event(call, name, title, starts, ends):
    event = event_of(call, f"call-{call.code}-{name}", title % {"call": name_of(call)}, starts)
    event.add("dtend", ends)
    event.add("description", about(call))
    event.add("transp", "TRANSPARENT")  # nobody is away because of it
    return event


def name_of(call):
    """Return the title of a call with its fund; an example says that it is one."""
    return example(f"{call.fund.abbreviation}: {call.title}", call)


def about(call):
    """Return in a few lines what a call is for, how much there is, and what is not certain."""
    lines = [str(call.objective)]
    if call.amount is not None:
        lines.append(euros(call.amount))
    lines.append(STATES[call.state])
    if call.is_uncertain:
        lines.append(_("This may have changed: look at the source before you count on it."))
    return "\n".join(map(str, [*lines, *filter(None, [call.website])]))
