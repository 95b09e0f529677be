"""What a day brings: calls open, partnerships end, and nobody writes anything then. So somebody looks, now and then.

What came longer ago than a month is no news, so that a site which begins to look does not tell of all there is.
"""

import datetime

from django.utils import timezone

from funding.models import Call
from partnerships import events
from partnerships.models import Event, Partnership

LOOKED_BACK = datetime.timedelta(days=31)
OPENING = (Event.Kind.CALL_NEW, Event.Kind.CALL_OPENING_MOVED, Event.Kind.CALL_REOPENED)


def tell(now):
    """Write into the log what came since it was looked at."""
    today = timezone.localdate(now)
    opened = Call.objects.not_closed(now).filter(opens_at__gt=now - LOOKED_BACK, opens_at__lte=now)
    events.come(Event.Kind.CALL_OPENED, opened, lambda call: call.opens_at, *OPENING)
    ended = Partnership.objects.filter(ends_on__gte=today - LOOKED_BACK, ends_on__lt=today)
    events.come(Event.Kind.PARTNERSHIP_ENDED, ended, midnight_after, Event.Kind.PARTNERSHIP_END_MOVED)


def midnight_after(partnership):
    """Return when its last day is over in Brussels."""
    day = partnership.ends_on + datetime.timedelta(days=1)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
