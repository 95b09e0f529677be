"""Signing in by e-mail address, and getting an account."""

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import SetPasswordForm
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SignInForm(AdminAuthenticationForm):
    """The door of the back office: what it says of a wrong password it says of an unknown address too."""

    error_messages = AdminAuthenticationForm.error_messages | {
        "invalid_login": _("This e-mail address and this password do not belong to a member of staff. Check them both.")
    }


class AcceptForm(SetPasswordForm):
    """What somebody who was invited says of herself: how she is called, and a password of her own."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    field_order = ["name", "new_password1", "new_password2"]

    def __init__(self, *args, invitation):
        self.invitation = invitation
        super().__init__(invitation.new_user(), *args)

    def save(self, language):
        """Make the account, and close the invitation."""
        self.user.name = self.cleaned_data["name"]
        self.user.language = language
        self.invitation.accepted_at = timezone.now()
        self.invitation.save()
        return super().save()
