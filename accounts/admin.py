"""Accounts in the back office: curators let people in, and say what they may do."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group

from accounts.models import User
from partnerships.back_office import BackOffice

admin.site.unregister(Group)  # a role says what a person may do; groups would be a second way to say it


class NewUserForm(BaseUserCreationForm):
    """Make an account; the address is kept in small letters."""

    class Meta:
        model = User
        fields = ["email", "name", "role", "organisation"]

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class UserForm(UserChangeForm):
    """Change an account; the address is kept in small letters, and a password has a page of its own."""

    password = None

    class Meta:
        model = User
        fields = ["email", "name", "role", "organisation", "is_active"]

    def clean_email(self):
        return self.cleaned_data["email"].lower()


@admin.register(User)
class UserAdmin(BackOffice, DjangoUserAdmin):
    """People who sign in."""

    form = UserForm
    add_form = NewUserForm
    add_form_template = None
    history_view = admin.ModelAdmin.history_view  # accounts keep Django's own log, not versions
    list_display = ["email", "name", "role", "organisation", "is_active", "last_login"]
    list_filter = ["role", "is_active"]
    list_select_related = ["organisation"]
    search_fields = ["email", "name", "organisation__slug"]
    ordering = ["email"]
    filter_horizontal = []
    fieldsets = [(None, {"fields": ["email", "name", "role", "organisation", "is_active"]})]
    add_fieldsets = [(None, {"fields": ["email", "name", "role", "organisation", "password1", "password2"]})]

    # A curator cannot lock herself out.

    def get_readonly_fields(self, request, obj=None):
        return ["role", "is_active"] if obj == request.user else []

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and obj != request.user
