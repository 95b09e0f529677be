"""Checks that what the database derives from records says what they say, and makes it anew where it does not."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, no_translations
from django.db import DEFAULT_DB_ALIAS

from domains import rollup
from partnerships.search import index


@dataclass(frozen=True)
class Derived:
    """Something the database derives from records: whether it is right, and how it is made anew."""

    name: str
    is_right: Callable[[], bool]
    make: Callable[[], None]


def search_indexes():
    for app in apps.get_app_configs():
        for model in index.searched_models(app):
            asked = {"model": model, "using": DEFAULT_DB_ALIAS}
            name = f"search index of {model._meta.verbose_name_plural}"
            yield Derived(name, partial(index.is_right, **asked), partial(index.make, **asked))


def sums_of_measures():
    asked = {"using": DEFAULT_DB_ALIAS}
    yield Derived("sums of measures", partial(rollup.is_right, **asked), partial(rollup.make, **asked))


CHECKS = [search_indexes, sums_of_measures]


class Command(BaseCommand):
    help = "Compare what the database derives from records, such as the search index, with the records themselves."

    def add_arguments(self, parser):
        parser.add_argument("--mend", action="store_true", help="make anew what is wrong")

    @no_translations
    def handle(self, *args, mend, **options):
        wrong = 0
        for derived in (derived for check in CHECKS for derived in check()):
            is_right = derived.is_right()
            if not is_right and mend:
                derived.make()
            wrong += not is_right and not mend
            self.stdout.write(f"{derived.name}: {'right' if is_right else 'made anew' if mend else 'WRONG'}")
        if wrong:
            raise CommandError(f"{wrong} of these are wrong; `check_integrity --mend` makes them anew.")
