"""What is kept of one person, for herself: to take along, or to have it forgotten.

Every table that points to her is found by itself, so that a new one is not left out.
"""

from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Invitation, User
from domains.models import Follower

ACCOUNT = ("email", "name", "language", "role", "joined_at", "last_login")
# Of these tables every column here is hers; of the others it is enough to say which record, and when.
COLUMNS = {
    EmailAddress: ("email", "verified"),
    Authenticator: ("type", "created_at", "last_used_at"),
    SocialAccount: ("provider", "uid", "date_joined", "last_login"),
    UserSession: ("created_at", "ip", "user_agent"),
    Follower: ("frequency", "follows__query"),
}


def data_of(user):
    """Return all that is kept of a person, as plain values."""
    account = {name: getattr(user, name) for name in ACCOUNT} | {"organisation": str(user.organisation or "")}
    invitations = Invitation.objects.filter(email__iexact=user.email)
    return {
        "account": account,
        "invitations": list(invitations.values("email", "organisation__slug", "role", "sent_at", "accepted_at")),
        "failed_sign_ins": list(
            AccessAttempt.objects.filter(username=user.email).values("attempt_time", "ip_address", "user_agent")
        ),
        "records": {label: found for label, found in _records(user) if found},
    }


def _records(user):
    """Yield what points to a person, by table and column."""
    for relation in User._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete:
            continue
        model, column = relation.related_model, relation.field.name
        day = next((field.name for field in model._meta.fields if field.name == "history_date"), None)
        wanted = COLUMNS.get(model) or tuple(filter(None, (model._meta.pk.name, day)))
        found = model._default_manager.filter(**{column: user})
        yield f"{model._meta.label_lower}.{column}", list(found.values(*wanted))


def forget(user):
    """Delete an account with all that tells who it was. What she wrote stays, and nobody's name stands with it."""
    with transaction.atomic():
        accounts = ContentType.objects.get_for_model(User)
        about_her = Q(content_type=accounts, object_id=str(user.pk))
        # Invitations are logged by their address, also those that are gone.
        LogEntry.objects.filter(about_her | Q(object_repr__icontains=user.email)).delete()
        Invitation.objects.filter(email__iexact=user.email).delete()
        AccessAttempt.objects.filter(username=user.email).delete()
        user.delete()


def is_the_last_curator(user):
    """Say whether nobody would be left to run the site."""
    others = User.objects.filter(role=User.Role.CURATOR, is_active=True).exclude(pk=user.pk)
    return user.is_superuser and not others.exists()


@never_cache
@require_safe
@login_required
@reauthentication_required(app="allauth.account")
def my_data(request):
    """All that is kept of the person who asks, as a file."""
    answer = JsonResponse(data_of(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(app="allauth.account")
def delete_account(request):
    """Say what goes and what stays, and delete the account of who says yes."""
    is_last = is_the_last_curator(request.user)
    if request.method == "POST" and not is_last:
        user = request.user
        logout(request)
        forget(user)
        return render(request, "accounts/deleted.html")
    return render(request, "accounts/delete.html", {"is_last": is_last})
