"""Measures that go to another objective or into the next plan: one, a few, or all that a filter leaves."""

from functools import partial

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext, gettext_lazy, ngettext

from domains import copying, moving
from domains.admin.choices import OneByDomain
from domains.models import Objective


class MoveForm(forms.Form):
    """Where to, and why."""

    objective = OneByDomain(
        label=gettext_lazy("Objective"),
        queryset=Objective.objects.select_related("domain__plan"),
        empty_label=gettext_lazy("Choose…"),
        error_messages={"required": gettext_lazy("Choose the objective that this measure serves most.")},
    )
    why = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("It stands in the history of each measure."),
    )


@admin.action(description=gettext_lazy("Move to another objective…"))
def move_selected(measures_admin, request, queryset):
    moved = _each(measures_admin, request, queryset, partial(moving.move, user=request.user, **request.answers))
    if moved:
        text = ngettext("%(number)d measure is moved to %(code)s.", "%(number)d measures are moved to %(code)s.", moved)
        told = text % {"number": moved, "code": request.answers["objective"].code}
        measures_admin.message_user(request, told, messages.SUCCESS)


@admin.action(description=gettext_lazy("Carry over to the next plan, as drafts"))
def carry_over_selected(measures_admin, request, queryset):
    carried = _each(measures_admin, request, queryset, copying.carry_over)
    if carried:
        text = ngettext(
            "%(number)d measure is a draft in the next plan now. Make it ready and submit it.",
            "%(number)d measures are drafts in the next plan now. Make them ready and submit them.",
            carried,
        )
        measures_admin.message_user(request, text % {"number": carried}, messages.SUCCESS)


def _each(measures_admin, request, measures, act):
    """Do something with each measure; say of those that refuse it why, and return how many did not."""
    done, refused = 0, []
    for measure in measures:
        try:
            act(measure)
            done += 1
        except PermissionDenied as error:
            refused.append((measure, str(error)))
        except ValidationError as error:
            refused.append((measure, error.messages[0].rstrip(".")))
    measures_admin.tell_refusals(request, refused, _stays)
    return done


def _stays(measure, why):
    return gettext("“%(measure)s” stays as it is: %(why)s.") % {"measure": measure, "why": why}
