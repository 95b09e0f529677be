"""Measures how fast pages are, beside an empty page and the naive way, in one run."""

import os
import platform
from io import StringIO

import django
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, no_translations
from django.test import override_settings

from benchmarks import databases, measuring

HERE = {"ALLOWED_HOSTS": ["testserver"], "SECURE_SSL_REDIRECT": False}
HEADER = (
    "| page | an empty page, ms | ours, ms | queries | naive, ms | queries | ours / empty | naive / ours |",
    "|---|--:|--:|--:|--:|--:|--:|--:|",
)


class Command(BaseCommand):
    help = (
        "Measure how fast pages are, beside an empty page and the naive way, on throw-away databases with synthetic "
        "measures: SQLite, or the PostgreSQL of DATABASE_URL. The database of the site itself is not touched."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--sizes", metavar="N", type=int, nargs="+", default=[1000, 100_000], help="numbers of measures"
        )
        parser.add_argument("--rounds", type=int, default=7, help="how often each page is asked for (default: 7)")

    @no_translations
    def handle(self, *args, sizes, rounds, **options):
        folder = settings.VAR_DIR / "benchmarks"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{databases.kind()}.md").open("w") as self.file:
            for size in sizes:
                self.measure(size, rounds)

    def measure(self, size, rounds):
        """Write the table of one size."""
        self.stderr.write(f"Loading {size:,} synthetic measures ...")
        with databases.throw_away() as database, override_settings(**HERE):
            call_command("load_reference", stdout=StringIO())
            call_command("load_population", size, stdout=StringIO())
            self.tell(f"{databases.name_and_version()}, {size:,} measures, median of {rounds}; {machine()}")
            self.tell("", *HEADER)
            for result in measuring.results(database, rounds):
                self.tell(row(result))
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
