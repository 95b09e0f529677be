"""Imports the measures of an organisation from a spreadsheet, as its clerks can in the back office."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from domains import spreadsheets
from domains.preview import preview_of
from funding.resources import MeasureWithMoneyResource
from integration_plan import refused_rows
from partnerships.models import Organisation

MOST_ROWS = 50_000


class Command(BaseCommand):
    help = (
        "Import the measures of one organisation from an Excel or CSV file, in the format the back office exports. "
        "All rows or none: when rows are refused, a file beside the input (or here) says which and why. New measures "
        "are drafts. Can be repeated: the same file twice changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE", help="an .xlsx or .csv file")
        parser.add_argument("--organisation", required=True, metavar="SLUG", help="whose measures they are: gent")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and store nothing")

    def handle(self, *args, file, organisation, dry_run, **options):
        try:
            resource = MeasureWithMoneyResource(Organisation.objects.get(slug=organisation), on_row=self.show_progress)
            sheet = spreadsheets.read(file.read_bytes(), MOST_ROWS)
            unknown = resource.check(sheet)
        except Organisation.DoesNotExist as error:
            raise CommandError(f"There is no organisation {organisation}.") from error
        except (OSError, spreadsheets.UnusableFileError) as error:
            raise CommandError(f"Nothing is stored. {file.name}: {error}") from error
        if unknown:
            self.stdout.write(f"columns that mean nothing here, and are left alone: {', '.join(unknown)}")
        result = resource.import_data(sheet, dry_run=dry_run, rollback_on_validation_errors=True)
        self.report(file, sheet, preview_of(result), dry_run)

    def show_progress(self, number):
        if number % 100 == 0:
            self.stdout.write(f"{number:,} rows")

    def report(self, file, sheet, preview, dry_run):
        refused = len(preview.wrong)
        stored = {kind: 0 if refused else preview.counts[kind] for kind in ("new", "changed", "unchanged")}
        self.stdout.write(
            f"measures: {len(sheet)} read, {stored['new']} created, {stored['changed']} changed, "
            f"{stored['unchanged']} unchanged, {refused} refused{' (dry run: nothing is stored)' if dry_run else ''}"
        )
        if refused:
            raise CommandError(f"Nothing is stored. {write_refused(file, sheet, preview)} says which rows, and why.")


def write_refused(file, sheet, preview):
    """Write the refused rows with their reasons to a file; return where."""
    rows = {row[0]: row[1:] for row in sheet}
    refused = []
    for line in preview.wrong:
        reason = " ".join(f"{column}: {sentence}" if column else sentence for column, sentence in line.faults)
        refused.append([line.number, reason, *rows[line.number]])
    return refused_rows.write(file, ["row", "reason", *sheet.headers[1:]], refused)
