"""The days of what somebody follows, as a calendar: its measures begin and end, people meet about it, calls close."""

from datetime import timedelta
from itertools import chain

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from domains.calendar import calendar, days_of, meeting
from domains.dialogue_filter import DialogueFilter
from domains.models import Measure
from funding.calendar import events_of
from funding.filters import CallFilter
from funding.models import Call
from partnerships.models import Dialogue

A_YEAR = timedelta(days=365)
MOST = 500  # measures; a program that follows more days shows none of them well
MEETINGS_BY = ("domain", "objective", "territory", "organisation", "measure")
CALLS_BY = ("domain", "territory", "fund")


def calendar_of_followed(followed, language) -> bytes:
    """Return what lies less than a year back or is still to come, in the language that is active."""
    since = timezone.localdate() - A_YEAR
    measures = followed.among(Measure.objects.public().exclude(status=Measure.Status.STOPPED))
    measures = measures.filter(Q(starts_on__gte=since) | Q(ends_on__gte=since)).select_related("organisation")
    shown = list(measures[: MOST + 1])
    meetings = _about(followed, DialogueFilter, MEETINGS_BY, Dialogue.objects.public())
    calls = _about(followed, CallFilter, CALLS_BY, Call.objects.for_list())
    events = chain(
        (event for measure in shown[:MOST] for event in days_of(measure, since)),
        map(meeting, meetings.filter(starts_at__date__gte=since)),
        (event for call in calls.filter(deadline__date__gte=since) for event in events_of(call)),
    )
    return calendar(followed.name, events, language, _what_is_left_out() if len(shown) > MOST else "")


def _about(followed, filters, names, records):
    """Return what the filters of its own list find of what is followed; none when they know nothing of it."""
    found = Q(pk__in=[])
    for chosen in followed.in_each_plan:
        asked = {name: chosen.data[name] for name in names if name in chosen.data}
        objective = chosen.form.cleaned_data["objective"]
        if objective and "objective" not in names:  # calls name the domain that an objective lies in
            asked["domain"] = objective.domain.slug
        if asked:
            found |= Q(pk__in=filters(asked, records).qs.order_by().values("pk"))
    return records.filter(found)


def _what_is_left_out():
    return _("Of the measures only the %(number)d that changed last: follow less to see all of yours.") % {
        "number": MOST
    }
