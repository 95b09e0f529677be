"""Reminders of reporting rounds: one mail for each person, with all that waits for her, in her language."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import ngettext

from accounts.mails import mail
from domains import mailbox, reminding
from domains.models import Measure, Reminder, Report, ReportingRound

MOST = 20  # measures of a round in one mail; the desk has them all


@dataclass(frozen=True, slots=True)
class Part:
    """What a person hears of one round: the measures without a report, and the reports that wait for her."""

    round: ReportingRound
    stage: int
    days_left: int
    missing: list[Measure]
    waiting: int

    @property
    def shown(self):
        return self.missing[:MOST]

    @property
    def more(self) -> int:
        return len(self.missing) - len(self.shown)


def people():
    """Return who can be reminded: staff of organisations. `has_contributors` is whether a colleague reports there."""
    staff = get_user_model().objects.filter(is_active=True, organisation__isnull=False)
    contributors = staff.filter(role="contributor", organisation=OuterRef("organisation"))
    staff = staff.filter(role__in=["contributor", "approver"]).select_related("organisation")
    return staff.annotate(has_contributors=Exists(contributors)).order_by("pk")


def stages_on(day: date) -> dict[ReportingRound, int]:
    """Return the open rounds that people hear of on a day, the one that is due first first, each with its stage."""
    near = (day - timedelta(days=reminding.DAYS_AFTER), day + timedelta(days=reminding.MONTH))
    rounds = ReportingRound.objects.open_on(day).filter(deadline__range=near).order_by("deadline", "pk")
    return {each: reminding.stage((each.deadline - day).days) for each in rounds}


def parts_for(person, stages: dict[ReportingRound, int], day: date) -> list[Part]:
    """Return what a person has to do in these rounds; nothing of a round in which all is done."""
    found = []
    for each, stage in stages.items():
        missing = _missing(person, each) if _asks(person, stage) else []
        waiting = Report.objects.waiting_for(person).filter(round=each).count()
        if missing or waiting:
            found.append(Part(each, stage, (each.deadline - day).days, missing, waiting))
    return found


def due(person, parts: list[Part], now) -> dict[ReportingRound, int]:
    """Return the stages of which a person has to hear now; none when she heard of them, or of others just before."""
    last = Reminder.objects.last_sent_to(person)
    if reminding.is_too_soon(last and (timezone.localdate(now) - timezone.localdate(last)).days):
        return {}
    heard = Reminder.objects.sent_to(person)
    return {part.round: part.stage for part in parts if (part.round.pk, part.stage) not in heard}


def digest(person, parts: list[Part]):
    """Return the mail. Its number is that of its first stage: programs that get it twice show it once."""
    with translation.override(person.language):
        context = {
            "person": person,
            "parts": parts,
            "desk": settings.SITE_URL + reverse("admin:index"),
            "reports": f"{settings.SITE_URL}{reverse('admin:domains_report_changelist')}?review__exact=submitted",
            "days": mailbox.DAYS,
            "site": settings.SITE_URL,
        }
        first = f"{person.pk}-{parts[0].round.pk}-{parts[0].stage}"
        headers = {"Message-ID": f"<reminder-{first}@{settings.SITE_HOST}>"}
        return mail("mails/reminder.html", _subject(parts), person.email, context, headers)


def _asks(person, stage):
    return reminding.asks_for_reports(stage, may_approve=person.may_approve, has_contributors=person.has_contributors)


def _missing(person, reporting_round):
    """Return the measures on which nobody of the organisation reported in a round, each with a `link` to do so."""
    this_one = ReportingRound.objects.filter(pk=reporting_round.pk)
    measures = list(Measure.objects.public().owing_a_report_in(this_one).editable_by(person).order_by("pk"))
    begun = {report.measure_id: report for report in reporting_round.reports.filter(measure__in=measures[:MOST])}
    for measure in measures[:MOST]:
        measure.begun = begun.get(measure.pk)
        measure.link = mailbox.address(person, measure, reporting_round, measure.begun)
    return measures


def _subject(parts):
    missing = [part for part in parts if part.missing]
    number = sum(len(part.missing) for part in missing) or sum(part.waiting for part in parts)
    if not missing:
        text = ngettext(
            "%(number)d report waits for your approval", "%(number)d reports wait for your approval", number
        )
        return text % {"number": number}
    if missing[0].days_left < 0:
        text = ngettext("%(number)d report was due on %(day)s", "%(number)d reports were due on %(day)s", number)
    else:
        text = ngettext("%(number)d report is due by %(day)s", "%(number)d reports are due by %(day)s", number)
    return text % {"number": number, "day": date_format(missing[0].round.deadline, "DATE_FORMAT")}
