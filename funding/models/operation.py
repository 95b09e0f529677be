"""Operations: projects that got EU money, from the public lists of managing authorities (Art. 49(3) of the CPR)."""

from datetime import date

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from domains.models.queries import FEW
from domains.money import EuroField
from funding.models.fund import Fund
from funding.operations import concepts, headings, places
from funding.operations.drafts import Profile
from funding.operations.persons import Kind
from partnerships import hints
from partnerships.languages import Text
from partnerships.provenance import Sourced
from partnerships.search import Asked, Searched, matches
from partnerships.words import words_of

LONG_AGO = date(1900, 1, 1)
COUNTRIES = [
    ("AT", _("Austria")), ("BE", _("Belgium")), ("BG", _("Bulgaria")), ("CH", _("Switzerland")), ("CY", _("Cyprus")),
    ("CZ", _("Czechia")), ("DE", _("Germany")), ("DK", _("Denmark")), ("EE", _("Estonia")), ("EL", _("Greece")),
    ("ES", _("Spain")), ("FI", _("Finland")), ("FR", _("France")), ("HR", _("Croatia")), ("HU", _("Hungary")),
    ("IE", _("Ireland")), ("IT", _("Italy")), ("LI", _("Liechtenstein")), ("LT", _("Lithuania")),
    ("LU", _("Luxembourg")), ("LV", _("Latvia")), ("MT", _("Malta")), ("NL", _("Netherlands")), ("NO", _("Norway")),
    ("PL", _("Poland")), ("PT", _("Portugal")), ("RO", _("Romania")), ("SE", _("Sweden")), ("SI", _("Slovenia")),
    ("SK", _("Slovakia")), ("UK", _("United Kingdom")), ("US", _("United States")),
]  # fmt: skip
CURRENCIES = [(code, code) for code in ("EUR", *places.OTHER_CURRENCIES.values())]


class AmountField(EuroField):
    """An amount in the currency that stands beside it, kept as euros are."""


class OperationList(Sourced):
    """One published list of operations, and how its files are read: its profile. Operations mirror its last file."""

    slug = models.SlugField(_("slug"), max_length=40, unique=True, help_text=hints.IN_ADDRESSES)
    name = models.CharField(_("name"), max_length=200, help_text=_("As readers see it beside each of its operations."))
    publisher = models.CharField(
        _("published by"), max_length=200, blank=True, help_text=_("The authority that makes it public.")
    )
    website = models.URLField(
        _("website"), max_length=300, blank=True, help_text=_("The page on which new files of it appear.")
    )
    columns = models.JSONField(
        _("columns"), default=dict, help_text=_("For each field the heading of its column in the file.")
    )
    country = models.CharField(
        _("country"), max_length=2, choices=COUNTRIES, blank=True, help_text=_("Where the file names none.")
    )
    fund = models.ForeignKey(
        Fund,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="operation_lists",
        verbose_name=_("fund"),
        help_text=_("Where the file names none."),
    )
    currency = models.CharField(
        _("currency"), max_length=3, choices=CURRENCIES, blank=True, help_text=_("Where the file names none.")
    )
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=[(code, code) for code in headings.LANGUAGES],
        blank=True,
        help_text=_("In which its titles and summaries are written."),
    )
    decimal = models.CharField(
        _("decimal sign"),
        max_length=1,
        choices=[(",", _("comma")), (".", _("point"))],
        blank=True,
        help_text=_("Only where the amounts themselves do not tell."),
    )
    unit = models.PositiveIntegerField(
        _("unit of amounts"),
        choices=[(1, "1"), (1_000, "1.000"), (1_000_000, "1.000.000")],
        default=1,
        help_text=_("How many euros a 1 in the file means."),
    )
    line_per_place = models.BooleanField(
        _("an operation has a line for each of its places"),
        default=False,
        help_text=_("Then its lines are read together, and its amounts counted once."),
    )
    imported_at = models.DateTimeField(_("imported at"), null=True, blank=True, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("list of operations")
        verbose_name_plural = _("lists of operations")
        ordering = ["name"]

    def __str__(self):
        return self.name

    @classmethod
    def of(cls, profile: Profile, **about):
        """Return a list that is not stored yet, with a profile that was guessed."""
        values = {name: getattr(profile, name) for name in profile.__slots__ if name != "fund"}
        return cls(fund=Fund.objects.filter(slug=profile.fund).first(), **values, **about)

    @property
    def profile(self) -> Profile:
        """Return how its files are read."""
        return Profile(
            columns=self.columns,
            country=self.country,
            currency=self.currency,
            fund=self.fund.slug if self.fund else "",
            language=self.language,
            decimal=self.decimal,
            unit=self.unit,
            line_per_place=self.line_per_place,
        )


class OperationQuerySet(models.QuerySet):
    """Operations, narrowed step by step."""

    are_many = False  # that there are more than a few is known already

    def matching(self, question):
        """Return the operations that hold every word of a question; narrow them by all else before."""
        words = words_of(question)
        return self._holding(Asked(words)) if words else self.none()

    def about(self, domain):
        """Return the operations that hold a word of a domain, in any language; lists do not name our domains."""
        words = concepts.words_of_domain(domain.slug)
        return self._holding(Asked((words,) if words else words_of(str(domain.title)), in_titles=True))

    def _holding(self, asked):
        """Read the keys of what few operations hold; of what many do, ask the newest first."""
        keys = list(self.filter(matches(asked)).order_by().values_list("pk", flat=True)[: FEW + 1])
        if len(keys) <= FEW:
            return self.filter(pk__in=keys)
        many = self.filter(matches(asked, in_passing=True))
        many.are_many = True
        return many

    def for_list(self):
        """Return operations with what a line of a list shows of them; cut the list off before.

        They are chosen first and read then, so that a late part of a long list does not read all of it.
        """
        chosen = self.model.objects.filter(pk__in=self.values("pk"))
        return chosen.select_related("source_list", "fund")


class Operation(models.Model):
    """Who got EU money for what. No history: a mirror of its list, and natural persons leave no trace."""

    BeneficiaryKind = models.TextChoices(
        "BeneficiaryKind",
        [
            (Kind.ORGANISATION.name, (Kind.ORGANISATION.value, _("organisation"))),
            (Kind.PERSON.name, (Kind.PERSON.value, _("natural person"))),
            (Kind.GROUP.name, (Kind.GROUP.value, _("several together"))),
        ],
    )

    code = models.CharField(_("code"), max_length=60, unique=True)
    source_list = models.ForeignKey(
        OperationList, models.CASCADE, related_name="operations", verbose_name=_("list of operations")
    )
    source_code = models.CharField(_("code in the list"), max_length=120, blank=True)
    title = models.TextField(_("title"), blank=True)
    beneficiary = models.CharField(_("beneficiary"), max_length=500, blank=True)
    beneficiary_kind = models.CharField(_("kind of beneficiary"), max_length=12, choices=BeneficiaryKind)
    summary = models.TextField(_("summary"), blank=True)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    total_cost = AmountField(_("total cost"), null=True, blank=True)
    eligible_cost = AmountField(_("eligible cost"), null=True, blank=True)
    granted = AmountField(_("granted"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    rate = models.DecimalField(_("EU co-financing rate"), max_digits=5, decimal_places=2, null=True, blank=True)
    fund = models.ForeignKey(
        Fund, models.PROTECT, null=True, blank=True, related_name="operations", verbose_name=_("fund")
    )
    fund_name = models.CharField(_("fund, as the list names it"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, choices=COUNTRIES, blank=True)
    place = models.CharField(_("place"), max_length=500, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    nuts = models.CharField(_("NUTS code"), max_length=5, blank=True)
    category = models.TextField(_("type of intervention"), blank=True)
    number = models.PositiveIntegerField(_("number of operations"), default=1)
    # What lists are narrowed and sorted by, kept by the database itself.
    cost = models.GeneratedField(
        expression=Coalesce(F("total_cost"), F("eligible_cost")), output_field=AmountField(_("cost")), db_persist=True
    )
    newest_first = models.GeneratedField(
        expression=Coalesce(F("starts_on"), F("ends_on"), Value(LONG_AGO)),
        output_field=models.DateField(),
        db_persist=True,
    )

    searched = Searched(codes=("title", "beneficiary"), written=("summary", "category", "place"))

    objects = OperationQuerySet.as_manager()

    class Meta:
        verbose_name = _("operation")
        verbose_name_plural = _("operations")
        ordering = ["-newest_first", "-pk"]
        indexes = [
            models.Index(fields=["-newest_first", "-id"], name="operation_newest"),
            models.Index(fields=["country", "-newest_first", "-id"], name="operation_country"),
            models.Index(fields=["fund", "-newest_first", "-id"], name="operation_fund"),
            models.Index(fields=["fund", "country", "-newest_first", "-id"], name="operation_fund_country"),
            # With all that a list is narrowed and sorted by, so that no operation is read to choose a page of them.
            models.Index(fields=["currency", "cost", "country", "fund", "-newest_first", "-id"], name="operation_cost"),
        ]
        constraints = [
            models.CheckConstraint(
                name="operation_ends_after_it_starts",
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("An operation cannot end before it starts."),
            ),
            models.CheckConstraint(
                name="operation_of_a_person_has_no_name",
                condition=~Q(beneficiary_kind=Kind.PERSON.value) | Q(beneficiary=""),
                violation_error_message=_("The name of a natural person is not stored."),
            ),
            models.CheckConstraint(
                name="operation_shows_something",
                condition=~Q(title="") | ~Q(beneficiary=""),
                violation_error_message=_("An operation has a title or a beneficiary."),
            ),
            models.CheckConstraint(
                name="operation_rate_is_a_percentage",
                condition=Q(rate__isnull=True) | Q(rate__range=(0, 100)),
                violation_error_message=_("A rate is between 0 and 100 percent."),
            ),
        ]

    def __str__(self):
        return self.title or self.beneficiary

    def get_absolute_url(self):
        return reverse("operation_detail", args=[self.code])

    @property
    def name(self):
        """Return what it is called: its title, else who it went to."""
        return Text(str(self), self.language)

    @property
    def language(self):
        """Return the language its texts are in, as far as its list tells."""
        return self.source_list.language
