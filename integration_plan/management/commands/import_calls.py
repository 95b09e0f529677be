"""Imports calls from a spreadsheet, as curators can in the back office."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.db import transaction

from domains.record_sheet import Spreadsheet
from domains.spreadsheets import UnusableFileError
from funding.call_sheet import CallResource
from integration_plan import refused_rows
from partnerships import events
from partnerships.outcome import Outcome


class Command(BaseCommand):
    help = (
        "Import calls from an Excel or CSV file with the columns of /data/calls.csv. All rows or none: when rows are "
        "refused, a file beside the input (or here) says which and why. Can be repeated: the same file twice changes "
        "nothing. New calls, moved deadlines and other changes that matter are recorded, as in the back office."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE", help="an .xlsx or .csv file")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and store nothing")

        parser.add_argument("--quiet", action="store_true", help="let no mail tell of it: for calls of before")

    @no_translations
    def handle(self, *args, file, dry_run, quiet, **options):
        try:
            dataset = Spreadsheet().create_dataset(file.read_bytes())
        except (OSError, UnusableFileError) as error:
            raise CommandError(f"Nothing is stored. {file.name}: {error}") from error
        with transaction.atomic():
            last_event = events.last()
            result = CallResource().import_data(
                dataset, dry_run, rollback_on_validation_errors=True, retain_instance_in_row_result=True
            )
            if quiet:
                events.hush([row.instance for row in result.rows if row.instance], since=last_event)
        refused = [(number, column, reason) for number, _k, _t, faults in result.outcome for column, reason in faults]
        if result.unknown:
            self.stdout.write(f"columns that mean nothing here, and are left alone: {', '.join(result.unknown)}")
        self.stdout.write(f"{self.told(result.seen)}{' (dry run: nothing is stored)' if dry_run else ''}")
        if refused:
            path = refused_rows.write(file, ["line", "column", "reason"], refused)
            raise CommandError(f"Nothing is stored. {path} says which rows, and why.")

    def told(self, seen):
        stored = {} if seen.wrong else seen.counts
        return Outcome(
            "calls",
            read=seen.number,
            created=stored.get("new", 0),
            changed=stored.get("changed", 0),
            unchanged=stored.get("unchanged", 0),
            refused=seen.wrong * [None],
        )
