"""Example questions, all flagged as such: nobody is asked anything."""

from pathlib import Path

from django.utils import timezone

from domains.models import Answer, Domain, Question
from integration_plan.demonstration import load_new, months_from
from partnerships import records
from partnerships.models import Organisation

FILE = Path(__file__).parent / "examples" / "questions" / "questions.yaml"


def load(today):
    """Create the example questions that are not there yet; return how many were read and created."""
    return load_new(Question, records.read_yaml(FILE), _create, today)


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
    question.save()
    for said in entry["answers"]:
        state = Answer.State(said.pop("state", Answer.State.RELEASED))
        day = None if state == Answer.State.WAITING else timezone.localdate()
        Answer.objects.create(question=question, state=state, decided_on=day, **said)
