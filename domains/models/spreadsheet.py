"""Spreadsheets that people imported: the file, who and when, what became of it, and what to put back."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from domains.models.report import Report


class SpreadsheetImportQuerySet(models.QuerySet):
    def of(self, user):
        """Return what `user` may see: what was imported for her organisation; a curator sees all."""
        return self if user.is_superuser else self.filter(organisation=user.organisation_id or 0)

    def without_file(self):
        """Leave the bytes of the files in the database: a list needs none of them."""
        return self.defer("file", "refused", "preview", "promises")


class SpreadsheetImport(models.Model):
    """One file on its way into the measures of an organisation; without one, of all: a curator's."""

    class State(models.TextChoices):
        LOOKING = "looking", _("being looked at")
        LOOKED = "looked", _("waits for your yes")
        STORING = "storing", _("being stored")
        STORED = "stored", _("stored")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")
        CANCELLED = "cancelled", _("cancelled")
        UNUSABLE = "unusable", _("cannot be read")

    AT_WORK = (State.LOOKING, State.STORING, State.UNDOING)

    organisation = models.ForeignKey(
        "partnerships.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="imports",
        verbose_name=_("organisation"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("chosen on"), auto_now_add=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, editable=False)
    name = models.CharField(_("file"), max_length=200)
    file = models.BinaryField(editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.LOOKING, editable=False)
    only_good_rows = models.BooleanField(default=False, editable=False)
    preview = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder, editable=False)
    promises = models.JSONField(default=list, blank=True, editable=False)
    refused = models.BinaryField(null=True, editable=False)

    # Who works on it, and how far that is; nobody, while it waits for its turn.
    worker = models.CharField(max_length=20, blank=True, editable=False)
    worked_at = models.DateTimeField(null=True, editable=False)
    rows_done = models.PositiveIntegerField(default=0, editable=False)
    cancelled = models.BooleanField(default=False, editable=False)
    changed_meanwhile = models.BooleanField(default=False, editable=False)

    objects = SpreadsheetImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("imported spreadsheet")
        verbose_name_plural = _("imported spreadsheets")
        ordering = ["-uploaded_at", "-pk"]
        indexes = [models.Index(fields=["state", "worked_at"], name="import_waiting")]
        constraints = [
            models.CheckConstraint(
                name="import_state_is_known",
                condition=Q(
                    state__in=[
                        *("looking", "looked", "storing", "stored", "undoing", "undone", "cancelled", "unusable")
                    ]
                ),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def is_at_work(self):
        return self.state in self.AT_WORK

    @property
    def rows(self):
        """Return how many rows the file has, once it has been looked at."""
        return sum(self.preview.get("counts", {}).values())

    @property
    def counts(self):
        return self.preview.get("counts", {})


class ImportedRowQuerySet(models.QuerySet):
    def untouched(self):
        """Return the rows whose measure nobody changed since; of a new measure, nobody made a report either."""
        reported = Exists(Report.objects.filter(measure=OuterRef("measure")))
        return self.filter(measure__version=F("version")).exclude(Q(before__isnull=True) & reported)


class ImportedRow(models.Model):
    """What one row of a spreadsheet changed: the cells that were there before, or nothing where the measure is new."""

    imported = models.ForeignKey(
        SpreadsheetImport,
        models.CASCADE,
        db_index=False,
        related_name="imported_rows",
        verbose_name=_("imported spreadsheet"),
    )
    number = models.PositiveIntegerField(_("row"))
    measure = models.ForeignKey(
        "domains.Measure", models.SET_NULL, null=True, related_name="+", verbose_name=_("measure")
    )
    version = models.PositiveIntegerField()
    before = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)

    objects = ImportedRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(name="imported_row_once", fields=["imported", "number"])]

    def __str__(self):
        return f"{self.imported}: {self.number}"
