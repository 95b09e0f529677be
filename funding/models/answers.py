"""What staff answered the finder about a measure, beyond what the measure says by itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from domains.models import Measure
from funding.models.law import some_answers


class MeasureAnswers(models.Model):
    """The answers of one measure to the questions of the finder, for staff; an empty one is open."""

    measure = models.OneToOneField(
        Measure, models.CASCADE, related_name="finder_answers", verbose_name=_("measure"), primary_key=True
    )
    type = some_answers("type")
    stage = some_answers("stage")
    status = some_answers("status")
    applicant = some_answers("applicant")
    domain = some_answers("domain")
    setting = some_answers("setting")

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("answers to the finder")
        verbose_name_plural = _("answers to the finder")

    def __str__(self):
        return str(self.measure)
