"""The files of open data about the structured dialogue: meetings, and what became of their conclusions."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from domains.dialogue_filter import DialogueFilter
from domains.files import IS_EXAMPLE, TITLE
from domains.models.dialogue import with_all
from partnerships.api import page_address
from partnerships.files import AT_ONCE, Column, File, in_languages
from partnerships.languages import columns
from partnerships.models import Dialogue


def moment(value):
    """Return a moment as the clock in Brussels shows it: 2026-03-16T17:00+01:00."""
    return value and timezone.localtime(value).isoformat(timespec="minutes")


def texts(record, name):
    return [getattr(record, column) for column in columns(name)]


def row_of(dialogue):
    return [
        dialogue.slug,
        *texts(dialogue, "title"),
        dialogue.organisation.slug,
        dialogue.level,
        dialogue.territory.code,
        moment(dialogue.starts_at),
        moment(dialogue.ends_at),
        dialogue.location,
        dialogue.website,
        " ".join(organisation.slug for organisation in dialogue.participants.all()),
        " ".join(subject.objective.code for subject in dialogue.subjects.all()),
        len(dialogue.conclusions.all()),
        dialogue.is_example,
        page_address("dialogue_detail", dialogue.slug),
    ]


def conclusions_of(dialogue):
    """Yield a row for each thing that was done with a conclusion, and one for a conclusion with nothing yet."""
    for number, conclusion in enumerate(dialogue.conclusions.all(), 1):
        for follow_up in conclusion.follow_ups.all() or [None]:
            yield [
                dialogue.slug,
                number,
                *texts(conclusion, "text"),
                *(texts(follow_up, "text") if follow_up else [""] * len(columns("text"))),
                follow_up.measure.reference if follow_up and follow_up.measure else "",
                follow_up.action.code if follow_up and follow_up.action else "",
                follow_up and follow_up.done_on,
                dialogue.is_example,
            ]


@dataclass(frozen=True, slots=True)
class FileOfMeetings(File):
    """A file with a row for each meeting."""

    def rows(self, filters):
        for dialogue in with_all(filters.qs).iterator(chunk_size=AT_ONCE):
            yield row_of(dialogue)


@dataclass(frozen=True, slots=True)
class FileOfConclusions(File):
    """A file with a row for each thing that was done with a conclusion."""

    def rows(self, filters):
        for dialogue in with_all(filters.qs).iterator(chunk_size=AT_ONCE):
            yield from conclusions_of(dialogue)


def meetings():
    return Dialogue.objects.public().nearest_first()


FILES = {
    "dialogues": FileOfMeetings(
        about=_("Meetings of the structured dialogue: when, about what, and which organisations take part."),
        columns=[
            Column("slug", _("Its name in addresses.")),
            *in_languages("title", TITLE),
            Column("organisation", _("Who calls the meeting.")),
            Column("level", _("How far what is talked about reaches: eu, national, regional or local.")),
            Column("territory", _("The code of the place that it is about.")),
            Column("starts_at", _("When it begins, in Brussels time.")),
            Column("ends_at", _("When it ends; empty when it is not known.")),
            Column("location", _("Where one meets.")),
            Column("website", _("Where one reads more.")),
            Column("participants", _("The organisations that take part, with spaces between them.")),
            Column("objectives", _("The objectives that it talks about, by code, with spaces between them.")),
            Column("conclusions", _("How many conclusions everybody can read.")),
            Column("is_example", IS_EXAMPLE),
            Column("address", _("The page about it on this site.")),
        ],
        filters=DialogueFilter,
        public=meetings,
    ),
    "conclusions": FileOfConclusions(
        about=_("What meetings concluded, and what was done with it."),
        columns=[
            Column("dialogue", _("The meeting, by its name in addresses.")),
            Column("number", _("Which conclusion of the meeting it is.")),
            *in_languages("text", _("The conclusion; empty where it was not written in this language.")),
            *(
                Column(f"done_{column.name.rpartition('_')[2]}", _("What was done with it; empty: nothing yet."))
                for column in in_languages("text", "")
            ),
            Column("measure", _("The measure that does it, by its reference.")),
            Column("action", _("The action of the plan that does it, by its code.")),
            Column("done_on", _("The day on which it was done or decided.")),
            Column("is_example", IS_EXAMPLE),
        ],
        filters=DialogueFilter,
        public=meetings,
    ),
}
