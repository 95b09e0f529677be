"""Which web addresses people typed in and the public sees, and which records hold them.

The columns are found by the models, so that a new one is not forgotten: every web address, and every text that says
where something was read (`source`), for addresses stand in it too.
"""

import re
from dataclasses import dataclass

from django.apps import apps
from django.db import models

from partnerships.models import Organisation

IN_A_TEXT = re.compile(r"https?://[^\s<>\"“”«»]+")


@dataclass(frozen=True, slots=True)
class Column:
    """A column that holds web addresses."""

    model: type[models.Model]
    field: models.Field

    @property
    def is_address(self):
        """Say whether it holds one address and no other words."""
        return isinstance(self.field, models.URLField)

    def rows(self):
        """Return the records that the public sees and that hold an address here."""
        manager = self.model._default_manager
        seen = manager.public() if hasattr(manager, "public") else manager.all()
        return seen.filter(**{f"{self.field.name}__contains": "://"}).order_by("pk")

    def in_value(self, value):
        return [value] if self.is_address else in_text(value)


@dataclass(frozen=True, slots=True)
class Holder:
    """A record that holds an address, and the name of its column."""

    address: str
    record: models.Model
    label: str


def columns():
    """Return every column that holds web addresses; what a history keeps is no page's text."""
    return [
        Column(model, field)
        for model in apps.get_models()
        if not hasattr(model, "instance_type")
        for field in model._meta.concrete_fields
        if isinstance(field, models.URLField) or (field.name == "source" and isinstance(field, models.CharField))
    ]


def in_text(text):
    """Return the addresses in a text, without the full stop or bracket that ends the sentence around them."""
    found = [address.rstrip(".,;:!?'") for address in IN_A_TEXT.findall(text)]
    return [address if "(" in address else address.rstrip(").,;:!?'") for address in found]


def typed_in():
    """Return every address that the public sees, once."""
    values = (
        (column, value)
        for column in columns()
        for value in column.rows().values_list(column.field.name, flat=True).iterator()
    )
    return sorted({address for column, value in values for address in column.in_value(value)})


def holders(addresses, organisation=None):
    """Return the records that hold one of these addresses: all, or those of one organisation."""
    wanted = set(addresses)
    return [
        Holder(address, record, column.field.verbose_name)
        for column in columns()
        if wanted and (organisation is None or way_to_organisation(column.model))
        for record in _holding(column, wanted, organisation)
        for address in column.in_value(getattr(record, column.field.name))
        if address in wanted
    ]


def way_to_organisation(model):
    """Return by which lookup a record leads to the organisation it belongs to; nothing where it belongs to none."""
    names = {field.name for field in model._meta.concrete_fields}
    if model is Organisation:
        return "pk"
    if "organisation" in names:
        return "organisation"
    return "measure__organisation" if "measure" in names else ""


def _holding(column, wanted, organisation):
    beside = [field.name for field in column.model._meta.concrete_fields if field.many_to_one or field.one_to_one]
    rows = column.rows().select_related(*beside)
    if organisation is not None:
        rows = rows.filter(**{way_to_organisation(column.model): organisation.pk})
    return rows.filter(**{f"{column.field.name}__in": wanted}) if column.is_address else rows
