"""Questions about measures, in the words of the field. The database counts; `domains.progress` says what it means."""

from datetime import timedelta

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.lookups import Exact

from domains import progress
from partnerships import places


class MeasureQuerySet(models.QuerySet):
    """Measures, narrowed step by step: `Measure.objects.public().within(province).late_on(today)`."""

    def public(self):
        """Return what everybody may see."""
        return self.filter(publication="published")

    def for_list(self):
        """Return measures with what a line of a list shows of them, in two queries; cut the list off before.

        They are chosen first and joined then, so that a short or late part of a long list does not join all of it.
        """
        chosen = self.model.objects.filter(pk__in=self.values("pk"))
        return chosen.select_related("objective__domain", "organisation", "territory").prefetch_related("milestones")

    def editable_by(self, user):
        """Return what `user` may change: all for a curator, else what her own organisation logged."""
        if user.is_superuser:
            return self
        return self.filter(organisation=user.organisation_id) if user.organisation_id else self.none()

    def in_use(self):
        """Leave out what was withdrawn."""
        return self.exclude(publication="withdrawn")

    def waiting_for(self, user):
        """Return what `user` may publish or return now: submitted by somebody else."""
        submitted = self.filter(publication="submitted") if user.may_approve else self.none()
        return submitted.exclude(submitted_by=user.pk)

    def within(self, territory):
        """Return the measures in a place and in every place in it."""
        return self.filter(territory__path__gte=territory.path, territory__path__lt=places.end_of(territory.path))

    def paid_by(self, fund):
        """Return the measures that get money from `fund`."""
        return self.filter(pk__in=fund.allocations.values("measure"))

    def late_on(self, day):
        """Return planned and running measures of which the end, or an open milestone, lies before `day`."""
        return self.filter(status__in=["planned", "running"]).filter(_is_overdue(day))

    def on_schedule_on(self, day):
        """Return planned and running measures that are not late."""
        return self.filter(status__in=["planned", "running"]).exclude(pk__in=self.late_on(day).values("pk"))

    def reported_on(self, day):
        """Return measures that are known on `day`: done with a report, or running with one of the last half year."""
        return self.filter(status__in=["running", "done"]).filter(_has_report(day))

    def not_reported_on(self, day):
        """Return running and done measures that owe a report on `day`."""
        return self.filter(status__in=["running", "done"]).exclude(_has_report(day))

    def statuses(self, key):
        """Return {value of `key`: {status: number}} in one query."""
        counts = {}
        for value, status, number in self.order_by().values_list(key, "status").annotate(n=Count("*")):
            counts.setdefault(value, {})[status] = number
        return counts

    def delivery(self, key, day):
        """Return {value of `key`: Delivery} in three queries, however many measures there are.

        `key` is a column or a path over to-one relations, for example "objective" or "territory".
        """
        late = dict(self.late_on(day).order_by().values_list(key).annotate(n=Count("*")))
        reported = dict(self.reported_on(day).order_by().values_list(key).annotate(n=Count("*")))
        return {
            value: progress.by_status(numbers, late.get(value, 0), reported.get(value, 0))
            for value, numbers in self.statuses(key).items()
        }


def _is_overdue(day):
    """Return the condition that the end or an open milestone lies before `day`."""
    milestones = apps.get_model("domains", "Milestone").objects.filter(done_on__isnull=True, due_on__lt=day)
    # Overdue milestones are few: finding them once is faster than looking for them at every measure.
    return Q(ends_on__lt=day) | Q(pk__in=milestones.values("measure"))


def _has_report(day):
    """Return the condition that there is a report by `day`: one of the last half year, or any when it is done."""
    fresh = day - timedelta(days=progress.REPORT_STAYS_FRESH_FOR_DAYS)
    reports = apps.get_model("domains", "Report").objects.filter(measure=OuterRef("pk"), reported_on__lte=day)
    # One look for both statuses: a database joins to one, but goes measure by measure through two.
    return Exists(reports.filter(Q(reported_on__gte=fresh) | Q(Exact(OuterRef("status"), "done"))))
