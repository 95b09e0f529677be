"""Whom a measure is for in particular."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from translated_fields import TranslatedField

from partnerships import hints
from partnerships.languages import with_fallback
from partnerships.provenance import Sourced


class TargetGroup(Sourced):
    """People for whom a measure can be meant in particular. "Everybody" is none: a measure without one is for all."""

    slug = models.SlugField(_("slug"), max_length=40, unique=True, help_text=hints.IN_ADDRESSES)
    name = TranslatedField(
        models.CharField(_("name"), max_length=80, blank=True, help_text=_("As forms and filters name these people.")),
        attrgetter=with_fallback,
    )
    definition = TranslatedField(
        models.CharField(
            _("definition"), max_length=300, blank=True, help_text=_("Who belongs to it, in one plain sentence.")
        ),
        attrgetter=with_fallback,
    )
    position = models.PositiveSmallIntegerField(_("position"), default=100, help_text=hints.ORDER)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("target group")
        verbose_name_plural = _("target groups")
        ordering = ["position", "slug"]
        constraints = [
            models.CheckConstraint(
                name="target_group_has_a_name",
                condition=~Q(name_nl="", name_en="", name_fr="", name_de=""),
                violation_error_message=_("Give the target group a name in at least one language."),
            )
        ]

    def __str__(self):
        return str(self.name)

    def get_absolute_url(self):
        """Return the list of the measures for it: it has no page of its own."""
        return f"{reverse('measure_list')}?target_group={self.slug}"
