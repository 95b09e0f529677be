"""Which reminders of reporting rounds were sent to whom, so that none is sent twice."""

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.post import CLAIM_LASTS
from domains import reminding
from domains.models.report import ReportingRound


class ReminderQuerySet(models.QuerySet):
    def claim(self, person, stages, now):
        """Return the reminders of these stages ({round: stage}) for this run to send; none when another run has them.

        The claim of a run that died goes to the next one after a while.
        """
        self.filter(person=person, sent_at=None, claimed_at__lt=now - CLAIM_LASTS).delete()
        reminders = [Reminder(person=person, round=of, stage=at, claimed_at=now) for of, at in stages.items()]
        try:
            with transaction.atomic():
                return self.bulk_create(reminders)
        except IntegrityError:
            return []

    def sent_to(self, person):
        """Return the {(round, stage)} of which this person got her mail."""
        return set(self.filter(person=person, sent_at__isnull=False).values_list("round", "stage"))

    def last_sent_to(self, person):
        return self.filter(person=person).aggregate(last=Max("sent_at"))["last"]


class Reminder(models.Model):
    """A mail about one stage of a reporting round: claimed by the run that sends it, sent when the server took it."""

    class Stage(models.IntegerChoices):
        MONTH = reminding.MONTH, _("30 days before")
        WEEK = reminding.WEEK, _("7 days before")
        DAY = reminding.DAY, _("1 day before")
        AFTER = reminding.AFTER, _("after the deadline")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders", verbose_name=_("user")
    )
    round = models.ForeignKey(
        ReportingRound, models.CASCADE, related_name="reminders", verbose_name=_("reporting round")
    )
    stage = models.SmallIntegerField(_("when"), choices=Stage)
    claimed_at = models.DateTimeField()
    sent_at = models.DateTimeField(_("sent"), null=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(name="reminder_once_per_stage", fields=["person", "round", "stage"]),
            models.CheckConstraint(name="reminder_stage_is_known", condition=models.Q(stage__in=[30, 7, 1, -1])),
        ]

    def __str__(self):
        return f"{self.person}: {self.get_stage_display()}"
