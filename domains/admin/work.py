"""My work: what waits for a clerk on one screen, with the report beside it. It works without scripts.

One report is open at a time, so that the page takes as many queries for many measures as for one.
"""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy, ngettext

from domains import work
from domains.models import Domain, Measure, Report
from partnerships.words import MOST

WORK = "work"  # in an address: from which list of work a form was opened, and where it leads back to
ASKED = ("reason", "domain", "q")  # what the address of a list asks for
AT_A_TIME = 200  # reports that one press of a button gives, so that no request takes too long
MOST_COMPLAINTS = 10


def address_of_work(asked, **more):
    """Return the address of a list of work, narrowed as an address asked; what else that said is left out."""
    query = urlencode({name: value for name in ASKED if (value := asked.get(name))} | more)
    return f"{reverse('admin:domains_report_work')}{'?' if query else ''}{query}"


class NarrowForm(forms.Form):
    """What a list of work is narrowed to."""

    q = forms.CharField(label=gettext_lazy("Search"), max_length=MOST, required=False, widget=forms.SearchInput)
    domain = forms.ModelChoiceField(
        label=gettext_lazy("Domain"),
        queryset=Domain.objects.select_related("plan"),
        to_field_name="slug",
        empty_label=gettext_lazy("All"),
        required=False,
    )

    def __init__(self, measures, asked):
        super().__init__(asked)
        self.measures = measures
        theirs = measures.filter(objective__domain=OuterRef("pk"))
        self.fields["domain"].queryset = self.fields["domain"].queryset.filter(Exists(theirs))

    def narrowed(self):
        """Return the measures that are asked for; all of them where what was asked cannot be."""
        words, domain = (self.cleaned_data.get(name) for name in ("q", "domain")) if self.is_valid() else ("", None)
        measures = self.measures.filter(objective__domain=domain) if domain else self.measures
        return measures.matching(words) if words else measures


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
        narrow = NarrowForm(own, request.GET)
        measures = narrow.narrowed()
        many, left = ManyForm(request.POST or None), []
        if request.method == "POST" and many.is_valid():
            left = self._report_on_chosen(request, measures, many.cleaned_data)
            if not left:
                return redirect(address_of_work(request.GET))
        context = self.admin_site.each_context(request) | {
            "title": gettext("My work"),
            "opts": self.opts,
            "rounds": work.open_rounds(own, today),
            "narrow": narrow,
            "many": many,
            "left": left,
            "opened": self._opened(request, own),
            **self._list(request, measures, today),
        }
        return TemplateResponse(request, "admin/domains/report/work.html", context)

    def _list(self, request, measures, today):
        """Return what waits among these measures, a page of it."""
        found = work.waiting(measures, today)
        reasons = work.reasons_of(found)
        page = Paginator(_listed(found, request.GET), self.list_per_page).get_page(request.GET.get("p"))
        chips = _chips(found, len(reasons), request.GET)
        return {"chips": chips, "page": page, "rows": _rows(measures, page.object_list, reasons)}

    # The report beside a measure.

    def _opened(self, request, own):
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
        query = urlencode({"measure": measure.pk, WORK: address_of_work(request.GET).partition("?")[2] or "all"})
        context = page.context_data | {"address": f"{where}?{query}"}
        _start_at_the_first(context)
        return {"pk": measure.pk, "form": render_to_string("admin/domains/report/inline.html", context, request)}

    # One report for many.

    def _report_on_chosen(self, request, measures, said):
        """Report on one measure (nothing changed), on those that were ticked, or on all of the list.

        Return the keys of those that are left for the next press, when there are very many.
        """
        said = {} if "nothing_changed" in request.POST else said
        public = {str(key): key for key in measures.public().values_list("pk", flat=True)}
        keys = [public[key] for key in _chosen(request, measures) if key in public]
        now, left = keys[:AT_A_TIME], keys[AT_A_TIME:]
        measures = Measure.objects.filter(pk__in=now).select_related("objective__domain", "organisation")
        with transaction.atomic():
            answers = [(measure, _hand_in(measure, request.user, said)) for measure in measures]
        complaints = [(measure, why) for measure, why in answers if why]
        self._tell(request, len(answers) - len(complaints), complaints)
        return left

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


def _chosen(request, measures):
    """Return the keys of what is to be reported on, as a form sends them."""
    if "all" in request.POST:
        return map(str, _listed(work.waiting(measures, timezone.localdate()), request.GET))
    sent = request.POST
    return sent.getlist("nothing_changed") or sent.get("left", "").split() or sent.getlist("measure")


def _listed(found, asked):
    """Return the keys of all that a list of work holds, the most pressing first."""
    reason = asked.get("reason")
    return list(work.reasons_of({reason: found[reason]} if reason in found else found))


def _chips(found, total, asked):
    """Return (label, number, address, whether it is chosen) of all that waits, and of each reason that there is."""
    chosen, others = asked.get("reason"), {name: asked.get(name, "") for name in ASKED if name != "reason"}
    chips = [(gettext("everything"), total, address_of_work(others), chosen not in found)]
    for name, keys in found.items():
        if keys or name == chosen:
            address = address_of_work(others | {"reason": name})
            chips.append((work.REASONS[name].label, len(keys), address, name == chosen))
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
