"""Example consultations, all flagged as such: nobody is asked anything."""

from pathlib import Path

from funding.models import Consultation, Contribution, Fund, Programme
from integration_plan.demonstration import load_new, months_from
from partnerships import records
from partnerships.models import Organisation

FILE = Path(__file__).parent / "examples" / "consultations" / "consultations.yaml"
SOURCE = "Made up to try this site"


def load(today):
    """Create the example consultations that are not there yet; return how many were read and created."""
    return load_new(Consultation, records.read_yaml(FILE), _create, today)


def _create(entry, today):
    consultation = Consultation.objects.create(
        slug=entry["slug"],
        fund=Fund.objects.get(slug=entry["fund"]),
        programme=Programme.objects.filter(slug=entry.get("programme", "")).first(),
        stage=entry["stage"],
        opens_on=months_from(today, entry["opens"], 1),
        closes_on=months_from(today, entry["closes"], 28),
        source=SOURCE,
        checked_on=today,
        is_example=True,
        **records.flat({name: entry[name] for name in ("title", "question")}),
    )
    for said in entry.get("contributions", []):
        Contribution.objects.create(
            consultation=consultation,
            organisation=Organisation.objects.get(slug=said["organisation"]),
            language=said["language"],
            text=said["text"],
            contributed_on=months_from(today, entry["opens"], 20),
            review=Contribution.Review.APPROVED,
        )
