"""Reporting from the mailbox: a link in a mail lets one person report on one measure in one round, signed in or not.

It opens once: it carries which version of the report was there when it was sent, and opens as long as that is the last.
So nobody overwrites what a colleague wrote meanwhile. The report is submitted, never approved: four eyes stay.
"""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from accounts import links
from domains.models import Measure, Report, ReportingRound

PURPOSE, DAYS = "domains.mailbox", 30


@dataclass(frozen=True, slots=True)
class Task:
    """What a link asks: a report of a person on a measure in a round. `seen` is its last version, 0 for none."""

    person: object
    measure: Measure
    round: ReportingRound
    report: Report | None
    seen: int


def address(person, measure, reporting_round, report=None) -> str:
    """Return the address of the form in which `person` reports on a measure; `report` is what is there of it."""
    facts = {
        "person": person.pk,
        "measure": measure.pk,
        "round": reporting_round.pk,
        "seen": _last_version(report),
    }
    return links.address("mailbox", PURPOSE, facts)


def opened(link: str, for_update: bool = False) -> Task:
    """Return what a link asks; raise UnusableLinkError with why it asks nothing (any more).

    `for_update` makes everybody wait who reports on the measure at the same moment.
    """
    facts = links.facts_of(link, PURPOSE, DAYS)
    person = get_user_model().objects.select_related("organisation").filter(pk=facts["person"], is_active=True).first()
    measures = Measure.objects.public()
    if for_update:
        measures = measures.select_for_update(of=("self",), no_key=True)
    measure = person and person.is_staff and measures.editable_by(person).filter(pk=facts["measure"]).first()
    if not measure:
        raise links.UnusableLinkError(_("You no longer report on this measure, or it is no longer public."))
    reporting_round = ReportingRound.objects.filter(pk=facts["round"]).first()
    if reporting_round is None or reporting_round.is_closed:
        raise links.UnusableLinkError(_("This reporting round is closed: its reports do not change any more."))
    report = Report.objects.filter(measure=measure, round=reporting_round).first()
    if _last_version(report) != facts["seen"]:
        raise links.UnusableLinkError(
            _("This link was used already, or a colleague has worked on this report after the mail was sent.")
        )
    return Task(person, measure, reporting_round, report, facts["seen"])


def _last_version(report):
    return report.history.order_by("-history_id").values_list("history_id", flat=True)[0] if report else 0
