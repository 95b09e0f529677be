"""A measure: a local step, what it promises, and what became of it."""

import secrets

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from translated_fields import TranslatedField, to_attribute

from domains import progress, publication
from domains.models.plan import Action, Objective
from domains.models.queries import MeasureQuerySet, PastMeasures
from domains.models.stepwise import Stepwise
from domains.models.target_group import TargetGroup
from domains.money import EuroField
from partnerships.languages import with_fallback
from partnerships.search import Searched

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that can be taken for another


def new_reference(kind="m"):
    """Return a name for addresses and spreadsheets that says nothing and never changes: m-7k2q9xwd."""
    return f"{kind}-" + "".join(secrets.choice(LETTERS) for _ in range(8))


def site_language():
    """Return the language the site's staff mostly write in."""
    return settings.LANGUAGE_CODE


def title_constraints():
    """Yield the rules about titles, one of each per language: the measure's own is filled, and none stands twice."""
    written = Q()
    for code, _name in settings.LANGUAGES:
        column = to_attribute("title", code)
        written |= Q(language=code) & ~Q(**{column: ""})
        yield models.UniqueConstraint(
            name=f"measure_{column}_once",
            fields=["objective", "organisation", column],
            condition=~Q(**{column: ""}),
            violation_error_message=_(
                "Your organisation has logged a measure with this title for this objective already: "
                "change that one, or give this one another title."
            ),
        )
    yield models.CheckConstraint(
        name="measure_has_a_title_in_its_language",
        condition=written,
        violation_error_message=_("Give the measure a title in the language you write it in."),
    )


class Measure(Stepwise):
    """A local step of one organisation towards one objective."""

    STEPS, STATE = publication.MEASURE_STEPS, "publication"

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        STOPPED = "stopped", _("stopped")

    class Publication(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        RETURNED = "returned", _("returned")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    reference = models.SlugField(_("reference"), max_length=20, unique=True, default=new_reference, editable=False)
    language = models.CharField(
        _("written in"),
        max_length=2,
        choices=settings.LANGUAGES,
        default=site_language,
        help_text=_("The language in which you write the title and everything else."),
    )
    title = TranslatedField(
        models.CharField(
            _("title"), max_length=200, blank=True, help_text=_("A few words that tell it from your other measures.")
        ),
        attrgetter=with_fallback,
    )
    summary = TranslatedField(
        models.TextField(
            _("summary"),
            max_length=3000,
            blank=True,
            help_text=_(
                "What happens, for whom, and why; in two or three plain sentences. Never about a single person."
            ),
        ),
        attrgetter=with_fallback,
    )
    objective = models.ForeignKey(
        Objective,
        models.PROTECT,
        db_index=False,
        related_name="measures",
        verbose_name=_("objective"),
        help_text=_("The one that this measure serves most; it counts there."),
    )
    further_objectives = models.ManyToManyField(
        Objective,
        blank=True,
        related_name="further_measures",
        verbose_name=_("further objectives"),
        help_text=_("What it serves too. It does not count there a second time."),
    )
    organisation = models.ForeignKey(
        "partnerships.Organisation",
        models.PROTECT,
        db_index=False,
        related_name="measures",
        verbose_name=_("organisation"),
    )
    territory = models.ForeignKey(
        "partnerships.Territory",
        models.PROTECT,
        db_index=False,
        related_name="measures",
        verbose_name=_("place"),
        help_text=_("Where the measure happens."),
    )
    implements = models.ManyToManyField(
        Action,
        blank=True,
        related_name="measures",
        verbose_name=_("carries out the action"),
        help_text=_("An action of the EU, a state or a region that this measure carries out here."),
    )
    target_groups = models.ManyToManyField(
        TargetGroup,
        blank=True,
        related_name="measures",
        verbose_name=_("target groups"),
        help_text=_("Only whom this measure is for in particular. A measure for everybody has none."),
    )
    partnerships = models.ManyToManyField(
        "partnerships.Partnership",
        blank=True,
        related_name="measures",
        verbose_name=_("partnerships"),
        help_text=_("The partnerships of your organisation that carry this measure together."),
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=Status,
        default=Status.PLANNED,
        help_text=_("How far the work itself is, whoever can see it."),
    )
    starts_on = models.DateField(_("starts on"), help_text=_("The first day of the work; a day to come is fine."))
    ends_on = models.DateField(
        _("ends on"), null=True, blank=True, help_text=_("Leave empty when the measure has no end.")
    )
    budget = EuroField(
        _("budget"),
        null=True,
        blank=True,
        help_text=_("The whole cost in euros. Leave empty when you do not know it yet."),
    )
    contact = models.ForeignKey(
        "domains.Contact",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="measures",
        verbose_name=_("contact"),
        help_text=_("Whom the public may ask about this measure."),
    )
    source = models.CharField(
        _("source"), max_length=500, blank=True, help_text=_("Only when the figures come from a publication.")
    )
    copied_from = models.ForeignKey(
        "self",
        models.SET_NULL,
        db_index=False,
        null=True,
        blank=True,
        editable=False,
        related_name="copies",
        verbose_name=_("inspired by"),
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        editable=False,
        related_name="doubles",
        verbose_name=_("merged into"),
    )
    publication = models.CharField(
        _("publication"), max_length=10, choices=Publication, default=Publication.DRAFT, editable=False
    )
    is_example = models.BooleanField(_("example"), default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    searched = Searched(titles=("title",), texts=("summary",), codes=("reference",))

    objects = MeasureQuerySet.as_manager()
    history = HistoricalRecords(
        m2m_fields=[further_objectives, implements, target_groups, partnerships],
        excluded_fields=["submitted_by", "version"],
        historical_queryset=PastMeasures,
    )

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["-updated_at", "-id"]
        indexes = [
            models.Index(
                fields=["publication", "objective", "status", "ends_on", "starts_on", "id"], name="measure_counts"
            ),
            models.Index(
                fields=["publication", "territory", "status", "objective", "ends_on", "id"], name="measure_places"
            ),
            models.Index(fields=["publication", "objective", "id"], name="measure_money"),
            models.Index(fields=["organisation", "publication", "objective", "status"], name="measure_staff"),
            models.Index(fields=["publication", "updated_at", "id"], name="measure_newest"),
            models.Index(fields=["publication", "objective", "updated_at", "id"], name="measure_objective_newest"),
            models.Index(fields=["publication", "status", "updated_at", "id"], name="measure_status_newest"),
            models.Index(fields=["organisation", "updated_at", "id"], name="measure_staff_newest"),
            models.Index(fields=["publication", "status", "ends_on"], name="measure_late"),
            models.Index(fields=["id"], condition=Q(is_example=True), name="measure_examples"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="measure_doubles"),
            models.Index(fields=["copied_from"], condition=Q(copied_from__isnull=False), name="measure_copies"),
        ]
        constraints = [
            *title_constraints(),
            models.CheckConstraint(
                name="measure_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A measure cannot end before it starts."),
            ),
            models.CheckConstraint(
                name="measure_budget_is_not_negative",
                condition=Q(budget__isnull=True) | Q(budget__gte=0),
                violation_error_message=_("A budget cannot be below zero."),
            ),
            models.CheckConstraint(
                name="measure_that_is_merged_is_withdrawn",
                condition=Q(merged_into__isnull=True) | (Q(publication="withdrawn") & ~Q(merged_into=F("id"))),
            ),
            models.CheckConstraint(
                name="measure_status_is_known", condition=Q(status__in=["planned", "running", "done", "stopped"])
            ),
            models.CheckConstraint(
                name="measure_publication_is_known",
                condition=Q(publication__in=["draft", "submitted", "returned", "published", "withdrawn"]),
            ),
        ]

    def __str__(self):
        return str(self.title)

    def get_absolute_url(self):
        return reverse("measure_detail", args=[self.reference])

    def validate_constraints(self, exclude=None):
        """Say of a broken rule which column it is about, so that a form shows its sentence there."""
        broken = {}
        for rule in self._meta.constraints:
            try:
                rule.validate(type(self), self, exclude=exclude)
            except ValidationError as error:
                broken.setdefault(self.column_of(rule), []).append(error)
        if broken:
            raise ValidationError(broken)

    def column_of(self, rule):
        if isinstance(rule, models.UniqueConstraint):
            return rule.fields[-1]
        return {
            "measure_has_a_title_in_its_language": to_attribute("title", self.language),
            "measure_ends_after_it_starts": "ends_on",
            "measure_budget_is_not_negative": "budget",
            "measure_status_is_known": "status",
        }.get(rule.name, NON_FIELD_ERRORS)

    def time_passed(self, today):
        """Return the share of the measure's own period that has passed, in percent; None without an end."""
        return progress.time_passed(self.starts_on, self.ends_on, today)

    def schedule_on(self, today):
        """Return where the measure stands today; reads the prefetched milestones."""
        open_milestones = [milestone.due_on for milestone in self.milestones.all() if milestone.done_on is None]
        return progress.schedule(self.status, self.ends_on, open_milestones, today)

    @property
    def owner(self):
        return self.organisation

    @property
    def owner_id(self):
        return self.organisation_id

    def may_be_changed_by(self, user):
        """Say whether `user` may change what her organisation logged; what is public only an approver changes."""
        may_change = user.may_approve or self.publication != self.Publication.PUBLISHED
        return self.is_own(user) and may_change and self.merged_into_id is None

    def may_take(self, step, user):
        return self.merged_into_id is None and super().may_take(step, user)
