"""Who takes part in partnerships: which kinds of stakeholders, at which level, towards which objective, from where."""

from collections import Counter, defaultdict

from domains import overview
from partnerships import places
from partnerships.coverage import Coverage
from partnerships.models import Membership, Organisation, Territory

SERVED = "partnership__served__objective"


MEMBER = ("partnership__slug", "partnership__level", "organisation__slug", "organisation__kind")


def coverage_of(members):
    return Coverage.of(members, Organisation.Kind.values, Organisation.Level.values)


def towards(objectives, day):
    """Return the coverage of each objective on a day: (objective, Coverage). One query."""
    members = defaultdict(list)
    found = Membership.objects.taking_part_on(day).filter(**{f"{SERVED}__in": objectives})
    for objective, *member in found.order_by().values_list(SERVED, *MEMBER):
        members[objective].append(tuple(member))
    return [(objective, coverage_of(members[objective.pk])) for objective in objectives]


def map_of(organisations):
    """Draw from which municipalities organisations are, among all of the place that holds these; None without any."""
    numbers = Counter(
        organisation.territory.path
        for organisation in organisations
        if organisation.territory.level == Territory.Level.MUNICIPALITY
    )
    if not numbers:
        return None
    towns = Territory.objects.municipalities().for_list().filter(path__startswith=shared_by(numbers))
    return overview.town_map([(town, numbers[town.path]) for town in towns])


def shared_by(paths):
    """Return the path of the smallest place that holds all of these places and is larger than any."""
    *parts, _last = places.ancestors(min(paths))
    around = (part for part in reversed(parts) if all(path.startswith(part) for path in paths))
    return next(around, "")
