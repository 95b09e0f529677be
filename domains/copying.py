"""A published measure of somebody else as the beginning of one's own.

What it is about is taken over: texts, objectives, target groups, what is counted, and its steps with the same days
between them, from today on. What only the other organisation can say is not: money, contact, place, reports, numbers at
the start, source.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from translated_fields import to_attribute

from domains.models import Kpi, Measure, Milestone, Objective
from partnerships.changes import because
from partnerships.languages import columns
from partnerships.models import Organisation

COPIED, CARRIED_OVER = gettext_noop("copied from %(reference)s"), gettext_noop("carried over from %(reference)s")


def copy(source, organisation, title):
    """Make and return a draft of `organisation`; raise ValidationError when it has this title for this objective."""
    draft = _draft(source, organisation, title)
    reason = because(COPIED, reference=source.reference)
    parts = [*_kpis(source, draft), *_milestones(source, draft)]
    return _stored(draft, source, parts, source.further_objectives.all(), reason)


def carry_over(measure):
    """Make and return a draft of the same organisation in the next plan; raise ValidationError when that cannot be.

    What is said of the measure goes along, with what it has reached as the number to start from; its money does not.
    """
    objective = measure.objective.successor
    if objective is None:
        raise ValidationError(_("no objective of a next plan goes on with its own"))
    if measure.copies.filter(organisation=measure.organisation_id, objective=objective).exists():
        raise ValidationError(_("it is carried over already"))
    starts_on = max(timezone.localdate(), objective.domain.plan.starts_on)
    draft = _draft(measure, measure.organisation, getattr(measure, to_attribute("title", measure.language)))
    draft.objective, draft.territory, draft.contact = objective, measure.territory, measure.contact
    draft.starts_on = starts_on
    draft.ends_on = measure.ends_on if measure.ends_on and measure.ends_on >= starts_on else None
    further = Objective.objects.filter(predecessors__in=measure.further_objectives.all()).exclude(pk=objective.pk)
    reason = because(CARRIED_OVER, reference=measure.reference)
    return _stored(draft, measure, [*_goals(measure, draft), *_open_steps(measure, draft)], further, reason)


def _stored(draft, source, parts, further_objectives, reason):
    with transaction.atomic():
        # One at a time: of two colleagues who copy the same at once, the second gets the sentence of the rule.
        Organisation.objects.select_for_update(no_key=True).get(pk=draft.organisation_id)
        draft.full_clean()
        for record in (draft, *parts):
            record._change_reason = reason
            record.save()
        draft.further_objectives.set(further_objectives)
        draft.target_groups.set(source.target_groups.all())
        if source.organisation_id == draft.organisation_id:
            draft.partnerships.set(source.partnerships.all())
    return draft


def _goals(measure, draft):
    """Yield the KPIs of a measure that goes on: from where they are now to the same target."""
    for kpi in measure.kpis.with_current():
        baseline = kpi.baseline if kpi.current is None else kpi.current
        yield Kpi(baseline=baseline, **_promised(kpi, draft))


def _open_steps(measure, draft):
    for step in measure.milestones.filter(done_on=None, due_on__gte=draft.starts_on):
        yield Milestone(measure=draft, title=step.title, due_on=step.due_on)


def _draft(source, organisation, title):
    draft = Measure(
        copied_from=source,
        organisation=organisation,
        territory=organisation.territory,
        objective=source.objective,
        language=source.language,
        starts_on=timezone.localdate(),
        ends_on=source.ends_on and source.ends_on + _shift(source),
        **{column: getattr(source, column) for column in (*columns("title"), *columns("summary"))},
    )
    own = to_attribute("title", source.language)
    if title != getattr(draft, own):  # the titles in other languages say something else now
        for column in columns("title"):
            setattr(draft, column, title if column == own else "")
    return draft


def _shift(source) -> timedelta:
    return timezone.localdate() - source.starts_on


def _kpis(source, draft):
    for kpi in source.kpis.all():
        yield Kpi(**_promised(kpi, draft))


def _promised(kpi, draft):
    """Return what is taken over of a KPI, whoever copies it."""
    same = ("unit", "counts_people", "target", *columns("name"))
    return {"measure": draft, **{column: getattr(kpi, column) for column in same}}


def _milestones(source, draft):
    """Yield the steps of a measure at their distance from its start; none lies before today, or it would be late."""
    for milestone in source.milestones.all():
        due_on = max(milestone.due_on + _shift(source), timezone.localdate())
        yield Milestone(measure=draft, title=milestone.title, due_on=due_on)
