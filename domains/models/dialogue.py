"""The structured dialogue and the plan: what a meeting is about, and what was done with its conclusions."""

from django.db import models
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from translated_fields import TranslatedField

from domains.models.measure import Measure
from domains.models.plan import Action, Objective
from partnerships.languages import with_fallback
from partnerships.models import Conclusion, Dialogue, Organisation


class DialogueSubject(models.Model):
    """An objective that a meeting talks about."""

    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="subjects", verbose_name=_("meeting"))
    objective = models.ForeignKey(
        Objective,
        models.PROTECT,
        related_name="dialogues",
        verbose_name=_("objective"),
        help_text=_("The meeting is found under this objective and its domain."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("objective of a meeting")
        verbose_name_plural = _("objectives of meetings")
        ordering = ["objective__code"]
        constraints = [
            models.UniqueConstraint(
                name="dialogue_subject_once",
                fields=["dialogue", "objective"],
                violation_error_message=_("The meeting names this objective already."),
            )
        ]

    def __str__(self):
        return str(self.objective)


class FollowUpQuerySet(models.QuerySet):
    def public(self):
        """Return what everybody may read: of public conclusions, and not about a measure that is out of sight."""
        seen = Q(measure__isnull=True) | Q(measure__publication=Measure.Publication.PUBLISHED)
        return self.filter(seen, conclusion__in=Conclusion.objects.public().order_by().values("pk"))


class FollowUp(models.Model):
    """What was done with a conclusion: in a measure, in an action, or in a sentence of its own."""

    conclusion = models.ForeignKey(Conclusion, models.CASCADE, related_name="follow_ups", verbose_name=_("conclusion"))
    text = TranslatedField(
        models.CharField(
            _("what was done"), max_length=300, blank=True, help_text=_("One sentence; no names of people.")
        ),
        attrgetter=with_fallback,
    )
    measure = models.ForeignKey(
        Measure,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="follow_ups",
        verbose_name=_("measure"),
        help_text=_("The reference of the measure that does it, as its page shows it; leave empty when there is none."),
    )
    action = models.ForeignKey(
        Action,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="follow_ups",
        verbose_name=_("action"),
        help_text=_("The action of the plan that does it; leave empty when there is none."),
    )
    done_on = models.DateField(
        _("on"), null=True, blank=True, help_text=_("The day on which it was done or decided; empty when not known.")
    )

    objects = FollowUpQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("what was done with it")
        verbose_name_plural = _("what was done with it")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="follow_up_says_something",
                condition=Q(measure__isnull=False)
                | Q(action__isnull=False)
                | ~Q(text_nl="", text_en="", text_fr="", text_de=""),
                violation_error_message=_("Name a measure or an action, or say in a sentence what was done."),
            )
        ]

    def __str__(self):
        return str(self.text or self.measure or self.action)


def with_all(dialogues):
    """Return meetings with all that everybody may read of them, in a number of queries that does not grow."""
    follow_ups = FollowUp.objects.public().select_related("measure", "action")
    return dialogues.select_related("organisation", "territory").prefetch_related(
        "documents",
        Prefetch("subjects", DialogueSubject.objects.select_related("objective__domain")),
        Prefetch("participants", Organisation.objects.order_by("kind", "slug")),
        Prefetch("conclusions", Conclusion.objects.public()),
        Prefetch("conclusions__follow_ups", follow_ups),
    )
