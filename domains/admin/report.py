"""Reports: how a measure goes on a day, with the value of each KPI that is known."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy

from domains.admin import steps
from domains.admin.rights import OwnRecords
from domains.admin.stepwise import StepByStep
from domains.admin.work import WORK, MyWork, address_of_work
from domains.asking import Asked
from domains.fields import NumberField
from domains.models import Measure, Report, ReportedValue, ReportingRound
from partnerships.at_once import AtOnceForm
from partnerships.back_office import BackOffice, PartInline, Parts, hide_if_no_choice


class ReportForm(AtOnceForm):
    """How a measure goes on a day."""

    def clean(self):
        if measure := self.cleaned_data.get("measure"):
            # One at a time: of two colleagues who report on the same day at once, the second gets the rule's sentence.
            # The measure first, as when a step is taken: so nobody waits for somebody who waits.
            Measure.objects.select_for_update(no_key=True).get(pk=measure.pk)
        return super().clean()


class ReportedValueForm(forms.ModelForm):
    """The value of one KPI; empty is "not reported"."""

    value = NumberField(max_digits=16, decimal_places=2, required=False)

    class Meta:
        model = ReportedValue
        fields = ["kpi", "value"]
        widgets = {"kpi": forms.HiddenInput}
        error_messages = {
            "kpi": {
                "invalid_choice": gettext_lazy(
                    "Somebody removed this KPI after you opened the page: empty its value to go on without it."
                )
            }
        }

    def has_changed(self):
        """A row says something when its value does: which KPI it is about was not typed by anybody."""
        return "value" in self.changed_data

    @cached_property
    def promise(self):
        """Return the KPI that the row asks about, with its latest value."""
        kpis = {kpi.pk: kpi for kpi in self.fields["kpi"].queryset}
        return kpis.get(self.instance.kpi_id or self.initial.get("kpi"))


class ReportedValueFormSet(Parts):
    """A row for each KPI of the measure; a row whose value was emptied goes. What is odd is asked about once."""

    def clean(self):
        super().clean()
        self._ask_about_odd_values()
        values = [form.cleaned_data.get("value") for form in self.forms if hasattr(form, "cleaned_data")]
        if self.instance.nothing_changed and any(value is not None for value in values):
            raise ValidationError(
                gettext("“Nothing changed” is ticked, and there are values: untick it or empty them.")
            )

    def _ask_about_odd_values(self):
        self.asked = Asked(self.data.get(f"{self.prefix}-asked", ""))
        for form in self.forms:
            kpi, value = (getattr(form, "cleaned_data", {}).get(name) for name in ("kpi", "value"))
            if kpi and (question := self.asked.question(kpi, value)):
                form.add_error("value", question)

    def _should_delete_form(self, form):
        # A value that something is said of is no longer among the clean ones; it was not emptied for that.
        emptied = form.instance.pk is not None and form.cleaned_data.get("value", "refused") is None
        return emptied or super()._should_delete_form(form)


class ReportedValueInline(PartInline):
    """The KPIs of the measure, ready to be filled in."""

    model = ReportedValue
    form = ReportedValueForm
    formset = ReportedValueFormSet
    template = "admin/domains/report/values.html"

    def get_extra(self, request, obj=None, **kwargs):
        return len(_unreported(request, obj))

    def get_max_num(self, request, obj=None, **kwargs):
        return request.measure.kpis.count()

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kpis = request.measure.kpis.with_current()
        return super().formfield_for_foreignkey(db_field, request, **kwargs | {"queryset": kpis})


def _unreported(request, report):
    """Return the KPIs that have no value in the report yet."""
    kpis = request.measure.kpis.order_by("pk")
    return list(kpis.exclude(values__report=report) if report else kpis)


@admin.register(Report)
class ReportAdmin(MyWork, StepByStep, OwnRecords, BackOffice, admin.ModelAdmin):
    """Reached from a measure: `add/?measure=<id>`."""

    words = steps.OF_REPORTS
    form = ReportForm
    owner = "measure__organisation"
    inlines = [ReportedValueInline]
    fieldsets = [
        (None, {"fields": ["measure", ("reported_on", "round"), "nothing_changed"]}),
        (None, {"fields": ["status", "narrative", "explanation"]}),
        (gettext_lazy("More"), {"classes": ["collapse"], "fields": ["source"]}),
    ]
    list_display = ["measure", "reported_on", "round", "review_"]
    list_filter = ["review"]
    list_select_related = ["measure", "round"]
    search_fields = ["narrative"]
    actions = [steps.submit_selected, steps.approve_selected]

    @admin.display(description=gettext_lazy("review"), ordering="review")
    def review_(self, report):
        return steps.badge(report.review, report.get_review_display())

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("measure__organisation", "round")

    def add_view(self, request, form_url="", extra_context=None):
        """Log a report on the measure that the address names; without one, go and choose it."""
        number = request.GET.get("measure", "")
        if not number.isdecimal():
            self.message_user(request, gettext("Choose the measure first, then press Report."), messages.INFO)
            return redirect("admin:domains_measure_changelist")
        request.measure = Measure.objects.editable_by(request.user).filter(pk=number).first()
        if request.measure is None:
            raise Http404
        return super().add_view(request, form_url, extra_context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        report = self.get_object(request, object_id)
        if report is not None:
            request.measure = report.measure
        return super().change_view(request, object_id, form_url, extra_context)

    def has_delete_permission(self, request, obj=None):
        """Let clerks remove what nobody waits for or counts on; one at a time, after a look at it."""
        if obj is None or not super().has_delete_permission(request, obj):
            return False
        return obj.may_be_changed_by(request.user) and obj.review in {"draft", "returned"}

    # The form.

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        rounds = ReportingRound.objects.for_measure(request.measure, timezone.localdate())
        offered = {"measure": Measure.objects.filter(pk=request.measure.pk), "round": rounds}
        if db_field.name == "round":
            kwargs |= {"empty_label": gettext("between two rounds"), "initial": rounds.first()}
        field = super().formfield_for_foreignkey(db_field, request, **kwargs | {"queryset": offered[db_field.name]})
        if db_field.name == "measure":
            hide_if_no_choice(field)
        return field

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        unchanged = gettext("as it is: %(status)s") % {"status": request.measure.get_status_display()}
        kwargs["choices"] = [("", unchanged), *Measure.Status.choices]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        report = obj if obj.pk else None
        return kwargs | {"initial": [{"kpi": kpi.pk} for kpi in _unreported(request, report)]}

    def new_record(self, request):
        return Report(measure=request.measure)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= {"title": gettext("Report"), "subtitle": request.measure.title, "measure": request.measure}
        context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_post_save_change(self, request, obj):
        if WORK in request.GET:
            return redirect(address_of_work(QueryDict(request.GET[WORK])))
        return redirect("admin:domains_measure_change", obj.measure_id)
