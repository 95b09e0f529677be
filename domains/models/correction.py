"""Errors that readers report on public pages, and what was done with them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models.user import site_language
from accounts.post import unclaimed
from domains.models.measure import Measure
from domains.models.once import LongText


class CorrectionQuerySet(models.QuerySet):
    """What readers reported."""

    def answerable_by(self, user):
        """Return what `user` may answer: all for a curator, for an approver what is about her own measures."""
        if user.is_superuser:
            return self
        own = user.organisation_id if user.may_approve else None
        return self.filter(measure__organisation=own) if own else self.none()

    def waiting_for(self, user):
        """Return what `user` has to answer."""
        return self.answerable_by(user).filter(answered_on=None)

    def public(self):
        """Return what everybody may see: nothing about a measure that is not public (any more)."""
        return self.filter(Q(measure=None) | Q(measure__publication="published"))

    def numbered(self, ticket):
        """Return the correction with a number such as 2026-0042, if there is one."""
        year, _separator, key = ticket.partition("-")
        known = all(part.isascii() and part.isdecimal() and len(part) < 10 for part in (year, key))  # as keys are
        found = self.filter(pk=int(key)) if known else self.none()
        return found.filter(pk__in=[each.pk for each in found if each.ticket == ticket])


class Correction(models.Model):
    """An error on a public page, as a reader reports it; everybody sees its state, and never who reported it."""

    class State(models.TextChoices):
        RECEIVED = "received", _("received")
        LOOKED_AT = "looked_at", _("being looked at")
        CORRECTED = "corrected", _("corrected")
        NOT_CORRECTED = "not_corrected", _("not corrected")

    class Part(models.TextChoices):
        FIGURE = "figure", _("a figure")
        MONEY = "money", _("an amount of money")
        DAY = "day", _("a day")
        TEXT = "text", _("a text")
        PLACE = "place", _("a place or the map")
        CONTACT = "contact", _("a contact")
        LINK = "link", _("a link")
        TRANSLATION = "translation", _("a translation")
        OTHER = "other", _("something else")

    ANSWERED = (State.CORRECTED, State.NOT_CORRECTED)

    page = models.CharField(_("page"), max_length=300, help_text=_("Its address on this site, without the language."))
    measure = models.ForeignKey(
        Measure, models.CASCADE, null=True, editable=False, related_name="corrections", verbose_name=_("measure")
    )
    part = models.CharField(
        _("what is wrong"),
        max_length=12,
        choices=Part,
        default=Part.TEXT,
        help_text=_("Choose what comes closest; everybody sees it."),
    )
    message = models.TextField(
        _("message"), max_length=2000, help_text=_("What is wrong, and what it should be. Name nobody, please.")
    )
    message_is_public = models.BooleanField(
        _("the message is public"),
        default=False,
        help_text=_("Tick this only when the message tells nothing about persons. Until then only you read it."),
    )
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=settings.LANGUAGES,
        default=site_language,
        help_text=_("That of the reader: answer in this language."),
    )
    received_on = models.DateField(_("received on"), default=timezone.localdate, editable=False)
    state = models.CharField(
        _("state"),
        max_length=15,
        choices=State,
        default=State.RECEIVED,
        help_text=_("Everybody sees it. An answer is public, and goes out, when it is corrected or not corrected."),
    )
    answer = models.TextField(
        _("answer"),
        max_length=2000,
        blank=True,
        help_text=_("What you corrected, or why you did not. Everybody reads it, and the reader gets it by e-mail."),
    )
    answered_on = models.DateField(_("answered on"), null=True, editable=False)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="correction_is_answered_in_words",
                condition=Q(state__in=["received", "looked_at"]) | ~Q(answer=""),
                violation_error_message=_("Write what you corrected, or why you did not."),
            ),
            models.CheckConstraint(
                name="correction_has_the_day_of_its_answer",
                condition=Q(state__in=["received", "looked_at"], answered_on=None)
                | Q(state__in=["corrected", "not_corrected"], answered_on__gte=F("received_on")),
            ),
            models.UniqueConstraint(
                "page", "part", "received_on", LongText("message"), name="correction_is_reported_once_a_day"
            ),
        ]

    def __str__(self):
        return self.ticket

    def get_absolute_url(self):
        return reverse("correction_detail", args=[self.ticket])

    @property
    def ticket(self):
        """Return its number, by which a reader finds it."""
        return f"{self.received_on.year}-{self.pk:04}"

    @property
    def title(self):
        return gettext("Correction %(ticket)s") % {"ticket": self.ticket}

    @property
    def is_answered(self):
        return self.state in self.ANSWERED

    @property
    def public_answer(self):
        """Return what everybody reads; an answer that is being written is not there yet."""
        return self.answer if self.is_answered else ""

    @property
    def days(self):
        """Return after how many days it was answered; None when it is not."""
        return self.answered_on and (self.answered_on - self.received_on).days

    def keep(self):
        """Store it; a first answer gets its day."""
        if not self.is_answered:
            self.answered_on = None
        elif self.answered_on is None:
            self.answered_on = timezone.localdate()
        self.save()


class AnswerAddressQuerySet(models.QuerySet):
    def waiting(self):
        """Return where an answer has to go that is written and not sent."""
        return self.filter(sent_at=None, correction__answered_on__isnull=False)

    def claim(self, key, now):
        """Say whether this run sends the answer."""
        return self.waiting().filter(unclaimed(now), pk=key).update(claimed_at=now) == 1


class AnswerAddress(models.Model):
    """Where the answer to a correction goes: kept apart from it, shown to nobody, and removed after the answer."""

    correction = models.ForeignKey(Correction, models.CASCADE, related_name="answer_addresses")
    email = models.EmailField(_("e-mail address"))
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)

    objects = AnswerAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("address for an answer")
        verbose_name_plural = _("addresses for answers")
        constraints = [
            models.UniqueConstraint(name="answer_goes_once_to_an_address", fields=["correction", "email"]),
        ]

    def __str__(self):
        return str(self.correction)
