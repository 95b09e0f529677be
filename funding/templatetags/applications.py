"""What measures asked of funds, on pages of those who know nothing of money: domains, objectives, places."""

from django import template
from django.db.models import Q

from domains.models import Domain, Measure, Objective
from funding import pipeline
from funding.models import Application
from partnerships import places

register = template.Library()


def measures_of(record):
    """Return the condition that a measure counts for a record; a place counts those of all places in it."""
    if isinstance(record, Objective):
        return Q(objective=record)
    if isinstance(record, Domain):
        return Q(objective__domain=record)
    return Q(territory__path__gte=record.path, territory__path__lt=places.end_of(record.path))


@register.inclusion_tag("components/asked_granted_paid.html")
def asked_granted_paid(record, lens):
    """Show what the measures of a domain, objective or place asked for, and what of that was granted and paid.

    Nothing of one target group: money is asked for a measure with all its groups.
    """
    if lens.target_group:
        return {"way": pipeline.Way()}
    measures = lens.everything().filter(measures_of(record))
    way = pipeline.total(lens.records(Application).to(measures).ways("fund").values())
    return {"way": way, "record": record, "lens": lens}


@register.simple_tag
def applications_of(measure):
    """Return what everybody may see of the applications of a measure, the latest first."""
    return Application.objects.to(Measure.objects.filter(pk=measure.pk)).select_related("fund", "programme", "call")


@register.simple_tag
def all_applications_of(measure):
    """Return the applications of a measure for its staff, ideas too."""
    return measure.applications.select_related("fund")
