"""The way of a measure to the public, as buttons, and as actions on a list."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext, gettext_lazy, ngettext_lazy

from domains import publication

LABELS = {
    "submit": gettext_lazy("Save and submit"),
    "publish": gettext_lazy("Save and publish"),
    "return": gettext_lazy("Return…"),
    "withdraw": gettext_lazy("Withdraw…"),
}
TITLES = {
    "return": gettext_lazy("Return to your colleague"),
    "withdraw": gettext_lazy("Withdraw from the public site"),
}
DONE = {
    "submit": gettext_lazy("“%(measure)s” is submitted: an approver of your organisation can publish it now."),
    "publish": gettext_lazy("“%(measure)s” is published: everybody can see it now."),
    "return": gettext_lazy("“%(measure)s” is returned, with your reason."),
    "withdraw": gettext_lazy("“%(measure)s” is withdrawn: the public does not see it any more."),
}
SAVED = {
    "draft": gettext_lazy("“%(measure)s” is saved as a draft; only your organisation sees it."),
    "submitted": gettext_lazy("“%(measure)s” is saved; it waits for an approver."),
    "returned": gettext_lazy("“%(measure)s” is saved; submit it again when it is ready."),
    "published": gettext_lazy("“%(measure)s” is saved, and the public sees the change."),
    "withdrawn": gettext_lazy("“%(measure)s” is saved; the public does not see it."),
}


SELECTED = {
    "submit": ngettext_lazy("%(number)d measure is submitted.", "%(number)d measures are submitted.", "number"),
    "publish": ngettext_lazy("%(number)d measure is published.", "%(number)d measures are published.", "number"),
}
NOT_TAKEN = gettext_lazy("“%(measure)s” stays as it is: %(why)s.")


def buttons(measure, user):
    """Return the steps a clerk may take now: those that save the form first, and those that ask for a reason."""
    possible = measure.steps_for(user)
    return {
        "direct_steps": [(name, LABELS[name]) for name in possible if name not in TITLES],
        "reasoned_steps": [(name, LABELS[name]) for name in possible if name in TITLES],
    }


def take(name, measure, user, reason=""):
    """Take a step; return None, or in words why it is not taken."""
    if name not in publication.STEPS:
        return gettext("there is no such step")
    try:
        measure.take_step(name, user, reason)
    except ValidationError:
        return gettext("this step asks for a reason")
    except PermissionDenied:
        measure.refresh_from_db()
        return _obstacle(publication.STEPS[name], measure, user)
    return None


def _obstacle(step, measure, user):
    if measure.publication not in step.origins:
        return gettext("it is %(state)s") % {"state": measure.get_publication_display()}
    if not user.may_approve:
        return gettext("an approver of your organisation does this")
    return gettext("you submitted it yourself, a colleague publishes it")


def _take_on_all(name, admin_of_measures, request, measures):
    """Take one step on each measure where that is possible, and say of the others why not."""
    taken = 0
    for measure in measures:
        if why := take(name, measure, request.user):
            admin_of_measures.message_user(request, NOT_TAKEN % {"measure": measure, "why": why}, messages.WARNING)
        else:
            taken += 1
    if taken:
        admin_of_measures.message_user(request, SELECTED[name] % {"number": taken}, messages.SUCCESS)
    elif not measures:
        text = gettext("Nothing was done: none of these measures is in your list any more.")
        admin_of_measures.message_user(request, text, messages.WARNING)


@admin.action(description=gettext_lazy("Submit"))
def submit_selected(admin_of_measures, request, queryset):
    _take_on_all("submit", admin_of_measures, request, queryset)


@admin.action(description=gettext_lazy("Publish"))
def publish_selected(admin_of_measures, request, queryset):
    _take_on_all("publish", admin_of_measures, request, queryset)
