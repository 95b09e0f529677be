"""Loads the facts every installation shares: places, organisations, plans, funds, published figures."""

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.db import DatabaseError, transaction

import domains.loading
import funding.loading
import partnerships.loading
from partnerships.records import UnusableFileError

STEPS = (partnerships.loading.load, domains.loading.load, funding.loading.load)


class Command(BaseCommand):
    help = (
        "Load the reference facts: places, organisations, plans, funds and published figures. Can be repeated: "
        "what somebody changed by hand stays, what changes is printed, and nothing is deleted."
    )

    @no_translations
    def handle(self, *args, **options):
        try:
            with transaction.atomic():
                outcomes = [outcome for step in STEPS for outcome in step()]
        except UnusableFileError as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        except DatabaseError as error:
            raise CommandError(f"Nothing was loaded. The database refused: {error}") from error
        for outcome in total_per_noun(outcomes):
            self.stdout.write(str(outcome))
            for change in outcome.changes:
                self.stdout.write(f"  {change}")
            for fact in outcome.kept:
                self.stdout.write(f"  kept as changed by hand: {fact}")


def total_per_noun(outcomes):
    """Return one outcome per noun, in the order the nouns first came."""
    totals = {}
    for outcome in outcomes:
        totals[outcome.noun] = totals[outcome.noun] + outcome if outcome.noun in totals else outcome
    return totals.values()
