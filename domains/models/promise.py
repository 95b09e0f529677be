"""What a measure promises: what it counts, and its dated steps."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from translated_fields import TranslatedField

from domains import progress
from domains.models.measure import Measure
from domains.models.values import KpiQuerySet
from partnerships.languages import with_fallback
from partnerships.past import Past


class Kpi(models.Model):
    """What a measure promises to count. Rising, falling or maintained: its two numbers say which."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="kpis", verbose_name=_("measure"))
    name = TranslatedField(
        models.CharField(
            _("what is counted"), max_length=300, blank=True, help_text=_("people reached, courses given")
        ),
        attrgetter=with_fallback,
    )
    unit = models.CharField(_("unit"), max_length=30, blank=True, help_text=_("people, places, %"))
    counts_people = models.BooleanField(
        _("counts people"),
        default=True,
        help_text=_("Everybody then reads “fewer than 5” where it is 1 to 4, so that nobody can be recognised."),
    )
    baseline = models.DecimalField(
        _("baseline"), max_digits=16, decimal_places=2, default=0, help_text=_("The number at the start.")
    )
    target = models.DecimalField(
        _("target"), max_digits=16, decimal_places=2, help_text=_("The number you promise to reach.")
    )

    objects = KpiQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("KPI")
        verbose_name_plural = _("KPIs")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="kpi_has_a_name",
                condition=~Q(name_nl="", name_en="", name_fr="", name_de=""),
                violation_error_message=_("Say what is counted."),
            )
        ]

    def __str__(self):
        return str(self.name)

    @property
    def attainment(self):
        """Return how far the KPI is; reads the annotation of `with_current`."""
        return progress.Attainment(self.baseline, self.target, self.current)

    @property
    def public_attainment(self):
        """Return how far it is, None when that would tell a hidden number; reads the annotation of `for_public`."""
        if self.baseline_below or self.current_below:
            return None
        return progress.Attainment(self.baseline, self.target, self.shown_current)


class Milestone(models.Model):
    """A dated step of a measure."""

    measure = models.ForeignKey(
        Measure, models.CASCADE, db_index=False, related_name="milestones", verbose_name=_("measure")
    )
    title = models.CharField(_("title"), max_length=150, help_text=_("What is there when this step is done."))
    due_on = models.DateField(_("due on"), help_text=_("After this it is late."))
    done_on = models.DateField(_("done on"), null=True, blank=True, help_text=_("Empty until it is done."))

    history = HistoricalRecords(historical_queryset=Past)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["measure", "done_on", "due_on"], name="milestone_open"),
            models.Index(fields=["done_on", "due_on", "measure"], name="milestone_overdue"),
        ]

    def __str__(self):
        return self.title
