"""The finder on a measure of one's own: filled in with what the measure says, and what staff answered about it."""

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext

from domains.models import Measure
from funding.finder import find
from funding.forms import FinderForm
from funding.law import answers_for
from funding.models import MeasureAnswers
from funding.questions import QUESTIONS
from partnerships.models import Territory


class FinderPage:
    """A page of the back office for each measure, for who may see the measure there."""

    def get_urls(self):
        page = path(
            "finder/<slug:reference>/", self.admin_site.admin_view(self.finder_view), name="funding_fund_finder"
        )
        return [page, *super().get_urls()]

    def finder_view(self, request, reference):
        """Show which funds pay for a measure; the answers can be tried out in the address, and kept."""
        own = admin.site.get_model_admin(Measure).get_queryset(request)
        measure = get_object_or_404(
            own.select_related("objective__domain", "organisation", "territory", "finder_answers"), reference=reference
        )
        form = FinderForm(request.GET or said_of(measure))
        if request.method == "POST" and form.is_valid():
            keep(measure, form.answers())
            self.message_user(request, gettext("The answers are kept with the measure."), messages.SUCCESS)
            return HttpResponseRedirect(request.path)
        found = find(form.answers(), timezone.localdate())
        context = self.admin_site.each_context(request) | {
            "title": gettext("Which fund pays?"),
            "subtitle": measure.title,
            "measure": measure,
            "form": form,
            "found": found,
            "next": found.ask(form, request.path),
            "opts": Measure._meta,
            "back": reverse("admin:domains_measure_change", args=[measure.pk]),
        }
        return TemplateResponse(request, "admin/funding/finder.html", context)


def said_of(measure):
    """Return what is known of a measure as the finder's form takes it."""
    codes = dict(Territory.objects.with_around(measure.territory.code).values_list("path", "code"))
    answers = answers_for(measure, codes)
    said = {
        question: sorted(known) if QUESTIONS[question].several else min(known)
        for question, known in answers.given.items()
    }
    return {**said, "place": measure.territory.code, "end": measure.ends_on or ""}


def keep(measure, answers):
    """Write what was answered, with its history."""
    kept, _created = MeasureAnswers.objects.get_or_create(measure=measure)
    for question in QUESTIONS:
        setattr(kept, question, sorted(answers.given.get(question, ())))
    kept.save()
