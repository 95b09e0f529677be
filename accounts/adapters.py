"""How accounts behave where allauth asks: who is sent where, what is said, and what nobody learns."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.letters import letter
from accounts.models import User
from accounts.post import FAULTS
from accounts.staff_provider import SECOND_FACTOR

WRONG_CODE = _("This code is not right, or no longer. Check it, or ask for a new one.")
TOO_MANY = _("Too many attempts. Wait a while, then try again.")

# What a page says after something was done, by the name that allauth gives it; of the rest it says nothing.
SENTENCES = {
    "account/messages/email_confirmed.txt": _("Your e-mail address is confirmed."),
    "account/messages/email_confirmation_failed.txt": _("This e-mail address cannot be confirmed."),
    "account/messages/email_deleted.txt": _("Your e-mail address stays as it was."),
    "account/messages/password_changed.txt": _("Your password is changed. Use the new one from now on."),
    "account/messages/password_set.txt": _("Your password is chosen."),
    "mfa/messages/totp_activated.txt": _("Your app is set up."),
    "mfa/messages/totp_deactivated.txt": _("Your app is removed: its codes open nothing any more."),
    "mfa/messages/webauthn_added.txt": _("Your passkey is added."),
    "mfa/messages/webauthn_removed.txt": _("Your passkey is removed."),
    "mfa/messages/recovery_codes_generated.txt": _(
        "These are your new recovery codes. Older ones open nothing any more."
    ),
    "usersessions/messages/sessions_logged_out.txt": _("You are signed out everywhere else."),
}


class Accounts(DefaultAccountAdapter):
    """Accounts with a password. Axes counts the wrong ones, in the database, so that all processes count alike."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy(
            "This e-mail address and this password do not belong together. Check them both."
        ),
        "duplicate_email": _("This is your e-mail address already."),
        "same_as_current": _("This is your e-mail address already."),
        "email_taken": _("Somebody with this e-mail address has an account already."),
        "enter_current_password": _("This is not your password."),
        "incorrect_password": _("This is not your password."),
        "incorrect_code": WRONG_CODE,
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    # Who is sent where.

    def get_login_redirect_url(self, request):
        return reverse("admin:index" if request.user.is_staff else "account")

    def get_signup_redirect_url(self, request):
        return self.get_login_redirect_url(request)

    def is_safe_url(self, url):
        return url_has_allowed_host_and_scheme(url, {self.request.get_host()}, require_https=self.request.is_secure())

    def post_login(self, request, user, *, signal_kwargs, **details):
        sociallogin = (signal_kwargs or {}).get("sociallogin")
        if sociallogin and sociallogin.state.get(SECOND_FACTOR):
            request.session[SECOND_FACTOR] = True
        return super().post_login(request, user, signal_kwargs=signal_kwargs, **details)

    # What is said.

    def add_message(self, request, level, message_template=None, message_context=None, extra_tags="", message=None):
        if sentence := message or SENTENCES.get(message_template):
            messages.add_message(request, level, sentence, extra_tags=extra_tags)

    def send_mail(self, template_prefix, email, context):
        user = context.get("user")
        language = user.language if user else translation.get_language()
        try:
            letter(template_prefix, email, language, context.get("code", "")).send()
        except FAULTS as fault:
            raise ImmediateHttpResponse(render(self.request, "accounts/no_mail.html", status=503)) from fault

    # What nobody learns.

    def send_account_already_exists_mail(self, email):
        make_password(email)  # what a new account takes time for: an answer is as slow for who has one already
        super().send_account_already_exists_mail(email)

    # Whose account it is.

    def new_user(self, request):
        return User(language=translation.get_language())

    def pre_authenticate(self, request, **credentials):
        """Leave the counting of wrong passwords to axes."""


class SecondFactor(DefaultMFAAdapter):
    """Apps, passkeys and recovery codes."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": WRONG_CODE}

    def generate_authenticator_name(self, user, type):  # noqa: A002 allauth's name
        return gettext("Passkey")
