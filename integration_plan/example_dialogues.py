"""Example meetings, all flagged as such: nobody met. They follow the example measures, which their conclusions name."""

import datetime
from pathlib import Path

from django.utils import timezone

from domains.models import Action, DialogueSubject, FollowUp, Measure, Objective
from integration_plan.demonstration import load_new, months_from
from partnerships import records
from partnerships.models import Conclusion, Dialogue, DialogueDocument, Organisation

FILE = Path(__file__).parent / "examples" / "dialogues" / "dialogues.yaml"


def load(today):
    """Create the example meetings that are not there yet; return how many were read and created."""
    return load_new(Dialogue, records.read_yaml(FILE), _create, today)


def _create(entry, today):
    organisation = Organisation.objects.select_related("territory").get(slug=entry["organisation"])
    begins = _moment(today, *entry["begins"])
    dialogue = Dialogue(
        slug=entry["slug"],
        **records.flat({name: entry[name] for name in ("title", "summary")}),
        organisation=organisation,
        territory=organisation.territory,
        level=organisation.level,
        starts_at=begins,
        ends_at=begins + datetime.timedelta(hours=entry["hours"]),
        location=entry["location"],
        publication=Dialogue.Publication.PUBLISHED,
        conclusions_are_public="conclusions" in entry,
        is_example=True,
    )
    dialogue.save()
    dialogue.participants.set(Organisation.objects.filter(slug__in=entry["participants"]))
    for code in entry["objectives"]:
        DialogueSubject.objects.create(dialogue=dialogue, objective=Objective.objects.get(code=code))
    for document in entry.get("documents", []):
        DialogueDocument.objects.create(dialogue=dialogue, **document)
    for concluded in entry.get("conclusions", []):
        _conclude(dialogue, concluded)


def _conclude(dialogue, concluded):
    conclusion = Conclusion.objects.create(dialogue=dialogue, **records.flat({"text": concluded["text"]}))
    for done in concluded.get("done", []):
        measures = Measure.objects.public().filter(
            organisation=dialogue.organisation, objective__code=done.get("measure_for", ""), is_example=True
        )
        FollowUp.objects.create(
            conclusion=conclusion,
            **records.flat({"text": done["text"]}),
            measure=measures.order_by("pk").first(),
            action=Action.objects.filter(code=done.get("action", "")).first(),
        )


def _moment(today, months, day, hour):
    return timezone.make_aware(datetime.datetime.combine(months_from(today, months, day), datetime.time(hour)))
