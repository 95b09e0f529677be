"""Mails of the site: what is written once as text is written once more as a page, with the same content."""

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

# Programs that answer for people on holiday leave mails with these alone.
MADE_BY_A_MACHINE = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def mail(page: str, subject: str, to: str, context: dict, headers: dict | None = None) -> EmailMultiAlternatives:
    """Return a mail made of the template of its page and the .txt beside that, in the language that is spoken now."""
    context = context | {"subject": subject}
    text = page.replace(".html", ".txt")
    message = EmailMultiAlternatives(
        subject, render_to_string(text, context), to=[to], headers=MADE_BY_A_MACHINE | (headers or {})
    )
    message.attach_alternative(render_to_string(page, context), "text/html")
    return message
