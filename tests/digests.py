"""Who follows a domain by mail, what happens there, and a run that tells of it."""

from datetime import UTC, datetime
from io import StringIO

from django.core import mail
from django.core.management import call_command

from tests.factories import FollowerFactory, FollowFactory, MeasureFactory

MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # seven in the morning in Brussels


def followers_of(domain, *names, **details):
    """Let some people without an account follow a domain, and hear at once."""
    return [
        FollowFactory(
            follower=FollowerFactory(by_mail=True, email=f"{name}@example.org", **{"frequency": "immediate"} | details),
            query=f"domain={domain.slug}",
        ).follower
        for name in names
    ]


def send(**options):
    said = StringIO()
    call_command("send_digests", stdout=said, stderr=StringIO(), **options)
    return said.getvalue().splitlines()[-1].removeprefix("digests: ")


def sent(number, nothing=0, heard=0, refused=0):
    return f"{number} sent, {nothing} nothing new, {heard} heard already, {refused} refused"


def happen(domain, number=1):
    """Publish measures in a domain."""
    return MeasureFactory.create_batch(number, objective__domain=domain)


def people():
    return [message.to[0].partition("@")[0] for message in mail.outbox]
