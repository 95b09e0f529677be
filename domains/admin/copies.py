"""A published measure of another organisation becomes a draft of one's own, after a look at what is taken over."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext, gettext_lazy
from translated_fields import to_attribute

from domains import copying
from domains.models import Measure


class CopyForm(forms.Form):
    """The title of the copy, in the language the measure is written in."""

    title = forms.CharField(
        label=gettext_lazy("Title of your measure"),
        max_length=200,
        help_text=gettext_lazy("You can change this, and everything else, in the draft."),
        error_messages={"required": gettext_lazy("Give the measure a title in the language you write it in.")},
    )


class Copies:
    """The page that copies a measure. Everybody can read what it copies; staff make the copy, for themselves."""

    def get_urls(self):
        copy = path("copy/<slug:reference>/", self.admin_site.admin_view(self.copy_view), name="domains_measure_copy")
        return [copy, *super().get_urls()]

    def copy_view(self, request, reference):
        """Show what would be copied, and copy it after a yes."""
        source = Measure.objects.public().filter(reference=reference).first()
        if why := self._obstacle(request.user, source):
            self.message_user(request, why, messages.WARNING)
            return redirect("admin:domains_measure_changelist")
        own_title = getattr(source, to_attribute("title", source.language))
        form = CopyForm(request.POST or None, initial={"title": own_title})
        if form.is_valid() and (draft := self._copied(form, source, request.user.organisation)):
            text = gettext("“%(measure)s” is a draft of your organisation now. Make it yours: check each KPI and date.")
            self.message_user(request, text % {"measure": draft}, messages.SUCCESS)
            return redirect("admin:domains_measure_change", draft.pk)
        context = self.admin_site.each_context(request) | {
            "title": gettext("Copy as a draft"),
            "subtitle": source.title,
            "form": form,
            "measure": source,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/domains/measure/copy.html", context)

    def _obstacle(self, user, source):
        if source is None:
            return gettext("There is no published measure with this reference: only what is public can be copied.")
        if user.organisation_id is None:
            return gettext("You work for no organisation, so there is nobody whose draft a copy could be.")
        return ""

    def _copied(self, form, source, organisation):
        """Return the draft; or None, with what is wrong beside the title."""
        try:
            return copying.copy(source, organisation, form.cleaned_data["title"])
        except ValidationError as error:
            form.add_error("title", error.messages)
        return None
