"""Contacts: each organisation keeps its own."""

from django.contrib import admin

from domains.admin.rights import OwnRecords
from domains.models import Contact
from partnerships.back_office import BackOffice
from partnerships.languages import columns


@admin.register(Contact)
class ContactAdmin(OwnRecords, BackOffice, admin.ModelAdmin):
    """Whom the public may ask."""

    list_display = ["__str__", "organisation", "domain", "email", "phone", "confirmed_on"]
    list_select_related = ["organisation", "domain"]
    list_filter = ["domain"]
    search_fields = ["email", *columns("role")]
    fields = ["organisation", "domain", *columns("role"), "email", "phone", "url", "confirmed_on"]
