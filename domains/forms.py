"""A report as a short form, for who opens it from her mailbox."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from domains.asking import Asked
from domains.fields import NumberField
from domains.models import Measure, Report


class ReportForm(forms.ModelForm):
    """How a measure goes: a value for each KPI, or that nothing changed. It is submitted as the act of one person."""

    class Meta:
        model = Report
        fields = ["status", "narrative", "explanation", "nothing_changed"]
        widgets = {
            "narrative": forms.Textarea({"rows": 4}),
            "explanation": forms.Textarea({"rows": 3}),
        }

    def __init__(self, data=None, *, task):
        report = task.report or Report(measure=task.measure, round=task.round)
        report.reported_on = timezone.localdate()
        super().__init__(data, instance=report)
        self.task = task
        self.kpis = {f"kpi_{kpi.pk}": kpi for kpi in task.measure.kpis.with_current()}
        known = dict(report.values.values_list("kpi", "value")) if report.pk else {}
        for name, kpi in self.kpis.items():
            self.fields[name] = NumberField(max_digits=16, decimal_places=2, required=False, initial=known.get(kpi.pk))
        unchanged = _("as it is: %(status)s") % {"status": task.measure.get_status_display()}
        self.fields["status"].choices = [("", unchanged), *Measure.Status.choices]

    def _get_validation_exclusions(self):
        """Check every rule of a report, also those about what this form does not ask."""
        return set()

    def clean(self):
        cleaned = super().clean()
        self._ask_about_odd_values(cleaned)
        values = [value for name, value in cleaned.items() if name in self.kpis and value is not None]
        if cleaned.get("nothing_changed") and values:
            raise ValidationError(_("“Nothing changed” is ticked, and there are values: untick it or empty them."))
        if not (values or any(cleaned.get(name) for name in self._meta.fields) or self.errors):
            raise ValidationError(_("Say how it goes, give a value, or press “Nothing changed”."))
        return cleaned

    def _ask_about_odd_values(self, cleaned):
        self.asked = Asked(self.data.get("asked", ""))
        odd = {name: self.asked.question(kpi, cleaned.get(name)) for name, kpi in self.kpis.items()}
        for name, question in odd.items():
            if question:
                self.add_error(name, question)

    def values_asked(self):
        """Yield the field of each KPI, and the KPI."""
        for name, kpi in self.kpis.items():
            yield self[name], kpi

    def words(self):
        """Return the fields that are filled in with words."""
        return [self[name] for name in ("narrative", "status", "explanation")]

    def submit(self):
        """Store the report and submit it, or say why that is not possible; then nothing is stored."""
        try:
            with transaction.atomic():
                report = self.save()
                self._save_values(report)
                report.take_step("submit", self.task.person)
                written = report.history.filter(history_id__gt=self.task.seen)
                written.update(history_change_reason=_("From the link in a mail"))
        except ValidationError as error:
            self.add_error(None, error)
            return False
        return True

    def _save_values(self, report):
        for name, kpi in self.kpis.items():
            if self.cleaned_data[name] is not None:
                report.values.update_or_create(kpi=kpi, defaults={"value": self.cleaned_data[name]})
            elif reported := report.values.filter(kpi=kpi).first():
                reported.delete()
