"""An indicator: an outcome in the population, as a source publishes it. Nothing here is what a measure promised."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from translated_fields import TranslatedField

from domains.models.plan import Domain, Objective
from partnerships import hints
from partnerships.languages import with_fallback
from partnerships.provenance import Sourced


def names_codes(selection):
    """Refuse a selection that is not one code for each dimension: {"age": "Y15-64", "unit": "PC"}."""
    if not isinstance(selection, dict) or not all(isinstance(code, str) for code in selection.values()):
        raise ValidationError(_('Give one code for each dimension: {"age": "Y15-64", "unit": "PC"}.'))


class Indicator(Sourced):
    """What a source counts in the population about a domain, by group; without a domain it is context."""

    class Unit(models.TextChoices):
        PC = "PC", _("%")
        THS_PER = "THS_PER", _("thousand people")
        PER = "PER", _("people")
        EUR = "EUR", _("euros")

    class Better(models.TextChoices):
        UP = "up", _("higher is better")
        DOWN = "down", _("lower is better")
        CONTEXT = "context", _("neither: it is context")

    class Comparison(models.TextChoices):
        POINTS = "points", _("difference in percentage points")
        RATIO = "ratio", _("difference in percent")
        SHARE = "share", _("share of everybody")
        NONE = "none", _("groups are not compared")

    class Family(models.TextChoices):
        ZARAGOZA = "zaragoza", _("core indicator (Zaragoza, 2010)")
        EXTENDED = "extended", _("added later")
        CONTEXT = "context", _("context")

    slug = models.SlugField(_("slug"), max_length=40, unique=True, help_text=hints.IN_ADDRESSES)
    domain = models.ForeignKey(
        Domain,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("domain"),
        help_text=_("Leave empty for context across all domains."),
    )
    objectives = models.ManyToManyField(
        Objective,
        blank=True,
        related_name="indicators",
        verbose_name=_("objectives it tells about"),
        help_text=_("For which a reader would look at it."),
    )
    name = TranslatedField(
        models.CharField(
            _("name"),
            max_length=120,
            blank=True,
            help_text=_("A few words above the figure: employment, early school leavers."),
        ),
        attrgetter=with_fallback,
    )
    definition = TranslatedField(
        models.CharField(
            _("definition"), max_length=300, blank=True, help_text=_("What is counted, of whom, in one plain sentence.")
        ),
        attrgetter=with_fallback,
    )
    unit = models.CharField(
        _("unit"), max_length=8, choices=Unit, default=Unit.PC, help_text=_("In what the source counts.")
    )
    better = models.CharField(
        _("direction"), max_length=8, choices=Better, help_text=_("Whether a rise is good news, bad news or neither.")
    )
    comparison = models.CharField(
        _("comparison of groups"),
        max_length=8,
        choices=Comparison,
        help_text=_("How the page says how far groups are apart."),
    )
    family = models.CharField(
        _("family"), max_length=10, choices=Family, help_text=_("Where it comes from; what is context is shown last.")
    )
    by_birth = models.SlugField(
        _("dataset by country of birth"),
        max_length=40,
        blank=True,
        db_index=False,
        help_text=_("Its code at Eurostat, such as lfsa_ergacob; empty when there is none."),
    )
    by_citizenship = models.SlugField(
        _("dataset by citizenship"),
        max_length=40,
        blank=True,
        db_index=False,
        help_text=_("Its code at Eurostat, such as lfsa_ergan; empty when there is none."),
    )
    selection = models.JSONField(
        _("what it reads of the dataset"),
        default=dict,
        blank=True,
        validators=[names_codes],
        help_text=_(
            "The code it takes in each dimension, apart from place, time, sex and group. A value in a dimension that "
            "is not named here is left out."
        ),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=100, help_text=hints.ORDER)

    history = HistoricalRecords(m2m_fields=[objectives])

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["position", "slug"]
        constraints = [
            models.CheckConstraint(
                name="indicator_has_a_dataset",
                condition=~Q(by_birth="", by_citizenship=""),
                violation_error_message=_("Name the dataset: by country of birth, by citizenship, or both."),
            ),
            models.CheckConstraint(
                name="indicator_has_a_name",
                condition=~Q(name_nl="", name_en="", name_fr="", name_de=""),
                violation_error_message=_("Give the indicator a name in at least one language."),
            ),
            models.CheckConstraint(
                name="indicator_in_points_is_a_share",
                condition=~Q(comparison="points") | Q(unit="PC"),
                violation_error_message=_("Only shares in percent differ by percentage points."),
            ),
        ]

    def __str__(self):
        return str(self.name)

    def get_absolute_url(self):
        """Return the page of its domain; context stands on the page that says how it is read."""
        return self.domain.get_absolute_url() if self.domain else f"{reverse('methodology')}#outcomes"

    @property
    def datasets(self):
        """Return its datasets by what they group people by: {"birth": "lfsa_ergacob", "citizenship": "lfsa_ergan"}."""
        datasets = {IndicatorValue.By.BIRTH: self.by_birth, IndicatorValue.By.CITIZENSHIP: self.by_citizenship}
        return {by: dataset for by, dataset in datasets.items() if dataset}


class IndicatorValue(models.Model):
    """What a source says of a group in a place and a period: a mirror of its file, never changed by hand here."""

    class By(models.TextChoices):
        BIRTH = "birth", _("by country of birth")
        CITIZENSHIP = "citizenship", _("by citizenship")

    class Group(models.TextChoices):
        TOTAL = "total", _("everybody")
        NATIVE = "native", _("born in the country, or its citizens")
        FOREIGN = "foreign", _("born in another country, or its citizens")
        EU = "eu", _("born in another EU country, or its citizens")
        NON_EU = "non_eu", _("born outside the EU, or citizens of a country outside it")

    class Sex(models.TextChoices):
        ALL = "T", _("all")
        MEN = "M", _("men")
        WOMEN = "F", _("women")

    indicator = models.ForeignKey(
        Indicator, models.CASCADE, db_index=False, related_name="values", verbose_name=_("indicator")
    )
    territory = models.ForeignKey(
        "partnerships.Territory",
        models.PROTECT,
        db_index=False,
        related_name="indicator_values",
        verbose_name=_("place"),
    )
    by = models.CharField(_("grouped"), max_length=12, choices=By)
    group = models.CharField(_("group"), max_length=8, choices=Group)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex, default=Sex.ALL)
    period = models.CharField(_("period"), max_length=7, help_text=_("A year (2024) or a month (2024-03)."))
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=3)
    flags = models.CharField(_("flags"), max_length=8, blank=True)
    dataset = models.SlugField(_("dataset"), max_length=40, db_index=False)
    updated_on = models.DateField(_("last update of the source"), null=True, blank=True)

    class Meta:
        verbose_name = _("value of an indicator")
        verbose_name_plural = _("values of indicators")
        ordering = ["indicator", "territory", "by", "group", "sex", "period"]
        indexes = [models.Index(fields=["territory", "indicator"], name="indicator_value_of_a_place")]
        constraints = [
            models.UniqueConstraint(
                name="indicator_value_once",
                fields=["indicator", "territory", "by", "group", "sex", "period"],
                violation_error_message=_("There is a value of this group, place and period already."),
            ),
            models.CheckConstraint(
                name="indicator_value_of_a_year_or_a_month",
                condition=Q(period__regex=r"^[0-9]{4}(-(0[1-9]|1[0-2]))?$"),
                violation_error_message=_("Give a year (2024) or a month (2024-03)."),
            ),
            models.CheckConstraint(name="indicator_value_by_is_known", condition=Q(by__in=["birth", "citizenship"])),
            models.CheckConstraint(
                name="indicator_value_group_is_known",
                condition=Q(group__in=["total", "native", "foreign", "eu", "non_eu"]),
            ),
            models.CheckConstraint(name="indicator_value_sex_is_known", condition=Q(sex__in=["T", "M", "F"])),
        ]

    def __str__(self):
        return f"{self.indicator}, {self.territory}, {self.period}"
