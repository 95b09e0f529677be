"""The log of events: what happened to records and matters to who follows them. Readers keep how far they read."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """What happened to a record and matters to who follows it; written with the change."""

    class Kind(models.TextChoices):
        CALL_NEW = "call_new", _("new call")
        CALL_DEADLINE_MOVED = "call_deadline_moved", _("deadline of a call moved")
        CALL_REOPENED = "call_reopened", _("call opened again")
        CALL_CLOSED_EARLY = "call_closed_early", _("call closed early")
        CALL_AMOUNT_CHANGED = "call_amount_changed", _("amount of a call changed")

    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    at = models.DateTimeField(_("at"), default=timezone.now)
    subject_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+", verbose_name=_("kind of record"))
    subject_id = models.PositiveBigIntegerField(_("record"))
    subject = GenericForeignKey("subject_type", "subject_id")
    details = models.JSONField(_("details"), default=dict, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "at"], name="event_subject")]

    def __str__(self):
        return self.get_kind_display()


def record(kind, subject, **details):
    """Write that something happened to a record, in the transaction that changes it; details are plain values."""
    return Event.objects.create(kind=kind, subject=subject, details=details)
