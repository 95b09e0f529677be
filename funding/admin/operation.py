"""Lists of operations in the back office: a curator gives a file, sees what is taken for what, corrects it, imports."""

from collections import Counter

from django import forms
from django.contrib import admin, messages
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.text import slugify
from django.utils.translation import gettext, gettext_lazy

from funding.models import Operation, OperationList
from funding.operations import fields, headings, mirror, proposing, reading, tables
from partnerships.back_office import PROVENANCE, BackOffice, ToLookAt

SHOWN, REASONS = 5, 8
SAID_ELSEWHERE = ["country", "fund", "currency", "language", "decimal", "unit", "line_per_place"]


class UploadForm(forms.Form):
    """A file, and the list it belongs to."""

    upload = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("Excel (.xlsx, .xls) or text, as the managing authority publishes it."),
    )
    source_list = forms.ModelChoiceField(
        OperationList.objects.all(),
        label=gettext_lazy("List"),
        required=False,
        empty_label=gettext_lazy("a new list"),
        help_text=gettext_lazy("The list whose newer file this is: what the file lacks goes."),
    )


class ProfileForm(forms.ModelForm):
    """What each column of a file holds, and what the file does not say itself."""

    class Meta:
        model = OperationList
        fields = ["name", "slug", *SAID_ELSEWHERE]

    def __init__(self, *args, names, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [("", gettext("no column")), *((name, name) for name in dict.fromkeys(filter(None, names)))]
        for field, label in fields.LABELS.items():
            self.fields[f"column_{field}"] = forms.ChoiceField(
                label=label, choices=choices, required=False, initial=self.instance.columns.get(field, "")
            )

    def clean(self):
        cleaned = super().clean()
        columns = {field: name for field in fields.LABELS if (name := cleaned.get(f"column_{field}"))}
        if not columns.keys() & {"title", "beneficiary"}:
            raise forms.ValidationError(gettext("Say which column holds the title or the beneficiary."))
        self.instance.columns = columns
        return cleaned


@admin.register(OperationList)
class OperationListAdmin(BackOffice, admin.ModelAdmin):
    """Where operations come from, and how the files of each list are read."""

    list_display = ["name", "country", "fund", "number_of_operations", "imported_at"]
    list_filter = ["country", "fund"]
    list_select_related = ["fund"]
    ordering = ["name"]
    search_fields = ["slug", "name", "publisher"]
    readonly_fields = ["columns", "imported_at"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "publisher", "website"]}),
        (None, {"fields": ["columns", *SAID_ELSEWHERE, "imported_at"]}),
        PROVENANCE,
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(stored=Count("operations"))

    @admin.display(description=gettext_lazy("operations"), ordering="stored")
    def number_of_operations(self, source_list):
        return source_list.stored

    def get_urls(self):
        page = path("import/", self.admin_site.admin_view(self.import_file), name="funding_operationlist_import")
        return [page, *super().get_urls()]

    def import_file(self, request):
        """Take a file, show what is made of it, and store that after a yes; the file waits for an hour at most."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        key = f"operations-{request.user.pk}"
        if request.method == "POST" and "upload" not in request.FILES and "name" in request.POST:
            return self._look_or_store(request, key)
        upload = UploadForm(request.POST or None, request.FILES or None)
        if not upload.is_valid():
            return self._page(request, upload=upload)
        data, source_list = upload.cleaned_data["upload"].read(), upload.cleaned_data["source_list"]
        try:
            rows = tables.read(data)
        except tables.UnusableFileError as error:
            upload.add_error("upload", str(error))
            return self._page(request, upload=upload)
        notes = []
        if source_list is None:
            name = upload.cleaned_data["upload"].name.rpartition(".")[0]
            profile, notes = proposing.propose(rows)
            source_list = OperationList.of(profile, name=name, slug=slugify(name)[:40])
        caches["uploads"].set(key, (data, source_list.pk))
        form = ProfileForm(instance=source_list, names=names_in(rows))
        return self._page(request, form=form, notes=notes, **seen(source_list, rows))

    def _look_or_store(self, request, key):
        """Show what a corrected profile makes of the waiting file, or store it."""
        waiting = caches["uploads"].get(key)
        if waiting is None:
            text = gettext("The file is not here any more: it waits for an hour. Choose it again.")
            self.message_user(request, text, messages.WARNING)
            return redirect("admin:funding_operationlist_import")
        rows = tables.read(waiting[0])
        instance = OperationList.objects.filter(pk=waiting[1]).first()
        form = ProfileForm(request.POST, instance=instance, names=names_in(rows))
        if not form.is_valid():
            return self._page(request, form=form)
        if "store" not in request.POST:
            return self._page(request, form=form, **seen(form.instance, rows))
        change = mirror.compare(form.instance, rows)
        mirror.store(form.instance, change)
        caches["uploads"].delete(key)
        text = gettext("Stored: %(new)s new, %(changed)s changed, %(unchanged)s unchanged, %(gone)s removed.")
        numbers = {"new": len(change.new), "changed": len(change.changed), "unchanged": change.unchanged}
        self.message_user(request, text % (numbers | {"gone": len(change.gone)}), messages.SUCCESS)
        return redirect("admin:funding_operationlist_changelist")

    def _page(self, request, **context):
        context |= {"title": gettext("Import a list of operations"), "opts": self.opts}
        context |= self.admin_site.each_context(request)
        return TemplateResponse(request, "admin/funding/operationlist/import.html", context)


def names_in(rows):
    return headings.guess(rows).names


def seen(source_list, rows):
    """Return what a profile makes of a file: the numbers, the first operations, and why rows gave none."""
    try:
        change = mirror.compare(source_list, rows)
    except reading.UnknownColumnsError as error:
        return {"problem": str(error)}
    outcome = change.outcome
    reasons = Counter((row.is_fault, row.kind_of_reason) for row in outcome.refused)
    return {
        "change": change,
        "outcome": outcome,
        "operations": (change.new or change.changed)[:SHOWN],
        "reasons": [(fault, reason, number) for (fault, reason), number in reasons.most_common(REASONS)],
        "faults": outcome.faults[:SHOWN],
    }


@admin.register(Operation)
class OperationAdmin(ToLookAt, BackOffice, admin.ModelAdmin):
    """A mirror of the lists: to look at, without a form, since another file is how an operation changes."""

    list_display = ["__str__", "beneficiary", "country", "fund", "cost", "currency", "source_list"]
    list_filter = ["country", "fund", "source_list"]
    list_select_related = ["fund", "source_list"]
    search_fields = ["code", "title", "beneficiary"]
