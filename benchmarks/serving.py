"""How fast pages are that were made before, what a write costs, and what many writers do to each other.

All are ratios of two things that were measured in turns, so that what else the machine does hinders both alike.
"""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import cycle
from statistics import median
from time import monotonic, perf_counter

from django.core.handlers.wsgi import WSGIHandler
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, transaction
from django.db.models import F
from django.test import RequestFactory, override_settings

from benchmarks import counting, databases
from domains import rollup
from domains.models import Measure
from integration_plan import data_version

PAGE, EMPTY = "/nl/", "/hello/"
PACKED = {"HTTP_ACCEPT_ENCODING": "gzip"}
WRITES_A_SECOND, WRITERS = 10, 8
FIRST_VIEW = 4  # times as long, at most, with a hundred times the measures
# At least; a write is at most that much dearer.
WHAT = ("kept", "unchanged", "written", "a second old", "sums", "write", "writers")
BARS = {
    "sqlite": dict(zip(WHAT, (1.0, 1.3, 0.55, 1.0, 15, 1.25, 0.7), strict=True)),
    "postgresql": dict(zip(WHAT, (0.75, 0.75, 0.35, 1.2, 8, 1.25, 0.8), strict=True)),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """What was measured, and what it should be: at least a number, or at most."""

    what: str
    value: float
    limit: float
    at_most: bool = False

    @property
    def holds(self) -> bool:
        return self.value <= self.limit if self.at_most else self.value >= self.limit


class Server:
    """The site in this process, from the request that a web server hands over to the last byte that it gets back."""

    def __init__(self):
        self.handle = WSGIHandler()

    def ask(self, address, **headers):
        return self.send(RequestFactory().get(address, **headers).environ)

    def send(self, environ):
        """Return the headers of an answer."""
        told = {}
        answer = self.handle(environ.copy(), lambda status, headers: told.update(headers, status=status))
        with closing(answer):
            b"".join(answer)
        return told

    def rate(self, address, seconds, **headers):
        """Return how many answers it gives in a second."""
        environ = RequestFactory().get(address, **headers).environ
        times, begin = 0, perf_counter()
        while (passed := perf_counter() - begin) < seconds:
            self.send(environ)
            times += 1
        return times / passed


def bars(database, rounds, seconds) -> Iterator[Bar]:
    """Yield what a database of this kind should do, and does."""
    limits = BARS[database.vendor]
    yield from pages_from_memory(database, rounds, seconds, limits)
    with databases.copy_of(database) as plain:
        with databases.connected_to(plain):
            drop_triggers()
            rollup.make_way(DEFAULT_DB_ALIAS, plan=["all that writes"])
        yield Bar("a write / one without triggers", write_cost(database, plain, rounds), limits["write"], at_most=True)
        yield from many_writers(database, plain, rounds, 2 * seconds, limits["writers"])


def bars_of_growth(database, rounds, seconds, before) -> Iterator[Bar]:
    """Yield what becomes of a database that has grown; `before` is what `first_view` returned until then."""
    after = first_view(database, rounds, seconds)
    yield Bar("first view of the dashboard after a write / the same before", after / before, FIRST_VIEW, at_most=True)
    gain = counting.gain_of_sums(database, rounds)
    yield Bar("counting all measures / reading their sums", gain, BARS[database.vendor]["sums"])


def pages_from_memory(database, rounds, seconds, limits):
    with override_settings(ROOT_URLCONF="benchmarks.site"), databases.connected_to(database):
        server = Server()
        had = {"HTTP_IF_NONE_MATCH": server.ask(PAGE, **PACKED)["ETag"]}
        kept = against_empty(server, rounds, seconds)
        yield Bar("a page from memory / an empty page", kept, limits["kept"])
        unchanged = against_empty(server, rounds, seconds, **had)
        yield Bar("a page the reader has (304) / an empty page", unchanged, limits["unchanged"])
        with written(database):
            value = against_empty(server, rounds, 4 * seconds)
            yield Bar("a page from memory, 10 writes a second", value, limits["written"])
            with override_settings(CACHE_SECONDS=1):
                value = against_empty(Server(), rounds, 4 * seconds)
            yield Bar("the same when pages may be 1 s old", value, limits["a second old"])


def against_empty(server, rounds, seconds, **headers):
    """Return how many times as many pages as empty ones are sent in a second."""
    headers |= PACKED
    server.ask(PAGE, **headers)
    return median(server.rate(PAGE, seconds, **headers) / server.rate(EMPTY, seconds) for _round in range(rounds))


def first_view(database, rounds, seconds):
    """Return how many times as long as an empty page the first view after a write takes."""
    ratios = []
    with override_settings(ROOT_URLCONF="benchmarks.site"), databases.connected_to(database):
        server, measures = Server(), some_measures()
        server.ask(PAGE, **PACKED)
        for _round in range(rounds):
            write(next(measures))
            begin = perf_counter()
            server.ask(PAGE, **PACKED)
            ratios.append((perf_counter() - begin) * server.rate(EMPTY, seconds))
    return median(ratios)


def some_measures():
    return cycle(list(Measure.objects.public().values_list("pk", flat=True)[:100]))


def write(pk):
    """Log a change as the back office does: read, save a status that counts, and a line in the history."""
    measure = Measure.objects.get(pk=pk)
    measure.version += 1
    measure.status = "planned" if measure.status == "running" else "running"
    measure.save()


@contextmanager
def written(database):
    """Let somebody write ten times a second meanwhile."""
    end = threading.Event()

    def go_on():
        measures = some_measures()
        while not end.wait(1 / WRITES_A_SECOND):
            write(next(measures))

    with ThreadPoolExecutor(1) as thread:
        writer = thread.submit(with_own_connection, database, go_on)
        try:
            yield
        finally:
            end.set()
            writer.result()


def with_own_connection(database, task):
    own = type(database)(database.settings_dict, DEFAULT_DB_ALIAS)
    with closing(own), databases.connected_to(own):
        return task()


def drop_triggers():
    with connection.cursor() as cursor:
        for table in data_version.public_tables():
            for name, _statement in data_version.triggers(table, connection.vendor):
                on_its_table = f' ON "{table}"' if connection.vendor == "postgresql" else ""
                cursor.execute(f'DROP TRIGGER "{name}"{on_its_table}')


def write_cost(database, plain, rounds, times=100):
    """Return how many times as long a write takes as on a database without the triggers."""

    def took(which):
        with databases.connected_to(which):
            measures = some_measures()
            begin = perf_counter()
            for _time in range(times):
                write(next(measures))
            return perf_counter() - begin

    return median(took(database) / took(plain) for _round in range(rounds))


def many_writers(database, plain, rounds, seconds, limit):
    """Yield how many writes eight do together, against without triggers; how many failed; how many are not there."""
    ratios, failed, lost = [], 0, 0
    for _round in range(rounds):
        with_triggers, without = (writes_of_many(which, seconds) for which in (database, plain))
        ratios.append(with_triggers[0] / without[0])
        failed += with_triggers[1]
        lost += with_triggers[2]
    yield Bar("writes of eight at once / without triggers", median(ratios), limit)
    yield Bar("of these failed", failed, 0, at_most=True)
    yield Bar("of these lost", lost, 0, at_most=True)
    with databases.connected_to(database):
        yield Bar("sums that are wrong afterwards", int(not rollup.is_right(DEFAULT_DB_ALIAS)), 0, at_most=True)


def writes_of_many(database, seconds):
    """Return how many writes eight writers did, how many failed, and how many are not to be found afterwards."""
    with databases.connected_to(database):
        keys = list(Measure.objects.public().values_list("pk", flat=True)[:WRITERS])
        before = versions(keys)
    end = monotonic() + seconds

    def write_on():
        done = failed = 0
        while monotonic() < end:
            pk = keys[(done + failed) % WRITERS]
            try:
                with transaction.atomic():
                    measures = Measure.objects.filter(pk=pk)
                    measures.update(version=F("version") + 1, status=("running", "planned")[(done + failed) % 2])
                    Measure.objects.get(pk=pk)
                done += 1
            except DatabaseError:
                failed += 1
        return done, failed

    with ThreadPoolExecutor(WRITERS) as threads:
        results = [threads.submit(with_own_connection, database, write_on) for _writer in range(WRITERS)]
    done, failed = (sum(numbers) for numbers in zip(*(result.result() for result in results), strict=True))
    with databases.connected_to(database):
        return done, failed, done - (versions(keys) - before)


def versions(keys):
    return sum(Measure.objects.filter(pk__in=keys).values_list("version", flat=True))
