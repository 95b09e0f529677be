"""What somebody follows: with an account, by mail without one, or in her session until she signs in."""

from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import links
from domains import subscribing
from domains.following import Followed, InSession, query_of
from domains.models import Follower
from domains.models.follow import MOST
from domains.subscribing_forms import MailsForm


@require_http_methods(["GET", "HEAD", "POST"])
@links.discreet
def following(request):
    """Show what is followed, and what the address offers to follow; only a press of a button changes anything."""
    link = links.link_of(request)
    try:
        place = follower_of(request, link) if link else place_of(request)
    except links.UnusableLinkError as error:
        return render(request, "domains/link_closed.html", {"sentence": str(error)}, status=410)
    is_full = request.method == "POST" and not carry_out(place, request.POST)
    if request.method == "POST" and not is_full:
        return redirect(f"{reverse('following')}?{urlencode({'link': link})}" if link else "following")
    context = _about(place, query_of(request.GET)) | {"is_full": is_full, "link": link}
    context["is_unknown"] = bool(request.GET.keys() - {"link"}) and not query_of(request.GET)
    return render(request, "domains/following.html", context, status=400 if is_full or context["is_unknown"] else 200)


def _about(place, offered):
    """Return what the page shows of a place, beside what it offers to follow."""
    followed = place.queries if place else []
    return {
        "follows": [Followed(query) for query in followed],
        "offered": Followed(offered) if offered and offered not in followed else None,
        "most": MOST,
        "mails": MailsForm.of(place) if isinstance(place, Follower) else None,
        "refused": place if isinstance(place, Follower) and place.refused_since else None,
    }


def follower_of(request, link):
    """Return who follows by mail, by the link in her mails."""
    address = subscribing.facts_of(link, subscribing.SEE)["to"]
    follower = Follower.objects.filter(email__iexact=address).first()
    if not follower:
        raise links.UnusableLinkError(_("Without an account, nothing is followed with this e-mail address any more."))
    links.speak(request, follower.language)
    return follower


def place_of(request):
    """Return where it is kept what this person follows; None for an account that follows nothing so far."""
    if not request.user.is_authenticated:
        return InSession(request.session)
    if request.method == "POST":
        return Follower.objects.get_or_create(user=request.user)[0]
    return Follower.objects.filter(user=request.user).first()


def carry_out(place, asked):
    """Follow what a form asks, or stop, or choose how mails come; say whether there was room for it."""
    if "stop" in asked:
        place.remove(asked["stop"])
        return True
    if "frequency" in asked and isinstance(place, Follower):
        form = MailsForm.of(place, asked)
        if form.is_valid():
            place.choose(**form.cleaned_data)
        return True
    query = query_of(asked)
    return not query or place.add(query)
