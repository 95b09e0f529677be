"""What a page of progress looks at. Its address says so, and every figure, list and link on the page follows."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, Value
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from domains.models import Measure, TargetGroup
from domains.rollup import Sums

EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Lens:
    """Which measures are looked at: all, or those for one target group; as they are, or as they were on a day.

    `groups` are the target groups that a reader can choose.
    """

    target_group: TargetGroup | None = None
    groups: tuple[TargetGroup, ...] = ()
    past_day: date | None = None

    @property
    def day(self) -> date:
        """Return the day whose progress is shown."""
        return self.past_day or timezone.localdate()

    @property
    def shows_all(self) -> bool:
        """Say whether this is no lens: the measures for everybody, as they are."""
        return self.target_group is None and self.past_day is None

    @property
    def parameters(self) -> dict[str, str]:
        """Return what an address says to be read through this lens."""
        return self.filters | ({"on": self.past_day.isoformat()} if self.past_day else {})

    @property
    def filters(self) -> dict[str, str]:
        """Return the part of it that lists of measures know too: they are always of today."""
        return {"target_group": self.target_group.slug} if self.target_group else {}

    def everything(self):
        """Return what everybody could see on the day, for all target groups."""
        return self.records(Measure).public()

    def records(self, noun):
        """Return the records of a noun with a history, as they are or as they were on the day."""
        return noun.history.on(self.past_day) if self.past_day else noun.objects.all()

    def narrow(self, measures):
        """Keep the measures that are looked at."""
        return measures.meant_for(self.target_group) if self.target_group else measures

    def counted(self, measures, objectives):
        """Return what answers how far these measures for some objectives are: the sums kept of them, if there are any.

        Sums are kept of all there are now; those for a target group, or of a day that is past, are counted anew.
        """
        return Sums.of(objectives) if self.shows_all else measures

    def money(self, measures, objectives):
        """Return {fund: euros} that these measures for some objectives get, in one query; None stands for own means."""
        if self.shows_all:
            return Sums.of(objectives).money()
        return self.records(Measure.allocations.rel.related_model).to(measures).sums("fund")

    def latest(self, measures, most):
        """Return the measures changed last, for a list; none of a day that is past, since a list shows them as now."""
        return [] if self.past_day else measures[:most].for_list()

    def tally(self, measures):
        """Return how many of these measures are looked at, how many there are, and how many have no target group.

        One query, and none without a target group.
        """
        if self.target_group is None:
            return {}
        kinds = {"all": measures, "looked_at": self.narrow(measures), "untagged": measures.without_target_group()}
        first, *others = (
            found.order_by().annotate(kind=Value(kind)).values_list("kind").annotate(n=Count("*"))
            for kind, found in kinds.items()
        )
        return dict.fromkeys(kinds, 0) | dict(first.union(*others, all=True))

    def on(self, address: str) -> str:
        """Return the address of a page, read through this lens."""
        if not self.parameters:
            return address
        return f"{address}?{urlencode(self.parameters)}"


def read(query) -> tuple[Lens, str]:
    """Return the lens that an address asks for, and a sentence when there is none such. One query."""
    groups = tuple(TargetGroup.objects.all())
    asked = query.get("target_group", "")
    chosen = next((group for group in groups if group.slug == asked), None)
    day, problem = _read_day(query.get("on", ""))
    if asked and not chosen:
        problem = _("There is no target group “%(asked)s”. Choose one from the list.") % {"asked": asked[:40]}
    return Lens(chosen, groups, day), problem


def _read_day(asked):
    """Return a day that is past, or None for today, and a sentence when it is none."""
    today = timezone.localdate()
    try:
        day = date.fromisoformat(asked) if asked else today
    except ValueError:
        return None, _("“%(asked)s” is not a day. Write it as 2025-06-30.") % {"asked": asked[:40]}
    if not EARLIEST <= day <= today:
        days = {"first": date_format(EARLIEST), "last": date_format(today)}
        return None, _("Choose a day from %(first)s to %(last)s.") % days
    return None if day == today else day, ""
