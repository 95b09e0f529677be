"""Who takes part in partnerships: which kinds of stakeholders, at which level, towards which objective, from where."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from domains import overview
from domains.models import Objective
from partnerships import places
from partnerships.coverage import Coverage
from partnerships.models import Organisation, Territory

SERVED = "partnership__served__objective"


MEMBER = ("partnership__slug", "partnership__level", "organisation__slug", "organisation__kind")
PLACE = "organisation__territory__path"
REGIONS = {Territory.Level.NUTS1, Territory.Level.PROVINCE}


@dataclass(frozen=True, slots=True)
class Line:
    """Who takes part towards an objective, and the same for each of some places."""

    about: Objective
    coverage: Coverage
    places: tuple[tuple[Territory, Coverage], ...] = ()

    @property
    def taking_part(self) -> list[tuple[Territory, Coverage]]:
        return [(place, coverage) for place, coverage in self.places if coverage.members]

    @property
    def missing(self) -> list[Territory]:
        """Return the places from which nobody takes part."""
        return [place for place, coverage in self.places if not coverage.members]


def coverage_of(members):
    return Coverage.of(members, Organisation.Kind.values, Organisation.Level.values)


def towards(objectives, members, parts: Iterable[Territory] = ()) -> list[Line]:
    """Return a line for each objective about those of the members that serve it. One query."""
    serving = defaultdict(list)
    found = members.filter(**{f"{SERVED}__in": objectives}).order_by()
    for objective, path, *member in found.values_list(SERVED, PLACE, *MEMBER):
        serving[objective].append((path, tuple(member)))
    return [_line(objective, serving[objective.pk], parts) for objective in objectives]


def _line(objective, members, parts):
    by_place = (
        (place, coverage_of(member for path, member in members if path.startswith(place.path))) for place in parts
    )
    return Line(objective, coverage_of(member for _path, member in members), tuple(by_place))


def parts_of(place, territories) -> list[Territory]:
    """Return the regions and provinces in a place that hold municipalities; these where there are none of those.

    Without a place these are all the regions and provinces, each region before its provinces.
    """
    inside = [each for each in territories if place is None or (place.holds(each.path) and each.pk != place.pk)]
    towns = sorted((each for each in inside if each.level == Territory.Level.MUNICIPALITY), key=by_name)
    around = {path for town in towns for path in places.ancestors(town.path)}
    large = [each for each in inside if each.level in REGIONS and each.path in around]
    return sorted(large, key=lambda each: each.path) or (towns if place else [])


def by_name(place):
    return str(place).casefold()


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
