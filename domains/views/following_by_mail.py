"""Following by mail without an account: asking for a mail, and beginning with the link in it.

Nothing is kept before that link is pressed, and every address is answered alike: nobody learns who follows what.
"""

from allauth.core import ratelimit
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import links
from accounts.post import FAULTS
from domains import subscribing
from domains.following import Followed, InSession
from domains.subscribing_forms import AddressForm


@require_http_methods(["GET", "HEAD", "POST"])
@links.discreet
def ask(request):
    """Ask for an address, and mail it the link to begin with."""
    if request.user.is_authenticated:
        return redirect("following")
    queries, status = InSession(request.session).queries, 200
    form = AddressForm(request.POST or None, queries=queries)
    if form.is_valid():
        address = form.cleaned_data["email"]
        if not ratelimit.consume(request, action="follow_by_mail", key=address.lower()):
            return ratelimit.respond_429(request)
        try:
            subscribing.invitation(address, queries, get_language()).send()
        except FAULTS:
            form.add_error(None, _("The mail could not be sent. Try it again later."))
            status = 503
        else:
            return redirect(f"{request.path}?sent=1")
    context = {"form": form, "is_sent": "sent" in request.GET, "follows": map(Followed, queries)}
    return render(request, "domains/follow_by_mail.html", context | {"days": subscribing.DAYS}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@links.discreet
def begin(request):
    """Ask with one button, and begin. Opening the page changes nothing: programs that scan mails open it too."""
    link = links.link_of(request)
    try:
        facts = links.facts_of(link, subscribing.BEGIN, subscribing.DAYS)
    except links.UnusableLinkError as error:
        return render(request, "domains/link_closed.html", {"sentence": str(error)}, status=410)
    links.speak(request, facts["language"])
    context = {"address": facts["to"], "link": link, "follows": map(Followed, facts["follows"])}
    if request.method == "POST":
        follower, has_room = subscribing.begin(facts)
        context |= {"is_done": True, "is_full": not has_room, "page": subscribing.link_to_follows(follower)}
    return render(request, "domains/follow_by_mail_begin.html", context)
