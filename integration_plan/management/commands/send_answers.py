"""Sends the answers to corrections that wait for the mail server."""

from django.core.management.base import BaseCommand, CommandError, no_translations

from domains import corrections
from domains.models import Correction


class Command(BaseCommand):
    help = (
        "Mail readers the answers to what they reported that the mail server did not take when they were written. Run "
        "it every hour: what is sent is remembered, and two runs at once send each answer once."
    )

    @no_translations
    def handle(self, *args, **options):
        if refused := corrections.send_waiting(Correction.objects.all()):
            raise CommandError(f"The mail server did not take {refused}; the next run tries again.")
