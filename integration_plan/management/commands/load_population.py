"""Fills a database with synthetic measures, to see how the site behaves when it is large."""

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.utils import timezone

from benchmarks import population


class Command(BaseCommand):
    help = (
        "Make the database hold N synthetic measures, flagged as examples and named so. Refuses a database that holds "
        "real measures. Can be repeated: what is there stays, what is missing is added."
    )

    def add_arguments(self, parser):
        parser.add_argument("size", metavar="N", type=int, help="how many synthetic measures there should be")
        parser.add_argument("--seed", type=int, default=2027, help="another seed makes other measures (default: 2027)")
        parser.add_argument("--yes", action="store_true", help="add them even beside real measures")

    @no_translations
    def handle(self, *args, size, seed, yes, **options):
        before = population.count()
        try:
            if not yes:
                population.refuse_a_real_database()
            for number in population.load(size, seed, timezone.localdate()):
                self.stdout.write(f"\r{number:,} of {size:,} measures", ending="")
                self.stdout.flush()
        except population.NotForSyntheticMeasuresError as error:
            raise CommandError(str(error)) from error
        population.refresh_statistics()
        after = population.count()
        self.stdout.write(f"\rsynthetic measures: {size:,} asked, {after - before:,} created, {before:,} there before")
