"""What belongs to a measure and is filled in with it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext

from domains.admin.forms import KpiForm
from domains.fields import NumberField
from domains.models import Kpi, Milestone, Report
from partnerships.back_office import NativeInputs, PartInline, Parts
from partnerships.languages import columns


class KpiFormSet(Parts):
    """The KPIs of a measure; one that a closed round has a value of stays."""

    def clean(self):
        going = [form.instance.pk for form in self.initial_forms if self._should_delete_form(form)]
        if held := Kpi.objects.filter(pk__in=going, values__report__in=Report.objects.held()).distinct():
            text = gettext("A reporting round that is closed has values of these KPIs, and keeps them: %(kpis)s.")
            raise ValidationError(text % {"kpis": ", ".join(map(str, held))})
        super().clean()


class KpiInline(PartInline):
    """What the measure promises to count; the language tabs say which name shows."""

    model = Kpi
    form = KpiForm
    formset = KpiFormSet
    fields = [*columns("name"), "unit", "counts_people", "baseline", "target"]
    formfield_overrides = NativeInputs.formfield_overrides | {models.DecimalField: {"form_class": NumberField}}


class MilestoneInline(PartInline):
    """Dated steps."""

    model = Milestone
    fields = ["title", "due_on", "done_on"]
