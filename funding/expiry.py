"""How long a page about calls holds: until the next of them opens or closes by itself."""

from functools import wraps

from django.utils import timezone
from django.utils.http import http_date

from funding.models import Call


def until_a_call_changes(view):
    """Say of what a view makes how long it holds; pages are kept in memory no longer than that."""

    @wraps(view)
    def answered(*args, **kwargs):
        moment = Call.objects.next_change(timezone.now())  # before the view looks, so that nothing falls in between
        response = view(*args, **kwargs)
        if moment:
            response.headers["Expires"] = http_date(moment.timestamp())
        return response

    return answered
