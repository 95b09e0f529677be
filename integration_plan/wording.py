"""Events in words: what a page, a feed and a mail say of each."""

import datetime
from dataclasses import dataclass
from operator import attrgetter

from django.db.models import Model
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from domains import atom
from domains.models import Correction, Measure, Question, Report
from domains.money import CENT
from domains.templatetags.figures import euros
from funding.calendar import about, name_of
from funding.models import Call
from partnerships.models import Dialogue, Event, Organisation, Partnership


@dataclass(frozen=True, slots=True)
class Line:
    """One event: the record whose page tells more, and what it was before and after."""

    event: Event
    record: Model
    words: str

    @property
    def title(self):
        return self.record.name if isinstance(self.record, Partnership) else self.record.title

    @property
    def day(self) -> datetime.date:
        return timezone.localdate(self.event.at)


def lines_of(found):
    """Return events in words."""
    shown = list(found)
    named = {event.details["organisation"] for event in shown if "organisation" in event.details}
    names = {key: str(member.name) for key, member in Organisation.objects.in_bulk(named).items()} if named else {}
    return [Line(event, _record_of(event), change_in_words(event, names)) for event in shown]


def _record_of(event):
    return event.subject.measure if isinstance(event.subject, Report) else event.subject


def change_in_words(event, names):
    """Return what was before and what is now, which organisation it is about, or when a meeting is; else nothing."""
    if "organisation" in event.details:
        return names.get(event.details["organisation"], "")
    if event.kind == Event.Kind.MEETING_ANNOUNCED:
        return in_words(event.subject.starts_at)
    if "before" not in event.details:
        return ""
    before, after = map(WRITERS[event.kind], (event.details["before"], event.details["after"]))
    return f"{before} \N{RIGHTWARDS ARROW} {after}"


def status_in_words(value):
    return str(Measure.Status(value).label)


def amount_in_words(cents):
    return _("amount not stated") if cents is None else euros(cents * CENT)


def moment_in_words(value):
    """Return a moment as the database wrote it: in universal time, where it names none."""
    moment = parse_datetime(value)
    return in_words(moment.replace(tzinfo=datetime.UTC) if timezone.is_naive(moment) else moment)


def in_words(moment):
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def deadline_in_words(value):
    return moment_in_words(value) if value else _("no deadline")


def last_day_in_words(value):
    return date_format(parse_date(value)) if value else _("no last day")


def opening_in_words(value):
    return moment_in_words(value) if value else _("opening not known")


NOUNS = {
    Measure: "measure_",
    Report: "report_",
    Call: "call_",
    Partnership: ("partnership_", "member_"),
    Dialogue: ("meeting_", "conclusions_"),
    Question: "question_",
    Correction: "correction_",
}
WRITERS = {
    Event.Kind.MEASURE_STATUS: status_in_words,
    Event.Kind.CALL_OPENING_MOVED: opening_in_words,
    Event.Kind.CALL_DEADLINE_MOVED: deadline_in_words,
    Event.Kind.CALL_REOPENED: deadline_in_words,
    Event.Kind.CALL_CLOSED_EARLY: deadline_in_words,
    Event.Kind.CALL_AMOUNT_CHANGED: amount_in_words,
    Event.Kind.MEETING_MOVED: moment_in_words,
    Event.Kind.PARTNERSHIP_END_MOVED: last_day_in_words,
}


def kinds_by_noun():
    """Return the kinds of events for a choice: (what they happen to, [(kind, in words)])."""
    label = attrgetter("verbose_name_plural")
    return [
        (capfirst(label(noun._meta)), [(kind, capfirst(kind.label)) for kind in Event.Kind if kind.startswith(names)])
        for noun, names in NOUNS.items()
    ]


def feed_of(found, title, address, language) -> bytes:
    """Return the newest of these events as a feed, in the language that is active."""
    entries = map(_entry_of, lines_of(found[: atom.NEWEST]))
    return atom.feed(title, _("What changed"), address, entries, language)


def _entry_of(line):
    record, is_call = line.record, isinstance(line.record, Call)
    title = f"{capfirst(line.event.get_kind_display())}: {name_of(record) if is_call else line.title}"
    lines = [line.words, about(record) if is_call else ""]
    return atom.Entry(line.event, title, record.get_absolute_url(), "\n".join(filter(None, lines)))
