"""The files of open data about partnerships: what goes out has the columns with which partnerships come in."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter

from django.db.models import Prefetch, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from domains.files import IS_EXAMPLE
from domains.models import ServedObjective
from domains.partnership_filters import MemberFilter, PartnershipFilter
from partnerships.api import page_of
from partnerships.files import AT_ONCE, PLACE_PATH, Column, File, codes_around
from partnerships.languages import columns
from partnerships.models import Membership, Partnership
from partnerships.search import together

ROLES = {"lead": Membership.Role.LEAD, "members": Membership.Role.MEMBER, "advisers": Membership.Role.ADVISER}
SLUG = _("Its name in addresses and in the other files.")
SERVED = _("The objectives it serves, by their codes, with commas between them.")


@dataclass(frozen=True, slots=True)
class Read(Column):
    """A column that is read from a record with its parts."""

    read: Callable = None

    def reader(self):
        """Return the function that reads this column from a record, made once a file."""
        stored = self.read or attrgetter(self.path or self.name)
        write = self.writer() if self.writer else None
        return (lambda record: write(stored(record))) if write else stored


class Records(File):
    """A file with a row for each record, read with its parts some hundreds at a time."""

    def rows(self, filters):
        readers = [column.reader() for column in self.columns]
        for record in self.records(filters).iterator(chunk_size=AT_ONCE):
            yield [read(record) for read in readers]


class Partnerships(File):
    """A file with a row for each partnership, with what it names: two queries for some hundreds of them."""

    def rows(self, filters):
        records = self.records(filters).iterator(chunk_size=AT_ONCE)
        while chunk := list(islice(records, AT_ONCE)):
            named = named_by(chunk)
            for partnership in chunk:
                yield [self._cell(column, partnership, named[partnership.pk]) for column in self.columns]

    def _cell(self, column, partnership, named):
        if column.name in {"objectives", *ROLES}:
            return ", ".join(sorted(named[column.name]))
        return column.read(partnership) if column.read else getattr(partnership, column.name)


def named_by(partnerships):
    """Return {key: {column: names}} of the objectives that partnerships serve, and of their members by role."""
    columns_of = {role: column for column, role in ROLES.items()}
    found = defaultdict(lambda: defaultdict(list))
    served = ServedObjective.objects.filter(partnership__in=partnerships).order_by()
    members = Membership.objects.filter(partnership__in=partnerships).order_by()
    parts = [
        served.values_list("partnership", Value("objectives"), "objective__code", Value("")),
        members.values_list("partnership", "role", "organisation__slug", "round__slug"),
    ]
    for key, part, name, held in together(parts):
        found[key][columns_of.get(part, part)].append(written(name, held))
    return found


def written(name, held):
    """Return how a cell names a member: gent, or gent@round-3 for one round of money."""
    return f"{name}@{held}" if held else name


def objectives_of(partnership):
    return ", ".join(sorted(served.objective.code for served in partnership.served.all()))


def partnerships():
    return Partnership.objects.order_by("slug")


def members():
    served = ServedObjective.objects.select_related("objective")
    return (
        Membership.objects.select_related("partnership", "organisation__territory", "round")
        .prefetch_related(Prefetch("partnership__served", served))
        .order_by("partnership__slug", "pk")
    )


def takes_part(member):
    """Say whether a member takes part today, as `taking_part_on` asks the database."""
    today = timezone.localdate()
    is_held = member.round is None or member.round.starts_on <= today <= member.round.ends_on
    return is_held and member.partnership.state == Partnership.State.RUNNING


FILES = {
    "partnerships": Partnerships(
        about=_("Partnerships: what they agreed, who takes part and for which objectives."),
        columns=[
            Read("slug", SLUG),
            Read("state", _("running, to-come or ended, on the day of the file.")),
            Read("level", _("The level of government that it works at: eu, national, regional or local.")),
            *(Read(column, _("Its name; empty where it has none in this language.")) for column in columns("name")),
            *(
                Read(column, _("What the members do together; empty where it was not written in this language."))
                for column in columns("agreement")
            ),
            Read("objectives", SERVED),
            Read(
                "lead",
                _("Who leads: it applies for the money and receives it. With @ and the round for one round of money."),
            ),
            Read(
                "members",
                _("The other members by their short names, with commas between them: gent, aalst@round-3."),
            ),
            Read("advisers", _("Who advises it, written in the same way.")),
            Read("starts_on", _("Its first day; empty when it is not known.")),
            Read("ends_on", _("Its last day; empty when it has no end.")),
            Read("website", _("Where one can read more about it.")),
            Read("source", _("Where this was read.")),
            Read("basis", _("How sure we are of it.")),
            Read("checked_on", _("When its source was read last.")),
            Read("is_example", IS_EXAMPLE),
            Read("address", _("The page about it on this site."), read=page_of),
        ],
        filters=PartnershipFilter,
        public=partnerships,
    ),
    "members": Records(
        about=_("Who is in which partnership: what the figure about who takes part counts."),
        columns=[
            Read("partnership", _("The partnership, by its name in addresses."), "partnership.slug"),
            Read("level", _("The level of the partnership."), "partnership.level"),
            Read("objectives", SERVED, read=lambda member: objectives_of(member.partnership)),
            Read("organisation", _("Who takes part, by its name in addresses."), "organisation.slug"),
            Read("kind", _("Which kind of stakeholder that is."), "organisation.kind"),
            Read("territory", _("The code of the place that it works for."), "organisation.territory.code"),
            Read("territory_path", PLACE_PATH, "organisation.territory.path", codes_around),
            Read("role", _("lead, member or adviser.")),
            Read(
                "round",
                _("The round of money in which it takes part; empty for a lasting member."),
                read=lambda member: member.round.slug if member.round else "",
            ),
            Read("takes_part", _("True when the partnership runs, and so does the round."), read=takes_part),
            Read("is_example", IS_EXAMPLE, "partnership.is_example"),
        ],
        filters=MemberFilter,
        public=members,
    ),
}
