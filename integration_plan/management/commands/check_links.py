"""Looks for dead links among the web addresses that people typed in and the public sees."""

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.db import transaction
from django.utils import timezone

from partnerships import addresses, looking
from partnerships.models import Link

FINE_ONES = 5


class Command(BaseCommand):
    help = (
        "Look at the web addresses that people typed in and the public sees: at new ones, at those that failed the day "
        "before, and at the others once a month. What came is stored; a link is dead after it failed on two days, "
        "and the pages on data quality show it. Run it every night: it asks each server one thing at a time, and "
        "none that stands in a network of its own. Fails, and stores nothing, when no server at all can be reached."
    )

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", dest="everything", help="look at every address now")
        parser.add_argument("--minutes", type=float, default=10, help="how long it may take: 10")

    @no_translations
    def handle(self, *args, everything, minutes, **options):
        today, typed = timezone.localdate(), addresses.typed_in()
        known = Link.objects.in_bulk(typed, field_name="address")
        due = [each for each in typed if everything or each not in known or known[each].is_due(today)]
        limits = looking.Limits(all=60 * minutes)
        came = looking.look_at(due, limits)
        if came and not _reached(came) and not _reached(looking.look_at(_fine_ones(known, due), limits)):
            raise CommandError("No server at all can be reached: is this machine's network down? Nothing is stored.")
        seen = [known.get(each, Link(address=each)).see(what, today) for each, what in came.items()]
        _store(seen, typed)
        self._tell(seen, len(due) - len(seen))

    def _tell(self, seen, late):
        dead = sum(link.is_dead for link in seen)
        failed = sum(not link.is_there for link in seen)
        self.stdout.write(
            f"links: {len(seen):,} looked at, {len(seen) - failed:,} there, {failed - dead:,} unreachable, "
            f"{dead:,} dead, {late:,} left for the next run"
        )


def _reached(came):
    return any(what not in looking.UNREACHED for what in came.values())


def _fine_ones(known, due):
    """Return some addresses that were there the last time, to tell a dead network from dead links."""
    return [link.address for link in known.values() if link.is_there and link.address not in due][:FINE_ONES]


def _store(seen, typed):
    """Keep what came, and forget addresses that nobody shows any more."""
    with transaction.atomic():
        Link.objects.bulk_create(
            seen,
            batch_size=200,
            update_conflicts=True,
            unique_fields=["address"],
            update_fields=["looked_on", "came", "failing_since"],
        )
        gone = set(Link.objects.values_list("address", flat=True)).difference(typed)
        Link.objects.filter(address__in=gone).delete()
