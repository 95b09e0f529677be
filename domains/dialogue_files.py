"""The files of open data about meetings, what became of their conclusions, and answers of everybody to questions."""

from dataclasses import dataclass

from django.db.models import CharField, F, Value, Window
from django.db.models.functions import Cast, DenseRank
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from domains.dialogue_filter import AnswerFilter, DialogueFilter
from domains.files import IS_EXAMPLE, TITLE
from domains.models import Answer, DialogueSubject, FollowUp
from partnerships.files import AT_ONCE, Column, File, address_of, in_languages
from partnerships.languages import columns
from partnerships.models import Conclusion, Dialogue


def in_brussels():
    """Return a function that writes a moment as the clock in Brussels shows it: 2026-03-16T17:00+01:00."""
    return lambda moment: moment and timezone.localtime(moment).isoformat(timespec="minutes")


def with_objectives_and_participants():
    """Return {(what, key of a meeting): names with spaces between them}; one query."""
    joined = Dialogue.participants.through.objects.values_list(
        Value("participants"), "dialogue", Cast("organisation__slug", CharField(max_length=60))
    )
    subjects = DialogueSubject.objects.order_by().values_list(
        Value("objectives"), "dialogue", Cast("objective__code", CharField(max_length=60))
    )
    names = {}
    for what, dialogue, name in sorted(joined.order_by().union(subjects)):
        names.setdefault((what, dialogue), []).append(name)
    return {about: " ".join(found) for about, found in names.items()}


@dataclass(frozen=True, slots=True)
class FileOfMeetings(File):
    """A file with a row for each meeting, and in it all that take part and all objectives."""

    def rows(self, filters):
        beside = with_objectives_and_participants()
        places = [
            (place, column.name)
            for place, column in enumerate(self.columns)
            if column.name in {"participants", "objectives"}
        ]
        for row in File.rows(self, filters):
            for place, name in places:
                row[place] = beside.get((name, row[place]), "")
            yield row


def meetings():
    return Dialogue.objects.public().nearest_first()


@dataclass(frozen=True, slots=True)
class FileOfConclusions(File):
    """A file with a row for each thing that was done with a conclusion, and one for a conclusion with nothing yet."""

    def rows(self, filters):
        done = {}
        for conclusion, *row in FollowUp.objects.public().order_by("pk").values_list("conclusion", *DONE):
            done.setdefault(conclusion, []).append(row)
        for key, *about, is_example in _conclusions(filters).iterator(chunk_size=AT_ONCE):
            for row in done.get(key, [[""] * len(DONE)]):
                yield [*about, *row, is_example]


DONE = [*columns("text"), "measure__reference", "action__code", "done_on"]


def _conclusions(filters):
    """Return the conclusions of the meetings that the filters leave, as the first columns of the file."""
    number = Window(DenseRank(), partition_by=F("dialogue"), order_by=F("pk").asc())
    found = Conclusion.objects.public().filter(dialogue__in=filters.qs.order_by().values("pk"))
    return (
        found.annotate(number=number)
        .order_by("dialogue", "pk")
        .values_list("pk", "dialogue__slug", "number", *columns("text"), "dialogue__is_example")
    )


FILES = {
    "dialogues": FileOfMeetings(
        about=_("Meetings of the structured dialogue: when, about what, and which organisations take part."),
        columns=[
            Column("slug", _("Its name in addresses.")),
            *in_languages("title", TITLE),
            Column("organisation", _("Who calls the meeting."), "organisation__slug"),
            Column("level", _("How far what is talked about reaches: eu, national, regional or local.")),
            Column("territory", _("The code of the place that it is about."), "territory__code"),
            Column("starts_at", _("When it begins, in Brussels time."), writer=in_brussels),
            Column("ends_at", _("When it ends; empty when it is not known."), writer=in_brussels),
            Column("is_called_off", _("True when the meeting does not take place.")),
            Column("location", _("Where one meets.")),
            Column("website", _("Where one reads more.")),
            Column("participants", _("The organisations that take part, with spaces between them."), "pk"),
            Column("objectives", _("The objectives that it talks about, by code, with spaces between them."), "pk"),
            Column("is_example", IS_EXAMPLE),
            address_of("dialogue_detail", "slug"),
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
            *(Column(f"done_{column}", _("What was done with it; empty: nothing yet.")) for column in columns("text")),
            Column("measure", _("The measure that does it, by its reference.")),
            Column("action", _("The action of the plan that does it, by its code.")),
            Column("done_on", _("The day on which it was done or decided.")),
            Column("is_example", IS_EXAMPLE),
        ],
        filters=DialogueFilter,
        public=meetings,
    ),
    "answers": File(
        about=_("What people answered; only what is released."),
        columns=[
            Column("question", _("The question, by its name in addresses."), "question__slug"),
            Column("text", _("What somebody answered, as it was written.")),
            Column("language", _("The language it was written in.")),
            Column("name", _("The organisation that answered; empty when none was named.")),
            Column("received_on", _("The day on which it came.")),
            Column("is_example", IS_EXAMPLE, "question__is_example"),
            address_of("question_detail", "question__slug"),
        ],
        filters=AnswerFilter,
        public=Answer.objects.public,
    ),
}
