"""Where a fact comes from. Every fact that the public sees carries its source."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Basis(models.TextChoices):
    """How sure we are of a fact."""

    SEEN = "seen", _("seen in the source")
    PARTIAL = "partial", _("seen in part")
    MEMORY = "memory", _("from memory, not verified")


class Sourced(models.Model):
    """The three columns of a fact's origin. Not a base for behaviour: a record of who said so, and since when."""

    source = models.CharField(
        _("source"), max_length=500, blank=True, help_text=_("Where this was read: a law with its article, or a page.")
    )
    basis = models.CharField(
        _("basis"),
        max_length=8,
        choices=Basis,
        default=Basis.SEEN,
        help_text=_("What is from memory is shown to the public as not verified."),
    )
    checked_on = models.DateField(
        _("checked on"), null=True, blank=True, help_text=_("The last day on which somebody read it in the source.")
    )

    class Meta:
        abstract = True

    @property
    def is_verified(self):
        """Say whether the public may take this as read in the source itself."""
        return self.basis == Basis.SEEN
