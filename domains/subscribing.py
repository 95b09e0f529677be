"""Links in mails about what somebody follows: to see and change it, and to stop."""

from django.conf import settings
from django.urls import reverse

from accounts import links

SEE, STOP = "what somebody follows", "stop mails"  # what a link is good for
MANY_DAYS = 10 * 365  # old mails are found again


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
