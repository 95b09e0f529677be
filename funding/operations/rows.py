"""The rows of a list, one at a time: an operation, or why there is none."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from funding.operations import fields, headings, persons, places
from funding.operations.cells import Amounts, Days, Rates, UnreadableError, currency_in, fold, is_nothing
from funding.operations.drafts import WHERE, Draft
from funding.operations.persons import Kind

TEXTS = {"title": 2000, "beneficiary": 500, "place": 500, "category": 2000, "fund_name": 120, "source_code": 120}
MOST_SUMMARY = 10_000
LABEL_OF = fields.LABELS | {"fund_name": fields.LABELS["fund"], "source_code": fields.LABELS["code"]}
TOTAL = re.compile(
    r"^(total|totaal|totale|gesamt|summe|somme|suma|razem|ukupno|celkem|spolu|skupaj|osszesen|\u03c3\u03c5\u03bd\u03bf\u03bb\u03bf|eindtotaal|subtotaal|"
    r"subtotal|grand total|zwischensumme)\b(?!\w)"
)
NOT_GRANTED = re.compile(
    r"afgewezen|ingetrokken|rejected|withdrawn|refused|abgelehnt|zuruckgezogen|refuse|rejete|annul|odrzucon|odbijen|zamitnut|"
    r"denegad|respint|elutasit"
)


def joined(places_known, place):
    parts = [*filter(None, places_known.split("; "))]
    return "; ".join([*parts, place] if place and place not in parts else parts)[: TEXTS["place"]]


class RowReader:
    """Reads the rows of one list; how its amounts, days and rates are written was learned from all of them."""

    def __init__(self, profile, columns, heading, body):
        self.profile, self.columns, self.above = profile, columns, None
        self.names = {cell.casefold() for row in heading for cell in row if isinstance(cell, str)}
        cells = {name: [row[place] for row in body if place < len(row)] for name, place in columns.items()}
        self.amounts = {
            name: Amounts.of(cells[name], profile.decimal, profile.unit) for name in headings.AMOUNTS if name in columns
        }
        self.days = {name: Days.of(cells[name]) for name in headings.DAYS if name in columns}
        self.rates = Rates.of(cells["rate"]) if "rate" in columns else None
        self.signs = {name: currency_in(_heading_of(heading, columns[name])) for name in self.amounts}

    @property
    def incomplete_days(self):
        return sum(days.incomplete for days in self.days.values())

    def cell(self, row, name):
        place = self.columns.get(name)
        return row[place] if place is not None and place < len(row) else None

    def text(self, row, name):
        """Return a text on one line; a number of Excel without the .0 that it never had."""
        cell = self.cell(row, name)
        if is_nothing(cell):
            return ""
        if isinstance(cell, Decimal):
            return f"{cell:f}".removesuffix(".0")
        return " ".join(str(cell).replace("\x00", "").split())

    def why_none(self, row) -> str:
        """Return why a row is no operation at all; nothing when it is one."""
        filled = [place for place, cell in enumerate(row) if cell is not None]
        texts = [str(row[place]) for place in filled if isinstance(row[place], str)]
        if len(filled) >= 2 and sum(text.casefold() in self.names for text in texts) >= max(2, len(filled) / 2):
            return _("the heading once more")
        if any(TOTAL.match(fold(text)) for text in texts[:2]) and not (self.text(row, "title") and len(texts) > 2):
            return _("a total")
        said = {name for name in self.columns if self.cell(row, name) is not None}
        if said and said <= WHERE:
            place = self.text(row, "place") or self.text(row, "postcode")
            if self.above:
                self.above.place = joined(self.above.place, place)
            return _("one more place of the operation above")
        if len(filled) == 1 and texts:
            return _("a heading between the rows, or a remark")
        if status := NOT_GRANTED.search(fold(self.text(row, "status"))):
            return _("the list says that it was not granted, or withdrawn: %(word)s") % {"word": status[0]}
        named = any(self.text(row, name) for name in ("title", "beneficiary", "source_code", "code"))
        return "" if named else _("neither a title nor a beneficiary: a total, or a remark")

    def draft(self, line, row) -> Draft:
        """Return the operation of a row, or refuse it with all that is wrong."""
        faults, found, self.above = [], {}, None
        for name in (*self.amounts, *self.days, "rate", "number"):
            try:
                found[name] = self._value(row, name)
            except UnreadableError as error:
                faults.append(f"{fields.LABELS[name]}: {error}")
        draft = Draft(line=line, **{name: value for name, value in found.items() if value is not None})
        self._fill_in_texts(draft, row, faults)
        self._fill_in_currency(draft, row, faults)
        faults += _contradictions(draft)
        if faults:
            raise UnreadableError("; ".join(faults))
        self.above = draft
        return draft

    def _value(self, row, name):
        cell = self.cell(row, name)
        if name in self.amounts:
            return self.amounts[name].read(cell)
        if name in self.days:
            return self.days[name].read(cell)
        if name == "rate":
            return self.rates.read(cell) if self.rates else None
        if is_nothing(cell):
            return None
        text = self.text(row, name)
        if not text.isdigit() or not 0 < int(text[:9]) < 1_000_000:
            raise UnreadableError(_("no number: %(cell)s") % {"cell": text[:60]})
        return int(text)

    def _fill_in_texts(self, draft, row, faults):
        draft.source_code = self.text(row, "code")
        draft.title, draft.category = self.text(row, "title"), self.text(row, "category")
        draft.fund_name = self.text(row, "fund")
        draft.fund = places.fund_in(draft.fund_name) or ("" if draft.fund_name else self.profile.fund)
        draft.place, draft.postcode = self.text(row, "place"), self.text(row, "postcode")
        where = [self.text(row, name) for name in ("nuts", "country", "postcode", "place")]
        draft.nuts = next(filter(None, map(places.nuts_in, where)), "")
        draft.country = self._country(row, draft, faults)
        draft.summary = persons.without_addresses(self.text(row, "summary"))[:MOST_SUMMARY]
        draft.title = persons.without_addresses(draft.title)
        self._fill_in_beneficiary(draft, self.text(row, "beneficiary"))
        if len(draft.postcode) > 20:
            draft.place, draft.postcode = joined(draft.place, draft.postcode), ""
        for name, most in TEXTS.items():
            if len(getattr(draft, name)) > most:
                sentence = _("longer than %(number)d characters")
                faults.append(f"{LABEL_OF[name]}: {sentence % {'number': most}}")

    def _country(self, row, draft, faults):
        said = self.text(row, "country")
        country = places.country_in(said) or draft.nuts[:2] or ("" if said else self.profile.country)
        if said and not country:
            faults.append(_("country: not known: %(cell)s") % {"cell": said[:60]})
        return {"GR": "EL", "GB": "UK"}.get(country, country)

    def _fill_in_beneficiary(self, draft, name):
        """Keep the name of an organisation; of a natural person nothing, wherever it stands in the row."""
        draft.beneficiary_kind = persons.kind_of(name) if name else Kind.ORGANISATION
        if draft.beneficiary_kind != Kind.PERSON:
            draft.beneficiary = re.sub(r"\s*\(\d{8,}\)$", "", name)
            return
        draft.title, draft.summary, draft.source_code, draft.place = (
            "" if persons.tells_name(text, name) else text
            for text in (draft.title, draft.summary, draft.source_code, draft.place)
        )

    def _fill_in_currency(self, draft, row, faults):
        """Say in which currency the amounts are: as the cells say, a column, a heading, or the profile."""
        amounts = {name: self.cell(row, name) for name in self.amounts if getattr(draft, name) is not None}
        if not amounts:
            return
        in_cells = {currency_in(cell) for cell in amounts.values() if isinstance(cell, str)} - {""}
        said = in_cells or {_code(self.text(row, "currency"))} - {""} or {self.signs[name] for name in amounts} - {""}
        if len(said) > 1:
            faults.append(_("amounts in several currencies: %(currencies)s") % {"currencies": ", ".join(sorted(said))})
        draft.currency = said.pop() if said else self.profile.currency


def _code(text):
    return text if re.fullmatch(r"[A-Z]{3}", text) else currency_in(text)


def _heading_of(heading, place):
    return " ".join(str(row[place]) for row in heading[-headings.MOST_ROWS :] if place < len(row) and row[place])


def _contradictions(draft):
    """Yield what cannot be true of an operation."""
    if draft.starts_on and draft.ends_on and draft.ends_on < draft.starts_on:
        sentence = _("it ends (%(end)s) before it starts (%(start)s)")
        yield sentence % {"end": draft.ends_on, "start": draft.starts_on}
    costs = [cost for cost in (draft.total_cost, draft.eligible_cost) if cost is not None]
    if draft.granted is not None and costs and draft.granted > max(costs) + 1:
        sentence = _("more is granted (%(granted)s) than it costs (%(cost)s)")
        yield sentence % {"granted": draft.granted, "cost": max(costs)}
