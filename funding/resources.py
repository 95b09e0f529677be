"""Measures in a spreadsheet with their money: a column for each source, the funds and own means.

Domains know nothing of money: so the columns are added from here, as the rows of money are to the form.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from domains import cells
from domains.columns import PartColumn
from domains.resources import MeasureSheet
from domains.storing import record
from funding.budget import refuse_more_than
from funding.models import Allocation, Fund


class MoneyColumn(PartColumn):
    """What one source gives; empty and 0 are nothing. Without a fund the source is own means."""

    typed = "decimal"

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
        return next((one.amount for one in measure.allocations.all() if one.fund_id == self.fund_id), None)

    @property
    def fund_id(self):
        return self.fund and self.fund.pk


class MeasureWithMoneySheet(MeasureSheet):
    """The measures of one organisation, or of all, with what each source pays."""

    parts = (*MeasureSheet.parts, "allocations")

    def _columns(self):
        yield from super()._columns()
        self.money = [MoneyColumn(fund) for fund in (*Fund.objects.all(), None)]
        yield from self.money

    def faults_of(self, row):
        amounts = [row.now[column.name] for column in self.money]
        try:
            if "budget" not in row.faults:
                refuse_more_than(row.now["budget"], filter(None, amounts))
        except ValidationError as error:
            yield "budget", error.message

    def store_parts(self, rows, stamp):
        """Store the money of many measures: what came, what changed and what went, each in one statement."""
        came, changed, went = [], [], []
        for row in rows:
            stored = {one.fund_id: one for one in row.measure.allocations.all()} if row.before else {}
            for column in self.money:
                amount, allocation = row.now[column.name], stored.get(column.fund_id)
                if allocation is None:
                    came += [Allocation(measure=row.measure, fund=column.fund, amount=amount)] if amount else []
                elif amount is None:
                    went.append(allocation)
                elif amount != allocation.amount:
                    allocation.amount = amount
                    changed.append(allocation)
        for allocation in went:
            allocation._change_reason, allocation._history_user = stamp.reason, stamp.by
            allocation.delete()
        Allocation.objects.bulk_create(changed, update_conflicts=True, unique_fields=["id"], update_fields=["amount"])
        record(changed, "~", stamp)
        record(Allocation.objects.bulk_create(came), "+", stamp)
