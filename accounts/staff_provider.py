"""Staff who sign in through their own organisation (OpenID Connect, which Flanders' ACM/IDM speaks).

What the other side says of a person is used once and not kept: only who she is there (`sub`), to know her again. Her
organisation and role follow from the rules of sign-in at each sign-in, so who leaves is staff no more the next time.
"""

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from accounts.models import StaffRule, User

UNKNOWN = gettext_noop(
    "Your sign-in names no organisation that this site knows: you are here as a visitor. Ask the curator of this site."
)
MORE_THAN_ONE = gettext_noop(
    "Your sign-in names more than one organisation: you are here as a visitor. Ask the curator of this site."
)
SECOND_FACTOR = "second_factor"  # in the session of who proved one where she signed in


class StaffProvider(DefaultSocialAccountAdapter):
    """The sign-in of another organisation."""

    error_messages = DefaultSocialAccountAdapter.error_messages | {
        "invalid_token": gettext_lazy("Your organisation did not confirm who you are.")
    }

    def authenticate_by_email(self, sociallogin):
        """Find the account of an address that the other side has proven; one that only claimed it gives way."""
        for address in sociallogin.email_addresses:
            if address.verified:
                User.objects.claiming(address.email).delete()
        return super().authenticate_by_email(sociallogin)

    def populate_user(self, request, sociallogin, data):
        user = super().populate_user(request, sociallogin, data)
        user.name = (data.get("name") or "")[: User._meta.get_field("name").max_length]
        return user

    def pre_social_login(self, request, sociallogin):
        if sociallogin.state.get("process") != AuthProcess.LOGIN:
            raise PermissionDenied  # nobody adds a way in to an account: it is found by its address
        if sociallogin.user.is_superuser:
            raise ImmediateHttpResponse(render(request, "accounts/not_for_curators.html", status=403))
        claims = claims_of(sociallogin.account)
        sociallogin.state[SECOND_FACTOR] = claims.get("acr") in settings.OIDC_SECOND_FACTOR
        sociallogin.account.extra_data = {}
        organisation, role, sentence = place_of(claims, sociallogin.user)
        sociallogin.user.organisation, sociallogin.user.role = organisation, role
        if sociallogin.is_existing:
            sociallogin.user.save(update_fields=["organisation", "role"])
        if sociallogin.account.pk:
            sociallogin.account.save(update_fields=["extra_data"])
        if sentence:
            messages.warning(request, sentence)


def claims_of(account):
    """Return all that the other side said of a person."""
    return (account.extra_data.get("id_token") or {}) | (account.extra_data.get("userinfo") or {})


def place_of(claims, user):
    """Return for whom somebody works, in which role, and what to tell her when the rules do not say.

    Without a rule she is a visitor, unless her account was made here: then what was decided here stays.
    """
    rules = StaffRule.objects.for_claims(claims, timezone.localdate())
    organisations = {rule.organisation for rule in rules}
    if user.organisation in organisations:
        organisations = {user.organisation}
    if len(organisations) == 1:
        (organisation,) = organisations
        approves = any(rule.role == User.Role.APPROVER for rule in rules if rule.organisation == organisation)
        return organisation, User.Role.APPROVER if approves else User.Role.CONTRIBUTOR, ""
    if user.pk and user.has_usable_password():
        return user.organisation, user.role, ""
    return None, User.Role.VISITOR, _(MORE_THAN_ONE) if organisations else _(UNKNOWN)
