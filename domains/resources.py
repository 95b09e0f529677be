"""Measures in a spreadsheet: a row is one measure, named by codes, and a file that went out can come back in."""

from contextlib import suppress
from functools import cached_property
from operator import attrgetter

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import get_language, gettext_lazy, gettext_noop
from django.utils.translation import gettext as _
from import_export import resources
from tablib import Dataset
from translated_fields import to_attribute

from domains import cells
from domains.columns import ChoiceColumn, CodeColumn, CodesColumn, Column, Finder, NamesColumn, PartColumn, TextColumn
from domains.models import Action, Measure, Objective, TargetGroup
from domains.preview import marked
from domains.spreadsheets import ROW, UnusableFileError
from partnerships.languages import columns
from partnerships.models import Organisation, Territory

REASON = gettext_noop("spreadsheet")  # as the history says it
NEEDED = {
    "objective": gettext_lazy("Choose the objective that this measure serves most."),
    "starts_on": gettext_lazy("Say when the measure starts, or will start."),
}


class MeasureResource(resources.ModelResource):
    """The measures that one organisation may read and write; with None, those of all: for curators.

    A row with a reference is that measure. A row without is the measure with its title, of its organisation and
    objective; when there is none, a new one, and a draft. Nothing here publishes.
    """

    parts = ("further_objectives", "implements", "target_groups")

    class Meta:
        model = Measure
        fields = []  # `columns` names them
        use_transactions = True
        skip_diff = True  # what a row finds is kept in `before`: faster than a copy of each measure
        store_row_values = True
        store_instance = True
        chunk_size = 500

    def __init__(self, organisation, *, may_change_public=True, on_row=lambda number: None):
        super().__init__()
        self.organisation, self.may_change_public, self.on_row = organisation, may_change_public, on_row
        self.fields = {column.column_name: column for column in self.columns()}

    def columns(self):
        """Yield the columns in their order."""
        yield Column("reference", readonly=True, hint=_("Leave it as it is. It is empty for a new measure."))
        yield Column(
            "organisation", write=attrgetter("slug"), readonly=True, hint=_("The short name of your organisation.")
        )
        yield ChoiceColumn("language")
        yield from map(TextColumn, [*columns("title"), *columns("summary")])
        yield CodeColumn("objective", lambda: self.objectives, saves_null_values=False)
        yield CodesColumn("further_objectives", lambda: self.objectives, hint=_("More codes of objectives: E1, E3."))
        yield CodesColumn("implements", lambda: self.actions, hint=_("Codes of actions that it carries out here."))
        yield NamesColumn(
            "target_groups",
            lambda: self.target_groups,
            code="slug",
            hint=_("Only whom it is for in particular, with commas between them. Empty: it is for everybody."),
        )
        yield CodeColumn("territory", lambda: self.places, saves_null_values=False)
        yield ChoiceColumn("status")
        yield Column("starts_on", cells.day, saves_null_values=False)
        yield Column("ends_on", cells.day)
        yield TextColumn("source")
        yield Column("budget", cells.euros)

    def part_columns(self):
        return [column for column in self.fields.values() if isinstance(column, PartColumn)]

    def values(self, measure):
        """Return what a measure has in the columns that a row can change; a curator also sees whose it is."""
        names = [name for name, column in self.fields.items() if not column.readonly]
        names += [] if self.organisation else ["organisation"]
        return {name: self.fields[name].get_value(measure) for name in names}

    # What the codes in a file stand for.

    @cached_property
    def objectives(self):
        return Finder(Objective.objects.all(), _("There is no objective with the code %(code)s."))

    @cached_property
    def actions(self):
        return Finder(Action.objects.all(), _("There is no action with the code %(code)s."))

    @cached_property
    def target_groups(self):
        unknown = _("There is no target group %(code)s.")
        return Finder(TargetGroup.objects.all(), unknown, code="slug", names=columns("name"))

    @cached_property
    def places(self):
        if self.organisation is None:
            return Finder(Territory.objects.all(), _("There is no place with the code %(code)s."))
        unknown = _("%(code)s is not the code of a place that your organisation works for.")
        return Finder(Territory.objects.within(self.organisation.territory), unknown)

    @cached_property
    def organisations(self):
        records = Organisation.objects.kept().select_related("territory")
        return Finder(records, _("There is no organisation with the short name %(code)s."), code="slug")

    # Which measure a row is about.

    def check(self, sheet):
        """Refuse a sheet that cannot say which measures it is about; return the columns that mean nothing here."""
        names = [name for name in sheet.headers if name != ROW]
        titles = set(names) & set(columns("title"))
        needed = ["objective", *([] if titles else [to_attribute("title", get_language())])]
        missing = [name for name in needed if name not in names]
        if missing and not all(cells.text(row.get("reference")) for row in sheet.dict):
            sentence = _(
                "There is no column %(columns)s: without a reference, a row is known by its objective and its title."
            )
            raise UnusableFileError(sentence % {"columns": ", ".join(missing)})
        return [name for name in names if name not in self.fields]

    def before_import(self, dataset, **kwargs):
        """Fetch the measures that the rows can be about; let nobody change them, or log others, meanwhile."""
        rows = dataset.dict
        if self.organisation is None:
            slugs, references = ({cells.text(row.get(name)) for row in rows} for name in ("organisation", "reference"))
            named = [self.organisations.get(slug.casefold()) for slug in slugs]
            about = Q(organisation__in=filter(None, named)) | Q(reference__in=references)
        else:
            Organisation.objects.select_for_update(no_key=True).get(pk=self.organisation.pk)
            about = Q(organisation=self.organisation)
        measures = self.with_parts(Measure.objects.filter(about)).select_for_update(of=("self",))
        self.with_reference = {measure.reference: measure for measure in measures}
        self.with_title = {
            (measure.organisation_id, measure.objective_id, column, getattr(measure, column)): measure
            for measure in measures
            for column in columns("title")
        }
        self.row_of = {}

    def before_import_row(self, row, **kwargs):
        self.on_row(kwargs["row_number"])

    def get_instance(self, instance_loader, row):
        organisation = self._organisation_of(row)
        if reference := cells.text(row.get("reference")):
            measure = self.with_reference.get(reference)
            if measure is None or (organisation and organisation.pk != measure.organisation_id):
                sentence = _("You have no measure %(reference)s. Leave this cell empty to log a new one.")
                raise ValidationError({"reference": sentence % {"reference": reference}})
            return measure
        if organisation is None:
            raise ValidationError({"organisation": _("Say whose measure this is: the short name of the organisation.")})
        return self._with_title(row, organisation)

    def _organisation_of(self, row):
        """Return whose measure a row says it is; None when a curator does not say."""
        slug = cells.text(row.get("organisation"))
        if self.organisation is not None:
            if slug and slug.casefold() != self.organisation.slug.casefold():
                sentence = _("This row is of %(slug)s: you can import measures of %(own)s only.")
                raise ValidationError({"organisation": sentence % {"slug": slug, "own": self.organisation.slug}})
            return self.organisation
        try:
            return self.organisations(slug) if slug else None
        except ValueError as error:
            raise ValidationError({"organisation": str(error)}) from error

    def _with_title(self, row, organisation):
        column = to_attribute("title", self._language_of(row))
        title = cells.text(row.get(column))
        with suppress(ValueError):  # a code that means nothing is told at its own column
            objective = self.fields["objective"].widget.read(row.get("objective"))
            if title and objective:
                return self.with_title.get((organisation.pk, objective.pk, column, title))
        return None

    def _language_of(self, row):
        """Return the language a row says; else the reader's, if it has a title in it; else that of its first title."""
        with suppress(ValueError):
            if language := cells.choice(row.get("language"), settings.LANGUAGES):
                return language
        written = [code for code, _name in settings.LANGUAGES if cells.text(row.get(to_attribute("title", code)))]
        return get_language() if get_language() in written or not written else written[0]

    def init_instance(self, row=None):
        organisation = self._organisation_of(row)
        return Measure(organisation=organisation, territory=organisation.territory, language=self._language_of(row))

    def after_init_instance(self, instance, new, row, **kwargs):
        instance.asked = {} if new else {column.column_name: column.stored(instance) for column in self.part_columns()}
        instance.before = {} if new else self.values(instance)
        first = self.row_of.setdefault(instance.reference, row[ROW])
        if first != row[ROW]:
            raise ValidationError(_("Row %(row)s is about this measure too: keep one of the two.") % {"row": first})

    # What is stored.

    def skip_row(self, instance, original, row, import_validation_errors=None):
        """Leave out what would change nothing; a new measure is never that."""
        return not import_validation_errors and self.values(instance) == instance.before

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """Refuse what a column does not take; with it, tell every rule of the database that the row would break."""
        if instance.publication == Measure.Publication.PUBLISHED and not self.may_change_public:
            raise ValidationError(_("This measure is published: an approver of your organisation changes it."))
        errors = dict(import_validation_errors or {})
        elsewhere = {column.name for column in Measure._meta.fields} - set(self.fields)
        found_by_code = {name for name in ("objective", "organisation", "territory") if getattr(instance, f"{name}_id")}
        try:
            instance.clean_fields(exclude=elsewhere | found_by_code | set(errors))
        except ValidationError as error:
            told = error.error_dict.items()
            errors |= {name: NEEDED[name] if found[0].code == "null" else found for name, found in told}
        if errors:
            raise ValidationError(errors | _broken(instance, errors))

    def do_instance_save(self, instance, is_create):
        """Store a measure. The database keeps the rules: it is asked by storing, and here is what it says."""
        instance._change_reason = REASON
        if not is_create:
            instance.version += 1  # who has the form open is told
        try:
            with transaction.atomic():
                super().do_instance_save(instance, is_create)
        except IntegrityError as error:
            if broken := _broken(instance):
                raise ValidationError(broken) from error
            raise

    def after_save_instance(self, instance, row, **kwargs):
        for column in self.part_columns():
            column.store(instance)

    def after_import_row(self, row, row_result, **kwargs):
        """Keep what the row gives another value, for the preview."""
        before, now = row_result.instance.before, self.values(row_result.instance)
        changed = [(name, self.fields[name].show) for name in now if now[name] != before.get(name)]
        texts = [(name, show(before.get(name)), show(now[name])) for name, show in changed]
        row_result.diff = [(name, marked(old, new)) for name, old, new in texts if old != new]

    def after_import(self, dataset, result, **kwargs):
        """Leave the counters of the database alone: no row brings a number of its own."""

    # What goes out.

    def filter_export(self, queryset, **kwargs):
        return self.with_parts(queryset.prefetch_related(None))

    def with_parts(self, measures):
        return measures.select_related("objective", "organisation", "territory").prefetch_related(*self.parts)

    def guide(self):
        """Return what to write in which column, for people."""
        sheet = Dataset(headers=[_("column"), _("what to write"), _("meaning")], title=_("What to write"))
        for name, column in self.fields.items():
            sheet.extend([name, written, meaning] for written, meaning in column.hints())
        return sheet


def _broken(measure, told=()):
    """Return {column: sentences} for each rule that a measure breaks, at columns of which nothing is told yet."""
    try:
        measure.validate_constraints(exclude=set(told))
    except ValidationError as error:
        return error.error_dict
    return {}
