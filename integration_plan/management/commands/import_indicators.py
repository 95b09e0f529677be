"""Imports the values of indicators from a file of Eurostat."""

from itertools import groupby
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, no_translations

from domains import eurostat, mirror
from integration_plan import refused_rows

SHOWN = 8


class Command(BaseCommand):
    help = (
        "Import the values of indicators from a file of Eurostat: SDMX-CSV (codes, codes and labels, or labels only), "
        "TSV or JSON-stat 2.0, packed with gzip or not. What no indicator reads is left out and counted by reason. "
        "Values that cannot be read go to a file beside the input (or here), with line and reason; the others are "
        "stored. Can be repeated: the same file twice changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE", help="as downloaded: lfsa_ergan.tsv.gz")
        parser.add_argument(
            "--dataset", default="", metavar="CODE", help="for a TSV whose name does not begin with it: lfsa_ergan"
        )

    @no_translations
    def handle(self, *args, file, dataset, **options):
        try:
            outcome = mirror.Mirror(self.show_progress).take(eurostat.read(file, dataset.lower()))
        except (OSError, eurostat.UnusableFileError) as error:
            raise CommandError(f"Nothing is stored. {file.name}: {error}") from error
        self.report(outcome)
        if outcome.refused:
            headers = ["line", "reason", "text"]
            rows = [(value.line, value.reason, value.text) for value in outcome.refused]
            path = refused_rows.write(file, headers, rows)
            raise CommandError(f"Refused: {len(rows):,}; the others are stored. {path} says which, and why.")

    def show_progress(self, number):
        if number % 10_000 == 0:
            self.stdout.write(f"{number:,} values")

    def report(self, outcome):
        self.stdout.write(str(outcome))
        for reason, cases in groupby(sorted(outcome.left_out.items()), key=lambda case: case[0][0]):
            self.stdout.write(f"  left out, {reason}: {in_words(cases)}")
        if outcome.removed:
            self.stdout.write(f"  removed, since the source has no value any more: {outcome.removed:,}")
        if not outcome.stored:
            self.stdout.write("Nothing of this file is shown on the site.")


def in_words(cases):
    """Say how many values were left out for a reason, and for what of it, the most frequent first."""
    cases = sorted(cases, key=lambda case: -case[1])
    details = [f"{detail} ({number:,})" for (_reason, detail), number in cases if detail]
    more = [f"{len(details) - SHOWN:,} more"] if len(details) > SHOWN else []
    total = sum(number for _case, number in cases)
    return f"{total:,}" + (f": {', '.join([*details[:SHOWN], *more])}" if details else "")
