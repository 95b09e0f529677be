"""Taking part in programmes: what authorities are asked while a programme is made, runs and is looked back on."""

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, F, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from translated_fields import TranslatedField

from domains import publication
from domains.models.stepwise import Stepwise
from funding.models.fund import Fund
from funding.models.law import Programme
from partnerships import hints
from partnerships.languages import with_fallback
from partnerships.models import Organisation
from partnerships.provenance import Sourced
from partnerships.search import Searched


class ConsultationQuerySet(models.QuerySet):
    """Consultations, by where they stand on a day."""

    def with_state(self, day):
        """Annotate each consultation with its state on a day, as `state_then`."""
        return self.annotate(
            state_then=Case(
                When(opens_on__gt=day, then=Value(Consultation.State.ANNOUNCED)),
                When(closes_on__lt=day, then=Value(Consultation.State.CLOSED)),
                default=Value(Consultation.State.OPEN),
                output_field=models.CharField(),
            )
        )

    def in_state(self, state, day):
        return self.with_state(day).filter(state_then=state)

    def with_answers(self):
        """Annotate each consultation with how many organisations answered, as everybody can read it."""
        return self.annotate(
            answers=Count("contributions", filter=Q(contributions__review=Contribution.Review.APPROVED))
        )


class Consultation(Sourced):
    """A moment at which authorities are asked what they think of a programme of a fund."""

    class Stage(models.TextChoices):
        PREPARATION = "preparation", _("preparation")
        IMPLEMENTATION = "implementation", _("implementation")
        REVIEW = "review", _("review")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ANNOUNCED = "announced", _("announced")
        CLOSED = "closed", _("closed")

    slug = models.SlugField(_("slug"), max_length=60, unique=True, help_text=hints.IN_ADDRESSES)
    fund = models.ForeignKey(
        Fund,
        models.PROTECT,
        related_name="consultations",
        verbose_name=_("fund"),
        help_text=_("Whose money it is about."),
    )
    programme = models.ForeignKey(
        Programme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="consultations",
        verbose_name=_("programme"),
        help_text=_("Leave empty when it is about the fund as a whole."),
    )
    stage = models.CharField(
        _("stage"), max_length=15, choices=Stage, help_text=_("Whether the programme is being made, runs, or is over.")
    )
    title = TranslatedField(
        models.CharField(_("title"), max_length=200, blank=True, help_text=_("What it is called, in a few words.")),
        attrgetter=with_fallback,
    )
    question = TranslatedField(
        models.TextField(_("what is asked"), blank=True, help_text=_("In two or three plain sentences.")),
        attrgetter=with_fallback,
    )
    opens_on = models.DateField(_("opens on"), help_text=_("The first day on which one can answer."))
    closes_on = models.DateField(
        _("closes on"), null=True, blank=True, help_text=_("The last day to answer; leave empty when there is none.")
    )
    website = models.URLField(
        _("website"), max_length=300, blank=True, help_text=_("Where one can read more, and answer.")
    )
    is_example = models.BooleanField(_("example"), default=False, editable=False)

    searched = Searched(titles=("title",), texts=("question",))

    objects = ConsultationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ["-opens_on", "slug"]
        constraints = [
            models.CheckConstraint(
                name="consultation_closes_after_it_opens",
                condition=Q(closes_on__isnull=True) | Q(closes_on__gte=F("opens_on")),
                violation_error_message=_("A consultation cannot close before it opens."),
            ),
            models.CheckConstraint(
                name="consultation_has_a_title",
                condition=~Q(title_nl="", title_en="", title_fr="", title_de=""),
                violation_error_message=_("Give the consultation a title in at least one language."),
            ),
        ]

    def __str__(self):
        return str(self.title)

    def get_absolute_url(self):
        return reverse("consultation_detail", args=[self.slug])

    @property
    def state(self):
        """Return whether one can answer today, as the calendar in Brussels has it."""
        today = timezone.localdate()
        if today < self.opens_on:
            return self.State.ANNOUNCED
        return self.State.CLOSED if self.closes_on and self.closes_on < today else self.State.OPEN


class ContributionQuerySet(models.QuerySet):
    def public(self):
        """Return what everybody may read: what an approver of its organisation approved."""
        return self.filter(review=Contribution.Review.APPROVED)


class Contribution(Stepwise):
    """What an organisation answered to a consultation; everybody reads it once a colleague approved it."""

    STEPS, STATE = publication.REPORT_STEPS, "review"

    class Review(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        RETURNED = "returned", _("returned")
        APPROVED = "approved", _("approved")

    consultation = models.ForeignKey(
        Consultation,
        models.CASCADE,
        related_name="contributions",
        verbose_name=_("consultation"),
        help_text=_("What your organisation answers to."),
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="contributions",
        verbose_name=_("organisation"),
        help_text=_("In whose name this is said."),
    )
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
        help_text=_("In which the text is written."),
    )
    text = models.TextField(
        _("what you said"), max_length=3000, help_text=_("The heart of it, in your own words. Everybody can read it.")
    )
    url = models.URLField(
        _("web address"), max_length=300, blank=True, help_text=_("Where the whole answer can be read.")
    )
    contributed_on = models.DateField(
        _("said on"), default=timezone.localdate, help_text=_("The day on which you sent it, or said it.")
    )
    review = models.CharField(_("review"), max_length=10, choices=Review, default=Review.DRAFT, editable=False)

    objects = ContributionQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["submitted_by", "version"])

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["-contributed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="contribution_once",
                fields=["consultation", "organisation"],
                violation_error_message=_("Your organisation has a contribution to this already: change that one."),
            ),
            models.CheckConstraint(
                name="contribution_review_is_known",
                condition=Q(review__in=["draft", "submitted", "returned", "approved"]),
            ),
        ]

    def __str__(self):
        return f"{self.consultation} ({self.organisation})"

    @property
    def owner(self):
        return self.organisation

    @property
    def owner_id(self):
        return self.organisation_id

    def may_be_changed_by(self, user):
        """Say whether `user` may change it; what is approved only an approver."""
        return self.is_own(user) and (user.may_approve or self.review != self.Review.APPROVED)
