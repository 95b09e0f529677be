"""Does the work of long imports in the background; the table of imports is the queue."""

import time

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from domains.imports import Worker
from funding.resources import MeasureWithMoneySheet


class Command(BaseCommand):
    help = (
        "Look at, store and undo the long spreadsheets that people import, one after the other, for as long as it "
        "runs. Short ones need no worker. Can be ended at any moment: what it was at is taken up again. Several may "
        "run at once."
    )

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="end when nothing waits any more")
        parser.add_argument("--every", type=float, default=2, metavar="SECONDS", help="how often it looks: 2")

    def handle(self, *args, once, every, **options):
        worker = Worker(MeasureWithMoneySheet)
        while True:
            if job := worker.take_one():
                job.refresh_from_db(fields=["state"])
                self.stdout.write(f"import {job.pk} ({job.name}): {job.state}")
            elif once:
                return
            else:
                close_old_connections()
                time.sleep(every)
