"""Example partnerships, all flagged as such: these organisations made no such agreement."""

from pathlib import Path

from domains.models import Measure, Objective, ServedObjective
from integration_plan.demonstration import load_new, months_from
from partnerships import records
from partnerships.models import Membership, Organisation, Partnership, PartnershipRound

FILE = Path(__file__).parent / "examples" / "partnerships" / "partnerships.yaml"
SOURCE = "Made up to try this site"
CARRIED = 3


def load(today):
    """Create the example partnerships that are not there yet; return how many were read and created."""
    examples = records.read_yaml(FILE)
    for held in examples["rounds"]:
        period = {"starts_on": months_from(today, held["begins"], 1), "ends_on": months_from(today, held["ends"], 28)}
        PartnershipRound.objects.get_or_create(
            slug=held["slug"], defaults=period | records.flat({"name": held["name"]})
        )
    return load_new(Partnership, examples["partnerships"], _create, today)


def _create(entry, today):
    partnership = Partnership.objects.create(
        slug=entry["slug"],
        level=entry["level"],
        starts_on=months_from(today, entry["begins"], 1),
        ends_on=months_from(today, entry["ends"], 28) if "ends" in entry else None,
        source=SOURCE,
        checked_on=today,
        is_example=True,
        **records.flat({name: entry[name] for name in ("name", "agreement")}),
    )
    held = PartnershipRound.objects.filter(slug=entry.get("round", "")).first()
    for slug, role in entry["members"].items():
        organisation = Organisation.objects.get(slug=slug)
        Membership.objects.create(partnership=partnership, organisation=organisation, role=role, round=held)
    for objective in Objective.objects.filter(code__in=entry["objectives"]):
        ServedObjective.objects.create(partnership=partnership, objective=objective)
    measures = Measure.objects.public().filter(is_example=True, organisation__slug=entry.get("carries", ""))
    for measure in measures.order_by("pk")[:CARRIED]:
        measure.partnerships.add(partnership)
