"""What a mail says, read as people and their programs do; and a real mail server that takes it."""

import re
import socket
from contextlib import contextmanager

import html5lib
from aiosmtpd.controller import Controller


def words_of_both(message):
    """Return the words of a mail's text, and those of its page with the addresses that links lead to."""
    (page, kind), *others = message.alternatives
    assert (kind, others) == ("text/html", [])
    body = html5lib.parse(page, namespaceHTMLElements=False).find("body")
    return message.body.split(), " ".join(_texts(body)).split()


def _texts(element):
    for part in element.iter():
        if part.text:
            yield part.text
        if part.tag == "a" and part.get("href") not in (part.text or ""):
            yield part.get("href")
        if part.tail:
            yield part.tail


def links_in(message, page):
    """Return the links to a page of the site that stand in a mail."""
    return re.findall(rf"{re.escape(page)}\?link=(\S+)", message.body)


class Box:
    """Takes mails, refuses some people in these words, and may die."""

    def __init__(self, refuses=(), dies_after=None, saying="550 5.1.1 no such person here"):
        self.mails, self.refused = [], []
        self.refuses, self.dies_after, self.saying = refuses, dies_after, saying

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 its own name
        if address in self.refuses:
            self.refused.append(address)
            return self.saying
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 its own name
        if len(self.mails) == self.dies_after:
            server.transport.abort()
            return "421 gone"
        self.mails.append((envelope.rcpt_tos[0], envelope.content))
        return "250 OK"


@contextmanager
def server_for(box, settings):
    """Run a mail server, and have the site use it, for as long as a block lasts."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        settings.EMAIL_HOST, settings.EMAIL_PORT = free.getsockname()
    controller = Controller(box, hostname=settings.EMAIL_HOST, port=settings.EMAIL_PORT)
    controller.start()
    try:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        yield box
    finally:
        controller.stop()
