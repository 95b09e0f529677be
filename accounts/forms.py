"""Signing in by e-mail address, and getting an account: forms of allauth in the words of this site, and our own."""

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from allauth.socialaccount.forms import SignupForm as ProviderForm
from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Your password now"),
    "password1": _("New password"),
    "code": _("Code"),
    "name": _("Name of this passkey"),
}


class OurWords:
    """Says what a form asks in the words of this site, beside the field, and asks for a new password once."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for unwanted in ("password2", "passwordless"):
            self.fields.pop(unwanted, None)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            if name != "password1":
                field.help_text = ""


class SignInForm(OurWords, account.LoginForm):
    """The one door, of staff and of visitors."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {"autocomplete": "username webauthn", "id": "id_username"}


class RegisterForm(OurWords, account.SignupForm):
    """A visitor's account: an address and a password, nothing else."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("Password")

    def try_save(self, request):
        """Make the account, unless somebody was first with the same address a moment ago."""
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)


class NewAddressForm(OurWords, account.AddEmailForm):
    """Another e-mail address; it takes the place of the old one when it is proven."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")


class NewPasswordForm(OurWords, account.ChangePasswordForm):
    """Another password, for who knows the old one."""


class FirstPasswordForm(OurWords, account.SetPasswordForm):
    """A password, for who signed in without one so far."""


class ForgottenForm(OurWords, account.ResetPasswordForm):
    """Where a code goes that lets somebody choose a new password."""


class ResetForm(OurWords, account.ResetPasswordKeyForm):
    """A new password, after the code."""


class AgainForm(OurWords, account.ReauthenticateForm):
    """The password once more, before something that a stranger at her desk may not do."""


class AddressCodeForm(OurWords, account.ConfirmEmailVerificationCodeForm):
    """The code that proves an e-mail address; an account that only claimed it gives way to who reads its mails."""

    def clean_code(self):
        account.BaseConfirmCodeForm.clean_code(self)
        User.objects.claiming(self.email).exclude(pk=self.user.pk).delete()
        return super().clean_code()


class ResetCodeForm(OurWords, account.ConfirmPasswordResetCodeForm):
    """The code that lets somebody choose a new password."""


class SecondFactorForm(OurWords, second_factor.AuthenticateForm):
    """The code of an app, or a recovery code."""


class SecondFactorAgainForm(OurWords, second_factor.ReauthenticateForm):
    """The same, before something that a stranger at her desk may not do."""


class AppForm(OurWords, ActivateTOTPForm):
    """The first code of an app, which proves that it is set up."""


class PasskeyForm(OurWords, AddWebAuthnForm):
    """A name for a passkey; the browser makes the rest."""


class ProviderRegisterForm(OurWords, ProviderForm):
    """The address of who comes from another organisation, when that does not tell it."""


class AcceptForm(SetPasswordForm):
    """What somebody who was invited says of herself: how she is called, and a password of her own."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    field_order = ["name", "new_password1", "new_password2"]

    def __init__(self, *args, invitation):
        self.invitation = invitation
        super().__init__(invitation.new_user(), *args)

    def save(self, language):
        """Make the account, whose address the mail has proven, and close the invitation."""
        self.user.name = self.cleaned_data["name"]
        self.user.language = language
        self.invitation.accepted_at = timezone.now()
        self.invitation.save()
        user = super().save()
        user.prove_address()
        return user
