"""Many mails one after the other, over one connection; who is refused keeps nobody else waiting.

A mail that must go once is claimed first: the run that claims it sends it, and writes down what became of it.
"""

from datetime import timedelta
from smtplib import SMTPException

from django.core.mail import get_connection
from django.core.management.base import CommandError
from django.db.models import Q

FAULTS = (SMTPException, OSError)
CLAIM_LASTS = timedelta(hours=1)  # of a run that died
TRIED_FOR = timedelta(days=3)  # an address that is refused for good: a mailbox may be closed by mistake


def unclaimed(now) -> Q:
    """Return the condition that no run has a mail: none claimed it, or the one that did died long ago."""
    return Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM_LASTS)


def is_for_good(fault) -> bool:
    """Say whether a server refused an address, and will again: not for a while (4..), nor for who sends (5.7)."""
    answers = getattr(fault, "recipients", {}).values()
    return bool(answers) and all(code >= 500 and not said.startswith(b"5.7") for code, said in answers)


class MailServerIsGoneError(CommandError):
    """Nobody else gets a mail now: this run ends, and the next one goes on."""


class Post:
    """A connection to the mail server, for as long as a run lasts."""

    def __init__(self):
        self.connection = get_connection()

    def __enter__(self):
        return self

    def __exit__(self, *_fault):
        self.connection.close()

    def send(self, message, give_back):
        """Send a mail that is claimed; return None, or the fault with which it was refused.

        What ends a run gives the claim back: when nobody answers (MailServerIsGoneError), or when it is stopped.
        """
        try:
            self._open()
            self.connection.send_messages([message])
        except FAULTS as fault:
            self.connection.close()  # it may be of no use any more; the next mail opens another one
            return fault
        except BaseException:
            give_back()
            raise
        return None

    def _open(self):
        try:
            self.connection.open()
        except FAULTS as fault:
            raise MailServerIsGoneError(f"The mail server does not answer: {fault}") from fault
