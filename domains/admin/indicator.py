"""Outcomes in the population: curators say what is counted; the values come from the files of the source."""

from django.contrib import admin
from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _

from domains.admin.choices import SomeByDomain
from domains.models import Indicator, IndicatorValue, Objective
from partnerships.back_office import PROVENANCE, BackOffice, ToLookAt, translated
from partnerships.languages import columns


@admin.register(Indicator)
class IndicatorAdmin(BackOffice, admin.ModelAdmin):
    """What is counted, and which slice of which dataset it is."""

    name = translated(Indicator, "name")
    list_display = ["name", "domain", "family", "by_birth", "by_citizenship", "number_of_values", "latest"]
    list_filter = ["domain", "family", "basis"]
    list_select_related = ["domain"]
    ordering = ["position", "slug"]  # the model's own is lost in the counts below
    search_fields = ["slug", "by_birth", "by_citizenship", *columns("name")]
    fieldsets = [
        (None, {"fields": [*columns("name"), *columns("definition")]}),
        (None, {"fields": ["slug", "domain", "objectives", "family", "unit", "better", "comparison", "position"]}),
        (_("Where the values come from"), {"fields": ["by_birth", "by_citizenship", "selection"]}),
        PROVENANCE,
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(stored=Count("values"), latest_period=Max("values__period"))

    @admin.display(description=_("values"), ordering="stored")
    def number_of_values(self, indicator):
        return indicator.stored or _("none imported yet")

    @admin.display(description=_("latest period"), ordering="latest_period")
    def latest(self, indicator):
        return indicator.latest_period

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs |= {"form_class": SomeByDomain, "queryset": Objective.objects.select_related("domain__plan")}
        return super().formfield_for_manytomany(db_field, request, **kwargs)


@admin.register(IndicatorValue)
class IndicatorValueAdmin(ToLookAt, BackOffice, admin.ModelAdmin):
    """A mirror of the source: a list to look at, without a form, since nobody changes a value by hand."""

    list_display = ["indicator", "territory", "by", "group", "sex", "period", "value", "flags", "dataset", "updated_on"]
    list_filter = ["by", "group", "sex", "indicator"]
    list_select_related = ["indicator", "territory"]
    search_fields = ["dataset", "period", "territory__code"]
