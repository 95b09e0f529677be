"""Imports the measures of an organisation from a spreadsheet, as its clerks can in the back office."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import get_language

from domains.imports import Worker
from domains.models import SpreadsheetImport
from funding.resources import MeasureWithMoneySheet
from integration_plan import refused_rows
from partnerships.models import Organisation
from partnerships.outcome import Outcome

State = SpreadsheetImport.State


class Command(BaseCommand):
    help = (
        "Import the measures of one organisation from an Excel or CSV file, in the format the back office exports. "
        "All rows or none: when rows are refused, a file beside the input (or here) says which and why. New measures "
        "are drafts. Can be repeated: the same file twice changes nothing. The back office lists the import, and can "
        "undo it."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE", help="an .xlsx or .csv file")
        parser.add_argument("--organisation", required=True, metavar="SLUG", help="whose measures they are: gent")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and store nothing")

    def handle(self, *args, file, organisation, dry_run, **options):
        worker, job = Worker(MeasureWithMoneySheet), self.taken(file, organisation)
        worker.work(worker.claim(job.pk))
        job.refresh_from_db()
        stays = not dry_run and job.state == State.LOOKED and not job.counts.get("wrong")
        if stays:
            SpreadsheetImport.objects.filter(pk=job.pk).update(state=State.STORING)
            worker.work(worker.claim(job.pk))
        else:
            job.delete()
        self.report(file, job, dry_run)

    def taken(self, file, slug):
        try:
            organisation = Organisation.objects.get(slug=slug)
            data = file.read_bytes()
        except Organisation.DoesNotExist as error:
            raise CommandError(f"There is no organisation {slug}.") from error
        except OSError as error:
            raise CommandError(f"Nothing is stored. {file.name}: {error}") from error
        return SpreadsheetImport.objects.create(
            organisation=organisation, language=get_language(), name=file.name, file=data
        )

    def report(self, file, job, dry_run):
        if job.state == State.UNUSABLE:
            raise CommandError(f"Nothing is stored. {file.name}: {job.preview['fault']}")
        if unknown := job.preview["unknown"]:
            self.stdout.write(f"columns that mean nothing here, and are left alone: {', '.join(unknown)}")
        refused = job.counts.get("wrong", 0)
        stored = {} if refused else job.counts
        outcome = Outcome(
            "measures",
            read=job.rows,
            created=stored.get("new", 0),
            changed=stored.get("changed", 0),
            unchanged=stored.get("unchanged", 0),
            refused=refused * [None],
        )
        self.stdout.write(f"{outcome}{' (dry run: nothing is stored)' if dry_run else ''}")
        if refused:
            path = refused_rows.write_beside(file, job.refused, "xlsx")
            raise CommandError(f"Nothing is stored. {path} says which rows, and why.")
