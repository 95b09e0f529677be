"""Measures in a spreadsheet with their money: a column for each source, the funds and own means.

Domains know nothing of money: so the columns are added from here, as the rows of money are to the form.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from domains import cells
from domains.columns import PartColumn
from domains.resources import REASON, MeasureResource
from funding.budget import refuse_more_than
from funding.models import Allocation, Fund


class MoneyColumn(PartColumn):
    """What one source gives; empty and 0 are nothing. Without a fund the source is own means."""

    def __init__(self, fund):
        slug = "own_means" if fund is None else fund.slug.replace("-", "_")
        source = _("own means") if fund is None else fund.name
        super().__init__(f"money_{slug}", self._read, hint=_("Money in euros: %(source)s.") % {"source": source})
        self.fund = fund

    def _read(self, cell):
        amount = cells.euros(cell) or None
        if amount is not None and amount < 0:
            raise ValueError(_("An allocation is more than zero."))
        return amount

    def stored(self, measure):
        return next(
            (one.amount for one in measure.allocations.all() if one.fund_id == (self.fund and self.fund.pk)), None
        )

    def replace(self, measure, amount):
        allocation = Allocation.objects.filter(measure=measure, fund=self.fund).first()
        allocation = allocation or Allocation(measure=measure, fund=self.fund)
        allocation._change_reason = REASON
        if amount is None:
            allocation.delete()
        else:
            allocation.amount = amount
            allocation.save()


class MeasureWithMoneyResource(MeasureResource):
    """The measures of one organisation, or of all, with what each source pays."""

    parts = (*MeasureResource.parts, "allocations")

    def columns(self):
        yield from super().columns()
        yield from map(MoneyColumn, [*Fund.objects.all(), None])

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        errors = dict(import_validation_errors or {})
        amounts = [column.get_value(instance) for column in self.part_columns() if isinstance(column, MoneyColumn)]
        try:
            if "budget" not in errors:
                refuse_more_than(instance.budget, filter(None, amounts))
        except ValidationError as error:
            errors["budget"] = error
        super().validate_instance(instance, errors, validate_unique)
