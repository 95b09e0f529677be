"""Actions on what is ticked in a list, or on everything that its search and filters leave: all 240, not this page only.

What is done with everything is confirmed first, with the number; so is what an action wants to know (`asks`).
"""

from django import forms
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import model_ngettext
from django.template.response import TemplateResponse
from django.utils.translation import ngettext

SHOWN = 10  # records that the page that asks for a yes names


class OverFilter:
    """The actions of one noun; `asks` is {name of an action: the form it wants filled in}."""

    asks = {}

    def changelist_view(self, request, extra_context=None):
        if request.POST.get("select_across") == "1" and ACTION_CHECKBOX_NAME not in request.POST:
            request.POST = request.POST.copy()
            request.POST[ACTION_CHECKBOX_NAME] = "0"  # Django wants at least one tick, though everything is meant
        return super().changelist_view(request, extra_context)

    def response_action(self, request, queryset):
        """Do what was chosen; ask first where there is something to ask, or where everything is meant."""
        name, everything = request.POST.get("action"), request.POST.get("select_across") == "1"
        if name == "delete_selected" or name not in self.get_actions(request) or not (everything or name in self.asks):
            return super().response_action(request, queryset)
        ticked = [key for key in request.POST.getlist(ACTION_CHECKBOX_NAME) if key.isdecimal()]
        records = queryset if everything else queryset.filter(pk__in=ticked)
        number, promised = records.count(), request.POST.get("confirmed")
        form = self.asks.get(name, forms.Form)(None if promised is None else request.POST)
        if promised == str(number) and form.is_valid():
            request.answers = form.cleaned_data
            return super().response_action(request, queryset)
        return self._asked_first(request, records, number, promised, form)

    def _asked_first(self, request, records, number, promised, form):
        """Return the page that says what an action will be done with, and asks what it wants to know."""
        name = request.POST["action"]
        _action, _name, label = self.get_actions(request)[name]
        context = {
            **self.admin_site.each_context(request),
            "title": label,
            "subtitle": f"{number} {model_ngettext(self.opts, number)}",
            "form": form,
            "number": number,
            "others": promised not in {None, str(number)},
            "records": records[:SHOWN],
            "more": max(number - SHOWN, 0),
            "sent": [(key, value) for key in ("action", "select_across") if (value := request.POST.get(key))],
            "ticked": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/bulk.html", context)

    def tell_refusals(self, request, refused, sentence):
        """Say of records why nothing was done with them: of a few one by one, of many by reason."""
        few = refused if len(refused) <= SHOWN else []
        for record, why in few:
            self.message_user(request, sentence(record, why), "warning")
        reasons = [why for _record, why in refused] if not few else []
        for why in dict.fromkeys(reasons):
            number = reasons.count(why)
            text = ngettext("%(number)d stays as it is: %(why)s.", "%(number)d stay as they are: %(why)s.", number)
            self.message_user(request, text % {"number": number, "why": why}, "warning")
