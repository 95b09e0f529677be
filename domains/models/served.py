"""What partnerships are for: the objectives that they serve."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from domains.models.plan import Objective
from partnerships.models import Partnership


class ServedObjective(models.Model):
    """An objective that a partnership serves."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="served", verbose_name=_("partnership"))
    objective = models.ForeignKey(
        Objective,
        models.PROTECT,
        related_name="served_by",
        verbose_name=_("objective"),
        help_text=_("What the members want to reach together."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("objective it serves")
        verbose_name_plural = _("objectives it serves")
        ordering = ["partnership", "objective"]
        constraints = [
            models.UniqueConstraint(
                name="served_objective_once",
                fields=["partnership", "objective"],
                violation_error_message=_("This objective is named already."),
            )
        ]

    def __str__(self):
        return str(self.objective)
