"""The way of a record to the public: what a clerk reads on the buttons, and what became of it."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy, ngettext_lazy


@dataclass(frozen=True)
class Words:
    """The sentences of one noun, by step or by state; `titles` are of the steps that ask for a reason first."""

    labels: dict[str, Any]
    titles: dict[str, Any]
    done: dict[str, Any]
    saved: dict[str, Any]
    selected: dict[str, Any]
    only_saved: Any
    not_taken: Any
    nothing_taken: Any


OF_MEASURES = Words(
    labels={
        "submit": gettext_lazy("Save and submit"),
        "publish": gettext_lazy("Save and publish"),
        "return": gettext_lazy("Return…"),
        "withdraw": gettext_lazy("Withdraw…"),
    },
    titles={
        "return": gettext_lazy("Return to your colleague"),
        "withdraw": gettext_lazy("Withdraw from the public site"),
    },
    done={
        "submit": gettext_lazy("“%(measure)s” is submitted: an approver of your organisation can publish it now."),
        "publish": gettext_lazy("“%(measure)s” is published: everybody can see it now."),
        "return": gettext_lazy("“%(measure)s” is returned, with your reason."),
        "withdraw": gettext_lazy("“%(measure)s” is withdrawn: the public does not see it any more."),
    },
    saved={
        "draft": gettext_lazy("“%(measure)s” is saved as a draft; only your organisation sees it."),
        "submitted": gettext_lazy("“%(measure)s” is saved; it waits for an approver."),
        "returned": gettext_lazy("“%(measure)s” is saved; submit it again when it is ready."),
        "published": gettext_lazy("“%(measure)s” is saved, and the public sees the change."),
        "withdrawn": gettext_lazy("“%(measure)s” is saved; the public does not see it."),
    },
    selected={
        "submit": ngettext_lazy("%(number)d measure is submitted.", "%(number)d measures are submitted.", "number"),
        "publish": ngettext_lazy("%(number)d measure is published.", "%(number)d measures are published.", "number"),
    },
    only_saved=gettext_lazy("“%(measure)s” is saved, and that is all: %(why)s."),
    not_taken=gettext_lazy("“%(measure)s” stays as it is: %(why)s."),
    nothing_taken=gettext_lazy("Nothing was done: none of these measures is in your list any more."),
)
OF_REPORTS = Words(
    labels={
        "submit": gettext_lazy("Save and submit"),
        "approve": gettext_lazy("Save and approve"),
        "return": gettext_lazy("Return…"),
    },
    titles={"return": gettext_lazy("Return to your colleague")},
    done={
        "submit": gettext_lazy("The report is submitted: an approver of your organisation can approve it now."),
        "approve": gettext_lazy("The report is approved: it counts now."),
        "return": gettext_lazy("The report is returned, with your reason; it does not count."),
    },
    saved={
        "draft": gettext_lazy("The report is saved as a draft; submit it when it is ready."),
        "submitted": gettext_lazy("The report is saved; it waits for an approver."),
        "returned": gettext_lazy("The report is saved; submit it again when it is ready."),
        "approved": gettext_lazy("The report is saved, and the public sees the change."),
    },
    selected={
        "submit": ngettext_lazy("%(number)d report is submitted.", "%(number)d reports are submitted.", "number"),
        "approve": ngettext_lazy("%(number)d report is approved.", "%(number)d reports are approved.", "number"),
    },
    only_saved=gettext_lazy("The report is saved, and that is all: %(why)s."),
    not_taken=gettext_lazy("The report “%(report)s” stays as it is: %(why)s."),
    nothing_taken=gettext_lazy("Nothing was done: none of these reports is in your list any more."),
)


def badge(kind, text):
    return format_html('<span class="badge badge-{}">{}</span>', kind, text)


def told(sentence, record, why=""):
    """Return a sentence of `Words` about a record, which it calls by its noun."""
    return sentence % {record._meta.model_name: record, "why": why}


def take(name, record, user, reason=""):
    """Take a step; return None, or in words why it is not taken."""
    if name not in record.STEPS:
        return gettext("there is no such step")
    try:
        record.take_step(name, user, reason)
    except ValidationError as error:
        needs_reason = record.STEPS[name].needs_reason
        return gettext("this step asks for a reason") if needs_reason else error.messages[0].rstrip(".")
    except PermissionDenied:
        record.refresh_from_db()
        return _obstacle(record.STEPS[name], record, user)
    return None


def _obstacle(step, record, user):
    if record.state not in step.origins:
        return gettext("it is %(state)s") % {"state": getattr(record, f"get_{record.STATE}_display")()}
    if not user.may_approve:
        return gettext("an approver of your organisation does this")
    if record.submitted_by_id == user.pk:
        return gettext("you submitted it yourself, a colleague does this")
    return gettext("its reporting round is closed")


def _take_on_all(name, records_admin, request, records):
    """Take one step on each record where that is possible, and say of the others why not."""
    taken, refused, words = 0, [], records_admin.words
    for record in records:
        if why := take(name, record, request.user):
            refused.append((record, why))
        else:
            taken += 1
    records_admin.tell_refusals(request, refused, partial(told, words.not_taken))
    if taken:
        records_admin.message_user(request, words.selected[name] % {"number": taken}, messages.SUCCESS)
    elif not records:
        records_admin.message_user(request, words.nothing_taken, messages.WARNING)


@admin.action(description=gettext_lazy("Submit"))
def submit_selected(records_admin, request, queryset):
    _take_on_all("submit", records_admin, request, queryset)


@admin.action(description=gettext_lazy("Publish"))
def publish_selected(records_admin, request, queryset):
    _take_on_all("publish", records_admin, request, queryset)


@admin.action(description=gettext_lazy("Approve"))
def approve_selected(records_admin, request, queryset):
    _take_on_all("approve", records_admin, request, queryset)
