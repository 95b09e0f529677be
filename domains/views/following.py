"""What somebody follows: with an account, or in her session until she signs in."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import links
from domains.following import Followed, InSession, query_of
from domains.models import Follower
from domains.models.follow import MOST


@require_http_methods(["GET", "HEAD", "POST"])
@links.discreet
def following(request):
    """Show what is followed, and what the address offers to follow; only a press of a button changes anything."""
    place = place_of(request)
    if request.method == "POST":
        is_full = not carry_out(place, request.POST)
        if not is_full:
            return redirect("following")
    else:
        is_full = False
    offered = query_of(request.GET)
    followed = place.queries if place else []
    context = {
        "follows": [Followed(query) for query in followed],
        "offered": Followed(offered) if offered and offered not in followed else None,
        "is_unknown": bool(request.GET) and not offered,
        "is_full": is_full,
        "most": MOST,
    }
    return render(request, "domains/following.html", context, status=400 if is_full or context["is_unknown"] else 200)


def place_of(request):
    """Return where it is kept what this person follows; None for an account that follows nothing so far."""
    if not request.user.is_authenticated:
        return InSession(request.session)
    if request.method == "POST":
        return Follower.objects.get_or_create(user=request.user)[0]
    return Follower.objects.filter(user=request.user).first()


def carry_out(place, asked):
    """Follow what a form asks, or stop; say whether there was room for it."""
    if "stop" in asked:
        place.remove(asked["stop"])
        return True
    query = query_of(asked)
    return not query or place.add(query)
