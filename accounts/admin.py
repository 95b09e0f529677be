"""Accounts in the back office: curators and approvers let people in, and curators say what they may do."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST

from accounts.models import Invitation, StaffRule, User
from accounts.post import FAULTS
from partnerships.at_once import AtOnceForm
from partnerships.back_office import BackOffice, hide_if_no_choice
from partnerships.models import Organisation

admin.site.unregister(Group)  # a role says what a person may do; groups would be a second way to say it
# People see to these themselves, on the pages of their account.
admin.site.unregister([EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken, UserSession])


class NewUserForm(BaseUserCreationForm):
    """Make an account; the address is kept in small letters."""

    class Meta:
        model = User
        fields = ["email", "name", "role", "organisation", "language"]

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class UserForm(AtOnceForm, UserChangeForm):
    """Change an account; the address is kept in small letters, and a password has a page of its own."""

    password = None
    apart_from = ("last_login", "password")

    class Meta:
        model = User
        fields = ["email", "name", "role", "organisation", "language", "is_active"]

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
    fieldsets = [(None, {"fields": ["email", "name", "role", "organisation", "language", "is_active"]})]
    add_fieldsets = [
        (None, {"fields": ["email", "name", "role", "organisation", "language", "password1", "password2"]})
    ]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        obj.prove_address()

    # A curator cannot lock herself out.

    def get_readonly_fields(self, request, obj=None):
        return ["role", "is_active"] if obj == request.user else []

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and obj != request.user


@admin.register(StaffRule)
class StaffRuleAdmin(BackOffice, admin.ModelAdmin):
    """Who works for which organisation when she signs in through her own; for curators."""

    history_view = admin.ModelAdmin.history_view
    list_display = ["claim", "value", "organisation", "role", "valid_from", "valid_until"]
    list_select_related = ["organisation"]
    list_filter = ["role"]
    search_fields = ["claim", "value", "organisation__slug"]
    fields = ["claim", "value", "organisation", "role", "valid_from", "valid_until"]


class InvitationForm(forms.ModelForm):
    """Whom to invite; the address is kept in small letters."""

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def _get_validation_exclusions(self):
        """Check the rule about open invitations too: Django skips rules about fields that a form has not."""
        return super()._get_validation_exclusions() - {"accepted_at", "withdrawn_at"}


@admin.register(Invitation)
class InvitationAdmin(BackOffice, admin.ModelAdmin):
    """Who was invited into which organisation; an approver invites into her own.

    Whether an address has an account elsewhere is told to its owner alone, never to who invites.
    """

    form = InvitationForm
    history_view = admin.ModelAdmin.history_view
    change_form_template = "admin/accounts/invitation/change_form.html"
    list_display = ["email", "organisation", "role", "state_", "sent_at", "invited_by"]
    list_select_related = ["organisation", "invited_by"]
    list_filter = ["role"]
    search_fields = ["email", "organisation__slug"]
    fields = ["email", "role", "organisation", "language"]

    @admin.display(description=gettext_lazy("state"))
    def state_(self, invitation):
        return format_html('<span class="badge badge-{}">{}</span>', invitation.state, invitation.state.label)

    # Rights.

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def has_module_permission(self, request):
        return request.user.is_active and request.user.may_approve

    def has_view_permission(self, request, obj=None):
        own = obj is None or request.user.is_superuser or obj.organisation_id == request.user.organisation_id
        return self.has_module_permission(request) and own

    def has_add_permission(self, request):
        return self.has_module_permission(request)

    def has_change_permission(self, request, obj=None):
        return False  # it is sent again or withdrawn; another address is another invitation

    def has_delete_permission(self, request, obj=None):
        return request.user.is_superuser or (obj is not None and self.has_view_permission(request, obj))

    # The form.

    def get_fields(self, request, obj=None):
        return [*self.fields, "state_", "sent_at", "invited_by"] if obj else self.fields

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if not request.user.is_superuser:
            kwargs["queryset"] = Organisation.objects.filter(pk=request.user.organisation_id)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        hide_if_no_choice(field)
        return field

    def save_model(self, request, obj, form, change):
        obj.invited_by = request.user
        super().save_model(request, obj, form, change)

    def response_add(self, request, obj, post_url_continue=None):
        return self._send(request, obj)

    # Sending again, and withdrawing.

    def get_urls(self):
        ways = {"again": self.again_view, "withdraw": self.withdraw_view}
        return [
            *(
                path(f"<int:pk>/{name}/", require_POST(self.admin_site.admin_view(view)), name=f"invitation_{name}")
                for name, view in ways.items()
            ),
            *super().get_urls(),
        ]

    def again_view(self, request, pk):
        invitation = self._open(request, pk)
        self.log_change(request, invitation, gettext("Sent again"))
        return self._send(request, invitation)

    def withdraw_view(self, request, pk):
        invitation = self._open(request, pk)
        invitation.withdraw()
        self.log_change(request, invitation, gettext("Withdrawn"))
        text = gettext("The invitation of %(email)s is withdrawn: its link opens nothing any more.")
        self.message_user(request, text % {"email": invitation.email}, messages.SUCCESS)
        return redirect("admin:accounts_invitation_changelist")

    def _open(self, request, pk):
        """Return the invitation that the request may send again or withdraw."""
        invitation = self.get_object(request, str(pk))
        if invitation is None or not self.has_view_permission(request, invitation) or not invitation.is_open:
            raise Http404
        return invitation

    def _send(self, request, invitation):
        try:
            invitation.send()
        except FAULTS:
            text = gettext("The mail to %(email)s could not be sent. Check the address, or send it again later.")
            self.message_user(request, text % {"email": invitation.email}, messages.WARNING)
        else:
            text = gettext("The invitation is sent to %(email)s. Its link is good for %(days)d days.")
            details = {"email": invitation.email, "days": invitation.DAYS}
            self.message_user(request, text % details, messages.SUCCESS)
        return redirect("admin:accounts_invitation_changelist")
