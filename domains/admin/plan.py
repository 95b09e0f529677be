"""The plan and what helps a reader on: curators keep it."""

from django import forms
from django.contrib import admin

from domains.admin.choices import OneByDomain, SomeByDomain
from domains.models import Action, ActionPlan, Document, Domain, Objective
from partnerships.at_once import AtOnceForm
from partnerships.back_office import PROVENANCE, BackOffice, translated
from partnerships.languages import columns


@admin.register(ActionPlan)
class ActionPlanAdmin(BackOffice, admin.ModelAdmin):
    """Plans with their period."""

    title = translated(ActionPlan, "title")
    list_display = ["title", "slug", "starts_on", "ends_on", "owner"]
    list_select_related = ["owner"]
    search_fields = ["slug", *columns("title")]
    fieldsets = [
        (None, {"fields": [*columns("title"), *columns("summary")]}),
        (None, {"fields": ["slug", "starts_on", "ends_on", "owner", "reference", "position", "successor"]}),
        PROVENANCE,
    ]


@admin.register(Domain)
class DomainAdmin(BackOffice, admin.ModelAdmin):
    """The themes of a plan."""

    title = translated(Domain, "title")
    list_display = ["title", "number", "plan", "kind"]
    list_filter = ["plan", "kind"]
    list_select_related = ["plan"]
    search_fields = ["slug", *columns("title")]
    fieldsets = [
        (None, {"fields": [*columns("title"), *columns("description")]}),
        (None, {"fields": ["plan", "number", "slug", "kind"]}),
        PROVENANCE,
    ]


@admin.register(Objective)
class ObjectiveAdmin(BackOffice, admin.ModelAdmin):
    """What each domain wants to reach."""

    title = translated(Objective, "title")
    list_display = ["title", "code", "domain"]
    list_filter = ["domain"]
    list_select_related = ["domain"]
    search_fields = ["code", *columns("title")]
    fieldsets = [
        (None, {"fields": [*columns("title"), *columns("description")]}),
        (None, {"fields": ["domain", "code", "related", "successor"]}),
        PROVENANCE,
    ]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "successor":
            kwargs |= {"form_class": OneByDomain, "queryset": Objective.objects.select_related("domain__plan")}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs |= {"form_class": SomeByDomain, "queryset": Objective.objects.select_related("domain__plan")}
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class ActionForm(AtOnceForm):
    """An action; its kinds are ticked instead of typed."""

    types = forms.MultipleChoiceField(
        label=Action._meta.get_field("types").verbose_name,
        help_text=Action._meta.get_field("types").help_text,
        choices=Action.Type,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


@admin.register(Action)
class ActionAdmin(BackOffice, admin.ModelAdmin):
    """What the EU, a state or a region promised, with its official status."""

    form = ActionForm
    title = translated(Action, "title")
    list_display = ["title", "code", "domain", "status", "checked_on"]
    list_filter = ["status", "domain", "area", "basis"]
    list_select_related = ["domain"]
    search_fields = ["code", *columns("title")]
    fieldsets = [
        (None, {"fields": [*columns("title"), *columns("note")]}),
        (None, {"fields": ["plan", "domain", "area", "code", "number", "status", "types", "objectives"]}),
        PROVENANCE,
    ]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs |= {"form_class": SomeByDomain, "queryset": Objective.objects.select_related("domain__plan")}
        return super().formfield_for_manytomany(db_field, request, **kwargs)


@admin.register(Document)
class DocumentAdmin(BackOffice, admin.ModelAdmin):
    """Further reading, under official titles."""

    title = translated(Document, "title")
    list_display = ["title", "kind", "domain", "published_on"]
    list_filter = ["kind", "domain", "basis"]
    list_select_related = ["domain"]
    search_fields = ["slug", "celex", "reference", *columns("title")]
    fieldsets = [
        (None, {"fields": [*columns("title"), "kind", "url", "celex", "reference", "published_on"]}),
        (None, {"fields": ["plan", "domain", "slug", "position"]}),
        PROVENANCE,
    ]
