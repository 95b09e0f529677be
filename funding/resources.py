"""Measures in a spreadsheet with their money: pairs of a fund and its amount, and own means.

Domains know nothing of money: so the columns are added from here, as the rows of money are to the form. A file has
pairs, with a list of funds to choose from; what a row would change is told of each source, in whatever pair it stands.
"""

from django.core.exceptions import ValidationError
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from domains import cells
from domains.columns import CodeColumn, Column, Finder, PartColumn
from domains.resources import MeasureSheet
from domains.spreadsheets import UnusableFileError
from domains.storing import record
from funding.budget import refuse_more_than
from funding.models import Allocation, Fund
from partnerships.languages import columns

PAIRS = 3  # that a file has at least


def amount_of(cell):
    """Return what a cell says that a source gives."""
    amount = cells.euros(cell)
    if amount is not None and amount < 0:
        raise ValueError(_("An allocation is more than zero."))
    return amount


def in_pair(measure, place, funds):
    """Return the allocation that stands in a pair of a file: the funds of a measure in the order of their codes."""
    of_funds = sorted(
        (one for one in measure.allocations.all() if one.fund_id), key=lambda one: funds[one.fund_id].slug
    )
    return of_funds[place - 1] if len(of_funds) >= place else None


class FundColumn(CodeColumn):
    """The fund of a pair; `funds` are all there are, by their key."""

    def __init__(self, place, find, funds):
        hint = _("A fund that pays. What it gives stands in %(column)s.") % {"column": f"amount_{place}"}
        super().__init__(f"fund_{place}", find, code="slug", hint=hint, readonly=True)
        self.place, self.funds = place, funds

    def stored(self, measure):
        allocation = in_pair(measure, self.place, self.funds)
        return allocation and self.funds[allocation.fund_id]

    def hints(self):
        """Return the funds once, at the first pair."""
        return super().hints() if self.place == 1 else [("", self.hint)]


class AmountColumn(Column):
    """The amount of a pair."""

    typed = "decimal"

    def __init__(self, place, funds):
        hint = _("What the fund in %(column)s gives, in euros.") % {"column": f"fund_{place}"}
        super().__init__(f"amount_{place}", amount_of, hint=hint, readonly=True)
        self.place, self.funds = place, funds

    def stored(self, measure):
        allocation = in_pair(measure, self.place, self.funds)
        return allocation and allocation.amount


class MoneyColumn(PartColumn):
    """What one source gives; empty and 0 are nothing. Without a fund the source is own means."""

    typed = "decimal"

    def __init__(self, fund):
        slug = "own_means" if fund is None else fund.slug.replace("-", "_")
        source = _("own means") if fund is None else fund.name
        super().__init__(f"money_{slug}", self._read, hint=_("Money in euros: %(source)s.") % {"source": source})
        self.fund = fund

    def _read(self, cell):
        return amount_of(cell) or None

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
        funds = sorted(Fund.objects.all(), key=lambda fund: fund.slug)
        unknown = _("There is no fund with the code %(code)s: choose one of the list.")
        find = Finder(funds, unknown, code="slug", names=[*columns("abbreviation"), *columns("name")])
        keys = {fund.pk: fund for fund in funds}
        places = range(1, max(len(funds), PAIRS) + 1)
        self.pairs = [(FundColumn(place, lambda: find, keys), AmountColumn(place, keys)) for place in places]
        self.of_fund = {fund.slug: MoneyColumn(fund) for fund in funds}
        self.money = [*self.of_fund.values(), MoneyColumn(None)]
        yield from (column for pair in self.pairs for column in pair)
        yield from self.money

    # In and out.

    def names(self, measures):
        """Return the columns of a file: as many pairs as the measure with most funds takes, and one to spare."""
        of_funds = Allocation.objects.filter(measure__in=measures.order_by(), fund__isnull=False)
        most = of_funds.values("measure").annotate(number=Count("pk")).aggregate(most=Max("number"))["most"] or 0
        unused = {column.name for pair in self.pairs[max(most + 1, PAIRS) :] for column in pair}
        unused |= {column.name for column in self.of_fund.values()}
        return [name for name in super().names(measures) if name not in unused]

    def check(self, names):
        """Refuse a file that says twice what funds pay: in pairs, and in a column of one fund."""
        has_pairs = any(column.name in names for pair in self.pairs for column in pair)
        alone = [column.name for column in self.of_fund.values() if column.name in names]
        if has_pairs and alone:
            sentence = _("Say what funds pay in one way: in the columns fund_… and amount_…, or in %(columns)s.")
            raise UnusableFileError(sentence % {"columns": ", ".join(alone)})
        return super().check(names)

    def said(self, row):
        """Return the cells of a row; the pairs that are in it say of every fund what it gives."""
        pairs = [pair for pair in self.pairs if any(column.name in row.cells for column in pair)]
        if not pairs:
            return row.cells
        amounts = dict.fromkeys(column.name for column in self.of_fund.values())
        self._ask_room(row, len(pairs))
        named = set()
        for pair in pairs:
            fund, amount = self._pair(row, *pair)
            if fund in named:
                sentence = _("%(fund)s stands twice in this row: keep one, with its whole amount.")
                row.tell(pair[0].name, sentence % {"fund": fund})
            elif fund:
                named.add(fund)
                amounts[self.of_fund[fund.slug].name] = amount
        return row.cells | amounts

    def _ask_room(self, row, room):
        """Refuse a row of a file without some of its pairs: what stood in those would go."""
        paying = sum(row.before.get(column.name) is not None for column in self.of_fund.values())
        if paying > room:
            sentence = _(
                "%(paying)s funds pay here, and the file has room for %(room)s: keep all columns fund_… and amount_…, "
                "or remove them all."
            )
            row.tell("", sentence % {"paying": paying, "room": room})

    def _pair(self, row, of_fund, of_amount):
        """Return the fund and the amount of a pair; tell what is wrong with it."""
        fund, amount = (_read(row, column) for column in (of_fund, of_amount))
        if not row.faults.keys() & {of_fund.name, of_amount.name}:
            if fund and amount is None:
                row.tell(of_amount.name, _("Say what this fund gives, or empty both cells if it gives nothing."))
            elif amount and not fund:
                row.tell(of_fund.name, _("Choose the fund that gives this amount."))
        return fund, amount

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


def _read(row, column):
    """Return what a cell of a pair says; tell what cannot be read."""
    try:
        return column.read(row.cells.get(column.name))
    except ValueError as error:
        row.tell(column.name, str(error))
