"""How long pages take: an empty one, ours and the naive one, again and again one after the other.

What else the machine does meanwhile hinders all three alike.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from statistics import median
from time import perf_counter

from django.conf import settings
from django.core.management import CommandError
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from benchmarks import databases, naive, population
from domains.listing import PAGE
from domains.models import Measure

EMPTY = "/nl/hello/"
AT_ONCE = 100  # a single empty page is over before anything can hinder it
LIGHT = "/nl/accessibility/"
ADDRESSES = "benchmark.addresses"


class NotComparableError(CommandError):
    """A page is broken, or the naive one does not show what ours shows: its speed would say nothing."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a page took in our way and in the naive way: medians of milliseconds, and numbers of queries."""

    page: str
    empty: float
    ours: float
    naive: float
    queries: int
    naive_queries: int


def with_its_addresses(get_response):
    """Middleware: look addresses up among those of the way that asks. Changing ROOT_URLCONF would forget them all."""

    def middleware(request):
        request.urlconf = request.META[ADDRESSES]
        return get_response(request)

    return middleware


class Site:
    """One way to do it: its addresses, and a database with its indexes; each page is made anew."""

    def __init__(self, addresses, database):
        self.database = database
        self.client = Client(**{ADDRESSES: addresses})

    @contextmanager
    def opened(self):
        middleware = [name for name in settings.MIDDLEWARE if name != "integration_plan.page_cache.shared_pages"]
        middleware = [f"{__name__}.{with_its_addresses.__name__}", *middleware]
        with override_settings(MIDDLEWARE=middleware), databases.connected_to(self.database):
            self.client.get(LIGHT)  # after the other way's pages, the first is slower
            yield self

    def ask(self, address):
        """Get a page; of a search only its results, since the form beside them is the same in both ways."""
        return self.client.get(address, headers={"HX-Request": "true"} if "?q=" in address else {})

    def answer(self, address):
        """Return what a page answers, and in how many queries."""
        with CaptureQueriesContext(connection) as queries:
            answer = self.ask(address)
        if answer.status_code != 200:
            raise NotComparableError(f"{address} cannot be measured: it answers {answer.status_code}.")
        return answer, len(queries)

    def milliseconds(self, address, times=1):
        before = perf_counter()
        for _time in range(times):
            self.ask(address)
        return 1000 * (perf_counter() - before) / times


def pages() -> dict[str, str]:
    """Return the address of each page that is measured, by its name."""
    last = ceil(Measure.objects.public().count() / PAGE)
    synthetic = Measure.objects.public().filter(reference__startswith=population.PREFIX)
    # A number of four digits may be a postal code, and find the measures of a place.
    postal_codes = [f"{population.PREFIX}{code:08}" for code in (1000, 9999)]
    rare = synthetic.exclude(reference__range=postal_codes).latest("reference")
    number = int(rare.reference.removeprefix(population.PREFIX))
    return {
        "dashboard": "/nl/",
        "domain": "/nl/domains/housing/",
        "list of measures": "/nl/measures/",
        "list, of a domain and a status": "/nl/measures/?domain=housing&status=running",
        "list, the last page": f"/nl/measures/?page={last}",
        "API, 50 measures": "/api/v1/measures/",
        "search, a word of one measure": f"/nl/measures/?q={number}",
        "search, a word of many": "/nl/measures/?q=wonen",
        "search, the beginning of a word": "/nl/measures/?q=vrijwil",
        "search, two words": "/nl/measures/?q=moeders+fietsles",
        "search, a word of none": "/nl/measures/?q=zwembad",
    }


def results(database, rounds: int) -> Iterator[Result]:
    """Yield what each page took on `database`, and in the naive way on a copy without the indexes we chose."""
    with databases.copy_of(database) as copy:
        with databases.connected_to(copy):
            naive.leave_only_the_usual_indexes()
            population.refresh_statistics()
        for page, address in pages().items():
            yield result(page, address, Site("integration_plan.urls", database), Site("benchmarks.naive", copy), rounds)


def result(page, address, our_site, naive_site, rounds):
    """Return what one page took, once it is warm and shows the same on both sites."""
    with our_site.opened():
        answer, queries = our_site.answer(address)
    with naive_site.opened():
        naive_answer, naive_queries = naive_site.answer(address)
    refuse_other_figures(page, answer, naive_answer)
    took = {"empty": [], "ours": [], "naive": []}
    for _round in range(rounds):
        with our_site.opened():
            took["ours"].append(our_site.milliseconds(address))
        with naive_site.opened():
            took["empty"].append(naive_site.milliseconds(EMPTY, AT_ONCE))
            took["naive"].append(naive_site.milliseconds(address))
    medians = {way: median(times) for way, times in took.items()}
    return Result(page, **medians, queries=queries, naive_queries=naive_queries)


def refuse_other_figures(page, ours, naive):
    """Refuse to compare pages that differ in a letter, or in JSON in what it means."""
    is_json = ours["Content-Type"] == "application/json"
    same = ours.json() == naive.json() if is_json else ours.content == naive.content
    if not same:
        raise NotComparableError(f"The page {page} is not measured: the naive one shows other figures than ours.")
