"""Funds, what the law says of each, and what a measure gets from them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Sum
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from translated_fields import TranslatedField

from domains.models import Domain, Measure, Objective
from domains.money import EuroField
from partnerships import hints
from partnerships.languages import with_fallback
from partnerships.past import Past
from partnerships.provenance import Sourced
from partnerships.search import Searched


class Fund(Sourced):
    """An EU fund or programme that can pay for measures."""

    class Role(models.TextChoices):
        MAIN = "main", _("main fund for integration")
        SYNERGY = "synergy", _("in synergy")

    class Management(models.TextChoices):
        SHARED = "shared", _("shared between the Commission and the countries")
        DIRECT = "direct", _("direct, by the Commission")
        INDIRECT = "indirect", _("indirect, by partners of the Commission")

    slug = models.SlugField(_("slug"), max_length=30, unique=True, help_text=hints.IN_ADDRESSES)
    position = models.PositiveSmallIntegerField(_("position"), default=100, help_text=hints.ORDER)
    role = models.CharField(
        _("role"),
        max_length=10,
        choices=Role,
        help_text=_("A main fund was made for integration; one in synergy can pay for it as well."),
    )
    abbreviation = TranslatedField(
        models.CharField(
            _("abbreviation"), max_length=20, help_text=_("The short name on pages and in filters: AMIF.")
        ),
        attrgetter=with_fallback,
    )
    name = TranslatedField(
        models.CharField(_("name"), max_length=160, help_text=_("The official name in full.")), attrgetter=with_fallback
    )
    summary = TranslatedField(
        models.TextField(_("summary"), blank=True, help_text=_("What it pays for, in two or three plain sentences.")),
        attrgetter=with_fallback,
    )
    regulation = models.CharField(_("legal basis"), max_length=160, blank=True, help_text=_("(EU) 2021/1147"))
    celex = models.CharField(_("CELEX number"), max_length=20, blank=True, help_text=hints.EUR_LEX)
    starts_on = models.DateField(_("starts on"), help_text=_("The first day of the period for which it was made."))
    ends_on = models.DateField(
        _("ends on"), help_text=_("The last day of that period; what was granted before may run on.")
    )
    management = models.JSONField(
        _("management"), default=list, blank=True, help_text=_("Who decides about the money; tick all that apply.")
    )
    website = models.URLField(
        _("website"), max_length=300, blank=True, help_text=_("Its own page, for readers who want to ask for money.")
    )
    contact_name = models.CharField(_("contact in Flanders"), max_length=160, blank=True, help_text=hints.WHOM)
    contact_url = models.URLField(_("web address of the contact"), max_length=300, blank=True, help_text=hints.WHERE)
    domains = models.ManyToManyField(
        Domain, blank=True, related_name="funds", verbose_name=_("domains"), help_text=_("Whose pages name this fund.")
    )

    searched = Searched(titles=("abbreviation", "name"), texts=("summary",), codes=("regulation", "celex"))

    history = HistoricalRecords(m2m_fields=[domains])

    class Meta:
        verbose_name = _("fund")
        verbose_name_plural = _("funds")
        ordering = ["position", "slug"]
        constraints = [
            models.CheckConstraint(
                name="fund_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A fund cannot end before it starts."),
            )
        ]

    def __str__(self):
        return str(self.abbreviation)

    def get_absolute_url(self):
        return reverse("fund_detail", args=[self.slug])

    @property
    def management_labels(self):
        """Return who runs the fund, in the reader's language."""
        return [label for value, label in self.Management.choices if value in self.management]


class FundFact(Sourced):
    """One thing the law says about a fund, with its article: what it supports, how much there is, for whom."""

    class Kind(models.TextChoices):
        SUPPORTS = "supports", _("what it supports")
        BUDGET = "budget", _("how much money there is")
        AUTHORITIES = "authorities", _("what it means for local authorities")

    class PriceBase(models.TextChoices):
        CURRENT = "current", _("current prices")
        P2018 = "2018", _("prices of 2018")

    fund = models.ForeignKey(
        Fund, models.CASCADE, related_name="facts", verbose_name=_("fund"), help_text=_("On whose page it stands.")
    )
    slug = models.SlugField(
        _("slug"),
        max_length=40,
        help_text=_("A short name, once for each fund; files of reference facts find it by this."),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, help_text=_("Under which heading of that page."))
    position = models.PositiveSmallIntegerField(_("position"), default=100, help_text=hints.ORDER)
    text = TranslatedField(
        models.CharField(_("text"), max_length=400, blank=True, help_text=_("One fact in one plain sentence.")),
        attrgetter=with_fallback,
    )
    amount = EuroField(_("amount"), null=True, blank=True, help_text=_("In euros; only where the fact is about money."))
    price_base = models.CharField(
        _("prices"),
        max_length=8,
        choices=PriceBase,
        blank=True,
        help_text=_("Of which year the euros are, where the law says so."),
    )
    article = models.CharField(_("article"), max_length=80, blank=True, help_text=hints.BY_WHICH)
    objectives = models.ManyToManyField(
        Objective,
        blank=True,
        related_name="fund_facts",
        verbose_name=_("objectives it serves"),
        help_text=_("Their pages show this fact."),
    )

    history = HistoricalRecords(m2m_fields=[objectives])

    class Meta:
        verbose_name = _("fact about a fund")
        verbose_name_plural = _("facts about a fund")
        ordering = ["fund", "kind", "position"]
        constraints = [
            models.UniqueConstraint(
                name="fund_fact_once",
                fields=["fund", "slug"],
                violation_error_message=_("This fund has a fact of this name already."),
            )
        ]

    def __str__(self):
        return str(self.text)


def largest_first(sums):
    """Return (fund, euros) of each source of {its key: euros}, the largest first, in one query."""
    pairs = sorted(sums.items(), key=lambda pair: -pair[1])
    funds = Fund.objects.in_bulk([fund for fund in sums if fund is not None])
    return [(funds.get(fund), amount) for fund, amount in pairs]


class AllocationQuerySet(models.QuerySet):
    def public(self):
        """Return the money of what everybody may see."""
        return self.filter(measure__publication=Measure.Publication.PUBLISHED)

    def to(self, measures, fund=None):
        """Return the money of these measures; when a fund is asked for, only what that one gives."""
        money = self.filter(measure__in=measures.order_by().values("id"))
        return money.filter(fund=fund) if fund else money

    def sums(self, key):
        """Return {value of `key`: euros} in one query."""
        return dict(self.order_by().values_list(key).annotate(sum=Sum("amount")))

    def by_fund(self):
        """Return (fund, euros) of each source, the largest first, in two queries; no fund means own means."""
        return largest_first(self.sums("fund"))


class PastAllocations(AllocationQuerySet, Past):
    """Money as it was at the end of a day."""


class Allocation(models.Model):
    """Money of one source for one measure. No fund means the organisation's own means."""

    measure = models.ForeignKey(
        Measure, models.CASCADE, db_index=False, related_name="allocations", verbose_name=_("measure")
    )
    fund = models.ForeignKey(
        Fund,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="allocations",
        verbose_name=_("fund"),
        help_text=_("Leave empty for own means."),
    )
    amount = EuroField(_("amount"), help_text=_("in euros, in all"))

    objects = AllocationQuerySet.as_manager()
    history = HistoricalRecords(historical_queryset=PastAllocations)

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ["measure", F("fund").asc(nulls_last=True)]
        indexes = [models.Index(fields=["measure", "fund", "amount"], name="allocation_sums")]
        constraints = [
            models.UniqueConstraint(
                name="allocation_once_per_fund",
                fields=["measure", "fund"],
                violation_error_message=_("This fund stands twice: add the amounts up in one line."),
            ),
            models.UniqueConstraint(
                name="allocation_own_means_once",
                fields=["measure"],
                condition=Q(fund__isnull=True),
                violation_error_message=_("Own means stand twice: add the amounts up in one line."),
            ),
            models.CheckConstraint(
                name="allocation_is_more_than_nothing",
                condition=Q(amount__gt=0),
                violation_error_message=_("An allocation is more than zero."),
            ),
        ]

    def __str__(self):
        return f"{self.fund or _('own means')}: {number_format(self.amount, force_grouping=True)}"

    def clean(self):
        """Refuse more money than the measure costs."""
        budget = self.measure.budget if self.measure_id else None
        if budget is not None and self.amount is not None and self.amount > budget:
            raise ValidationError({"amount": _("This is more than the budget of the measure.")})
