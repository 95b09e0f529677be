"""Places and organisations in the back office: curators keep them right."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _

from partnerships.back_office import PROVENANCE, BackOffice, translated
from partnerships.languages import columns
from partnerships.models import Organisation, Territory


class TerritoryForm(forms.ModelForm):
    """A place; it cannot lie in a place that lies in it."""

    def clean_parent(self):
        parent = self.cleaned_data["parent"]
        if parent and self.instance.path and parent.path.startswith(self.instance.path):
            raise forms.ValidationError(_("%(parent)s lies in this place itself.") % {"parent": parent})
        return parent


@admin.register(Territory)
class TerritoryAdmin(BackOffice, admin.ModelAdmin):
    """Places, from the European Union down to a municipality."""

    form = TerritoryForm
    name = translated(Territory, "name")
    list_display = ["name", "code", "level", "parent", "population", "region_category"]
    list_filter = ["level", "region_category", "basis"]
    list_select_related = ["parent"]
    search_fields = ["code", "national_code", *columns("name")]
    fieldsets = [
        (None, {"fields": [*columns("name")]}),
        (None, {"fields": ["code", "national_code", "level", "parent"]}),
        (None, {"fields": ["latitude", "longitude", "population", "population_year", "region_category", "is_rural"]}),
        PROVENANCE,
    ]

    def save_model(self, request, obj, form, change):
        """Save a place, and write every path anew: where it lies decides which figures count it."""
        super().save_model(request, obj, form, change)
        Territory.objects.rebuild_paths()


@admin.register(Organisation)
class OrganisationAdmin(BackOffice, admin.ModelAdmin):
    """The bodies that log measures, or are named in the plan."""

    name = translated(Organisation, "name")
    list_display = ["name", "slug", "kind", "level", "territory"]
    list_filter = ["level", "kind", "basis"]
    list_select_related = ["territory"]
    search_fields = ["slug", *columns("name")]
    fieldsets = [
        (None, {"fields": [*columns("name")]}),
        (None, {"fields": ["slug", "kind", "level", "territory", "website"]}),
        PROVENANCE,
    ]
