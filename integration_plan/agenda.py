"""The days of what somebody follows, as a calendar: its measures begin and end, people meet about it, calls close."""

from datetime import timedelta
from itertools import chain

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from domains.calendar import calendar, days_of, meeting
from domains.dialogue_filter import DialogueFilter
from domains.models import Measure, Objective
from funding.calendar import events_of
from funding.filters import CallFilter
from funding.models import Call
from integration_plan.news import MEETINGS_BY
from partnerships.filters import one_of
from partnerships.models import Dialogue

A_YEAR = timedelta(days=365)
MOST = 500  # measures; a program that follows more days shows none of them well
CALLS_BY = {"domain", "objective", "territory", "fund"}


class CallsAbout(CallFilter):
    """Filters of calls, and an objective: a call names the domain that it lies in."""

    objective = one_of(Objective.objects.all(), "code", _("Objective"), method="filter_objective")

    def filter_objective(self, queryset, name, objective):
        return queryset.filter(domains=objective.domain_id)


def calendar_of_followed(followed, language) -> bytes:
    """Return what lies less than a year back or is still to come, in the language that is active."""
    since = timezone.localdate() - A_YEAR
    measures = followed.among(Measure.objects.public().exclude(status=Measure.Status.STOPPED))
    measures = measures.filter(Q(starts_on__gte=since) | Q(ends_on__gte=since)).select_related("organisation")
    shown = list(measures[: MOST + 1])
    meetings = followed.about(DialogueFilter, MEETINGS_BY, Dialogue.objects.public())
    calls = followed.about(CallsAbout, CALLS_BY, Call.objects.for_list())
    events = chain(
        (event for measure in shown[:MOST] for event in days_of(measure, since)),
        map(meeting, meetings.filter(starts_at__date__gte=since)),
        (event for call in calls.filter(deadline__date__gte=since) for event in events_of(call)),
    )
    return calendar(followed.name, events, language, _what_is_left_out() if len(shown) > MOST else "")


def _what_is_left_out():
    return _("Of the measures only the %(number)d that changed last: follow less to see all of yours.") % {
        "number": MOST
    }
