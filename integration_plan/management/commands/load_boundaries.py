"""Loads the borders of places, so that maps show them instead of circles."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, no_translations

from integration_plan import refused_rows
from partnerships import boundaries


class Command(BaseCommand):
    help = (
        "Load the borders of places from a GeoJSON file in longitude and latitude (WGS 84, EPSG:4326), so that maps "
        "show them instead of circles. A feature names its place by a NUTS code or a national code: NUTS_ID, niscode, "
        "CD_MUNTY_REFNIS, LAU_ID, code, id and the like. What is refused goes to a file beside the input (or here), "
        "with number and reason; the others are stored. Can be repeated: the same file twice changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE", help="as published: municipalities.geojson")
        parser.add_argument(
            "--attribution",
            default="",
            metavar="TEXT",
            help="who made the borders, as their licence asks; shown below each map. Needed unless the file says so.",
        )

    @no_translations
    def handle(self, *args, file, attribution, **options):
        try:
            outcome = boundaries.load(file, attribution.strip(), self.show_progress)
        except (OSError, boundaries.UnusableFileError) as error:
            raise CommandError(f"Nothing is stored. {file.name}: {error}") from error
        self.stdout.write(str(outcome))
        if outcome.refused:
            rows = [(refused.number, refused.code, refused.reason) for refused in outcome.refused]
            path = refused_rows.write(file, ["feature", "code", "reason"], rows)
            raise CommandError(f"Refused: {len(rows):,}; the others are stored. {path} says which, and why.")

    def show_progress(self, number):
        if number % 200 == 0:
            self.stdout.write(f"{number:,} features")
