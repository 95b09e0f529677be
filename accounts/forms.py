"""Signing in by e-mail address."""

from django.contrib.admin.forms import AdminAuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AdminAuthenticationForm):
    """The door of the back office: what it says of a wrong password it says of an unknown address too."""

    error_messages = AdminAuthenticationForm.error_messages | {
        "invalid_login": _("This e-mail address and this password do not belong to a member of staff. Check them both.")
    }
