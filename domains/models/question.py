"""Questions that are put to everybody, and what people and organisations answer; no account is needed."""

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from translated_fields import TranslatedField

from domains.models.once import LongText
from domains.models.plan import Domain
from partnerships import hints
from partnerships.languages import with_fallback
from partnerships.models import Dialogue, Organisation


class QuestionQuerySet(models.QuerySet):
    def public(self):
        """Return the questions that everybody may read."""
        return self.filter(publication=Question.Publication.PUBLISHED)

    def with_counts(self):
        """Count the answers of each that are released, and that wait."""
        counts = {
            f"n_{state}": Count("answers", filter=Q(answers__state=state))
            for state in (Answer.State.RELEASED, Answer.State.WAITING)
        }
        return self.annotate(**counts).order_by("-opens_on", "slug")  # counting forgets the order


class Question(models.Model):
    """A question that an organisation puts to everybody, for some days."""

    class Publication(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ANNOUNCED = "announced", _("announced")
        CLOSED = "closed", _("closed")

    slug = models.SlugField(_("slug"), max_length=60, unique=True, help_text=hints.IN_ADDRESSES)
    title = TranslatedField(
        models.CharField(_("question"), max_length=200, blank=True, help_text=_("One question, in plain words.")),
        attrgetter=with_fallback,
    )
    summary = TranslatedField(
        models.TextField(
            _("explanation"), blank=True, help_text=_("What one needs to know to answer, in a few plain sentences.")
        ),
        attrgetter=with_fallback,
    )
    purpose = TranslatedField(
        models.TextField(
            _("what happens with the answers"), blank=True, help_text=_("Who reads them, when, and what for.")
        ),
        attrgetter=with_fallback,
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="questions",
        verbose_name=_("asked by"),
        help_text=_("The organisation that asks; its approvers read and release the answers."),
    )
    domain = models.ForeignKey(
        Domain,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name=_("domain"),
        help_text=_("What it is about; leave empty when it is about all."),
    )
    dialogue = models.ForeignKey(
        Dialogue,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name=_("meeting"),
        help_text=_("The meeting that talks about the answers; leave empty when there is none."),
    )
    opens_on = models.DateField(_("opens on"), help_text=_("The first day on which one can answer."))
    closes_on = models.DateField(_("closes on"), help_text=_("The last day on which one can answer."))
    publication = models.CharField(
        _("publication"),
        max_length=10,
        choices=Publication,
        default=Publication.DRAFT,
        help_text=_("Everybody reads a published question at once; a draft is only seen here."),
    )
    is_example = models.BooleanField(_("example"), default=False, editable=False)

    objects = QuestionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["-opens_on", "slug"]
        constraints = [
            models.CheckConstraint(
                name="question_is_asked",
                condition=~Q(title_nl="", title_en="", title_fr="", title_de=""),
                violation_error_message=_("Write the question in at least one language."),
            ),
            models.CheckConstraint(
                name="question_closes_after_it_opens",
                condition=Q(closes_on__gte=F("opens_on")),
                violation_error_message=_("A question cannot close before it opens."),
            ),
            models.CheckConstraint(
                name="question_publication_is_known", condition=Q(publication__in=["draft", "published"])
            ),
        ]

    def __str__(self):
        return str(self.title)

    def get_absolute_url(self):
        return reverse("question_detail", args=[self.slug])

    @property
    def state(self):
        """Return whether one can answer today, as the calendar in Brussels has it."""
        today = timezone.localdate()
        if today < self.opens_on:
            return self.State.ANNOUNCED
        return self.State.CLOSED if self.closes_on < today else self.State.OPEN

    @property
    def is_open(self):
        return self.state == self.State.OPEN


class AnswerQuerySet(models.QuerySet):
    def public(self):
        """Return what everybody may read: released answers to questions that are public."""
        return self.filter(state=Answer.State.RELEASED, question__publication=Question.Publication.PUBLISHED)

    def waiting_for(self, user):
        """Return the answers that `user` can release or refuse."""
        own = {} if user.is_superuser else {"question__organisation": user.organisation_id}
        return self.filter(state=Answer.State.WAITING, **own) if user.may_approve else self.none()


class Answer(models.Model):
    """What somebody answered, in her own words; everybody reads it once a person of the site released it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RELEASED = "released", _("released")
        REFUSED = "refused", _("refused")

    question = models.ForeignKey(Question, models.CASCADE, related_name="answers", verbose_name=_("question"))
    text = models.TextField(_("answer"), max_length=2000)
    name = models.CharField(_("organisation"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    received_on = models.DateField(_("received on"), default=timezone.localdate)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(
        _("reason"), max_length=300, blank=True, help_text=_("Why it is refused. Only staff read this.")
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)

    objects = AnswerQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["text", "name", "reason"])

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["received_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="answer_is_decided_on_a_day",
                condition=Q(state="waiting", decided_on=None)
                | Q(state__in=["released", "refused"], decided_on__isnull=False),
            ),
            models.CheckConstraint(
                name="answer_is_refused_with_a_reason",
                condition=~Q(state="refused") | ~Q(reason=""),
                violation_error_message=_("Say why it is refused; only staff read this."),
            ),
            models.UniqueConstraint("question", LongText("text"), name="answer_is_given_once"),
        ]

    def __str__(self):
        return self.text[:60]

    def decide(self, state, reason=""):
        """Release or refuse it, today."""
        self.state, self.reason, self.decided_on = state, reason, timezone.localdate()
        self.save()
