"""What the pages of an account are called."""

from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

register = template.Library()

HEADINGS = {
    "account": _("Your account"),
    "account_delete": _("Delete my account"),
    "account_login": _("Sign in"),
    "account_logout": _("Sign out"),
    "account_inactive": _("This account is closed"),
    "account_signup": _("Register"),
    "account_email_verification_sent": _("Confirm your e-mail address"),
    "account_email": _("Your e-mail address"),
    "account_change_password": _("Change your password"),
    "account_set_password": _("Choose a password"),
    "account_reset_password": _("Forgot your password?"),
    "account_confirm_password_reset_code": _("Type the code"),
    "account_complete_password_reset": _("Choose a new password"),
    "account_password_reset_completed": _("Your password is changed"),
    "account_reauthenticate": _("Is it you?"),
    "mfa_authenticate": _("Your second factor"),
    "mfa_reauthenticate": _("Is it you?"),
    "mfa_index": _("Second factor"),
    "mfa_activate_totp": _("Set up an app that shows codes"),
    "mfa_deactivate_totp": _("Remove the app that shows codes"),
    "mfa_view_recovery_codes": _("Recovery codes"),
    "mfa_generate_recovery_codes": _("New recovery codes"),
    "mfa_list_webauthn": _("Passkeys"),
    "mfa_add_webauthn": _("Add a passkey"),
    "mfa_edit_webauthn": _("Name of a passkey"),
    "mfa_remove_webauthn": _("Remove a passkey"),
    "mfa_reauthenticate_webauthn": _("Is it you?"),
    "openid_connect_callback": _("Signing in did not work"),
    "socialaccount_login_cancelled": _("You stopped signing in"),
    "socialaccount_signup": _("Your e-mail address"),
    "usersessions_list": _("Where you are signed in"),
}


@register.simple_tag(takes_context=True)
def heading(context):
    """Return what the page that is shown is called."""
    return HEADINGS[context["request"].resolver_match.url_name]


@register.simple_tag
def staff_provider(wanted):
    """Return where staff sign in through their own organisation, to go on to a page; nothing where they cannot."""
    if not settings.OIDC_PROVIDER_URL:
        return ""
    address = reverse("openid_connect_login", args=["staff"])
    return f"{address}?{urlencode({'next': wanted})}" if wanted else address


# What stands in the words that a browser sends of itself, and what people call it; the first that is found says it,
# since most of them also name others.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrom": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
MACHINES = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


@register.filter
def browser(user_agent):
    """Return what a browser is called and what it runs on: Firefox, Windows. What is not known stays as it was sent."""
    found = [next((name for sign, name in known.items() if sign in user_agent), "") for known in (BROWSERS, MACHINES)]
    return ", ".join(filter(None, found)) or user_agent
