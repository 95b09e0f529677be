"""Records as they were on a day, from the history that django-simple-history keeps of them."""

from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from simple_history.manager import HistoricalQuerySet


def end_of(day):
    """Return the midnight after a day, in the site's time zone; a moment is its own end."""
    if isinstance(day, datetime):
        return day
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


class Past(HistoricalQuerySet):
    """The history of one noun; `id` is the key of the record that a row tells of."""

    def on(self, day):
        """Return the last row of each record by the end of `day` (or by a moment), without what was deleted by then."""
        by_then = self.model.objects.filter(history_date__lt=end_of(day))
        newer = by_then.filter(
            Q(history_date__gt=OuterRef("history_date"))
            | Q(history_date=OuterRef("history_date"), history_id__gt=OuterRef("history_id")),
            id=OuterRef("id"),
        )
        return self.filter(~Exists(newer), history_date__lt=end_of(day)).exclude(history_type="-")
