"""The plan: its domains, their objectives, and the actions promised above the local level."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from translated_fields import TranslatedField

from domains import progress
from partnerships import hints
from partnerships.languages import with_fallback
from partnerships.models import Territory
from partnerships.provenance import Sourced
from partnerships.search import Searched


class ActionPlan(Sourced):
    """A plan with a period. The EU's plan is the first; a Flemish or a city's plan stands beside it."""

    slug = models.SlugField(_("slug"), max_length=40, unique=True, help_text=hints.IN_ADDRESSES)
    title = TranslatedField(
        models.CharField(
            _("title"), max_length=200, blank=True, help_text=_("The official title, in each language that has one.")
        ),
        attrgetter=with_fallback,
    )
    summary = TranslatedField(
        models.TextField(
            _("summary"), blank=True, help_text=_("What the plan wants, in two or three plain sentences.")
        ),
        attrgetter=with_fallback,
    )
    starts_on = models.DateField(
        _("starts on"), help_text=_("The first day of its period; the clock of the plan runs from here.")
    )
    ends_on = models.DateField(
        _("ends on"), help_text=_("The last day of its period; the clock of the plan ends there.")
    )
    owner = models.ForeignKey(
        "partnerships.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plans",
        verbose_name=_("owner"),
        help_text=_("The organisation whose plan it is; it is for the places this one works for."),
    )
    reference = models.CharField(_("reference"), max_length=60, blank=True, help_text=_("COM(2020) 758 final"))
    position = models.PositiveSmallIntegerField(
        _("position"), default=1, help_text=_("The plan with the lowest position is the one on the home page.")
    )

    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor"),
        help_text=_("The plan that goes on with this one."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("action plan")
        verbose_name_plural = _("action plans")
        ordering = ["position", "slug"]
        constraints = [
            models.CheckConstraint(
                name="plan_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A plan cannot end before it starts."),
            ),
            models.CheckConstraint(
                name="plan_is_not_its_own_successor",
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")),
                violation_error_message=_("A plan does not follow itself."),
            ),
        ]

    def __str__(self):
        return str(self.title)

    def get_absolute_url(self):
        return reverse("plan_detail", args=[self.slug])

    def time_passed(self, today):
        """Return the share of the plan's period that has passed, in percent."""
        return progress.time_passed(self.starts_on, self.ends_on, today)

    def municipalities(self, *, former=False):
        """Return the municipalities the plan is for: those in the place its owner works for; all without an owner."""
        municipalities = Territory.objects.municipalities(former=former).for_list()
        return municipalities.within(self.owner.territory) if self.owner else municipalities


class Domain(Sourced):
    """A theme of a plan."""

    class Kind(models.TextChoices):
        SECTORAL = "sectoral", _("sectoral")
        CROSS_CUTTING = "cross-cutting", _("cross-cutting")

    plan = models.ForeignKey(
        ActionPlan,
        models.PROTECT,
        related_name="domains",
        verbose_name=_("action plan"),
        help_text=_("The plan that it is a part of."),
    )
    slug = models.SlugField(_("slug"), max_length=40, unique=True, help_text=hints.IN_ADDRESSES)
    number = models.PositiveSmallIntegerField(
        _("number"), help_text=_("Its place in the plan: pages show domains in this order.")
    )
    kind = models.CharField(
        _("kind"),
        max_length=15,
        choices=Kind,
        default=Kind.SECTORAL,
        help_text=_("A cross-cutting one lies across the others, such as partnerships."),
    )
    title = TranslatedField(
        models.CharField(
            _("title"), max_length=120, blank=True, help_text=_("A word or two, as the plan itself says it.")
        ),
        attrgetter=with_fallback,
    )
    description = TranslatedField(
        models.TextField(
            _("description"), blank=True, help_text=_("What it is about, in two or three plain sentences.")
        ),
        attrgetter=with_fallback,
    )

    searched = Searched(titles=("title",), texts=("description",))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("domain")
        verbose_name_plural = _("domains")
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(
                name="domain_number_once_per_plan",
                fields=["plan", "number"],
                violation_error_message=_("Another domain of this plan has this number."),
            )
        ]

    def __str__(self):
        return str(self.title)

    def get_absolute_url(self):
        return reverse("domain_detail", args=[self.slug])


class Objective(Sourced):
    """What a domain wants to reach."""

    domain = models.ForeignKey(
        Domain,
        models.PROTECT,
        related_name="objectives",
        verbose_name=_("domain"),
        help_text=_("In whose progress its measures count."),
    )
    code = models.SlugField(_("code"), max_length=20, unique=True, help_text=_("Short and unique over all plans: E5."))
    title = TranslatedField(
        models.CharField(_("title"), max_length=160, blank=True, help_text=_("What is to be reached, in a few words.")),
        attrgetter=with_fallback,
    )
    description = TranslatedField(
        models.TextField(
            _("description"), blank=True, help_text=_("What a measure has to do to serve it; clerks choose by this.")
        ),
        attrgetter=with_fallback,
    )
    related = models.ManyToManyField(
        "self",
        blank=True,
        symmetrical=True,
        verbose_name=_("related objectives"),
        help_text=_("Objectives of other plans that want the same."),
    )

    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("goes on as"),
        help_text=_("The objective of the plan's successor that wants the same; measures are carried over to it."),
    )

    searched = Searched(titles=("title",), texts=("description",), codes=("code",))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        ordering = ["domain__plan", "domain__number", "code"]

    def __str__(self):
        return f"{self.code} {self.title}"

    def get_absolute_url(self):
        return reverse("objective_detail", args=[self.code])

    def clean(self):
        """Refuse a successor of any plan but the one that goes on with this objective's own."""
        if self.successor and self.domain_id and self.successor.domain.plan_id != self.domain.plan.successor_id:
            raise ValidationError({"successor": _("Choose an objective of the plan that succeeds this one's plan.")})


class Action(Sourced):
    """What the EU, a state or a region promised towards objectives, with the status its owner gives it."""

    class Status(models.TextChoices):
        COMPLETE = "complete", _("complete")
        CONTINUOUS = "continuous", _("continuous")
        ONGOING = "ongoing", _("ongoing")
        NOT_STARTED = "not-started", _("not started")
        UNKNOWN = "unknown", _("status not known")

    class Area(models.TextChoices):
        """The areas of the plan that lie across its domains, as the Commission's own tracker names them."""

        FUNDING = "funding", _("EU funding")
        PARTICIPATION = "participation", _("Participation and encounter")
        DIGITAL = "digital", _("Digital tools")
        MONITORING = "monitoring", _("Monitoring")

    class Type(models.TextChoices):
        PUBLICATION = "publication", _("publication")
        TOOL = "tool", _("tool")
        FUNDING = "funding", _("funding")
        PROGRAMME = "programme", _("programme")
        PROJECT = "project", _("project")
        PARTNERSHIP = "partnership", _("partnership")

    plan = models.ForeignKey(
        ActionPlan,
        models.PROTECT,
        related_name="actions",
        verbose_name=_("action plan"),
        help_text=_("The plan in which it was promised."),
    )
    domain = models.ForeignKey(
        Domain,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("domain"),
        help_text=_("Leave empty for an action across all domains."),
    )
    area = models.CharField(
        _("area"), max_length=15, choices=Area, blank=True, help_text=_("Only for an action across all domains.")
    )
    code = models.SlugField(_("code"), max_length=20, unique=True, help_text=hints.IN_ADDRESSES)
    number = models.PositiveSmallIntegerField(
        _("official number"),
        null=True,
        blank=True,
        help_text=_("As its owner counts them; empty where they have no numbers."),
    )
    title = TranslatedField(
        models.CharField(
            _("title"), max_length=250, blank=True, help_text=_("What was promised, in one plain sentence.")
        ),
        attrgetter=with_fallback,
    )
    note = TranslatedField(
        models.TextField(_("note"), blank=True, help_text=_("What a reader needs to understand its status.")),
        attrgetter=with_fallback,
    )
    objectives = models.ManyToManyField(
        Objective,
        blank=True,
        related_name="actions",
        verbose_name=_("objectives it serves"),
        help_text=_("Their pages name this action beside the measures."),
    )
    status = models.CharField(
        _("official status"),
        max_length=12,
        choices=Status,
        default=Status.UNKNOWN,
        help_text=_("As its owner publishes it; “status not known” when you could not read it there."),
    )
    types = models.JSONField(
        _("types"), default=list, blank=True, help_text=_("Tick all that fit what came or will come out of it.")
    )

    searched = Searched(titles=("title",), texts=("note",), codes=("code",))

    history = HistoricalRecords(m2m_fields=[objectives])

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["plan", "code"]
        constraints = [
            models.CheckConstraint(
                name="action_has_a_domain_or_an_area",
                condition=Q(domain__isnull=False, area="") | (Q(domain__isnull=True) & ~Q(area="")),
                violation_error_message=_("An action belongs to one domain or to one area across the domains."),
            )
        ]

    def __str__(self):
        return str(self.title)

    def get_absolute_url(self):
        return reverse("action_detail", args=[self.code])

    @property
    def type_labels(self):
        """Return what kinds of thing the action is, in the reader's language."""
        return [label for value, label in self.Type.choices if value in self.types]
