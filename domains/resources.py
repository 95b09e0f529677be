"""Measures in a spreadsheet: a row is one measure, named by codes, and a file that went out can come back in."""

from functools import cached_property
from operator import attrgetter

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from translated_fields import to_attribute

from domains.columns import (
    ChoiceColumn,
    CodeColumn,
    CodesColumn,
    Column,
    DayColumn,
    EuroColumn,
    Finder,
    NamesColumn,
    TextColumn,
)
from domains.models import Action, Measure, Objective, TargetGroup
from domains.spreadsheets import UnusableFileError
from partnerships.languages import columns
from partnerships.models import Organisation, Partnership, Territory

AT_A_TIME = 500
OF_REFUSED_ROWS = ("row", "reason")  # what a file of refused rows has besides


class MeasureSheet:
    """The measures that one organisation may read and write; with None, those of all: for curators.

    Here is which columns there are and what their codes stand for. What a row is about stands in `domains.rows`.
    """

    parts = ("further_objectives", "implements", "target_groups", "partnerships")

    def __init__(self, organisation, *, may_change_public=True):
        self.organisation, self.may_change_public = organisation, may_change_public
        self.columns = {column.name: column for column in self._columns()}
        self.written = [column for column in self.columns.values() if not column.readonly]

    def _columns(self):
        """Yield the columns in their order."""
        yield Column("reference", readonly=True, hint=_("Leave it as it is. It is empty for a new measure."))
        yield Column(
            "organisation", write=attrgetter("slug"), readonly=True, hint=_("The short name of your organisation.")
        )
        yield ChoiceColumn("language")
        yield from map(TextColumn, [*columns("title"), *columns("summary")])
        yield CodeColumn("objective", lambda: self.objectives, keeps=True)
        yield CodesColumn("further_objectives", lambda: self.objectives, hint=_("More codes of objectives: E1, E3."))
        yield CodesColumn("implements", lambda: self.actions, hint=_("Codes of actions that it carries out here."))
        yield NamesColumn(
            "target_groups",
            lambda: self.target_groups,
            code="slug",
            hint=_("Only whom it is for in particular, with commas between them. Empty: it is for everybody."),
        )
        yield NamesColumn(
            "partnerships",
            lambda: self.partnerships,
            code="slug",
            hint=_("The partnerships of your organisation that carry it, with commas between them."),
        )
        yield CodeColumn("territory", lambda: self.places, keeps=True)
        yield ChoiceColumn("status")
        yield DayColumn("starts_on", keeps=True)
        yield DayColumn("ends_on")
        yield TextColumn("source")
        yield EuroColumn("budget")

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
    def partnerships(self):
        """Return those that the organisation may name; a measure keeps what it has, which a file may say again."""
        found = Partnership.objects.all()
        if self.organisation:
            of_measures = found.filter(measures__organisation=self.organisation)
            found = found.filter(pk__in=of_measures.values("pk")) | found.with_member(pk=self.organisation.pk)
        unknown = _("%(code)s is not a partnership of your organisation.")
        return Finder(found, unknown, code="slug", names=columns("name"))

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

    # What more subclasses know.

    def said(self, row):
        """Return the cells of a row, by the columns that are stored."""
        return row.cells

    def faults_of(self, row):
        """Yield (column, sentence) for what else is wrong with a row as a whole."""
        yield from ()

    def store_parts(self, rows, stamp):
        """Store what else hangs on the measures of these rows."""

    # In and out.

    def check(self, names):
        """Refuse a file that cannot say which measures it is about; return the columns that mean nothing here."""
        titles = set(names) & set(columns("title"))
        needed = ["objective", *([] if titles else [to_attribute("title", get_language())])]
        missing = [name for name in needed if name not in names]
        if missing and "reference" not in names:
            raise UnusableFileError(cannot_be_told(missing))
        return missing, [name for name in names if name not in {*self.columns, *OF_REFUSED_ROWS}]

    def with_parts(self, measures):
        return measures.select_related("objective", "organisation", "territory").prefetch_related(*self.parts)

    def names(self, measures):
        """Return the names of the columns with which these measures go out."""
        return list(self.columns)

    def export(self, measures, names):
        """Yield the cells of each measure, some hundreds of measures at a time."""
        written = [self.columns[name] for name in names]
        for measure in self.with_parts(measures.prefetch_related(None)).iterator(AT_A_TIME):
            yield [column.cell(column.stored(measure)) for column in written]

    def own_measures(self):
        """Return the measures that a template of the organisation begins with."""
        return Measure.objects.filter(organisation=self.organisation).order_by("reference")

    def guide(self, names):
        """Return what to write in which column, for people: rows of column, what to write, meaning."""
        for name in names:
            if name in self.columns:
                yield from ([name, written, meaning] for written, meaning in self.columns[name].hints())


def cannot_be_told(missing):
    """Say what a file lacks whose rows have no reference."""
    sentence = _("There is no column %(columns)s: without a reference, a row is known by its objective and its title.")
    return sentence % {"columns": ", ".join(missing)}
