"""Import and export of measures: a file is looked at first and stored after a yes; what went out can come back in."""

from django import forms
from django.contrib import messages
from django.contrib.admin.views.main import ERROR_FLAG, IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language, gettext, gettext_lazy

from domains import imports, spreadsheets, workbooks
from domains.models import SpreadsheetImport
from domains.preview import seen
from partnerships.models import Organisation

CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
ENDINGS = {"xlsx": gettext_lazy("Excel (.xlsx)"), "csv": gettext_lazy("CSV (.csv), as Excel in Belgium reads it")}
RECENT = 10
State = SpreadsheetImport.State


class UploadForm(forms.Form):
    """A spreadsheet to import."""

    upload = forms.FileField(
        label=gettext_lazy("Spreadsheet"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=gettext_lazy(
            "An Excel file (.xlsx) or a CSV file. Nothing is stored before you have seen what changes."
        ),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("This file is empty."),
        },
    )

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        if upload.size > spreadsheets.MOST_BYTES:
            sentence = gettext("This file is larger than %(most)s MB: divide its rows over several files.")
            raise ValidationError(sentence % {"most": spreadsheets.MOST_BYTES // spreadsheets.MEGABYTE})
        return upload


class DownloadForm(forms.Form):
    """The kind of file that goes out."""

    ending = forms.ChoiceField(
        label=gettext_lazy("Kind of file"), choices=ENDINGS, initial="xlsx", widget=forms.RadioSelect
    )


class Spreadsheets:
    """The pages of import and export; `sheet` is the class that knows the columns."""

    def has_import_permission(self, request):
        user = request.user
        return self.has_add_permission(request) and (user.is_superuser or user.organisation_id is not None)

    def has_export_permission(self, request):
        return self.has_view_permission(request)

    def get_urls(self):
        pages = {
            "import": ("import/", self.import_action),
            "template": ("import/template/", self.template_action),
            "one_import": ("import/<int:key>/", self.one_import_action),
            "import_file": ("import/<int:key>/<slug:which>.file", self.file_action),
            "export": ("export/", self.export_action),
        }
        own = [
            path(address, self.admin_site.admin_view(view), name=f"domains_measure_{name}")
            for name, (address, view) in pages.items()
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        rights = {
            "has_import_permission": self.has_import_permission(request),
            "has_export_permission": self.has_export_permission(request),
        }
        return super().changelist_view(request, {**(extra_context or {}), **rights})

    def _sheet(self, request, organisation=None):
        user = request.user
        return self.sheet(organisation if user.is_superuser else user.organisation)

    def _spreadsheet_page(self, request, template, **context):
        context |= {"opts": self.opts, **self.admin_site.each_context(request)}
        return TemplateResponse(request, f"admin/spreadsheets/{template}.html", context)

    # In: the file is kept, with who brought it and when.

    def import_action(self, request):
        """Take a file and show what it would change."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if form.is_valid():
            job = self._taken(request, form.cleaned_data["upload"])
            if job.state != State.UNUSABLE:
                return redirect("admin:domains_measure_one_import", job.pk)
            form.add_error("upload", job.preview["fault"])
            job.delete()
        own = SpreadsheetImport.objects.of(request.user).exclude(state=State.LOOKED)
        organisations = Organisation.objects.order_by("slug") if request.user.is_superuser else ()
        recent = own.select_related("by", "organisation").without_file()[:RECENT]
        return self._spreadsheet_page(
            request, "import", title=gettext("Import"), form=form, recent=recent, organisations=organisations
        )

    def _taken(self, request, upload):
        """Keep a file and look at it; files that the same person looked at before and left are not kept."""
        user = request.user
        SpreadsheetImport.objects.filter(by=user, state=State.LOOKED).delete()
        job = SpreadsheetImport.objects.create(
            organisation=None if user.is_superuser else user.organisation,
            by=user,
            language=get_language(),
            name=upload.name[-200:],
            file=upload.read(),
        )
        imports.go(job, self.sheet)
        job.refresh_from_db()
        return job

    def one_import_action(self, request, key):
        """Show how far an import is, and do with it what its buttons say."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        job = get_object_or_404(SpreadsheetImport.objects.of(request.user), pk=key)
        if request.method == "POST":
            acts = {"store": self._store, "store_good": self._store, "cancel": self._cancel, "undo": self._undo}
            if request.POST.get("act") not in acts or not self._may_act(request.user, job, request.POST["act"]):
                raise PermissionDenied
            acts[request.POST["act"]](request, job)
            return redirect("admin:domains_measure_one_import", key)
        template = "progress" if request.htmx and job.is_at_work else "one_import"
        context = {"job": job, "preview": seen(job.preview), "form": UploadForm(), "waits_long": self._waits_long(job)}
        context |= {"may": {act: self._may_act(request.user, job, act) for act in ("store", "cancel", "undo")}}
        response = self._spreadsheet_page(request, template, title=job.name, **context)
        if request.htmx and not job.is_at_work:
            response["HX-Refresh"] = "true"
        return response

    def _may_act(self, user, job, act):
        """Let a yes come from who looked; an approver also stops and undoes what a colleague imported."""
        return job.by_id == user.pk or (act in ("cancel", "undo") and user.may_approve)

    @staticmethod
    def _waits_long(job):
        """Say whether nobody has taken up an import that waits for a worker: there may be none."""
        waits = job.is_at_work and job.worked_at is None
        return waits and (timezone.now() - job.uploaded_at).total_seconds() > 60

    def _store(self, request, job):
        only_good = request.POST["act"] == "store_good"
        preview = seen(job.preview)
        if not preview or not preview.good or (preview.wrong and not only_good):
            return
        looked = SpreadsheetImport.objects.filter(pk=job.pk, state=State.LOOKED)
        if looked.update(state=State.STORING, only_good_rows=only_good, changed_meanwhile=False):
            imports.go(job, self.sheet)
            job.refresh_from_db()
            self._tell_what_became(request, job)

    def _tell_what_became(self, request, job):
        if job.changed_meanwhile:
            text = gettext("Nothing is stored: the measures have changed since you looked. Look again at what follows.")
            self.message_user(request, text, messages.WARNING)
        elif job.state == State.STORED:
            counts = {kind: job.counts.get(kind, 0) for kind in ("new", "changed", "unchanged")}
            text = gettext("Stored: %(new)s new, %(changed)s changed, %(unchanged)s unchanged.") % counts
            drafts = gettext("The new ones are drafts: submit them when they are ready.") if counts["new"] else ""
            self.message_user(request, f"{text} {drafts}".strip(), messages.SUCCESS)

    def _cancel(self, request, job):
        asked = SpreadsheetImport.objects.filter(pk=job.pk, state__in=[State.LOOKING, State.LOOKED, State.STORING])
        asked.filter(worked_at=None, rows_done=0).update(state=State.CANCELLED)
        asked.update(cancelled=True)

    def _undo(self, request, job):
        """Undo an import, unless somebody changed one of its measures since."""
        untouched = job.imported_rows.untouched().values("pk")
        touched = job.imported_rows.exclude(pk__in=untouched).values_list("number", flat=True)
        if touched:
            text = gettext(
                "This cannot be undone as a whole: since then somebody changed the measures of the rows %(rows)s."
            )
            rows = ", ".join(map(str, touched[:5])) + ("…" if len(touched) > 5 else "")
            self.message_user(request, text % {"rows": rows}, messages.WARNING)
            return
        stored = SpreadsheetImport.objects.filter(pk=job.pk, state=State.STORED)
        if stored.update(state=State.UNDOING, undone_by=request.user):
            imports.go(job, self.sheet)

    def file_action(self, request, key, which):
        """Give the file that was imported, or the rows of it that are refused, to correct."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        job = get_object_or_404(SpreadsheetImport.objects.of(request.user), pk=key)
        if which == "refused":
            stem = job.name.rpartition(".")[0] or job.name
            return self._download(job.refused or b"", f"{stem}-{gettext('refused')}.xlsx")
        return self._download(job.file, job.name)

    @staticmethod
    def _download(data, name):
        ending = "csv" if name.lower().endswith("csv") else "xlsx"
        stem = slugify(name.rpartition(".")[0]) or "file"
        headers = {"Content-Disposition": f'attachment; filename="{stem}.{ending}"'}
        return HttpResponse(bytes(data), content_type=CONTENT_TYPES[ending], headers=headers)

    # Out.

    def template_action(self, request):
        """Give the measures of an organisation in a workbook to fill in, which says how."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        asked = request.GET.get("organisation")
        organisation = get_object_or_404(Organisation, slug=asked) if asked else None
        sheet = self._sheet(request, organisation)
        measures = sheet.own_measures() if sheet.organisation else self.model.objects.none()
        return self._file(sheet, measures, "xlsx")

    def export_action(self, request):
        """Give the measures of the list that the person came from, with its search and filters."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        listing = reverse("admin:domains_measure_changelist")
        try:
            measures: QuerySet = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            return redirect(f"{listing}?{ERROR_FLAG}=1")
        form, number = DownloadForm(request.POST or None), measures.count()
        too_many = number > spreadsheets.MOST_ROWS_OUT
        if form.is_valid() and not too_many:
            return self._file(self._sheet(request), measures, form.cleaned_data["ending"])
        return self._spreadsheet_page(
            request,
            "export",
            title=gettext("Export"),
            form=form,
            number=number,
            too_many=too_many,
            listing=f"{listing}?{request.GET.urlencode()}",
        )

    def _file(self, sheet, measures, ending):
        noun, names = slugify(str(self.opts.verbose_name_plural)), sheet.names(measures)
        rows = sheet.export(measures, names)
        if ending == "csv":
            data = workbooks.to_csv(names, rows)
        else:
            data = workbooks.to_excel(noun, names, map(workbooks.Line, rows), sheet)
        whose = f"-{sheet.organisation.slug}" if sheet.organisation else ""
        return self._download(data, f"{noun}{whose}-{timezone.localdate():%Y-%m-%d}.{ending}")
