"""My work: what waits for a clerk on one screen, with the report beside it. It works without scripts.

One report is open at a time, so that the page takes as many queries for many measures as for one.
"""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy, ngettext

from domains import work
from domains.models import Measure, Report

WORK = "work"  # in an address: from which list of work a form was opened, and where it leads back to
EVERYTHING = "all"
MOST_COMPLAINTS = 10


def address_of_work(reason="", **more):
    """Return the address of a list of work."""
    asked = {"reason": reason} if reason in work.REASONS else {}
    query = urlencode(asked | more)
    return f"{reverse('admin:domains_report_work')}{'?' if query else ''}{query}"


class ManyForm(forms.Form):
    """One report for many measures; left empty it says that nothing changed."""

    status = forms.ChoiceField(
        label=gettext_lazy("status of the measures"),
        choices=[("", gettext_lazy("as it is")), *Measure.Status.choices],
        required=False,
        help_text=gettext_lazy("When the report is approved, the measures get this status."),
    )
    narrative = forms.CharField(
        label=gettext_lazy("how it goes"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Two or three sentences. Everybody can read them."),
    )
    explanation = forms.CharField(
        label=gettext_lazy("explanation"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Why a target is missed, or why the measure stops."),
    )


class MyWork:
    """The screen, as a page of the reports' admin."""

    def get_urls(self):
        return [
            path("work/", self.admin_site.admin_view(self.work_view), name="domains_report_work"),
            *super().get_urls(),
        ]

    def work_view(self, request):
        """Show what waits, or report on what was chosen there."""
        own, today = Measure.objects.editable_by(request.user), timezone.localdate()
        found = work.waiting(own, today)
        reason = request.GET.get("reason", "")
        reasons = work.reasons_of(found if reason not in found else {reason: found[reason]})
        many = ManyForm(request.POST or None)
        if request.method == "POST" and many.is_valid():
            self._report_on_chosen(request, own, list(reasons), many.cleaned_data)
            return redirect(address_of_work(reason))
        page = Paginator(list(reasons), self.list_per_page).get_page(request.GET.get("p"))
        all_reasons = work.reasons_of(found)
        context = self.admin_site.each_context(request) | {
            "title": gettext("My work"),
            "opts": self.opts,
            "chips": _chips(found, len(all_reasons), reason),
            "rounds": work.open_rounds(own, today),
            "rows": _rows(own, page.object_list, all_reasons),
            "page": page,
            "many": many,
            "reason": reason,
            "opened": self._opened(request, own, reason),
        }
        return TemplateResponse(request, "admin/domains/report/work.html", context)

    # The report beside a measure.

    def _opened(self, request, own, reason):
        """Return the measure whose report is open on the page, and the form of it; the same as on its own page."""
        number = request.GET.get("report", "")
        measure = own.filter(pk=number).first() if number.isdecimal() else None
        if measure is None:
            return None
        request.measure = measure
        report = Report.objects.unfinished().filter(measure=measure).first()
        page = self.changeform_view(request, str(report.pk) if report else None)
        name, arguments = ("change", [report.pk]) if report else ("add", [])
        where = reverse(f"admin:domains_report_{name}", args=arguments)
        query = urlencode({"measure": measure.pk, WORK: reason or EVERYTHING})
        context = page.context_data | {"address": f"{where}?{query}"}
        _start_at_the_first(context)
        return {"pk": measure.pk, "form": render_to_string("admin/domains/report/inline.html", context, request)}

    # One report for many.

    def _report_on_chosen(self, request, own, listed, said):
        """Report on one measure (nothing changed), on those that were ticked, or on all of the list."""
        chosen = request.POST.getlist("nothing_changed") or request.POST.getlist("measure")
        said = {} if "nothing_changed" in request.POST else said
        keys = [key for key in listed if "all" in request.POST or str(key) in chosen]
        measures = own.public().filter(pk__in=keys).select_related("objective__domain", "organisation")
        with transaction.atomic():
            answers = [(measure, _hand_in(measure, request.user, said)) for measure in measures]
        complaints = [(measure, why) for measure, why in answers if why]
        self._tell(request, len(answers) - len(complaints), complaints)

    def _tell(self, request, submitted, complaints):
        if submitted:
            self.message_user(request, self.words.selected["submit"] % {"number": submitted}, messages.SUCCESS)
        for measure, why in complaints[:MOST_COMPLAINTS]:
            text = gettext("No report on “%(measure)s”: %(why)s") % {"measure": measure, "why": why}
            self.message_user(request, text, messages.WARNING)
        if more := len(complaints[MOST_COMPLAINTS:]):
            text = ngettext("No report on %(number)d more measure.", "No report on %(number)d more measures.", more) % {
                "number": more
            }
            self.message_user(request, text, messages.WARNING)
        if not submitted and not complaints:
            text = gettext("Nothing was reported: tick the published measures you want to report on.")
            self.message_user(request, text, messages.WARNING)


def _hand_in(measure, user, said):
    """Report on a measure; return nothing, or in words why that is not possible."""
    try:
        Report.hand_in(measure, user, **said)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _chips(found, total, chosen):
    """Return (label, number, address, whether it is chosen) of all that waits, and of each reason that there is."""
    chips = [(gettext("everything"), total, address_of_work(), chosen not in found)]
    for name, keys in found.items():
        if keys or name == chosen:
            chips.append((work.REASONS[name].label, len(keys), address_of_work(name), name == chosen))
    return chips


def _rows(own, keys, reasons):
    """Return what the list shows of these measures, in this order, in three queries."""
    measures = {measure.pk: measure for measure in own.filter(pk__in=keys).for_list()}
    reports = Report.objects.filter(measure__in=keys).order_by("reported_on", "pk")
    by_measure = {}
    for report in reports.select_related("round"):
        by_measure.setdefault(report.measure_id, []).append(report)
    return [_row(measures[key], reasons[key], by_measure.get(key, [])) for key in keys if key in measures]


def _row(measure, reasons, reports):
    last = {each.review: each for each in reports}
    unfinished = [each for each in reports if each.is_unfinished]
    return {
        "measure": measure,
        "reasons": [work.REASONS[name] for name in reasons],
        "unfinished": unfinished[-1] if unfinished else None,
        "is_waiting": "submitted" in last,
        "last": last.get("approved"),
        "may_report": measure.publication == "published",
    }


def _start_at_the_first(context):
    """Let the keyboard start at the first value, or at the words where there is no KPI."""
    values = context["inline_admin_formsets"][0].formset.forms
    field = values[0].fields["value"] if values else context["adminform"].form.fields["narrative"]
    field.widget.attrs["autofocus"] = True
