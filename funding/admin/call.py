"""Calls in the back office: curators keep them; each change that matters is recorded with it."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy

from domains.admin.record_import import RecordImport
from domains.record_sheet import Spreadsheet
from funding.admin.fund import AMOUNTS
from funding.admin.law import ticks
from funding.call_sheet import CallResource
from funding.models import Call
from funding.words import STATES
from partnerships.at_once import AtOnceForm
from partnerships.back_office import PROVENANCE, BackOffice, translated
from partnerships.languages import columns


class CallForm(AtOnceForm):
    """A call; for whom and for what it is, is ticked instead of typed."""

    applicant, type = ticks(Call, "applicant"), ticks(Call, "type")


class StateFilter(admin.SimpleListFilter):
    """Whether one can apply now."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return list(STATES.items())

    def queryset(self, request, queryset):
        return queryset.in_state(self.value(), now=timezone.now()) if self.value() else queryset


@admin.register(Call)
class CallAdmin(RecordImport, BackOffice, admin.ModelAdmin):
    """The calls that the public page, the calendar and the finder show."""

    resource_classes, import_formats, file = [CallResource], [Spreadsheet], "calls"
    form = CallForm
    formfield_overrides = AMOUNTS
    title = translated(Call, "title")
    list_display = ["title", "state_in_words", "fund", "territory", "opens_at", "deadline", "checked_on"]
    list_filter = [StateFilter, "fund", "basis"]
    list_select_related = ["fund", "territory"]
    search_fields = ["code", *columns("title")]
    fieldsets = [
        (None, {"fields": [*columns("title"), *columns("summary"), *columns("objective"), *columns("applicants")]}),
        (None, {"fields": ["code", "fund", "programme", "territory", "domains", "opens_at", "deadline"]}),
        (gettext_lazy("Money"), {"fields": ["amount", "min_grant", "max_grant", "rate"]}),
        (gettext_lazy("For whom and for what"), {"fields": ["applicant", "type"]}),
        (None, {"fields": ["website", "contact_name", "contact_email"]}),
        PROVENANCE,
    ]

    @admin.display(description=gettext_lazy("state"))
    def state_in_words(self, call):
        return STATES[call.state]
