"""Mails followers what happened to what they follow."""

from functools import partial

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.utils import timezone

from accounts.post import Post, is_for_good, unclaimed
from domains.models import Follower
from integration_plan import coming, digests
from partnerships import events

AT_ONCE = 500  # followers in memory


class Command(BaseCommand):
    help = (
        "Mail each follower what happened to what she follows, as often as she chose: at once, every day or every week "
        "at seven in the morning in Brussels. Before that, write into the log which calls opened and partnerships "
        "ended by the clock: run it every few minutes, whoever follows. Up to where everybody heard is remembered: "
        "nothing is lost when a run fails, two runs at once send each mail once, and who was refused is tried again an "
        "hour later; who is refused for good, once a day at most, and no more after some days."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="say who would get a mail, and send none")

    @no_translations
    def handle(self, *args, dry_run, **options):
        self.counts = {"sent": 0, "nothing new": 0, "heard already": 0, "refused": 0}
        self.refused_for_good = []
        self.now, self.dry_run = timezone.now(), dry_run
        if not dry_run:
            coming.tell(self.now)
        self.until = events.settled()
        if self.until is None:
            raise CommandError("Somebody writes for a long time: the next run tells what happened.")
        self.due, self.digests = digests.due(self.now, self.until), digests.Digests(self.until)
        keys = [*self.due.order_by("pk").values_list("pk", flat=True)]
        try:
            with Post() as self.post:
                for first in range(0, len(keys), AT_ONCE):
                    self.tell(keys[first : first + AT_ONCE])
            if self.counts["sent"]:  # a server that takes no mail at all says nothing about people
                Follower.objects.refuse(self.refused_for_good, self.now)
        finally:
            self.stdout.write("digests: " + ", ".join(f"{number:,} {what}" for what, number in self.counts.items()))
        if self.counts["refused"]:
            raise CommandError("The mail server refused some; they are tried again later.")

    def tell(self, keys):
        """Tell some followers; those for whom nothing is new are noted all at once."""
        nothing = []
        found = Follower.objects.filter(pk__in=keys).select_related("user").prefetch_related("follows").order_by("pk")
        for follower in found:
            parts = self.digests.parts_for(follower)
            if not parts:
                nothing.append(follower.pk)
                continue
            self.counts[self.mail(follower, parts)] += 1
        self.counts["nothing new"] += len(nothing)
        if not self.dry_run:
            self.due.filter(pk__in=nothing).update(heard_until=self.until, heard_at=self.now)

    def mail(self, follower, parts):
        """Send one follower her digest, unless another run does; return what became of it."""
        if self.dry_run:
            self.stdout.write(f"{follower.address} ({follower.speaks})")
            return "sent"
        if not self.claim(follower):
            return "heard already"
        same = Follower.objects.filter(pk=follower.pk)
        if fault := self.post.send(digests.digest(follower, parts), give_back=partial(same.update, claimed_at=None)):
            self.stderr.write(f"{follower.address}: {fault}")  # her claim stays, so that she is tried in an hour
            self.refused_for_good += [follower.pk] if is_for_good(fault) else []
            return "refused"
        same.update(heard_until=self.until, heard_at=self.now, claimed_at=None, refused_since=None)
        return "sent"

    def claim(self, follower):
        """Say whether this run is the one to tell her: she still wants it, and no other run has begun or told her."""
        same = self.due.filter(unclaimed(self.now), pk=follower.pk, heard_until=follower.heard_until)
        return same.update(claimed_at=self.now) == 1
