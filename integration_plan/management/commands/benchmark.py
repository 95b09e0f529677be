"""Measures how fast pages are, beside an empty page and the naive way, in one run."""

import os
import platform
from contextlib import contextmanager
from io import StringIO

import django
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, no_translations
from django.test import override_settings

from benchmarks import counting, databases, importing, measuring, operations, population, serving

HERE = {"ALLOWED_HOSTS": ["testserver"], "SECURE_SSL_REDIRECT": False}
HEADER = (
    "| page | an empty page, ms | ours, ms | queries | naive, ms | queries | ours / empty | naive / ours |",
    "|---|--:|--:|--:|--:|--:|--:|--:|",
)
SMALL = 10_000
WITH_A_PAST, TREND, ONE_QUERY = 1000, "the trend of a plan month by month / in one query", 10
FEW = 20  # measures, where they do not matter
BARS = ("| what | measured | bar | holds |", "|---|--:|--:|---|")


class Command(BaseCommand):
    help = (
        "Measure how fast pages are, beside an empty page and the naive way, on throw-away databases with synthetic "
        "measures: SQLite, or the PostgreSQL of DATABASE_URL. The database of the site itself is not touched."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--sizes", metavar="N", type=int, nargs="*", default=[1000, 100_000], help="numbers of measures"
        )
        parser.add_argument(
            "--growth", metavar="N", type=int, default=100, help="times 10,000 measures, for what grows (default: 100)"
        )
        parser.add_argument(
            "--operations",
            metavar="N",
            type=int,
            default=100_000,
            help="operations that are searched (default: 100,000)",
        )
        parser.add_argument("--rounds", type=int, default=5, help="how often each thing is measured (default: 5)")
        parser.add_argument(
            "--rows",
            type=int,
            default=10_000,
            help="how many a spreadsheet has, ten times as many for its memory; or 0",
        )
        parser.add_argument("--seconds", type=float, default=0.5, help="how long what is fast is repeated")

    @no_translations
    def handle(self, *args, sizes, growth, rounds, rows, seconds, **options):
        folder = settings.VAR_DIR / "benchmarks"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{databases.kind()}.md").open("w") as self.file, databases.throw_away() as self.facts:
            call_command("load_reference", stdout=StringIO())
            for size in sizes:
                self.measure(size, rounds, seconds)
            self.look_back(rounds)
            if growth > 1:
                self.grow(growth, rounds, seconds)
            if rows:
                self.measure_imports(rows)
            if options["operations"]:
                self.search(options["operations"], rounds)

    def measure_imports(self, rows):
        """Write the table of what spreadsheets take."""
        self.stderr.write(f"Importing {rows:,} rows ...")
        with self.copy_of_facts() as database:
            self.tell("", *BARS)
            for bar in (*importing.bars(database, rows), importing.memory(database, 10 * rows)):
                self.tell(bar_row(bar))

    def look_back(self, rounds):
        """Write what a trend takes; with few measures, since a query for each month takes minutes with many."""
        self.stderr.write(f"Loading {WITH_A_PAST:,} synthetic measures, and their past ...")
        with self.population_of(WITH_A_PAST) as database:
            population.remember()
            population.refresh_statistics()
            self.tell(f"{databases.name_and_version()}, {WITH_A_PAST:,} measures, median of {rounds}", "", *BARS)
            self.tell(bar_row(serving.Bar(TREND, counting.gain_of_one_query(database, rounds), ONE_QUERY)), "")

    def search(self, number, rounds):
        """Write what it takes to find operations."""
        self.stderr.write(f"Loading {number:,} synthetic operations ...")
        with self.population_of(FEW) as database:
            operations.load(number)
            population.refresh_statistics()
            self.tell(
                f"{databases.name_and_version()}, {number:,} operations, median of {rounds}; {machine()}", "", *BARS
            )
            for bar in operations.bars(database, rounds):
                self.tell(bar_row(bar))

    def grow(self, growth, rounds, seconds):
        """Write what becomes of the dearest view, and of the sums, when a database grows."""
        small, large = SMALL, SMALL * growth
        self.stderr.write(f"Loading {small:,} synthetic measures, and {growth} times as many ...")
        with self.population_of(small) as database:
            before = serving.first_view(database, rounds, seconds)
            population.multiply(growth)
            population.refresh_statistics()
            self.tell(f"{databases.name_and_version()}, {large:,} measures, median of {rounds}; {machine()}", "", *BARS)
            for bar in serving.bars_of_growth(database, rounds, seconds, before):
                self.tell(bar_row(bar))

    @contextmanager
    def copy_of_facts(self):
        with databases.copy_of(self.facts) as database, databases.connected_to(database):
            yield database

    @contextmanager
    def population_of(self, size):
        with self.copy_of_facts() as database, override_settings(**HERE):
            call_command("load_population", size, stdout=StringIO())
            yield database

    def measure(self, size, rounds, seconds):
        """Write the tables of one size."""
        self.stderr.write(f"Loading {size:,} synthetic measures ...")
        with self.population_of(size) as database:
            self.tell(f"{databases.name_and_version()}, {size:,} measures, median of {rounds}; {machine()}")
            self.tell("", *HEADER)
            for result in measuring.results(database, rounds):
                self.tell(row(result))
            self.tell("", *BARS)
            for bar in serving.bars(database, rounds, seconds):
                self.tell(bar_row(bar))
            self.tell("")

    def tell(self, *lines):
        """Write lines to the screen as they come, and to the file."""
        for line in lines:
            self.stdout.write(line)
            self.file.write(f"{line}\n")
        self.stdout.flush()


def machine():
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, Django {django.__version__}"


def row(result):
    return (
        f"| {result.page} | {result.empty:.1f} | {result.ours:,.0f} | {result.queries} "
        f"| {result.naive:,.0f} | {result.naive_queries} "
        f"| {result.ours / result.empty:.0f} | {result.naive / result.ours:.1f} |"
    )


def bar_row(bar):
    limit = f"{'at most' if bar.at_most else 'at least'} {bar.limit:g}"
    return f"| {bar.what} | {bar.value:.2f} | {limit} | {'yes' if bar.holds else 'no'} |"
