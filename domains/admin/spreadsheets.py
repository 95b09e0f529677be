"""Import and export of measures: a file is looked at first and stored after a yes; what went out can come back in."""

from django import forms
from django.contrib import messages
from django.contrib.admin.views.main import ERROR_FLAG, IncorrectLookupParameters
from django.core.cache import caches
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.text import slugify
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST
from import_export.admin import ImportExportMixin

from domains import spreadsheets
from domains.preview import preview_of

CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
ENDINGS = {"xlsx": gettext_lazy("Excel (.xlsx)"), "csv": gettext_lazy("CSV (.csv), as Excel in Belgium reads it")}


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
        return upload.read()


class DownloadForm(forms.Form):
    """The kind of file that goes out."""

    ending = forms.ChoiceField(
        label=gettext_lazy("Kind of file"), choices=ENDINGS, initial="xlsx", widget=forms.RadioSelect
    )


class Spreadsheets(ImportExportMixin):
    """The pages of import and export.

    Addresses, rights and the list's filters are those of django-import-export. Its own pages ask for a format that the
    file itself tells, keep files where others may reach them, and store the good rows of a file that has bad ones.
    """

    import_export_change_list_template = None  # the list has its own buttons

    def has_import_permission(self, request):
        user = request.user
        return self.has_add_permission(request) and (user.is_superuser or user.organisation_id is not None)

    def has_export_permission(self, request):
        return self.has_view_permission(request)

    def get_urls(self):
        empty = path("import/empty/", self.admin_site.admin_view(self.empty_action), name="domains_measure_empty")
        return [empty, *super().get_urls()]

    def _resource(self, request):
        user = request.user
        organisation = None if user.is_superuser else user.organisation
        return self.resource_classes[0](organisation, may_change_public=user.may_approve)

    # In: what a person chose waits under her own name, where nobody else can reach it; the page holds nothing of it.

    def import_action(self, request):
        """Take a file and show what it would change."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        seen = {}
        if form.is_valid():
            data = form.cleaned_data["upload"]
            try:
                seen = self._read(request, data, dry_run=True)
            except spreadsheets.UnusableFileError as error:
                form.add_error("upload", str(error))
            else:
                caches["uploads"].set(str(request.user.pk), data)
        return self._import_page(request, form=form, **seen)

    def _read(self, request, data, *, dry_run):
        """Import a file, and return what that does to each row."""
        resource = self._resource(request)
        sheet = spreadsheets.read(data)
        unknown = resource.check(sheet)
        result = resource.import_data(sheet, dry_run=dry_run, rollback_on_validation_errors=True)
        return {"preview": preview_of(result), "unknown": unknown}

    def _import_page(self, request, **context):
        context |= {"title": gettext("Import"), "opts": self.opts, **self.admin_site.each_context(request)}
        return TemplateResponse(request, "admin/import_export/import.html", context)

    @method_decorator(require_POST)
    def process_import(self, request):
        """Store what the person saw and said yes to: all of it, or nothing."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        data = caches["uploads"].get(str(request.user.pk))
        if data is None:
            text = gettext("The file is not here any more: it waits for an hour. Choose it again.")
            self.message_user(request, text, messages.WARNING)
            return redirect("admin:domains_measure_import")
        with transaction.atomic():
            seen = self._read(request, data, dry_run=False)
            as_promised = seen["preview"].promise == request.POST.get("promise") and not seen["preview"].wrong
            transaction.set_rollback(not as_promised)
        if not as_promised:
            text = gettext("Nothing is stored: the measures have changed since you looked. Look again at what follows.")
            self.message_user(request, text, messages.WARNING)
            return self._import_page(request, form=UploadForm(), **seen)
        caches["uploads"].delete(str(request.user.pk))
        return self._stored(request, seen["preview"].counts)

    def _stored(self, request, counts):
        text = gettext("Stored: %(new)s new, %(changed)s changed, %(unchanged)s unchanged.")
        drafts = gettext("The new ones are drafts: submit them when they are ready.")
        values = {kind: counts[kind] for kind in ("new", "changed", "unchanged")}
        self.message_user(request, f"{text % values} {drafts if counts['new'] else ''}", messages.SUCCESS)
        return redirect("admin:domains_measure_changelist")

    # Out.

    def empty_action(self, request):
        """Give a sheet to fill in, with a second one that says what to write."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        return self._file(request, self.model.objects.none(), "xlsx")

    def export_action(self, request):
        """Give the measures of the list that the person came from, with its search and filters."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        listing = reverse("admin:domains_measure_changelist")
        try:
            measures = self.get_export_queryset(request)
        except IncorrectLookupParameters:
            return redirect(f"{listing}?{ERROR_FLAG}=1")
        form, number = DownloadForm(request.POST or None), measures.count()
        too_many = number > spreadsheets.MOST_ROWS_OUT
        if form.is_valid() and not too_many:
            return self._file(request, measures, form.cleaned_data["ending"])
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Export"),
            "opts": self.opts,
            "form": form,
            "number": number,
            "too_many": too_many,
            "listing": f"{listing}?{request.GET.urlencode()}",
        }
        return TemplateResponse(request, "admin/import_export/export.html", context)

    def _file(self, request, measures, ending):
        resource = self._resource(request)
        sheet = resource.export(measures)
        sheet.title = slugify(str(self.opts.verbose_name_plural))
        data = spreadsheets.to_csv(sheet) if ending == "csv" else spreadsheets.to_excel(sheet, resource.guide())
        whose = f"-{resource.organisation.slug}" if resource.organisation else ""
        name = f"{sheet.title}{whose}-{timezone.localdate():%Y-%m-%d}.{ending}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(data, content_type=CONTENT_TYPES[ending], headers=headers)
