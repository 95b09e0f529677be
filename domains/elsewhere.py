"""The same objective in other places: what can be learned from there, places like one's own first."""

from domains.models import Measure
from partnerships import places, sizes
from partnerships.models import Territory

LATEST, SHOWN = 100, 5


def measures_for(objective, place):
    """Return a few measures for an objective, running or done, outside `place`, in the order in which they help most.

    First those in places of the same level and size class, of these the ones that are done, of these the nearest.
    Only the latest are looked at, so that an objective with many measures takes no longer.
    """
    found = (
        Measure.objects.public()
        .filter(objective=objective, status__in=[Measure.Status.DONE, Measure.Status.RUNNING])
        .exclude(territory=place)
        .values_list("pk", "status", "territory__level", "territory__population", "territory__path")[:LATEST]
    )

    def usefulness(row):
        _pk, status, level, population, path = row
        return (not is_like(place, level, population), status != Measure.Status.DONE, -places.shared(place.path, path))

    best = [row[0] for row in sorted(found, key=usefulness)[:SHOWN]]
    measures = Measure.objects.for_list().prefetch_related(None).in_bulk(best)
    return [measures[pk] for pk in best]


def is_like(place, level, population):
    """Say whether a place of this level and population is like `place`."""
    if level != place.level:
        return False
    return level != Territory.Level.MUNICIPALITY or sizes.size_of(population) == place.size
