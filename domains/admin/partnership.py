"""Partnerships in the back office: curators keep them, approvers of the lead the words about what they agreed."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from domains.admin.choices import OneByDomain, OneOrganisation, to_choose_from
from domains.admin.record_import import RecordImport
from domains.models import Objective, ServedObjective
from domains.partnership_sheet import PartnershipResource, PartnershipSpreadsheet
from partnerships.back_office import PROVENANCE, BackOffice, PartInline, translated
from partnerships.languages import columns
from partnerships.models import Membership, Partnership, PartnershipRound
from partnerships.typed import Typed


class MemberInline(PartInline):
    """Who takes part, for good or in one round of money."""

    model = Membership
    fields = ["organisation", "role", "round"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("organisation", "round")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "organisation":
            kwargs |= {"form_class": OneOrganisation, "queryset": to_choose_from(), "widget": Typed}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class ServedInline(PartInline):
    """The objectives that the members want to reach together."""

    model = ServedObjective
    fields = ["objective"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("objective")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "objective":
            kwargs |= {"form_class": OneByDomain, "queryset": Objective.objects.select_related("domain__plan")}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Partnership)
class PartnershipAdmin(RecordImport, BackOffice, admin.ModelAdmin):
    """The partnerships that the public reads of; whoever leads one says what was agreed."""

    resource_classes, import_formats, file = [PartnershipResource], [PartnershipSpreadsheet], "partnerships"
    name = translated(Partnership, "name")
    list_display = ["name", "level", "starts_on", "ends_on", "checked_on"]
    list_filter = ["level", "memberships__round", "basis"]
    search_fields = ["slug", *columns("name")]
    at_once = {"description": _("Everybody reads this as soon as you save it; no colleague looks at it first.")}
    words = (None, at_once | {"fields": [*columns("name"), *columns("agreement")]})
    of_the_lead = (None, at_once | {"fields": [*columns("agreement"), "website"]})
    fieldsets = [words, (None, {"fields": ["slug", "level", ("starts_on", "ends_on"), "website"]}), PROVENANCE]
    inlines = [MemberInline, ServedInline]

    def get_queryset(self, request):
        return super().get_queryset(request).editable_by(request.user)

    def get_fieldsets(self, request, obj=None):
        return self.fieldsets if request.user.is_superuser else [self.of_the_lead]

    def get_inlines(self, request, obj):
        return self.inlines if request.user.is_superuser else []

    def get_list_filter(self, request):
        return self.list_filter if request.user.is_superuser else []

    def has_module_permission(self, request):
        return super().has_module_permission(request) or self._leads_one(request.user)

    def has_change_permission(self, request, obj=None):
        if super().has_change_permission(request, obj):
            return True
        return self._leads_one(request.user, **({} if obj is None else {"pk": obj.pk}))

    has_view_permission = has_change_permission

    def _leads_one(self, user, **asked):
        return user.is_active and Partnership.objects.editable_by(user).filter(**asked).exists()


@admin.register(PartnershipRound)
class PartnershipRoundAdmin(BackOffice, admin.ModelAdmin):
    """Rounds of money in which a body takes part in one partnership only."""

    name = translated(PartnershipRound, "name")
    list_display = ["name", "starts_on", "ends_on"]
    search_fields = ["slug", *columns("name")]
    fieldsets = [(None, {"fields": [*columns("name"), "slug", ("starts_on", "ends_on")]})]
