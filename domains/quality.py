"""How complete and up to date measures are: questions that the database answers, and a score that is their sum.

A question is asked of some measures only: one without an end has none that passed. The score is the share of the
answers that are in order; nothing of it is stored.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import permutations

from django.conf import settings
from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from domains import progress
from domains.models import Kpi, Measure, Milestone, Report
from partnerships import addresses
from partnerships.models import Link

SHOWN = 20
OPEN = Q(status__in=["planned", "running"])
DONE = Q(status="done")


@dataclass(frozen=True, slots=True)
class Question:
    """One question: of which measures it is asked, and when the answer is not in order, both on a day."""

    name: str
    label: str
    asked_of: Callable[[date], Q]
    fails: Callable[[date], Q]

    def failing(self, day):
        return self.asked_of(day) & self.fails(day)


def _has(noun, **conditions):
    return Exists(noun.objects.filter(measure=OuterRef("pk"), **conditions))


def _a_year_before(day):
    return day - timedelta(days=progress.MEASURE_IS_STALE_AFTER_DAYS)


def _older_translation(_day):
    """Return the condition that a text was changed while its translation stayed as it was."""
    condition = Q()
    past = Measure.history.filter(id=OuterRef("pk"))
    for source, other in permutations((code for code, _name in settings.LANGUAGES), 2):
        for text in ("title", "summary"):
            own, translated = f"{text}_{source}", f"{text}_{other}"
            before = (
                past.filter(**{translated: OuterRef(translated)}).exclude(**{own: OuterRef(own)}).exclude(**{own: ""})
            )
            condition |= Q(~Q(**{translated: ""}), Exists(before), language=source)
    return condition


def _shows_a_link(_day):
    """Return the condition that its contact, its source or the source of a report that counts holds a web address."""
    reported = _has(Report, approved_on__isnull=False, source__contains="://")
    return Q(contact__url__contains="://") | Q(source__contains="://") | Q(reported)


def _leads_nowhere(_day):
    """Return the condition that one of these links is dead."""
    dead = set(Link.objects.dead().values_list("address", flat=True))
    texts = [Measure.objects.values_list("pk", "source"), Report.objects.approved().values_list("measure", "source")]
    found = {
        measure
        for rows in (texts if dead else [])
        for measure, text in rows.filter(source__contains="://").order_by()
        if not dead.isdisjoint(addresses.in_text(text))
    }
    return Q(contact__url__in=dead) | Q(pk__in=found)


PUBLIC = (
    Question("contact", _("Nobody is named to ask about it"), lambda day: Q(), lambda day: Q(contact=None)),
    Question(
        "dates", _("No end and no milestone"), lambda day: OPEN, lambda day: Q(~_has(Milestone), ends_on__isnull=True)
    ),
    Question("kpi", _("No KPI"), lambda day: ~Q(status="stopped"), lambda day: Q(~_has(Kpi))),
    Question(
        "evidence",
        _("Done, and no report shows it"),
        lambda day: DONE,
        lambda day: Q(~_has(Report, approved_on__isnull=False)),
    ),
    Question(
        "milestones", _("Done, and a milestone is open"), lambda day: DONE, lambda day: Q(_has(Milestone, done_on=None))
    ),
    Question("end", _("Not done, and the end has passed"), lambda day: OPEN, lambda day: Q(ends_on__lt=day)),
    Question(
        "update",
        _("No report for over a year"),
        lambda day: Q(status="running", starts_on__lt=_a_year_before(day)),
        lambda day: Q(~_has(Report, approved_on__isnull=False, reported_on__gte=_a_year_before(day))),
    ),
    Question("links", _("A link leads nowhere"), _shows_a_link, _leads_nowhere),
)
# What only staff can do something about, and nobody else can see.
OF_STAFF = (
    *PUBLIC,
    Question("translation", _("A translation is older than its text"), lambda day: Q(), _older_translation),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """How many measures were asked a question, and of how many the answer is not in order, with the first of these."""

    question: Question
    asked: int
    failing: int
    measures: tuple = ()

    @property
    def in_order(self):
        return self.asked - self.failing


@dataclass(frozen=True, slots=True)
class Quality:
    """The answers of some measures, and their score."""

    answers: list[Answer]

    @property
    def share(self):
        """Return the answers in order, of all."""
        asked = sum(answer.asked for answer in self.answers)
        return progress.Share(sum(answer.in_order for answer in self.answers), asked)


def _counts(questions, failing, day):
    for question in questions:
        asked = question.asked_of(day)
        yield f"{question.name}_asked", Count("pk", filter=asked) if asked else Count("pk")
        yield f"{question.name}_failing", Count("pk", filter=failing[question.name])


def _quality(questions, counts, shown=()):
    return Quality(
        [
            Answer(
                question,
                counts[f"{question.name}_asked"],
                counts[f"{question.name}_failing"],
                tuple(measure for measure in shown if question.name in measure.wrong)[:SHOWN],
            )
            for question in questions
        ]
    )


def of_measures(measures, questions, day):
    """Return the quality of some measures with the first that are not in order, in as many queries for all."""
    failing = {each.name: each.failing(day) for each in questions}
    counts = measures.order_by().aggregate(**dict(_counts(questions, failing, day)))
    flags = {f"wrong_{name}": _flag(condition) for name, condition in failing.items()}
    wrong = Q()
    for flag in flags:
        wrong |= Q(**{flag: True})
    found = list(measures.annotate(**flags).filter(wrong).order_by("-updated_at", "-pk")[: SHOWN * len(questions)])
    for measure in found:
        measure.wrong = {each.name for each in questions if getattr(measure, f"wrong_{each.name}")}
    return _quality(questions, counts, found)


def _flag(condition):
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def by_organisation(measures, questions, day):
    """Return {key of an organisation: its quality}, in as many queries for all."""
    failing = {each.name: each.failing(day) for each in questions}
    rows = measures.order_by().values("organisation").annotate(**dict(_counts(questions, failing, day)))
    return {row["organisation"]: _quality(questions, row) for row in rows}
