"""Adds up how often pages were shown."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, no_translations
from django.utils import timezone

from integration_plan import visit_sums


class Command(BaseCommand):
    help = (
        "Add up how often pages were shown, from the notes that the site keeps in var/visits/, and remove the notes of "
        "days that are over. Run it every night. No visit is lost or counted twice: not by two runs at once, and not "
        "when one dies in the middle."
    )

    @no_translations
    def handle(self, *args, **options):
        done = visit_sums.count(Path(settings.VISITS_DIR), timezone.localdate())
        self.stdout.write(
            f"visits: {done['counted']:,} counted, {done['unreadable']:,} unreadable; {done['removed']:,} files removed"
        )
