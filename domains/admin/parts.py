"""What belongs to a measure and is filled in with it."""

from django.db import models

from domains.admin.forms import KpiForm
from domains.fields import NumberField
from domains.models import Kpi, Milestone
from partnerships.back_office import NativeInputs, PartInline
from partnerships.languages import columns


class KpiInline(PartInline):
    """What the measure promises to count; the language tabs say which name shows."""

    model = Kpi
    form = KpiForm
    fields = [*columns("name"), "unit", "baseline", "target"]
    formfield_overrides = NativeInputs.formfield_overrides | {models.DecimalField: {"form_class": NumberField}}


class MilestoneInline(PartInline):
    """Dated steps."""

    model = Milestone
    fields = ["title", "due_on", "done_on"]
