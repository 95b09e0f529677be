"""Two measures that turn out to be one (see `partnerships.merging`): their KPIs and steps are paired."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from domains.models import Kpi, Measure, Milestone, ReportedValue
from partnerships import merging
from partnerships.languages import columns
from partnerships.merging import going_back, likely_doubles, taken_over

__all__ = ["going_back", "likely_doubles", "merge", "obstacle", "parts", "taken_over", "undo"]


def parts(double, kept):
    """Return what points to the double; a KPI or a step that both have stays where it is."""
    found = merging.parts(double, kept)
    for part in found:
        twins = {Kpi: _kpi_twins, Milestone: _milestone_twins}.get(part.relation.related_model)
        if twins:
            staying = twins(double, kept)
            part.staying.extend(row for row in part.moving if row.pk in staying)
            part.moving[:] = [row for row in part.moving if row.pk not in staying]
    return found


def _kpi_twins(double, kept):
    """Return {KPI of the double: KPI of the kept measure that counts the same}."""
    names = [*columns("name"), "unit", "counts_people"]
    own = {tuple(kpi[name] for name in names): kpi["pk"] for kpi in kept.kpis.values("pk", *names)}
    others = {kpi["pk"]: tuple(kpi[name] for name in names) for kpi in double.kpis.values("pk", *names)}
    return {pk: own[counted] for pk, counted in others.items() if counted in own}


def _milestone_twins(double, kept):
    own = {(title, due_on): pk for title, due_on, pk in kept.milestones.values_list("title", "due_on", "pk")}
    steps = double.milestones.values_list("title", "due_on", "pk")
    return {pk: own[title, due_on] for title, due_on, pk in steps if (title, due_on) in own}


def obstacle(double, kept, found):
    """Say why these two cannot be merged; what is public is not merged into what is not."""
    if why := merging.obstacle(double, kept, found):
        return why
    if double.publication == Measure.Publication.PUBLISHED != kept.publication:
        return _("“%(double)s” is published and the other is not: keep that one.") % {"double": double}
    return ""


def merge(double, kept):
    """Merge `double` into `kept`, and withdraw it; return the parts."""
    with transaction.atomic():
        double, kept = merging.both_locked(double, kept)
        found = parts(double, kept)
        if why := obstacle(double, kept, found):
            raise ValidationError(why)
        moved = _values_follow(found, _kpi_twins(double, kept), merging.why_merged(double, kept))
        double.publication = Measure.Publication.WITHDRAWN
        double.reason = _("A double of %(reference)s.") % {"reference": kept.reference}
        double.version = kept.version = F("version") + 1
        merging.carry_out(double, kept, found, moved)
    return found


def _values_follow(found, twins, why):
    """Let the values in reports that move be about the KPI that is kept; return what moved."""
    reports = [row.pk for part in found if part.relation.name == "reports" for row in part.moving]
    values = ReportedValue.objects.filter(report__in=reports, kpi__in=twins)
    field = ReportedValue._meta.get_field("kpi")
    return [merging.point_to(value, field, value.kpi_id, twins[value.kpi_id], why) for value in values]


def undo(double):
    """Undo a merge, unless somebody reported on a KPI that would leave its report; return the measure that was kept."""
    with transaction.atomic():
        kept = merging.undo(double)
        values = ReportedValue.objects.filter(report__measure__in=[double.pk, kept.pk])
        if lost := values.exclude(kpi__measure=F("report__measure")).select_related("kpi").first():
            text = _("There is a report on “%(kpi)s” since: this merge cannot be undone.")
            raise ValidationError(text % {"kpi": lost.kpi})
    return kept
