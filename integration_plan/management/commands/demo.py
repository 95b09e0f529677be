"""Fills an empty site with examples, each labelled as one, and with people to sign in as."""

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from integration_plan import (
    demonstration,
    example_calls,
    example_consultations,
    example_dialogues,
    example_partnerships,
    example_questions,
    sign_ins,
)


class Command(BaseCommand):
    help = (
        "Add example measures of a dozen municipalities, example calls, consultations, meetings, partnerships and a "
        "question, and demo sign-ins. Refuses a database that holds real measures. Can be repeated: what is there "
        "already is left alone."
    )

    @no_translations
    def handle(self, *args, **options):
        try:
            demonstration.refuse_a_real_database()
        except demonstration.NotForExamplesError as error:
            raise CommandError(str(error)) from error
        with transaction.atomic():
            password = sign_ins.create()
            submitter = User.objects.get(email=sign_ins.PEOPLE[0][0])
            today = timezone.localdate()
            examples = [example_calls.load(today), example_consultations.load(today)]
            together = [example_dialogues.load, example_partnerships.load, example_questions.load]
            outcomes = [*demonstration.load(today, submitter), *examples, *(load(today) for load in together)]
        for outcome in outcomes:
            self.stdout.write(str(outcome))
        self.stdout.write("Demo sign-ins, all with the password " + password)
        for email, _name, role, slug in sign_ins.PEOPLE:
            self.stdout.write(f"  {email} ({role.value}{f' of {slug}' if slug else ''})")
