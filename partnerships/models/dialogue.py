"""The structured dialogue: meetings of organisations, what they concluded, and what can be read about it."""

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from translated_fields import TranslatedField

from partnerships import hints
from partnerships.languages import with_fallback
from partnerships.models.organisation import Organisation
from partnerships.models.territory import Territory
from partnerships.search import Searched


class DialogueQuerySet(models.QuerySet):
    def public(self):
        """Return the meetings that everybody may know of."""
        return self.filter(publication=Dialogue.Publication.PUBLISHED)

    def coming(self):
        """Return the meetings of today and later; today lasts until midnight in Brussels."""
        return self.filter(starts_at__gte=_this_morning())

    def past(self):
        return self.filter(starts_at__lt=_this_morning())

    def nearest_first(self):
        """Return those that come, the next one first; then the past ones, the last one first."""
        comes = Q(starts_at__gte=_this_morning())
        return self.order_by(
            Case(When(comes, then=0), default=1), Case(When(comes, then=F("starts_at"))), "-starts_at", "pk"
        )

    def of(self, organisations):
        """Return the meetings that some of these organisations call or take part in, each once."""
        there = Dialogue.participants.through.objects.filter(
            dialogue=OuterRef("pk"), organisation__in=organisations.order_by().values("pk")
        )
        return self.filter(Q(organisation__in=organisations.order_by().values("pk")) | Exists(there))

    def for_list(self):
        return self.select_related("organisation", "territory")


def _this_morning():
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


class Dialogue(models.Model):
    """A meeting of the structured dialogue; organisations take part in it, never people by name."""

    class Publication(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    slug = models.SlugField(_("slug"), max_length=60, unique=True, help_text=hints.IN_ADDRESSES)
    title = TranslatedField(
        models.CharField(_("topic"), max_length=200, blank=True, help_text=_("What it is about, in a few words.")),
        attrgetter=with_fallback,
    )
    summary = TranslatedField(
        models.TextField(
            _("introduction"),
            blank=True,
            help_text=_("What is talked about and why, in two or three plain sentences. Never write names of people."),
        ),
        attrgetter=with_fallback,
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="dialogues",
        verbose_name=_("called by"),
        help_text=_("The organisation that calls the meeting; its approvers keep this record."),
    )
    level = models.CharField(
        _("level"),
        max_length=10,
        choices=Organisation.Level,
        default=Organisation.Level.LOCAL,
        help_text=_("How far what is talked about reaches."),
    )
    territory = models.ForeignKey(
        Territory,
        models.PROTECT,
        related_name="dialogues",
        verbose_name=_("place"),
        help_text=_("The place that it is about; this need not be where one meets."),
    )
    starts_at = models.DateTimeField(_("begins"), help_text=_("Day and hour, in Brussels time."))
    ends_at = models.DateTimeField(
        _("ends"), null=True, blank=True, help_text=_("In Brussels time; leave empty when it is not known.")
    )
    location = models.CharField(
        _("where one meets"), max_length=200, blank=True, help_text=_("A hall with its address, or “online”.")
    )
    website = models.URLField(
        _("website"), max_length=300, blank=True, help_text=_("Where one reads more, or says that one comes.")
    )
    participants = models.ManyToManyField(
        Organisation,
        blank=True,
        related_name="dialogues_joined",
        verbose_name=_("participants"),
        help_text=_("Organisations only. Names of people do not belong here, nor anywhere in this record."),
    )
    publication = models.CharField(
        _("publication"),
        max_length=10,
        choices=Publication,
        default=Publication.DRAFT,
        help_text=_("Everybody reads a published meeting at once; a draft is only seen here."),
    )
    is_called_off = models.BooleanField(
        _("called off"),
        default=False,
        help_text=_("Tick this instead of making it a draft again: who follows it hears that it does not take place."),
    )
    conclusions_are_public = models.BooleanField(
        _("conclusions are public"),
        default=False,
        help_text=_("Tick this when those who met agree on them: everybody reads them from then on."),
    )
    is_example = models.BooleanField(_("example"), default=False, editable=False)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    searched = Searched(titles=("title",), texts=("summary",))

    objects = DialogueQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[participants])

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="dialogue_has_a_topic",
                condition=~Q(title_nl="", title_en="", title_fr="", title_de=""),
                violation_error_message=_("Give the meeting a topic in at least one language."),
            ),
            models.CheckConstraint(
                name="dialogue_ends_after_it_begins",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("A meeting cannot end before it begins."),
            ),
            models.CheckConstraint(
                name="dialogue_called_off_concludes_nothing",
                condition=Q(is_called_off=False) | Q(conclusions_are_public=False),
                violation_error_message=_("A meeting that is called off has no conclusions."),
            ),
            models.CheckConstraint(
                name="dialogue_publication_is_known", condition=Q(publication__in=["draft", "published"])
            ),
        ]

    def __str__(self):
        return str(self.title)

    def get_absolute_url(self):
        return reverse("dialogue_detail", args=[self.slug])

    @property
    def is_public(self):
        return self.publication == self.Publication.PUBLISHED

    @property
    def day(self):
        """Return the day on which it begins in Brussels."""
        return timezone.localdate(self.starts_at)

    @property
    def is_past(self):
        """Say whether its day is over; on the day itself it is still to come."""
        return self.day < timezone.localdate()


class ConclusionQuerySet(models.QuerySet):
    def public(self):
        """Return the conclusions that everybody may read: agreed ones, of meetings that are public."""
        return self.filter(dialogue__publication=Dialogue.Publication.PUBLISHED, dialogue__conclusions_are_public=True)


class Conclusion(models.Model):
    """One thing that a meeting agreed on; what was done with it is told apart, or that nothing was yet."""

    dialogue = models.ForeignKey(
        Dialogue,
        models.CASCADE,
        related_name="conclusions",
        verbose_name=_("meeting"),
        help_text=_("The meeting that agreed on it."),
    )
    text = TranslatedField(
        models.TextField(
            _("conclusion"),
            max_length=1000,
            blank=True,
            help_text=_("What was agreed, in a sentence or two; no names of people."),
        ),
        attrgetter=with_fallback,
    )

    objects = ConclusionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("conclusion")
        verbose_name_plural = _("conclusions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="conclusion_has_a_text",
                condition=~Q(text_nl="", text_en="", text_fr="", text_de=""),
                violation_error_message=_("Write the conclusion in at least one language."),
            )
        ]

    def __str__(self):
        return str(self.text)


class DialogueDocumentQuerySet(models.QuerySet):
    def public(self):
        """Return the documents of public meetings."""
        return self.filter(dialogue__publication=Dialogue.Publication.PUBLISHED)


class DialogueDocument(models.Model):
    """A document of a meeting, on the site of who keeps it: an agenda, a report, a presentation."""

    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="documents", verbose_name=_("meeting"))
    title = models.CharField(_("title"), max_length=200, help_text=_("As the document itself is called."))
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
        help_text=_("In which it is written."),
    )
    url = models.URLField(_("web address"), max_length=300, help_text=_("Where everybody can read it."))

    objects = DialogueDocumentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("document of a meeting")
        verbose_name_plural = _("documents of meetings")
        ordering = ["pk"]

    def __str__(self):
        return self.title
