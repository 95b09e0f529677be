"""Contacts: each organisation keeps its own."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from domains.admin.rights import OwnRecords
from domains.models import Contact
from partnerships.back_office import BackOffice
from partnerships.languages import columns


@admin.action(description=_("Confirm: still right today"), permissions=["change"])
def confirm_selected(contacts_admin, request, queryset):
    """Give each contact the day of today, one by one: so it stands in the history."""
    contacts = list(queryset)
    for contact in contacts:
        contact.confirmed_on = timezone.localdate()
        contact.save()
    number = len(contacts)
    text = ngettext("%(number)d contact is confirmed.", "%(number)d contacts are confirmed.", number)
    contacts_admin.message_user(request, text % {"number": number}, messages.SUCCESS)


@admin.register(Contact)
class ContactAdmin(OwnRecords, BackOffice, admin.ModelAdmin):
    """Whom the public may ask. Everybody sees a change at once, so that it is an approver who makes it."""

    list_display = ["__str__", "organisation", "domain", "email", "phone", "confirmed_on"]
    list_select_related = ["organisation", "domain"]
    list_filter = ["domain"]
    search_fields = ["email", *columns("role")]
    fieldsets = [
        (None, {"fields": ["organisation", "domain", *columns("role"), "email", "phone", "url", "confirmed_on"]}),
        (
            _("A person, only if she agreed"),
            {"classes": ["collapse"], "fields": [("name", "consented_on")]},
        ),
    ]
    actions = [confirm_selected]

    def changelist_view(self, request, extra_context=None):
        who = _("An approver of your organisation keeps the contacts: everybody sees them at once.")
        return super().changelist_view(request, {"who_adds": who} | (extra_context or {}))

    def has_add_permission(self, request):
        return super().has_add_permission(request) and request.user.may_approve

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and request.user.may_approve

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and request.user.may_approve
