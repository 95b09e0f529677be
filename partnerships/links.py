"""Links: the web addresses that people typed in and the public sees, and what came when they were last looked at."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

DAYS_WHEN_THERE, DAYS_WHEN_FAILING = 30, 1


class LinkQuerySet(models.QuerySet):
    def dead(self):
        """Return those of which looks failed on two days at least, and none did better since."""
        return self.filter(failing_since__lt=F("looked_on"))


class Link(models.Model):
    """What came when the site looked at a web address. Which records hold it is read from them (`addresses`)."""

    class Came(models.TextChoices):
        THERE = "there", _("the page is there")
        GONE = "gone", _("the page is not there any more")
        FAULT = "fault", _("the server has a fault")
        NO_SERVER = "no-server", _("there is no such server")
        NO_ANSWER = "no-answer", _("the server does not answer")
        UNSAFE = "unsafe", _("the certificate of the server is not right")
        CIRCLE = "circle", _("one address leads to the next, and so on")
        CLOSED = "closed", _("the public cannot reach it")

    address = models.CharField(_("web address"), max_length=500, unique=True)
    looked_on = models.DateField(_("looked at on"))
    came = models.CharField(_("what came"), max_length=10, choices=Came)
    failing_since = models.DateField(_("failing since"), null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["address"]
        constraints = [
            models.CheckConstraint(
                name="link_fails_since_a_day",
                condition=Q(came="there", failing_since__isnull=True)
                | (~Q(came="there") & Q(failing_since__isnull=False, failing_since__lte=F("looked_on"))),
            )
        ]

    def __str__(self):
        return self.address

    @property
    def is_there(self):
        return self.came == self.Came.THERE

    @property
    def is_dead(self):
        """Say of one record what `dead()` asks the database."""
        return self.failing_since is not None and self.failing_since < self.looked_on

    def is_due(self, day):
        """Say whether it is time to look again: soon at what failed, so that one bad day does not make it dead."""
        days = DAYS_WHEN_THERE if self.is_there else DAYS_WHEN_FAILING
        return self.looked_on + timedelta(days=days) <= day

    def see(self, came, day):
        """Write down what came on a day."""
        self.looked_on, self.came = day, came
        self.failing_since = None if self.is_there else self.failing_since or day
        return self
