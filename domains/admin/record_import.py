"""The import of records in the back office: a file is looked at first, and stored after a yes."""

from hashlib import sha256

from django import forms
from django.contrib import messages
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from import_export.admin import ImportMixin
from import_export.forms import ConfirmImportForm, ImportForm
from import_export.tmp_storages import CacheStorage

from domains import spreadsheets
from domains.admin.spreadsheets import UploadForm as MeasureUploadForm


class Waiting(CacheStorage):
    """A file that waits for a yes where every process finds it, for an hour at most."""

    def save(self, data):
        self.name = sha256(data).hexdigest()
        caches["uploads"].set(f"records-{self.name}", data)

    def read(self):
        return caches["uploads"].get(f"records-{self.name}")

    def remove(self):
        caches["uploads"].delete(f"records-{self.name}")


class UploadForm(ImportForm):
    """A spreadsheet of records."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["format"].widget = forms.HiddenInput()
        self.fields["import_file"] = MeasureUploadForm().fields["upload"]

    media = forms.Media()  # the file tells its own kind: no script has to guess

    def clean_import_file(self):
        upload = self.cleaned_data["import_file"]
        if upload.size > spreadsheets.MOST_BYTES:
            sentence = gettext("This file is larger than %(most)s MB: divide its rows over several files.")
            raise ValidationError(sentence % {"most": spreadsheets.MOST_BYTES // spreadsheets.MEGABYTE})
        return upload


class YesForm(ConfirmImportForm):
    """A yes to what was shown."""

    shown = forms.CharField(widget=forms.HiddenInput)


class RecordImport(ImportMixin):
    """The pages of the import: one to choose a file and to see what it changes.

    An admin says its `resource_classes`, its `import_formats`, and the `file` of open data that has the same columns.
    """

    file = ""
    import_form_class, confirm_form_class = UploadForm, YesForm
    import_template_name = "admin/record_import.html"
    import_export_change_list_template = None  # the list is as any other
    tmp_storage_class = Waiting
    skip_admin_log = True  # the history of each record says it

    def has_import_permission(self, request):
        return self.has_add_permission(request)

    def changelist_view(self, request, extra_context=None):
        rights = {"has_import_permission": self.has_import_permission(request), "file": self.file}
        return super().changelist_view(request, {**(extra_context or {}), **rights})

    def add_data_read_fail_error_to_form(self, form, e):
        if not isinstance(e, spreadsheets.UnusableFileError):
            raise e
        form.add_error("import_file", str(e))

    def import_action(self, request, **kwargs):
        """Show what a file would change, and ask for a yes to exactly that."""
        response = super().import_action(request, **kwargs)
        response.context_data["file"] = self.file
        if "confirm_form" in response.context_data:
            response.context_data["confirm_form"].initial["shown"] = digest_of(response.context_data["result"])
        return response

    def process_import(self, request, **kwargs):
        try:
            return super().process_import(request, **kwargs)
        except spreadsheets.UnusableFileError as error:
            self.message_user(request, str(error), messages.WARNING)
            return self._again()

    def process_dataset(self, dataset, form, request, **kwargs):
        """Store a file, all of it or nothing; nothing when that would do something else than was shown."""
        with transaction.atomic():
            result = super().process_dataset(dataset, form, request, rollback_on_validation_errors=True, **kwargs)
            result.is_as_shown = digest_of(result) == form.cleaned_data["shown"]
            transaction.set_rollback(not result.is_as_shown)
        return result

    def process_result(self, result, request):
        if result.is_as_shown:
            return super().process_result(result, request)
        text = gettext("Nothing is stored: the records have changed since you looked. Choose the file again.")
        self.message_user(request, text, messages.WARNING)
        return self._again()

    def add_success_message(self, result, request):
        text = gettext("Stored: %(new)s new, %(changed)s changed, %(unchanged)s unchanged.")
        counts = {kind: result.seen.counts[kind] for kind in ("new", "changed", "unchanged")}
        self.message_user(request, text % counts, messages.SUCCESS)

    def _again(self):
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_import"))


def digest_of(result):
    """Return a digest of all that an import does."""
    return sha256(repr(result.outcome).encode()).hexdigest()
