"""What comes with the money of a fund: duties, and what it asks to count; and what a measure did of that."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from translated_fields import TranslatedField

from domains.models import Kpi, Measure
from domains.money import EuroField
from funding.models.fund import Fund
from funding.models.law import Dated
from partnerships import hints
from partnerships.languages import with_fallback


class Obligation(Dated):
    """What who gets money of a fund has to do, above or up to an amount of the total cost."""

    class Due(models.TextChoices):
        APPLYING = "applying", _("before you apply")
        START = "start", _("from the start on")
        WORKS = "works", _("as soon as you build or install equipment")
        END = "end", _("before the end")
        ALWAYS = "always", _("all the time")

    slug = models.SlugField(_("slug"), max_length=60, unique=True, help_text=hints.IN_ADDRESSES)
    funds = models.ManyToManyField(
        Fund, related_name="obligations", verbose_name=_("funds"), help_text=_("Who gets money of one of these has it.")
    )
    text = TranslatedField(
        models.CharField(
            _("duty"), max_length=400, blank=True, help_text=_("What has to be done, in one plain sentence.")
        ),
        attrgetter=with_fallback,
    )
    above = EuroField(
        _("above a total cost of"),
        null=True,
        blank=True,
        help_text=_("In euros; leave empty when it holds for small measures too."),
    )
    up_to = EuroField(
        _("up to a total cost of"),
        null=True,
        blank=True,
        help_text=_("In euros; leave empty when it holds for large measures too."),
    )
    due = models.CharField(
        _("by when"), max_length=10, choices=Due, default=Due.ALWAYS, help_text=_("Seen from the dates of the measure.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=100, help_text=hints.ORDER)

    history = HistoricalRecords(m2m_fields=[funds])

    class Meta(Dated.Meta):
        verbose_name = _("duty of who gets money")
        verbose_name_plural = _("duties of who gets money")
        ordering = ["position", "slug"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="obligation_cites",
                condition=~Q(article=""),
                violation_error_message=_("Name the article, or the text it rests on."),
            ),
        ]

    def __str__(self):
        return str(self.text)

    def holds_for(self, total):
        """Say whether it holds for a total cost; None when that is not known and matters."""
        if self.above is None and self.up_to is None:
            return True
        if total is None:
            return None
        return (self.above is None or total > self.above) and (self.up_to is None or total <= self.up_to)

    def due_on(self, measure):
        """Return the day by which a measure has to have done it, None when no date of the measure tells."""
        return {self.Due.START: measure.starts_on, self.Due.END: measure.ends_on}.get(self.due)


class CommonIndicator(Dated):
    """What a fund asks who gets its money to count."""

    slug = models.SlugField(_("slug"), max_length=40, unique=True, help_text=hints.IN_ADDRESSES)
    fund = models.ForeignKey(
        Fund, models.CASCADE, related_name="indicators", verbose_name=_("fund"), help_text=_("Which one asks for it.")
    )
    name = TranslatedField(
        models.CharField(_("what is counted"), max_length=300, blank=True, help_text=_("As the fund itself words it.")),
        attrgetter=with_fallback,
    )
    position = models.PositiveSmallIntegerField(_("position"), default=100, help_text=hints.ORDER)
    counts_people = models.BooleanField(
        _("counts people"), default=True, help_text=_("A KPI made of it hides numbers from 1 to 4 from the public.")
    )
    is_total = models.BooleanField(
        _("a total"),
        default=False,
        help_text=_("The fund computes it from other indicators, so it is not proposed as a KPI."),
    )
    is_personal = models.BooleanField(
        _("personal data"), default=False, help_text=_("Tick this when it is counted from facts about single people.")
    )
    is_special = models.BooleanField(
        _("special category of personal data"),
        default=False,
        help_text=_("Such as health, origin or belief: the strictest rules hold."),
    )

    history = HistoricalRecords()

    class Meta(Dated.Meta):
        verbose_name = _("indicator a fund asks for")
        verbose_name_plural = _("indicators funds ask for")
        ordering = ["fund", "position", "slug"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="common_indicator_cites",
                condition=~Q(article=""),
                violation_error_message=_("Name the article, or the text it rests on."),
            ),
        ]

    def __str__(self):
        return str(self.name)


class DutyDone(models.Model):
    """That a measure did what the law asks of who gets money: on which day, and where one can see it."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="duties_done", verbose_name=_("measure"))
    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="done", verbose_name=_("duty"))
    done_on = models.DateField(_("done on"))
    evidence = models.URLField(_("evidence"), max_length=500, blank=True, help_text=_("A page or a file on the web."))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("duty that is done")
        verbose_name_plural = _("duties that are done")
        ordering = ["measure", "obligation"]
        constraints = [
            models.UniqueConstraint(
                name="duty_done_once",
                fields=["measure", "obligation"],
                violation_error_message=_("This duty is ticked off already."),
            )
        ]

    def __str__(self):
        return f"{self.obligation}: {self.done_on:%d-%m-%Y}"

    def clean(self):
        """Refuse a day to come."""
        if self.done_on and self.done_on > timezone.localdate():
            raise ValidationError({"done_on": _("What is done lies in the past: this day is still to come.")})


class AskedKpi(models.Model):
    """That a KPI of a measure counts what a fund asks for. No history: that of the KPI tells it."""

    kpi = models.OneToOneField(Kpi, models.CASCADE, related_name="asked_for", verbose_name=_("KPI"), primary_key=True)
    indicator = models.ForeignKey(
        CommonIndicator, models.PROTECT, related_name="kpis", verbose_name=_("indicator a fund asks for")
    )

    class Meta:
        verbose_name = _("KPI a fund asks for")
        verbose_name_plural = _("KPIs funds ask for")
        ordering = ["kpi"]

    def __str__(self):
        return f"{self.kpi}: {self.indicator.article}"
