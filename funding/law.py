"""The law as it holds on a day, read for `funding.matching`; and what a measure answers by itself."""

from django.utils import timezone

from funding.matching import Answers, Call, Effect, Law, Programme, Rule
from funding.models import Call as CallRecord
from funding.models import Fund, FundRule
from funding.models import Programme as ProgrammeRecord
from funding.questions import QUESTIONS
from funding.timing import State
from partnerships import places

DOMAINS = {
    "education-training": "education",
    "employment-skills": "work",
    "health": "health",
    "housing": "housing",
    "partnerships": "cross",
}
STATUSES = {
    "refugees": "protection",
    "third-country-nationals": "third_country",
    "eu-migrant-background": "eu_background",
}
AUTHORITIES = {"local": "municipality", "regional": "province_region"}
KINDS = {
    "migrants": "migrant_led",
    "civil-society": "ngo",
    "churches-communities": "ngo",
    "private-sector": "enterprise",
}


def law_on(day):
    """Return all that decides on a day, with the calls of this moment, in four queries."""
    now = timezone.now()
    calls = CallRecord.objects.nearest_first(now).not_closed(now).select_related("fund", "territory")
    return Law(
        funds=tuple(fund.slug for fund in Fund.objects.all()),
        rules=tuple(rule_of(record) for record in FundRule.objects.valid_on(day).select_related("fund")),
        programmes=tuple(
            programme_of(record) for record in ProgrammeRecord.objects.valid_on(day).select_related("fund", "territory")
        ),
        calls=tuple(call_of(record) for record in calls),
    )


def rule_of(record):
    return Rule(
        fund=record.fund.slug,
        slug=record.slug,
        effect=Effect(record.effect),
        conditions={question: frozenset(named) for question, named in record.conditions.items()},
        ends_after=record.ends_after,
        record=record,
    )


def programme_of(record):
    return Programme(record.fund.slug, record.territory.code, record.covers_integration, record)


def call_of(record):
    return Call(
        fund=record.fund.slug,
        place=record.territory.code,
        is_open=record.state in {State.OPEN, State.CONTINUOUS},
        applicants=frozenset(record.applicant),
        types=frozenset(record.type),
        record=record,
    )


def answers_of(measure, codes):
    """Return what a measure answers by itself, by its prefetched target groups; `codes` is {path: code} of places."""
    groups = {group.slug for group in measure.target_groups.all()}
    organisation, place = measure.organisation, measure.territory
    said = {
        "domain": {DOMAINS.get(measure.objective.domain.slug)},
        "stage": {"early"} if "newcomers" in groups else set(),
        "status": {status for group, status in STATUSES.items() if group in groups},
        "applicant": {
            AUTHORITIES.get(organisation.level) if organisation.kind == "authorities" else KINDS.get(organisation.kind)
        },
        "setting": {} if place.is_rural is None else {"rural" if place.is_rural else "urban"},
    }
    given = {question: frozenset(known) for question, answers in said.items() if (known := {*answers} - {None})}
    around = frozenset(codes[path] for path in places.ancestors(place.path) if path in codes)
    return Answers(given, measure.ends_on, around)


def answers_for(measure, codes):
    """Return what is known of a measure: what staff answered about it, and for the rest what it says by itself."""
    own = answers_of(measure, codes)
    said = getattr(measure, "finder_answers", None)
    answered = {question: frozenset(known) for question in QUESTIONS if said and (known := getattr(said, question))}
    return Answers({**own.given, **answered}, own.ends_on, own.around)
