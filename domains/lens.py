"""What a page of progress looks at. Its address says so, and every figure, list and link on the page follows."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from domains.models import TargetGroup


@dataclass(frozen=True, slots=True)
class Lens:
    """Which measures are looked at: all, or those for one target group; `groups` are what a reader can choose."""

    target_group: TargetGroup | None = None
    groups: tuple[TargetGroup, ...] = ()

    @property
    def parameters(self) -> dict[str, str]:
        """Return what an address says to be read through this lens."""
        return {"target_group": self.target_group.slug} if self.target_group else {}

    def narrow(self, measures):
        """Keep the measures that are looked at."""
        return measures.meant_for(self.target_group) if self.target_group else measures

    def narrow_parts(self, parts):
        """Keep what belongs to a measure that is looked at, such as its money."""
        return parts.filter(measure__target_groups=self.target_group) if self.target_group else parts

    def tally(self, measures):
        """Return how many of these measures are looked at, how many there are, and how many have no target group.

        One query, and none without a lens.
        """
        if self.target_group is None:
            return {}
        kinds = {"looked_at": self.narrow(measures), "untagged": measures.without_target_group()}
        counts = {name: Count("id", filter=Q(id__in=found.values("id"))) for name, found in kinds.items()}
        return measures.aggregate(all=Count("*"), **counts)

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
    problem = _("There is no target group “%(asked)s”. Choose one from the list.") % {"asked": asked[:40]}
    return Lens(chosen, groups), problem if asked and not chosen else ""
