"""What happened to calls, as a feed (Atom): an entry for each event, so that a reader meets each change once."""

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from domains import atom
from domains.templatetags.figures import euros
from funding.calendar import about, name_of
from funding.models import Call
from funding.timing import News
from partnerships import events
from partnerships.models import Event


def feed_of(calls, address, language) -> bytes:
    """Return what happened last to these calls, in the language that is active."""
    description = _("New calls, and what changes in those that are known.")
    return atom.feed(_("Calls"), description, address, map(entry_of, newest(calls)), language)


def entry_of(pair):
    event, call = pair
    title = f"{capfirst(event.get_kind_display())}: {name_of(call)}"
    return atom.Entry(event, title, call.get_absolute_url(), "\n".join(filter(None, [told(event), about(call)])))


def newest(calls):
    """Return the newest events of these calls, each with its call; two queries."""
    happened = Event.objects.filter(events.about(calls), kind__in=list(News)).order_by("-at", "-pk")[: atom.NEWEST]
    found = Call.objects.for_list().in_bulk({event.subject_id for event in happened})
    return [(event, found[event.subject_id]) for event in happened]


def told(event):
    """Return what was before and what is now, in words; nothing for what has no before."""
    if "before" not in event.details:
        return ""
    write = amount_in_words if event.kind == News.AMOUNT_CHANGED else moment_in_words
    before, after = (write(event.details[name]) for name in ("before", "after"))
    return _("%(before)s before, %(after)s after") % {"before": before, "after": after}


def moment_in_words(value):
    return date_format(timezone.localtime(parse_datetime(value)), "DATETIME_FORMAT") if value else _("no deadline")


def amount_in_words(value):
    return euros(value) if value else _("amount not stated")
