"""Removes what was kept of people long enough."""

from django.core.management.base import BaseCommand, no_translations
from django.db import transaction
from django.utils import timezone

from integration_plan.personal_data import RULES


class Command(BaseCommand):
    help = (
        "Remove what was kept of people long enough, by the rules that the privacy page shows. Run it every night. "
        "It can be run as often as you like: what is gone is gone."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="say what would be removed, and remove nothing")

    @no_translations
    def handle(self, *args, dry_run, **options):
        now = timezone.now()
        for rule in RULES:
            if rule.days is None:
                continue
            with transaction.atomic():
                over = rule.over(now)
                number = over.count()
                if not dry_run:
                    over.delete()
            done = "would be removed" if dry_run else "removed"
            self.stdout.write(f"{rule.name}, older than {rule.how_long}: {number:,} {done}")
