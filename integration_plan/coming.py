"""What a day brings: calls open by the clock, and nobody writes anything then. So somebody looks, every few minutes.

What came longer ago than a month is no news, so that a site which begins to look does not tell of all there is.
"""

import datetime

from funding.models import Call
from partnerships import events
from partnerships.models import Event

LOOKED_BACK = datetime.timedelta(days=31)
OPENING = (Event.Kind.CALL_NEW, Event.Kind.CALL_OPENING_MOVED, Event.Kind.CALL_REOPENED)


def tell(now):
    """Write into the log what came since it was looked at."""
    opened = Call.objects.not_closed(now).filter(opens_at__gt=now - LOOKED_BACK, opens_at__lte=now)
    events.come(Event.Kind.CALL_OPENED, opened, lambda call: call.opens_at, *OPENING)
