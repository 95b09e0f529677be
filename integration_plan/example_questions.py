"""Example questions, all flagged as such: nobody is asked anything."""

from pathlib import Path

from django.utils import timezone

from domains.models import Answer, Domain, Question
from integration_plan.demonstration import months_from
from partnerships import events, records
from partnerships.models import Organisation
from partnerships.outcome import Outcome

FILE = Path(__file__).parent / "examples" / "questions" / "questions.yaml"


def load(today):
    """Create the example questions that are not there yet; return how many were read and created."""
    entries = records.read_yaml(FILE)
    stored = set(Question.objects.values_list("slug", flat=True))
    new = [entry for entry in entries if entry["slug"] not in stored]
    for entry in new:
        _create(entry, today)
    return Outcome("example questions", len(entries), len(new), unchanged=len(entries) - len(new))


def _create(entry, today):
    question = Question(
        slug=entry["slug"],
        **records.flat({name: entry[name] for name in ("title", "summary", "purpose")}),
        organisation=Organisation.objects.get(slug=entry["organisation"]),
        domain=Domain.objects.get(slug=entry["domain"]),
        opens_on=months_from(today, entry["opens"], 1),
        closes_on=months_from(today, entry["closes"], 28),
        publication=Question.Publication.PUBLISHED,
        is_example=True,
    )
    last_event = events.last()
    question.keep()
    events.hush([question], since=last_event)
    for said in entry["answers"]:
        state = Answer.State(said.pop("state", Answer.State.RELEASED))
        day = None if state == Answer.State.WAITING else timezone.localdate()
        Answer.objects.create(question=question, state=state, decided_on=day, **said)
