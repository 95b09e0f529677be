"""The first page of the back office: what waits for whoever signed in, in a number of queries that does not grow."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from domains.models import Answer, Correction, Domain, Measure, Report

SHOWN = 5


def greeting(hour):
    """Return how one greets at this hour."""
    if hour < 12:
        return _("Good morning, %(name)s")
    return _("Good afternoon, %(name)s") if hour < 18 else _("Good evening, %(name)s")


def desk_of(user, now):
    """Return what the first page shows to `user`."""
    own = Measure.objects.editable_by(user)
    today = now.date()
    return {
        "greeting": greeting(now.hour) % {"name": user},
        "cards": list(cards(own, user, today)),
        "lists": [part for part in lists(own, user, today) if part["measures"]],
        "domains": progress_of(own, today),
        "total": own.count(),
    }


def desk_now(user):
    return desk_of(user, timezone.localtime())


def cards(own, user, today):
    """Yield numbers that lead to the list of what they count."""
    measures, reports = (reverse(f"admin:domains_{noun}_changelist") for noun in ("measure", "report"))
    waiting = [
        (_("waiting for you"), own.waiting_for(user), f"{measures}?attention=to-approve", "running"),
        (_("reports waiting for you"), Report.objects.waiting_for(user), f"{reports}?review=submitted", "running"),
    ]
    answers, corrections = (reverse(f"admin:domains_{noun}_changelist") for noun in ("answer", "correction"))
    from_readers = [
        (_("answers waiting for you"), Answer.objects.waiting_for(user), f"{answers}?state__exact=waiting"),
        (_("corrections waiting for you"), Correction.objects.waiting_for(user), corrections),
    ]
    for label, found, url in from_readers:
        if number := found.count():
            yield {"label": label, "number": number, "url": url, "tone": "running"}
    questions = [
        (_("returned"), own.filter(publication="returned"), f"{measures}?publication__exact=returned", "late"),
        (_("reports returned"), Report.objects.returned_to(user), f"{reports}?review=returned", "late"),
        (_("late"), own.in_use().late_on(today), f"{measures}?attention=late", "late"),
        (_("report overdue"), own.public().report_overdue_on(today), f"{measures}?attention=report-overdue", "late"),
        (_("not reported"), own.public().not_reported_on(today), f"{measures}?attention=not-reported", "late"),
        (_("drafts"), own.filter(publication="draft"), f"{measures}?publication__exact=draft", "neutral"),
        (_("submitted"), own.filter(publication="submitted"), f"{measures}?publication__exact=submitted", "neutral"),
    ]
    for label, found, url, tone in [*waiting, *questions] if user.may_approve else questions:
        number = found.count()
        yield {"label": label, "number": number, "url": url, "tone": tone if number else "nothing"}


def lists(own, user, today):
    """Yield the measures that want something now, the most pressing first."""
    own = own.select_related("objective", "organisation").prefetch_related("milestones")
    yield {"title": _("Returned to you"), "measures": own.filter(publication="returned")[:SHOWN]}
    yield {"title": _("Waiting for you to publish"), "measures": own.waiting_for(user)[:SHOWN]}
    yield {"title": _("Late"), "measures": own.in_use().late_on(today).order_by("ends_on", "pk")[:SHOWN]}
    silent = own.public().not_reported_on(today).order_by("starts_on", "pk")
    yield {"title": _("Without a report of the last half year"), "measures": silent[:SHOWN]}


def progress_of(own, today):
    """Return the domains with the delivery of these measures, as far as they are public."""
    delivery = own.public().delivery("objective__domain", today)
    return [
        (domain, delivery[domain.pk])
        for domain in Domain.objects.filter(pk__in=delivery).select_related("plan").order_by("plan", "number")
    ]
