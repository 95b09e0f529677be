"""How fast operations are searched: synthetic ones in any number, and what each way of asking takes."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import median
from time import process_time

from django.db import connection

from benchmarks.measuring import Site
from benchmarks.serving import Bar
from domains import listing
from domains.models import Measure
from domains.models.queries import FEW
from funding.models import Fund, Operation, OperationList

BATCH = 5000
MOST_MILLISECONDS, MOST_QUERIES = 100, 10
PAGE = "/nl/funding/operations/"
WORDS = """
Kompetenzentwicklung Bildungsscheck Sprachkurs Frauen Deutsch formation insertion emploi jeunes
accueil langue taallessen nieuwkomers werk wonen inburgering integration refugees skills employment
housing obuka zapošljavanje mladi szkolenia przedszkole kobiety κατάρτιση ανέργων στέγαση
""".split()  # noqa: SIM905 easier to read
BODIES = ["GmbH", "e.V.", "Gemeinde", "Stad", "Commune de", "Gmina", "d.o.o.", "Council"]
COUNTRIES = {"DE": 45, "PL": 15, "FR": 10, "HR": 8, "NL": 8, "BE": 6, "UK": 4, "EL": 4}
ASKED = {
    "operations": "",
    "operations, a word of many": "?q=bildung",
    "operations, two words": "?q=sprachkurs+frauen",
    "operations, a word of none": "?q=zwembad",
    "operations of a domain": "?domain=employment-skills",
    "operations of a fund in a country": "?fund=esf-plus&country=DE",
    "operations by cost": "?cost_from=50000&cost_to=500000",
    "operations, a word, a country and a cost": "?q=bildung&country=DE&cost_from=5000",
}


def load(size: int, seed: int = 2027):
    """Make so many operations, the same on every database: a few words stand in most of them (Zipf's law)."""
    random = Random(seed)  # noqa: S311 nobody has to be unable to guess this
    source_list = OperationList.objects.create(slug="synthetic", name="Synthetic operations")
    funds = list(Fund.objects.order_by("position")[:3])
    often = [1 / (place + 1) for place in range(len(WORDS))]
    for start in range(0, size, BATCH):
        numbers = range(start, min(start + BATCH, size))
        Operation.objects.bulk_create([_operation(random, number, source_list, funds, often) for number in numbers])


def _operation(random, number, source_list, funds, often):
    words = random.choices(WORDS, often, k=40)
    country = random.choices(list(COUNTRIES), list(COUNTRIES.values()))[0]
    start = date(2007, 1, 1) + timedelta(days=random.randrange(5000))
    return Operation(
        code=f"synthetic-{number}",
        source_list=source_list,
        title=" ".join(words[:5]),
        beneficiary=f"{random.choice(BODIES)} {random.choice(WORDS)} {number % 7000}",
        beneficiary_kind="organisation",
        summary=" ".join(words[5:]),
        starts_on=start if number % 10 else None,
        ends_on=start + timedelta(days=400) if number % 10 else None,
        total_cost=round(random.lognormvariate(10, 2), 2),
        currency={"PL": "PLN", "HR": "HRK", "UK": "GBP"}.get(country, "EUR"),
        fund=random.choices([*funds, None], [60, 20, 10, 10][-len(funds) - 1 :])[0],
        country=country,
    )


def bars(database, rounds: int) -> Iterator[Bar]:
    """Yield what each way of asking takes, and a measure's page with what is like it: milliseconds, and queries.

    Of the processor, and of the database where that is another process.
    """
    measure = Measure.objects.public().first()
    pages = {name: PAGE + question for name, question in ASKED.items()}
    pages["operations, the last page"] = f"{PAGE}?page={min(Operation.objects.count(), FEW) // listing.PAGE or 1}"
    if measure:
        pages["a measure, with operations like it"] = measure.get_absolute_url()
    with Site("integration_plan.urls", database).opened() as site:
        if connection.vendor == "postgresql":  # one process does all, so that it can be watched
            connection.cursor().execute("SET max_parallel_workers_per_gather = 0")
        for name, address in pages.items():
            _answer, queries = site.answer(address)
            milliseconds = median(_milliseconds(site.client, address) for _round in range(rounds))
            yield Bar(f"{name}: milliseconds", milliseconds, MOST_MILLISECONDS, at_most=True)
            yield Bar(f"{name}: queries", queries, MOST_QUERIES if PAGE in address else 15, at_most=True)


def _milliseconds(client, address):
    before = process_time() + _of_the_database()
    client.get(address)
    return 1000 * (process_time() + _of_the_database() - before)


def _of_the_database():
    """Return the seconds of the processor that the process of our connection has taken; SQLite is in our own."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (process,) = cursor.fetchone()
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9
