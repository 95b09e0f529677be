"""Measures: clerks log those of their own organisation; approvers publish them."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import Count
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from domains import merging
from domains.admin import filters, moving, steps
from domains.admin.choices import ContactField, OneByDomain, PlaceField, SomeByDomain
from domains.admin.copies import Copies
from domains.admin.forms import MeasureForm
from domains.admin.parts import KpiInline, MilestoneInline
from domains.admin.quality import QualityPages
from domains.admin.rights import OwnRecords
from domains.admin.spreadsheets import Spreadsheets
from domains.admin.stepwise import StepByStep
from domains.fields import NumberField
from domains.models import Action, Contact, Measure, Objective
from domains.money import EuroField
from domains.resources import MeasureSheet
from domains.templatetags.figures import euros
from partnerships.back_office import BackOffice, NativeInputs, translated
from partnerships.doubles import Doubles
from partnerships.languages import columns


@admin.register(Measure)
class MeasureAdmin(QualityPages, Copies, Spreadsheets, Doubles, StepByStep, OwnRecords, BackOffice, admin.ModelAdmin):
    """One screen to log a measure, and one list to keep an eye on all."""

    merging = merging
    sheet = MeasureSheet
    words = steps.OF_MEASURES
    form = MeasureForm
    inlines = [KpiInline, MilestoneInline]
    formfield_overrides = NativeInputs.formfield_overrides | {EuroField: {"form_class": NumberField}}
    fieldsets = [
        (_("What"), {"classes": ["what"], "fields": [*columns("title"), *columns("summary"), "objective"]}),
        (
            _("When and how much"),
            {
                "classes": ["when"],
                "fields": ["status", ("starts_on", "ends_on"), "budget", "organisation", "territory"],
            },
        ),
        (
            _("More"),
            {
                "classes": ["collapse", "more"],
                "fields": [
                    *("target_groups", "further_objectives", "implements", "partnerships"),
                    *("contact", "language", "source"),
                ],
            },
        ),
    ]
    title = translated(Measure, "title")
    list_display = ["title", "objective_", "organisation", "state", "progress", "period", "budget_"]
    list_select_related = ["objective__domain", "organisation"]
    search_fields = ["reference"]  # so that there is a field; `get_search_results` says what is searched
    search_help_text = _(
        "Words of the measure, its organisation or place, the code of its objective, or its reference."
    )
    actions = [steps.submit_selected, steps.publish_selected, moving.move_selected, moving.carry_over_selected]
    asks = {"move_selected": moving.MoveForm, "carry_over_selected": forms.Form}

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("milestones")

    # The list.

    def get_search_results(self, request, queryset, search_term):
        """Search as the public pages do, also in what is not public."""
        return (queryset.matching(search_term) if search_term else queryset), False

    def get_list_display(self, request):
        return [name for name in self.list_display if name != "organisation" or request.user.is_superuser]

    def get_list_filter(self, request):
        return filters.FOR_CURATORS if request.user.is_superuser else filters.CHIPS

    @admin.display(description=_("objective"), ordering="objective__code")
    def objective_(self, measure):
        return format_html('<abbr title="{}">{}</abbr>', measure.objective.title, measure.objective.code)

    @admin.display(description=_("publication"), ordering="publication")
    def state(self, measure):
        shown = steps.badge(measure.publication, measure.get_publication_display())
        return format_html("{} {}", shown, steps.badge("example", gettext("example"))) if measure.is_example else shown

    @admin.display(description=_("status"), ordering="status")
    def progress(self, measure):
        late = measure.schedule_on(timezone.localdate()) == "late"
        shown = steps.badge(measure.status, measure.get_status_display())
        return format_html("{} {}", shown, steps.badge("late", gettext("late"))) if late else shown

    @admin.display(description=_("period"), ordering="ends_on")
    def period(self, measure):
        ends = date_format(measure.ends_on, "SHORT_DATE_FORMAT") if measure.ends_on else gettext("no end")
        days = (date_format(measure.starts_on, "SHORT_DATE_FORMAT"), ends)
        return format_html('<span class="nowrap">{} \N{EN DASH}</span> <span class="nowrap">{}</span>', *days)

    @admin.display(description=_("budget"), ordering="budget")
    def budget_(self, measure):
        return format_html('<span class="num nowrap">{}</span>', euros(measure.budget))

    # The form.

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.user = request.user
        return form

    def get_changeform_initial_data(self, request):
        return {"language": get_language(), **super().get_changeform_initial_data(request)}

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "objective":
            kwargs |= {
                "form_class": OneByDomain,
                "queryset": _with_domain(Objective),
                "empty_label": gettext("Choose…"),
            }
        if db_field.name == "territory":
            kwargs |= {"form_class": PlaceField}
        if db_field.name == "contact":
            kwargs |= {"form_class": ContactField, "queryset": Contact.objects.select_related("organisation")}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if noun := {"further_objectives": Objective, "implements": Action}.get(db_field.name):
            kwargs |= {"form_class": SomeByDomain, "queryset": _with_domain(noun)}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def view_on_site(self, measure):
        return measure.get_absolute_url() if measure.publication == "published" else None

    def new_record(self, request):
        return Measure(organisation_id=request.user.organisation_id)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["title"] = obj.title if change else gettext("Log a measure")
        if change:
            context["reports"] = obj.reports.annotate(n_values=Count("values"))[:6]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def has_delete_permission(self, request, obj=None):
        """Let clerks remove drafts, and curators what is not public; one at a time, after a look at it."""
        if obj is None or not super().has_delete_permission(request, obj):
            return False
        return obj.publication == "draft" or (request.user.is_superuser and obj.publication != "published")

    def delete_view(self, request, object_id, extra_context=None):
        """Say of a measure of one's own that cannot be deleted why, and what can be done instead."""
        measure = self.get_object(request, unquote(object_id))
        if measure is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if measure.reports.held().exists():
            text = gettext("“%(measure)s” has reports in a reporting round that is closed: it is not deleted.")
        elif self.has_delete_permission(request, measure):
            return super().delete_view(request, object_id, extra_context)
        else:
            text = gettext(
                "“%(measure)s” is %(state)s: only a draft is deleted. What the public has seen is withdrawn, and stays."
            )
        values = {"measure": measure, "state": measure.get_publication_display()}
        self.message_user(request, text % values, messages.WARNING)
        return redirect("admin:domains_measure_change", measure.pk)


def _with_domain(noun):
    return noun.objects.select_related("domain__plan", *(["plan"] if noun is Action else []))
