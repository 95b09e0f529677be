"""Spreadsheets of partnerships that come in: a row is a partnership with its members, named by its slug."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export import fields

from domains import cells
from domains.models import Objective, ServedObjective
from domains.partnership_files import ROLES, written
from domains.record_sheet import Cell, RecordResource, Spreadsheet, widget_of
from partnerships.languages import columns
from partnerships.models import Membership, Organisation, Partnership, PartnershipRound


class PartnershipSpreadsheet(Spreadsheet):
    """A file whose rows are named by their slug."""

    key = "slug"


def level(cell):
    return cells.choice(cell, Organisation.Level.choices) or ""


def found(records, key, name):
    """Return the record with a public key; a sentence when there is none."""
    record = records.filter(**{key: name}).first()
    if record is None:
        raise ValueError(_("There is no “%(cell)s” on this site.") % {"cell": name})
    return record


class Names(Cell):
    """Names of other records, with commas between them."""

    def clean(self, value, row=None, **kwargs):
        names = sorted(dict.fromkeys(cells.names(value)))
        for name in names:
            self.look_up(name)
        return names

    def look_up(self, name):
        return found(Objective.objects.all(), "code", name)


class Members(Names):
    """Organisations by their short names; with @ and a round for one round of money."""

    def look_up(self, name):
        organisation, _at, held = name.partition("@")
        member = found(Organisation.objects.kept(), "slug", organisation)
        return member, found(PartnershipRound.objects.all(), "slug", held) if held else None


class Part(fields.Field):
    """A column that stands for parts of the partnership: what a row says of them waits until it is stored."""

    def get_value(self, instance):
        said = getattr(instance, "said", {})
        return said[self.column_name] if self.column_name in said else self.stored(instance)

    def stored(self, instance):
        return [] if instance.pk is None else sorted(self.parts(instance))

    def save(self, instance, row, is_m2m=False, **kwargs):
        instance.said = getattr(instance, "said", {}) | {self.column_name: self.clean(row, **kwargs)}

    def leave(self, instance):
        """Remove what the row does not name any more."""
        for name, part in self.parts(instance).items():
            if name not in instance.said[self.column_name]:
                part.delete()

    def come(self, instance):
        """Store what the row names and is not there yet; say what cannot be."""
        there = self.parts(instance)
        for name in instance.said[self.column_name]:
            if name not in there:
                part = self.part(instance, name)
                try:
                    part.full_clean()
                except ValidationError as error:
                    sentences = [f"{name}: {sentence}" for sentence in error.messages]
                    raise ValidationError({self.attribute: sentences}) from error
                part.save()


class ObjectivesPart(Part):
    """The objectives that it serves."""

    def __init__(self):
        super().__init__(column_name="objectives", attribute="objectives", widget=Names())

    def parts(self, partnership):
        served = ServedObjective.objects.filter(partnership=partnership).select_related("objective")
        return {each.objective.code: each for each in served}

    def part(self, partnership, code):
        return ServedObjective(partnership=partnership, objective=self.widget.look_up(code))


class MembersPart(Part):
    """The members with one role."""

    def __init__(self, name):
        super().__init__(column_name=name, attribute=name, widget=Members())
        self.role = ROLES[name]

    def parts(self, partnership):
        members = Membership.objects.filter(partnership=partnership, role=self.role)
        return {
            written(member.organisation.slug, member.round and member.round.slug): member
            for member in members.select_related("organisation", "round")
        }

    def leave(self, instance):
        """Remove who is not named any more; who is named with another role goes on with that one."""
        for name, member in self.parts(instance).items():
            if name in instance.said[self.column_name]:
                continue
            column = next((column for column in ROLES if name in instance.said.get(column, ())), None)
            if column:
                member.role = ROLES[column]
                member.save()
            else:
                member.delete()

    def part(self, partnership, name):
        organisation, held = self.widget.look_up(name)
        return Membership(partnership=partnership, organisation=organisation, role=self.role, round=held)


class PartnershipResource(RecordResource):
    """How a row becomes a partnership. A column that is not there leaves what is stored; an empty cell empties it.

    Who was not named any more goes before anybody comes, so that a member can become the lead.
    """

    objectives = ObjectivesPart()
    lead, members, advisers = map(MembersPart, ROLES)
    derived = {"state", "is_example", "address"}

    class Meta:
        model = Partnership
        fields = import_order = [
            *("slug", "level", *columns("name"), *columns("agreement"), "objectives", *ROLES),
            *("starts_on", "ends_on", "website", "source", "basis", "checked_on"),
        ]
        import_id_fields = ["slug"]
        skip_unchanged = report_skipped = clean_model_instances = use_transactions = True

    @classmethod
    def field_from_django_field(cls, field_name, django_field, readonly):
        return fields.Field(field_name, field_name, widget_of(django_field, {"level": level}))

    def before_import_row(self, row, **kwargs):
        self.refuse_twice(row, _("This partnership stands twice in the file."))

    def do_instance_save(self, instance, is_create):
        instance.save()
        said = [field for field in self.get_import_fields() if field.column_name in getattr(instance, "said", {})]
        for field in said:
            field.leave(instance)
        for field in said:
            field.come(instance)
