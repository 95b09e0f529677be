"""The way of a measure to the public, as buttons, and as actions on a list."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext, gettext_lazy, ngettext

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


def buttons(measure, user):
    """Return the steps a clerk may take now: those that save the form first, and those that ask for a reason."""
    steps = measure.steps_for(user)
    direct = [(name, LABELS[name]) for name in steps if not publication.STEPS[name].needs_reason]
    return {"direct_steps": direct, "reasoned_steps": [(name, LABELS[name]) for name in steps if name in TITLES]}


def obstacle(name, measure, user):
    """Return why `user` cannot take a step on a measure, in words."""
    if measure.publication in publication.STEPS[name].origins and measure.submitted_by_id == user.pk:
        return gettext("you submitted it yourself, a colleague publishes it")
    return gettext("it is %(state)s") % {"state": measure.get_publication_display()}


def take_all(name, measures, user):
    """Take one step on each measure where that is possible; return how many, and why not the others."""
    taken, refused = 0, []
    for measure in measures:
        try:
            measure.take_step(name, user)
        except PermissionDenied:
            refused.append((measure, obstacle(name, measure, user)))
        else:
            taken += 1
    return taken, refused


def _say_refused(admin_of_measures, request, refused):
    for measure, why in refused:
        text = gettext("“%(measure)s” stays as it is: %(why)s.") % {"measure": measure, "why": why}
        admin_of_measures.message_user(request, text, messages.WARNING)


@admin.action(description=gettext_lazy("Submit"))
def submit_selected(admin_of_measures, request, queryset):
    """Submit what can be submitted, and say of the rest why not."""
    taken, refused = take_all("submit", queryset, request.user)
    if taken:
        text = ngettext("%(number)d measure is submitted.", "%(number)d measures are submitted.", taken)
        admin_of_measures.message_user(request, text % {"number": taken}, messages.SUCCESS)
    _say_refused(admin_of_measures, request, refused)


@admin.action(description=gettext_lazy("Publish"))
def publish_selected(admin_of_measures, request, queryset):
    """Publish what can be published, and say of the rest why not."""
    taken, refused = take_all("publish", queryset, request.user)
    if taken:
        text = ngettext("%(number)d measure is published.", "%(number)d measures are published.", taken)
        admin_of_measures.message_user(request, text % {"number": taken}, messages.SUCCESS)
    _say_refused(admin_of_measures, request, refused)
