"""Imports a list of operations as a managing authority publishes it."""

from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.utils.text import slugify

from funding.models import Fund, OperationList
from funding.operations import mirror, proposing, reading, tables
from integration_plan import refused_rows

SHOWN = 8


class Command(BaseCommand):
    help = (
        "Import a list of operations: Excel (.xlsx, .xls) or text with any separator and encoding. What its columns "
        "hold is guessed from their headings, shown, and kept as a profile that a curator can correct in the back "
        "office. Rows that cannot be read for certain go to a file beside the input (or here), with line and reason; "
        "the others are stored. Names of natural persons are not. The same file twice changes nothing; what is not in "
        "the list any more goes."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE", help="as downloaded: liste_der_vorhaben.xlsx")
        parser.add_argument("--profile", metavar="NAME", help="how the list is read; without it, guessed and kept")
        parser.add_argument("--dry-run", action="store_true", help="show what would happen, and store nothing")
        about = parser.add_argument_group("what the list does not say itself, for a new profile")
        about.add_argument("--country", default="", metavar="BE", help="as the EU writes it: BE, EL, UK")
        about.add_argument("--currency", default="", metavar="EUR", help="three letters")
        about.add_argument("--fund", default="", metavar="SLUG", help="a fund of this site: esf-plus, also for ESF")

    @no_translations
    def handle(self, *args, file, profile, dry_run, **options):
        self.refuse_unknown(options)
        try:
            rows = tables.read(file.read_bytes())
            source_list = self.list_for(file, profile, rows, options)
            change = mirror.compare(source_list, rows)
        except (OSError, tables.UnusableFileError, reading.UnknownColumnsError) as error:
            raise CommandError(f"Nothing is stored. {file.name}: {error}") from error
        if not dry_run:
            mirror.store(source_list, change, self.show_progress)
        self.report(change, dry_run)
        if change.outcome.faults:
            lines = [(row.line, row.reason) for row in sorted(change.outcome.refused, key=lambda row: row.line)]
            path = refused_rows.write(file, ["line", "reason"], lines)
            others = "nothing is stored" if dry_run else "the others are stored"
            raise CommandError(f"Refused: {len(change.outcome.faults):,}; {others}. {path} says which, and why.")

    def refuse_unknown(self, options):
        """Refuse a fund, a country or a currency that there is not."""
        if options["fund"] and not Fund.objects.filter(slug=options["fund"]).exists():
            raise CommandError(f"There is no fund {options['fund']}. Choose one of: {self.choices_of_funds()}.")
        for name in ("country", "currency"):
            known = dict(OperationList._meta.get_field(name).choices)
            if options[name] and options[name] not in known:
                raise CommandError(f"There is no {name} {options[name]}. Choose one of: {', '.join(known)}.")

    def choices_of_funds(self):
        return ", ".join(Fund.objects.values_list("slug", flat=True))

    def list_for(self, file, profile, rows, options):
        """Return the list that a file belongs to: by the name of its profile, or a new one, guessed and shown."""
        slug = slugify(profile or file.stem)[:40]
        if found := OperationList.objects.filter(slug=slug).first():
            self.stdout.write(f"profile {slug}, as it is stored")
            return found
        known = {name: options[name] for name in ("country", "currency", "fund")}
        guessed, notes = proposing.propose(rows, **known)
        if not guessed.columns:
            raise reading.UnknownColumnsError("No row of this file looks like the heading of a list of operations.")
        self.stdout.write(f"profile {slug}, new:")
        for name, heading in guessed.columns.items():
            self.stdout.write(f"  {name}: “{heading}”")
        for note in notes:
            self.stdout.write(f"  {note}")
        return OperationList.of(guessed, slug=slug, name=profile or file.stem, source=file.name)

    def show_progress(self, number):
        self.stdout.write(f"{number:,} operations")

    def report(self, change, dry_run):
        outcome = change.outcome
        self.stdout.write(
            f"operations: {outcome.read:,} read, {len(change.new):,} created, {len(change.changed):,} changed, "
            f"{change.unchanged:,} unchanged, {len(change.gone):,} removed, {len(outcome.left_out):,} left out, "
            f"{len(outcome.faults):,} refused{' (dry run: nothing is stored)' if dry_run else ''}"
        )
        for kind, refused in (("left out", outcome.left_out), ("refused", outcome.faults)):
            for reason, number in Counter(row.kind_of_reason for row in refused).most_common(SHOWN):
                self.stdout.write(f"  {kind}, {reason}: {number:,}")
        for note in outcome.notes:
            self.stdout.write(f"  {note}")
