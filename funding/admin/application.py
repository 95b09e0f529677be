"""The way of a measure to money, in the back office: from the first idea to the last payment, a form for each fund."""

from django.contrib import admin, messages
from django.db.models import Sum
from django.http import Http404
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from domains.admin import steps
from domains.admin.rights import OwnRecords
from domains.models import Measure
from domains.templatetags.figures import euros
from funding.admin.fund import AMOUNTS
from funding.models import Allocation, Application
from partnerships.back_office import BackOffice, hide_if_no_choice


class StateFilter(admin.SimpleListFilter):
    """How far applications are."""

    title = _("How far it is")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return Application.State.choices

    def queryset(self, request, queryset):
        return queryset.in_state(self.value()) if self.value() else queryset


@admin.register(Application)
class ApplicationAdmin(OwnRecords, BackOffice, admin.ModelAdmin):
    """Reached from a measure: `add/?measure=<id>`. Who may change a measure may change its applications."""

    owner = "measure__organisation"
    formfield_overrides = AMOUNTS
    list_display = ["measure", "fund", "state_", "applied_on", "asked", "granted", "paid"]
    list_filter = [StateFilter, "fund"]
    list_select_related = ["measure", "fund"]
    search_fields = ["reference", "file_number"]
    fieldsets = [
        (
            _("What you ask for"),
            {"fields": ["measure", ("fund", "programme"), "call", ("applied_on", "asked_eur"), "file_number"]},
        ),
        (_("What the fund decided"), {"fields": [("granted_on", "granted_eur"), ("refused_on", "refusal")]}),
        (_("What came of it"), {"fields": ["started_on", ("paid_on", "paid_eur"), "withdrawn_on"]}),
        (_("What others can learn from it"), {"fields": ["lesson", "lesson_is_public"]}),
        (
            _("For the list of operations"),
            {
                "classes": ["collapse"],
                "fields": ["eligible_eur", "intervention", "specific_objective", "achievements", "contractor"],
            },
        ),
    ]

    # The list.

    @admin.display(description=_("How far it is"))
    def state_(self, application):
        return steps.badge(application.state, application.get_state_display())

    @admin.display(description=_("asked for"), ordering="asked_eur")
    def asked(self, application):
        return amount(application.asked_eur)

    @admin.display(description=_("granted"), ordering="granted_eur")
    def granted(self, application):
        return amount(application.granted_eur)

    @admin.display(description=_("paid"), ordering="paid_eur")
    def paid(self, application):
        return amount(application.paid_eur)

    # Who may do what.

    def has_change_permission(self, request, obj=None):
        """Let those change it who may change its measure: what is public only an approver changes."""
        may_change = obj is None or obj.measure.may_be_changed_by(request.user)
        return super().has_change_permission(request, obj) and may_change

    def has_delete_permission(self, request, obj=None):
        """Let those remove an idea or a mistake who may change it; one at a time, after a look at it."""
        return obj is not None and self.has_change_permission(request, obj)

    # The form.

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("measure__organisation", "fund")

    def add_view(self, request, form_url="", extra_context=None):
        """Log an application of the measure that the address names; without one, go and choose it."""
        number = request.GET.get("measure", "")
        if not number.isdecimal():
            self.message_user(request, gettext("Choose the measure first, then press Ask for money."), messages.INFO)
            return redirect("admin:domains_measure_changelist")
        request.measure = Measure.objects.editable_by(request.user).filter(pk=number).first()
        if request.measure is None:
            raise Http404
        if not request.measure.may_be_changed_by(request.user):
            sentence = gettext("This measure is published: an approver of your organisation changes it.")
            self.message_user(request, sentence, messages.WARNING)
            return redirect("admin:domains_measure_change", number)
        return super().add_view(request, form_url, extra_context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        application = self.get_object(request, object_id)
        if application is not None:
            request.measure = application.measure
        return super().change_view(request, object_id, form_url, extra_context)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "measure":
            kwargs["queryset"] = Measure.objects.filter(pk=request.measure.pk)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "measure":
            hide_if_no_choice(field)
        return field

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        title = obj.fund if change else gettext("Ask a fund for money")
        context |= {"title": title, "subtitle": request.measure.title, "measure": request.measure}
        context |= {"show_save_and_add_another": False, "lacking": obj.lacking if change else []}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if sentence := differs_from_the_measure(obj):
            self.message_user(request, sentence, messages.WARNING)

    def response_post_save_add(self, request, obj):
        return redirect("admin:domains_measure_change", obj.measure_id)

    response_post_save_change = response_post_save_add


def amount(value):
    return format_html('<span class="num nowrap">{}</span>', euros(value)) if value is not None else "\N{EN DASH}"


def differs_from_the_measure(application):
    """Say so when what the measure tells of its money is not what this fund granted; nothing when it is."""
    of_fund = {"measure": application.measure_id, "fund": application.fund_id}
    granted = Application.objects.granted().filter(**of_fund).aggregate(sum=Sum("granted_eur"))["sum"]
    told = Allocation.objects.filter(**of_fund).aggregate(sum=Sum("amount"))["sum"]
    if granted is None or granted == told:
        return ""
    sentence = gettext(
        "%(fund)s granted %(granted)s, and under “Money” the measure says %(told)s of this fund: correct it there "
        "when it changed."
    )
    return sentence % {"fund": application.fund, "granted": euros(granted), "told": euros(told)}
