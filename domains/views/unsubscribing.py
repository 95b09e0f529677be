"""No mails any more, in one click: for who got one, and for her mail program (RFC 8058)."""

from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts import links
from domains import subscribing
from domains.models import Follower


@csrf_exempt  # a mail program has no cookie of ours; the link is the proof
@require_http_methods(["GET", "HEAD", "POST"])
@links.discreet
def unsubscribe(request):
    """Ask with one button, and stop. Opening the page changes nothing: programs that scan mails open it too."""
    link = links.link_of(request)
    try:
        facts = subscribing.facts_of(link, subscribing.STOP)
    except links.UnusableLinkError as error:
        return render(request, "domains/link_closed.html", {"sentence": str(error)}, status=410)
    links.speak(request, facts["language"])
    is_done = request.method == "POST"
    if is_done:
        Follower.objects.stop(facts["to"])
    return render(request, "domains/unsubscribe.html", {"address": facts["to"], "link": link, "is_done": is_done})
