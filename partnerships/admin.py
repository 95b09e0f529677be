"""Places and organisations in the back office: curators keep them right, approvers care for the look of their own."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships import logos
from partnerships.at_once import AtOnceForm
from partnerships.back_office import PROVENANCE, BackOffice, PartInline, translated
from partnerships.doubles import Doubles
from partnerships.languages import columns
from partnerships.models import Logo, Organisation, Territory


class TerritoryForm(AtOnceForm):
    """A place; it cannot lie in a place that lies in it, and a municipality only merges into a municipality."""

    def clean_parent(self):
        parent = self.cleaned_data["parent"]
        if parent and self.instance.path and parent.path.startswith(self.instance.path):
            raise forms.ValidationError(_("%(parent)s lies in this place itself.") % {"parent": parent})
        merges = self.cleaned_data.get("level") == Territory.Level.FORMER
        if merges and parent and parent.level not in {Territory.Level.MUNICIPALITY, Territory.Level.FORMER}:
            raise forms.ValidationError(_("A former municipality is part of another municipality: choose that one."))
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
        (None, {"fields": ["code", "national_code", "level", "parent", "merged_on"]}),
        (None, {"fields": ["latitude", "longitude", "population", "population_year", "region_category", "is_rural"]}),
        PROVENANCE,
    ]

    def save_model(self, request, obj, form, change):
        """Save a place, and write every path anew: where it lies decides which figures count it."""
        super().save_model(request, obj, form, change)
        Territory.objects.rebuild_paths()


class LogoForm(forms.ModelForm):
    """A file becomes a logo when it is a picture that can be used; without one the logo stays."""

    file = forms.FileField(
        label=gettext_lazy("logo"),
        required=False,
        help_text=gettext_lazy("PNG, JPEG or WebP, 2 MB at most. It stands on white, so that every logo is seen."),
        widget=forms.FileInput(
            attrs={
                "accept": "image/png,image/jpeg,image/webp",
                "aria-label": gettext_lazy("Logo"),
                "aria-describedby": "logo-file-help",
            }
        ),
    )

    def clean_file(self):
        if file := self.cleaned_data["file"]:
            for name, value in logos.drawn_anew(file).items():
                setattr(self.instance, name, value)
        return file


class LogoInline(PartInline):
    """The logo of an organisation."""

    model = Logo
    form = LogoForm
    fields = ["file"]
    max_num = 1
    verbose_name_plural = gettext_lazy("logo")


@admin.register(Organisation)
class OrganisationAdmin(Doubles, BackOffice, admin.ModelAdmin):
    """The bodies that log measures, or are named in the plan; each approver sees to the look of her own."""

    name = translated(Organisation, "name")
    list_display = ["name", "slug", "kind", "level", "territory"]
    list_filter = ["level", "kind", "has_single_staff", "basis"]
    list_select_related = ["territory"]
    search_fields = ["slug", *columns("name")]
    look = (gettext_lazy("Look of its pages"), {"fields": ["colour"]})
    fieldsets = [
        (None, {"fields": [*columns("name")]}),
        (None, {"fields": ["slug", "kind", "level", "territory", "website", "has_single_staff"]}),
        look,
        PROVENANCE,
    ]
    inlines = [LogoInline]

    def get_fieldsets(self, request, obj=None):
        return self.fieldsets if request.user.is_superuser else [self.look]

    def has_change_permission(self, request, obj=None):
        user = request.user
        is_own = obj is not None and user.is_active and user.may_approve and user.organisation_id == obj.pk
        return is_own or super().has_change_permission(request, obj)

    has_view_permission = has_change_permission
