"""Reporting rounds: a curator opens one, sees who is missing, closes it, and opens it again when there is a reason."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from domains import rounds
from domains.admin import steps
from domains.admin.forms import ReasonForm
from domains.models import ActionPlan, ReportingRound
from partnerships.back_office import BackOffice

CLOSED = gettext_lazy("The round is closed: its reports do not change any more, and everybody can read its figures.")
OPEN_AGAIN = gettext_lazy("The round is open again; everybody can read why.")


class ReopenForm(ReasonForm):
    """Why a round that was closed is opened again."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = gettext("Everybody reads this, where the figures of the round stood.")


@admin.register(ReportingRound)
class ReportingRoundAdmin(BackOffice, admin.ModelAdmin):
    """The rounds in which running measures report; what is closed does not change."""

    list_display = ["__str__", "plan", "opens_on", "deadline", "state"]
    list_filter = ["plan"]
    list_select_related = ["plan"]
    fields = ["plan", ("starts_on", "ends_on"), ("opens_on", "deadline")]

    @admin.display(description=gettext_lazy("state"))
    def state(self, reporting_round):
        if reporting_round.is_closed:
            return steps.badge("done", gettext("closed"))
        is_to_come = reporting_round.opens_on > timezone.localdate()
        return steps.badge("planned", gettext("planned")) if is_to_come else steps.badge("running", gettext("open"))

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and obj.is_closed)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and obj.is_closed)

    def view_on_site(self, obj):
        return obj.get_absolute_url() if obj.is_closed else None

    def get_changeform_initial_data(self, request):
        """Propose the next round in a year."""
        proposed = rounds.next_days(timezone.localdate()) | {"plan": ActionPlan.objects.first()}
        return proposed | super().get_changeform_initial_data(request)

    def get_urls(self):
        pages = {"standing": self.standing_view, "close": self.close_view, "reopen": self.reopen_view}
        return [
            *(
                path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"domains_reportinground_{name}")
                for name, view in pages.items()
            ),
            *super().get_urls(),
        ]

    def standing_view(self, request, pk):
        """Show who has reported and who is missing."""
        reporting_round = self._asked_for(request, pk)
        standings = rounds.standings(reporting_round)
        context = self._context(request, reporting_round, gettext("Who has reported"))
        context |= {"standings": standings, "total": rounds.total(standings)}
        return TemplateResponse(request, "admin/domains/reportinground/standing.html", context)

    def close_view(self, request, pk):
        """Close a round; its page asks for that with a button."""
        reporting_round = self._asked_for(request, pk)
        if request.method == "POST":
            self._try(request, reporting_round.close, CLOSED)
        return redirect("admin:domains_reportinground_standing", pk)

    def reopen_view(self, request, pk):
        """Ask why a round is opened again, then do so."""
        reporting_round = self._asked_for(request, pk)
        form = ReopenForm(request.POST or None)
        if reporting_round.is_closed and not form.is_valid():
            context = self._context(request, reporting_round, gettext("Open the round again")) | {"form": form}
            return TemplateResponse(request, "admin/domains/reason.html", context)
        self._try(request, lambda: reporting_round.reopen(request.POST.get("reason", "")), OPEN_AGAIN)
        return redirect("admin:domains_reportinground_standing", pk)

    def _asked_for(self, request, pk):
        reporting_round = self.get_object(request, str(pk))
        if reporting_round is None:
            raise Http404
        if not self.has_view_permission(request, reporting_round):
            raise PermissionDenied
        return reporting_round

    def _context(self, request, reporting_round, title):
        page = {"title": title, "subtitle": str(reporting_round), "record": reporting_round, "opts": self.opts}
        return self.admin_site.each_context(request) | page

    def _try(self, request, act, sentence):
        try:
            act()
        except ValidationError as error:
            self.message_user(request, error.messages[0], messages.WARNING)
        else:
            self.message_user(request, sentence, messages.SUCCESS)
