"""Visits: how often pages were shown, and how far the files in which this is noted have been read."""

from django.conf import settings
from django.db import models
from django.db.models import F, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _


class VisitsQuerySet(models.QuerySet):
    def add(self, number, **what):
        """Count pages that were shown to what is known of the same day, kind, domain and language."""
        known, is_new = self.get_or_create(**what, defaults={"number": number})
        if not is_new:
            self.filter(pk=known.pk).update(number=F("number") + number)

    def by_month(self):
        """Return how many pages were shown in each month in each language, as (first day, language, number)."""
        months = self.annotate(month=TruncMonth("day")).values("month", "language").order_by("month")
        return months.annotate(shown=Sum("number")).values_list("month", "language", "shown")

    def by_kind(self):
        """Return how many pages of each kind and domain were shown in each language."""
        kinds = self.values("kind", "domain", "language").order_by()
        return kinds.annotate(shown=Sum("number")).values_list("kind", "domain", "language", "shown")


class Visits(models.Model):
    """How often pages of one kind were shown on a day in a language: pages, not people, since nobody is known."""

    day = models.DateField(_("day"))
    kind = models.CharField(_("kind of page"), max_length=20)
    domain = models.CharField(_("domain"), max_length=60, blank=True)  # as the address named it
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    number = models.PositiveIntegerField(_("pages shown"))

    objects = VisitsQuerySet.as_manager()

    class Meta:
        verbose_name = _("visits")
        verbose_name_plural = _("visits")
        ordering = ["day", "kind", "domain", "language"]
        constraints = [
            models.UniqueConstraint(name="visits_once_a_day", fields=["day", "kind", "domain", "language"]),
        ]

    def __str__(self):
        return f"{self.day} {self.kind} {self.language}: {self.number}"


class VisitFile(models.Model):
    """How much of a file of notes is counted: moved together with the counts, so that a line is counted once."""

    name = models.CharField(max_length=30, unique=True)
    counted = models.PositiveBigIntegerField(default=0)  # bytes

    class Meta:
        verbose_name = _("file of visits")
        verbose_name_plural = _("files of visits")

    def __str__(self):
        return self.name
