"""What is asked of KPIs and of the values that reports give them."""

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Subquery

from domains import disclosure


class KpiQuerySet(models.QuerySet):
    def with_current(self, day=None):
        """Annotate each KPI with its latest value that counts (by `day`), and that report's day; None: not reported."""
        latest = self._latest_values(day)
        return self.annotate(
            current=Subquery(latest.values("value")[:1]), current_on=Subquery(latest.values("report__reported_on")[:1])
        )

    def for_public(self, day=None):
        """Annotate each KPI with what everybody may know of its baseline and of its latest value."""
        latest = self._latest_values(day).for_public()
        return self.annotate(
            **disclosure.shown("baseline"),
            shown_current=Subquery(latest.values("shown_value")[:1]),
            current_below=Subquery(latest.values("value_below")[:1]),
            current_on=Subquery(latest.values("report__reported_on")[:1]),
        )

    def _latest_values(self, day):
        counts = Exists(apps.get_model("domains", "Report").objects.approved(day).filter(pk=OuterRef("report")))
        # Exists, and not a list of reports: SQLite would go through all reports there are for each KPI.
        values = self.model.values.rel.related_model.objects.filter(counts, kpi=OuterRef("id"))
        return values.order_by("-report__reported_on", "-report_id")


class ReportedValueQuerySet(models.QuerySet):
    def for_public(self):
        """Annotate each value with what everybody may know of it."""
        return self.annotate(**disclosure.shown("value", "kpi__counts_people"))
