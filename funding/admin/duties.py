"""What a measure owes for its money, on a page of the back office: staff tick off what is done, and take over KPIs."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy, ngettext

from domains.fields import NumberField
from domains.models import Measure
from funding.duties import add_kpis, duties_of, indicators_for
from funding.models import DutyDone


class DutyForm(forms.ModelForm):
    """A duty is ticked off by the day on which it was done; without a day it is open."""

    evidence = forms.URLField(
        label=DutyDone._meta.get_field("evidence").verbose_name,
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={"invalid": gettext_lazy("Write a whole web address, such as https://gent.be.")},
    )

    class Meta:
        model = DutyDone
        fields = ["done_on", "evidence"]
        widgets = {"done_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}

    def __init__(self, *args, duty, measure, **kwargs):
        done = duty.done or DutyDone(measure=measure, obligation=duty.obligation)
        super().__init__(*args, instance=done, prefix=duty.obligation.slug, **kwargs)
        self.duty = duty
        self.fields["done_on"].required = False
        for name in self.fields:  # each line has a field of this label
            self.fields[name].widget.attrs["aria-label"] = f"{self.fields[name].label}: {duty.obligation}"

    def clean(self):
        said = super().clean()
        if said.get("evidence") and not said.get("done_on") and "done_on" not in self.errors:
            self.add_error("done_on", gettext("Say also on which day it was done."))
        return said

    def save(self, commit=True):
        """Store what was ticked off, or take the tick away."""
        if self.cleaned_data["done_on"]:
            return super().save(commit)
        if self.instance.pk:
            self.instance.refresh_from_db()  # its history keeps what was ticked off, not the emptied field
            self.instance.delete()
        return None


class PackForm(forms.Form):
    """The indicators that the funds of a measure ask for: one with a target becomes a KPI."""

    def __init__(self, *args, indicators, **kwargs):
        super().__init__(*args, **kwargs)
        self.indicators = {f"target-{indicator.slug}": indicator for indicator in indicators}
        for name, indicator in self.indicators.items():
            self.fields[name] = NumberField(label=str(indicator.name), required=False, max_digits=16, decimal_places=2)

    def clean(self):
        said = super().clean()
        if not self.errors and not self.targets():
            raise forms.ValidationError(gettext("Give a target to at least one: the number that you promise to reach."))
        return said

    def targets(self):
        values = ((indicator, self.cleaned_data.get(name)) for name, indicator in self.indicators.items())
        return {indicator: value for indicator, value in values if value is not None}

    def rows(self):
        """Return each field with the indicator it is about."""
        return [(self[name], indicator) for name, indicator in self.indicators.items()]


class DutiesPage:
    """A page for each measure of one's own that has money of an EU fund."""

    def get_urls(self):
        page = path(
            "duties/<slug:reference>/", self.admin_site.admin_view(self.duties_view), name="funding_fund_duties"
        )
        return [page, *super().get_urls()]

    def duties_view(self, request, reference):
        """Show what a measure owes; store what is ticked off, or make KPIs of what its funds ask for."""
        own = admin.site.get_model_admin(Measure).get_queryset(request)
        measure = get_object_or_404(
            own.select_related("organisation").prefetch_related("allocations__fund"), reference=reference
        )
        day, may_change = timezone.localdate(), measure.may_be_changed_by(request.user)
        asks_for_kpis = request.method == "POST" and "make-kpis" in request.POST
        if asks_for_kpis and not may_change:
            raise PermissionDenied
        ticked = request.POST if request.method == "POST" and not asks_for_kpis else None
        duties = [DutyForm(ticked, duty=duty, measure=measure) for duty in duties_of(measure, day)]
        pack = PackForm(request.POST if asks_for_kpis else None, indicators=indicators_for(measure, day))
        if ticked is not None and all(form.is_valid() for form in duties):
            return self._tick_off(request, duties)
        if asks_for_kpis and pack.is_valid():
            return self._make_kpis(request, measure, pack)
        context = self.admin_site.each_context(request) | {
            "title": gettext("Duties and KPIs that come with the money"),
            "subtitle": measure.title,
            "measure": measure,
            "duties": duties,
            "pack": pack,
            "may_change": may_change,
            "opts": Measure._meta,
            "back": reverse("admin:domains_measure_change", args=[measure.pk]),
        }
        return TemplateResponse(request, "admin/funding/duties.html", context)

    def _tick_off(self, request, duties):
        for form in duties:
            if form.has_changed():
                form.save()
        self.message_user(request, gettext("What is done is kept."), messages.SUCCESS)
        return HttpResponseRedirect(request.path)

    def _make_kpis(self, request, measure, pack):
        number = len(add_kpis(measure, pack.targets()))
        text = ngettext("%(number)d KPI is made.", "%(number)d KPIs are made.", number) % {"number": number}
        self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(request.path)
