"""Pages for who is let in, her account, and the language she is written to."""

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import render
from django.utils import translation
from django.views import i18n
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import links
from accounts.forms import AcceptForm
from accounts.models import Invitation, User


def set_language(request):
    """Speak another language; who is signed in gets her mails in it too."""
    response = i18n.set_language(request)
    language = request.POST.get(i18n.LANGUAGE_QUERY_PARAMETER)
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        User.objects.filter(pk=request.user.pk).update(language=language)
    return response


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@links.discreet
def invitation(request):
    """Let who was invited choose a password. Opening the page changes nothing: programs that scan mails open it too."""
    link = links.link_of(request)
    try:
        with transaction.atomic():
            invited = Invitation.objects.of_link(link, for_update=request.method == "POST")
            links.speak(request, invited.language)
            form = AcceptForm(request.POST or None, invitation=invited)
            if form.is_valid():
                user = form.save(language=translation.get_language())
                return perform_login(request, user)
    except links.UnusableLinkError as error:
        return render(request, "accounts/unusable_link.html", {"sentence": str(error)}, status=410)
    return render(request, "accounts/invitation.html", {"form": form, "invitation": invited, "link": link})


@login_required
def account(request):
    """What an account is, and the pages where its owner changes it."""
    return render(request, "accounts/account.html")
