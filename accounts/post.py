"""Many mails one after the other, over one connection; who is refused keeps nobody else waiting."""

from smtplib import SMTPException

from django.core.mail import get_connection
from django.core.management.base import CommandError

FAULTS = (SMTPException, OSError)


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

    def send(self, message):
        """Send a mail; raise one of FAULTS when it is refused, MailServerIsGoneError when nobody answers."""
        try:
            self.connection.open()
        except FAULTS as fault:
            raise MailServerIsGoneError(f"The mail server does not answer: {fault}") from fault
        try:
            self.connection.send_messages([message])
        except FAULTS:
            self.connection.close()  # it may be of no use any more; the next mail opens another one
            raise
