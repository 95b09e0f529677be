"""The way into the back office: who may come in, and where everybody else can go on."""

from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.staff_provider import SECOND_FACTOR

STRONG = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]  # recovery codes alone are for getting these back


def has_second_factor(request):
    """Say whether this person needs more than a password to sign in: she was asked for it then."""
    return request.session.get(SECOND_FACTOR, False) or is_mfa_enabled(request.user, STRONG)


def may_enter(request):
    """Say whether the back office opens: for staff, with a second factor where the site wants one."""
    user = request.user
    return user.is_active and user.is_staff and (not settings.STAFF_MFA_REQUIRED or has_second_factor(request))


def door(request, extra_context=None):
    """Lead everybody on: in, to where one signs in, or to where a second factor is set up."""
    wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        wanted = reverse("admin:index")
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?{urlencode({REDIRECT_FIELD_NAME: wanted})}")
    if may_enter(request):
        return redirect(wanted)
    if request.user.is_staff:
        messages.warning(request, _("Staff of this site sign in with a second factor: set one up, then you can go on."))
        return redirect("mfa_index")
    return render(request, "accounts/not_staff.html", status=403)
