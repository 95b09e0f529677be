"""Errors that readers report: on which pages, how long an answer takes, and how it reaches the reader."""

from copy import copy
from functools import partial
from statistics import median_low

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, QueryDict
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.mails import mail
from accounts.post import TRIED_FOR, Post, is_for_good
from domains.models import AnswerAddress, Measure


def found(page):
    """Return the address that a page has on this site; nothing when it has none. It never leads to another one."""
    try:
        return resolve(f"/{translation.get_language()}{page}") if page.startswith("/") else None
    except Resolver404:
        return None


def opens(page, request) -> bool:
    """Say whether everybody can open a page now, by opening it as somebody who is not signed in."""
    if not (match := found(page)):
        return False
    asked = copy(request)
    asked.method, asked.user, asked.resolver_match = "GET", AnonymousUser(), match
    asked.GET = asked.POST = QueryDict()
    asked.path = asked.path_info = f"/{translation.get_language()}{page}"
    try:
        return match.func(asked, *match.args, **match.kwargs).status_code == 200
    except Http404:
        return False


def measure_of(page) -> Measure | None:
    """Return the public measure that a page is about."""
    reference = found(page).kwargs.get("reference")
    return Measure.objects.public().filter(reference=reference).first() if reference else None


def usual_days(corrections) -> tuple[int, int | None]:
    """Return how many of these were answered, and after how many days the middle one of them was."""
    answered = corrections.filter(answered_on__isnull=False).order_by().values_list("received_on", "answered_on")
    days = [(after - before).days for before, after in answered]
    return len(days), median_low(days) if days else None


# The answer by e-mail.


def letter(address: AnswerAddress):
    """Return the mail with the answer, in the language of the reader."""
    correction = address.correction
    with translation.override(correction.language):
        context = {
            "correction": correction,
            "link": f"{settings.SITE_URL}{correction.get_absolute_url()}",
            "site": settings.SITE_URL,
        }
        subject = _("Answer to what you reported: %(ticket)s") % {"ticket": correction.ticket}
        headers = {"Message-ID": f"<correction-{correction.ticket}@{settings.SITE_HOST}>"}
        return mail("mails/correction.html", subject, address.email, context, headers)


def send(address: AnswerAddress, post: Post) -> bool:
    """Send an answer that waits; say whether the server took it.

    What it did not take waits for the next run; an address that is refused for good is forgotten after some days.
    """
    now, message = timezone.now(), letter(address)
    if not AnswerAddress.objects.claim(address.pk, now):
        return True  # another run has it
    mine = AnswerAddress.objects.filter(pk=address.pk, claimed_at=now)
    fault = post.send(message, give_back=partial(mine.update, claimed_at=None))
    if fault is None:
        mine.update(sent_at=timezone.now())
    elif is_for_good(fault) and timezone.localdate(now) - address.correction.answered_on > TRIED_FOR:
        mine.delete()
    else:
        mine.update(claimed_at=None)
    return fault is None


def send_waiting(corrections) -> int:
    """Send the answers to these corrections that wait; return how many the server did not take."""
    waiting = AnswerAddress.objects.waiting().filter(correction__in=corrections).select_related("correction")
    with Post() as post:
        return sum(not send(address, post) for address in waiting.order_by("pk"))
