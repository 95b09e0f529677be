"""Which measures get another answer when a rule or a programme changes: told before it is saved."""

from dataclasses import dataclass, replace

from django.utils import timezone

from domains.models import Measure
from funding.law import answers_for, law_on, programme_of, rule_of
from funding.matching import Band, Law, match
from funding.models import FundRule
from partnerships.models import Territory


@dataclass(frozen=True)
class Change:
    """A measure, with the band of a fund before and after."""

    measure: Measure
    before: Band
    after: Band


def changes(record):
    """Return what changes for measures that are planned or running when a rule or programme is saved like this."""
    law = law_on(timezone.localdate())
    before = replace(law, funds=(record.fund.slug,))
    after = with_record(before, record)
    codes = dict(Territory.objects.values_list("path", "code"))
    measures = Measure.objects.filter(status__in=["planned", "running"]).exclude(publication="withdrawn")
    measures = measures.select_related("objective__domain", "organisation", "territory", "finder_answers")
    known, found = {}, []
    for measure in measures.prefetch_related("target_groups"):
        answers = answers_for(measure, codes)
        if answers.key not in known:
            known[answers.key] = match(answers, before)[0], match(answers, after)[0]
        old, new = known[answers.key]
        if old.answer != new.answer:
            found.append(Change(measure, old.band, new.band))
    return found


def with_record(law: Law, record) -> Law:
    """Return the law with a rule or a programme as it is about to be saved, on this day."""
    name = "rules" if isinstance(record, FundRule) else "programmes"
    others = tuple(one for one in getattr(law, name) if one.record.slug != record.slug)
    read = rule_of if name == "rules" else programme_of
    return replace(law, **{name: (*others, *([read(record)] if record.holds_on(timezone.localdate()) else []))})
