"""Reminds staff of reporting rounds by e-mail."""

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.utils import timezone

from accounts.post import Post
from domains import reminders
from domains.models import Reminder


class Command(BaseCommand):
    help = (
        "Mail each member of staff one digest of the reports that are due or wait for her: 30, 7 and 1 days before "
        "the deadline of a reporting round, and once after it. Run it every day. What is sent is remembered: a second "
        "run sends nothing, two runs at once send each mail once, and what the mail server refused is tried again by "
        "the next run."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="say who would get a mail, and send none")

    @no_translations
    def handle(self, *args, dry_run, **options):
        self.counts = {"sent": 0, "nothing to do": 0, "heard already": 0, "refused": 0}
        self.now = timezone.now()
        day = timezone.localdate(self.now)
        stages = reminders.stages_on(day)
        try:
            with Post() as self.post:
                for person in reminders.people() if stages else []:
                    parts = reminders.parts_for(person, stages, day)
                    self.counts[self.remind(person, parts, dry_run)] += 1
        finally:
            self.stdout.write("reminders: " + ", ".join(f"{number:,} {what}" for what, number in self.counts.items()))
        if self.counts["refused"]:
            raise CommandError("The mail server refused some; the next run tries them again.")

    def remind(self, person, parts, dry_run):
        """Send one person her digest when she has to hear something now; return what became of it."""
        if not parts:
            return "nothing to do"
        stages = reminders.due(person, parts, self.now)
        if dry_run and stages:
            self.stdout.write(f"{person.email} ({person.language})")
            return "sent"
        claimed = Reminder.objects.claim(person, stages, self.now) if stages else []
        if not claimed:
            return "heard already"
        claim = Reminder.objects.filter(pk__in=[reminder.pk for reminder in claimed])
        if fault := self.post.send(reminders.digest(person, parts), give_back=claim.delete):
            claim.delete()
            self.stderr.write(f"{person.email}: {fault}")
            return "refused"
        claim.update(sent_at=timezone.now())
        return "sent"
