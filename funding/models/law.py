"""What the law and programmes say of money, as dated facts: who can get it, how much at most, and with which duties."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from translated_fields import TranslatedField

from funding.models.fund import Fund
from funding.questions import QUESTIONS
from partnerships import hints
from partnerships.languages import with_fallback
from partnerships.models import Territory
from partnerships.provenance import Sourced


class DatedQuerySet(models.QuerySet):
    def valid_on(self, day):
        """Return what holds on a day."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        return self.filter(begun, Q(valid_until__isnull=True) | Q(valid_until__gte=day))


class Dated(Sourced):
    """The columns of what holds by an article, from a day to a day."""

    article = models.CharField(_("article"), max_length=160, blank=True, help_text=hints.BY_WHICH)
    valid_from = models.DateField(
        _("valid from"),
        null=True,
        blank=True,
        help_text=_("The first day on which it holds; empty when it always did."),
    )
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("The last day on which it holds. It stays in the history.")
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_ends_after_it_begins",
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                violation_error_message=_("What holds cannot end before it begins."),
            )
        ]

    def holds_on(self, day):
        """Say whether it holds on a day, as `valid_on` asks the database."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


def some_answers(question):
    """Return a column for some of the answers to a question of the finder."""
    return models.JSONField(QUESTIONS[question].label, default=list, blank=True)


class FundRule(Dated):
    """One sentence that excludes a fund for some measures, or speaks for it: data for `funding.matching`."""

    class Effect(models.IntegerChoices):
        EXCLUDES = 0, _("excludes the fund")
        COMPLEMENT = 1, _("speaks for it: as a complement")
        IN_SCOPE = 2, _("speaks for it: within its scope")
        CORE = 3, _("speaks for it: what it was made for")

    slug = models.SlugField(_("slug"), max_length=40, unique=True, help_text=hints.IN_ADDRESSES)
    fund = models.ForeignKey(
        Fund,
        models.CASCADE,
        related_name="rules",
        verbose_name=_("fund"),
        help_text=_("Which one it excludes or speaks for."),
    )
    effect = models.PositiveSmallIntegerField(
        _("effect"), choices=Effect, help_text=_("What it means for a measure to which all answers below apply.")
    )
    text = TranslatedField(
        models.CharField(_("reason"), max_length=400, blank=True, help_text=_("In one plain sentence.")),
        attrgetter=with_fallback,
    )
    specific_objective = models.CharField(
        _("specific objective"),
        max_length=160,
        blank=True,
        help_text=_("Which one of the fund pays, as the law numbers it."),
    )
    type = some_answers("type")
    stage = some_answers("stage")
    status = some_answers("status")
    applicant = some_answers("applicant")
    domain = some_answers("domain")
    setting = some_answers("setting")
    ends_after = models.DateField(
        _("ends after"), null=True, blank=True, help_text=_("Only when it excludes: measures that end after this day.")
    )

    history = HistoricalRecords()

    class Meta(Dated.Meta):
        verbose_name = _("rule of a fund")
        verbose_name_plural = _("rules of a fund")
        ordering = ["fund", "effect", "slug"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="fund_rule_says_why",
                condition=~Q(text_nl="", text_en="", text_fr="", text_de=""),
                violation_error_message=_("Say the reason in at least one language."),
            ),
            models.CheckConstraint(
                name="fund_rule_cites",
                condition=~Q(article=""),
                violation_error_message=_("Name the article, or the text it rests on."),
            ),
            models.CheckConstraint(
                name="fund_rule_end_only_excludes",
                condition=Q(ends_after__isnull=True) | Q(effect=0),
                violation_error_message=_("Only a rule that excludes looks at the end of a measure."),
            ),
        ]

    def __str__(self):
        return f"{self.fund}: {self.text}"

    @property
    def conditions(self):
        """Return {question: the answers it is about}, without the questions it does not ask."""
        return {question: named for question in QUESTIONS if (named := getattr(self, question))}

    def clean(self):
        if not self.conditions and not self.ends_after:
            raise ValidationError(_("Say for which measures it holds: tick an answer, or fill in an end."))


class Programme(Dated):
    """A fund's programme in a place."""

    slug = models.SlugField(_("slug"), max_length=40, unique=True, help_text=hints.IN_ADDRESSES)
    fund = models.ForeignKey(
        Fund, models.CASCADE, related_name="programmes", verbose_name=_("fund"), help_text=_("Whose money it gives.")
    )
    territory = models.ForeignKey(
        Territory,
        models.PROTECT,
        related_name="programmes",
        verbose_name=_("place"),
        help_text=_("It pays for measures in here."),
    )
    name = TranslatedField(
        models.CharField(_("name"), max_length=160, blank=True, help_text=_("As its managing authority calls it.")),
        attrgetter=with_fallback,
    )
    covers_integration = models.BooleanField(
        _("pays for integration"),
        null=True,
        blank=True,
        help_text=_("Whether the programme has an objective for integration. Leave open when you do not know."),
    )
    specific_objectives = models.CharField(
        _("specific objectives"),
        max_length=160,
        blank=True,
        help_text=_("Which ones it pays for, as the law numbers them."),
    )
    note = TranslatedField(
        models.CharField(
            _("note"), max_length=400, blank=True, help_text=_("What somebody has to know before asking for money.")
        ),
        attrgetter=with_fallback,
    )
    rate = models.DecimalField(
        _("share the EU pays, in percent"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Of the costs it accepts; empty when only the law's most is known."),
    )
    contact_name = models.CharField(_("contact"), max_length=160, blank=True, help_text=hints.WHOM)
    contact_url = models.URLField(_("web address of the contact"), max_length=300, blank=True, help_text=hints.WHERE)

    history = HistoricalRecords()

    class Meta(Dated.Meta):
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["fund", "territory", "slug"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="programme_has_a_name",
                condition=~Q(name_nl="", name_en="", name_fr="", name_de=""),
                violation_error_message=_("Give the programme a name in at least one language."),
            ),
            models.CheckConstraint(
                name="programme_rate_is_percent",
                condition=Q(rate__isnull=True) | Q(rate__range=(0, 100)),
                violation_error_message=_("A share is between 0 and 100 percent."),
            ),
        ]

    def __str__(self):
        return str(self.name)


class CategoryOfRegion(models.TextChoices):
    """The categories that Article 112(3) of Regulation (EU) 2021/1060 tells apart."""

    LESS_DEVELOPED = "less", _("less developed region")
    TRANSITION_FORMER_LESS = "transition-former-less", _("transition region that was less developed in 2014-2020")
    TRANSITION = "transition", _("transition region")
    MORE_FORMER_TRANSITION = "more-former-transition", _("more developed region that was a transition region before")
    MORE_DEVELOPED = "more", _("more developed region")
    OUTERMOST = "outermost", _("outermost region")


class RegionCategory(Dated):
    """The category of a region in a period: it says how much the EU pays there at most."""

    territory = models.ForeignKey(
        Territory,
        models.CASCADE,
        related_name="categories",
        verbose_name=_("place"),
        help_text=_("The region that has it; what lies in here has it too."),
    )
    category = models.CharField(
        _("category"),
        max_length=30,
        choices=CategoryOfRegion,
        help_text=_("It says how much the EU pays there at most."),
    )

    history = HistoricalRecords()

    class Meta(Dated.Meta):
        verbose_name = _("category of a region")
        verbose_name_plural = _("categories of regions")
        ordering = ["territory", "valid_from"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                name="region_category_once",
                fields=["territory", "valid_from"],
                violation_error_message=_("This place has a category from this day already."),
            ),
            models.CheckConstraint(
                name="region_category_has_a_beginning",
                condition=Q(valid_from__isnull=False),
                violation_error_message=_("Say from which day the place has this category."),
            ),
        ]

    def __str__(self):
        return f"{self.territory}: {self.get_category_display()}"


class CofinancingRate(Dated):
    """The most that the law lets a fund pay in a case; a programme and a call can pay less."""

    slug = models.SlugField(_("slug"), max_length=60, unique=True, help_text=hints.IN_ADDRESSES)
    fund = models.ForeignKey(
        Fund, models.CASCADE, related_name="rates", verbose_name=_("fund"), help_text=_("Which one pays it.")
    )
    text = TranslatedField(
        models.CharField(
            _("case"), max_length=200, blank=True, help_text=_("For what it holds, in a few plain words.")
        ),
        attrgetter=with_fallback,
    )
    category = models.CharField(
        _("category of region"),
        max_length=30,
        choices=CategoryOfRegion,
        blank=True,
        help_text=_("Leave empty when it is the same in every region."),
    )
    rate = models.DecimalField(
        _("share the EU pays at most, in percent"),
        max_digits=5,
        decimal_places=2,
        help_text=_("Of the costs that the fund accepts."),
    )

    history = HistoricalRecords()

    class Meta(Dated.Meta):
        verbose_name = _("co-financing rate")
        verbose_name_plural = _("co-financing rates")
        ordering = ["fund", "-rate", "slug"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="cofinancing_rate_is_percent",
                condition=Q(rate__range=(0, 100)),
                violation_error_message=_("A share is between 0 and 100 percent."),
            ),
            models.CheckConstraint(
                name="cofinancing_rate_cites",
                condition=~Q(article=""),
                violation_error_message=_("Name the article, or the text it rests on."),
            ),
        ]

    def __str__(self):
        return f"{self.fund}: {self.text}"
