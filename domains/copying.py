"""A published measure of somebody else as the beginning of one's own.

What it is about is taken over: texts, objectives, target groups, what is counted, and its steps with the same days
between them, from today on. What only the other organisation can say is not: money, contact, place, reports, numbers at
the start, source.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from translated_fields import to_attribute

from domains.models import Kpi, Measure, Milestone
from partnerships.languages import columns
from partnerships.models import Organisation


def copy(source, organisation, title):
    """Make and return a draft of `organisation`; raise ValidationError when it has this title for this objective."""
    draft = _draft(source, organisation, title)
    reason = _("copied from %(reference)s") % {"reference": source.reference}
    with transaction.atomic():
        # One at a time: of two colleagues who copy the same at once, the second gets the sentence of the rule.
        Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
        draft.full_clean()
        for record in (draft, *_kpis(source, draft), *_milestones(source, draft)):
            record._change_reason = reason
            record.save()
        draft.further_objectives.set(source.further_objectives.all())
        draft.target_groups.set(source.target_groups.all())
    return draft


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
        names = {column: getattr(kpi, column) for column in columns("name")}
        yield Kpi(measure=draft, unit=kpi.unit, target=kpi.target, **names)


def _milestones(source, draft):
    """Yield the steps of a measure at their distance from its start; none lies before today, or it would be late."""
    for milestone in source.milestones.all():
        due_on = max(milestone.due_on + _shift(source), timezone.localdate())
        yield Milestone(measure=draft, title=milestone.title, due_on=due_on)
