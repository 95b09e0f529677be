"""Links in mails about what somebody follows: to see and change it, to stop, and to begin without an account."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import links
from accounts.mails import mail
from domains.following import Followed
from domains.models import Follower

SEE, STOP, BEGIN = "what somebody follows", "stop mails", "follow by mail"  # what a link is good for
DAYS, MANY_DAYS = 7, 10 * 365  # to begin; to see and to stop, since old mails are found again
LONGEST = 3000  # characters of an address that servers and mail programs take


def link_to_follows(follower) -> str:
    """Return the address of the page where she sees and changes what she follows."""
    if follower.user:
        return settings.SITE_URL + reverse("following")
    return links.address("following", SEE, {"to": follower.email})


def link_to_stop(follower) -> str:
    """Return the address that ends the mails to her address; a program may press the button for its owner."""
    return links.address("unsubscribe", STOP, {"to": follower.address, "language": follower.speaks})


def facts_of(link, purpose) -> dict:
    """Return what a link in a mail carries: at least the address it went `to`; it raises UnusableLinkError."""
    return links.facts_of(link, purpose, MANY_DAYS)


def link_to_begin(address, queries, language) -> str:
    """Return the address that lets its owner begin; it carries all, so that nothing is kept until she presses."""
    return links.address("follow_by_mail_begin", BEGIN, {"to": address, "follows": queries, "language": language})


def invitation(address, queries, language):
    """Return the mail that asks whether it is her own address.

    Nothing that somebody typed stands in it: else strangers could have this site send their words to others.
    """
    with translation.override(language):
        link = link_to_begin(address, queries, language)
        context = {"link": link, "number": len(queries), "days": DAYS, "site": settings.SITE_URL}
        return mail("mails/begin.html", _("Shall we mail you what changes?"), address, context)


def begin(facts):
    """Let the owner of an address follow what her link carries; return the follower, and whether there was room."""
    follower = Follower.objects.of_address(facts["to"], facts["language"])
    if follower.frequency == Follower.Frequency.NEVER:
        follower.choose(Follower.Frequency.WEEKLY, follower.speaks)
    no_room = [query for query in facts["follows"] if Followed(query).is_there and not follower.add(query)]
    return follower, not no_room
