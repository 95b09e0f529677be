"""Operations out of the rows of a list: what a row says for certain is kept, the others are refused with the reason."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from funding.operations import headings, persons, places
from funding.operations.cells import Amounts, Days, Rates, UnreadableError, currency_in, fold, is_nothing
from funding.operations.persons import Kind

WHERE = {"place", "postcode", "nuts"}
TEXTS = {"title": 2000, "beneficiary": 500, "place": 500, "category": 2000, "fund_name": 120, "source_code": 120}
MOST_SUMMARY = 10_000
TOTAL = re.compile(
    r"^(total|totaal|totale|gesamt|summe|somme|suma|razem|ukupno|celkem|spolu|skupaj|osszesen|\u03c3\u03c5\u03bd\u03bf\u03bb\u03bf|eindtotaal|subtotaal|"
    r"subtotal|grand total|zwischensumme)\b(?!\w)"
)
NOT_GRANTED = re.compile(
    r"afgewezen|ingetrokken|rejected|withdrawn|refused|abgelehnt|zuruckgezogen|refuse|rejete|annul|odrzucon|odbijen|zamitnut|"
    r"denegad|respint|elutasit"
)
LOOKED_AT = 3000  # lines that tell whether a list has one for each place
SPREAD = 4  # as many lines alike but for the place show that a list has a line for each place


class UnknownColumnsError(Exception):
    """A file has not the columns that its profile names; the message says which."""


@dataclass(slots=True)
class Profile:
    """How a list is read: the heading of the column of each field, and what the list does not say itself."""

    columns: dict[str, str]
    country: str = ""
    currency: str = ""
    fund: str = ""  # the slug
    language: str = ""
    decimal: str = ""
    unit: int = 1
    line_per_place: bool = False


@dataclass(slots=True)
class Draft:
    """One operation, as far as its list says."""

    line: int
    source_code: str = ""
    title: str = ""
    beneficiary: str = ""
    beneficiary_kind: Kind = Kind.ORGANISATION
    summary: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    total_cost: Decimal | None = None
    eligible_cost: Decimal | None = None
    granted: Decimal | None = None
    currency: str = ""
    rate: Decimal | None = None
    fund: str = ""
    fund_name: str = ""
    country: str = ""
    place: str = ""
    postcode: str = ""
    nuts: str = ""
    category: str = ""
    number: int = 1

    def same_but_for_place(self) -> tuple:
        return tuple(getattr(self, name) for name in self.__slots__ if name not in {"line", *WHERE})


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that gave no operation, and why. `is_fault`: it is one, but cannot be read for certain."""

    line: int
    reason: str
    is_fault: bool = True

    @property
    def kind_of_reason(self) -> str:
        """Return the reason without what differs from line to line."""
        return re.sub(r"\d[\d.,-]*", "…", self.reason)[:100]


@dataclass(slots=True)
class Outcome:
    """What a list gave."""

    read: int = 0
    drafts: list[Draft] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[Refused]:
        return [row for row in self.refused if row.is_fault]

    @property
    def left_out(self) -> list[Refused]:
        return [row for row in self.refused if not row.is_fault]


def propose(rows: list[list], **known) -> tuple[Profile, list[str]]:
    """Return how a list can be read, from itself and from what is known of it, with a note on each thing guessed."""
    guess = headings.guess(rows)
    columns = {name: guess.names[place] for name, place in guess.columns.items()}
    profile = Profile(columns=columns, language=guess.language, **{key: value for key, value in known.items() if value})
    notes = [f"the heading is row {guess.first + 1}" + (f" to {guess.last + 1}" if guess.last > guess.first else "")]
    body = rows[guess.last + 1 :]
    if not profile.country and "country" not in columns and guess.language in places.COUNTRY_OF:
        profile.country = places.COUNTRY_OF[guess.language]
        notes.append(f"country {profile.country}: from the language of the headings")
    _propose_currency(profile, guess, body, notes)
    _propose_unit(profile, guess, body, notes)
    profile.line_per_place = _is_spread(rows, profile)
    if profile.line_per_place:
        notes.append("an operation has a line for each of its places: such lines are taken together")
    return profile, notes


def _cells(body, place):
    return [row[place] for row in body if place < len(row)]


def _propose_currency(profile, guess, body, notes):
    """Guess the currency where neither cells nor headings say it."""
    amounts = [place for name, place in guess.columns.items() if name in headings.AMOUNTS]
    said = [currency_in(guess.names[place]) for place in amounts]
    in_cells = Counter(currency_in(cell) for place in amounts for cell in _cells(body, place) if isinstance(cell, str))
    if profile.currency or "currency" in guess.columns or any(said) or set(in_cells) - {""}:
        return
    countries = {profile.country} if profile.country else _countries(guess, body)
    currencies = {places.OTHER_CURRENCIES.get(country, "EUR") for country in countries if country}
    if len(currencies) == 1:
        profile.currency = currencies.pop()
        notes.append(f"currency {profile.currency}: that of the country, since the list does not say it")
    elif not countries and guess.language in ("nl", "de", "fr"):
        profile.currency = "EUR"
        notes.append("currency EUR: from the language of the headings, since the list does not say it")
    else:
        notes.append("currency: not known, amounts are shown without one")


def _countries(guess, body):
    """Return the countries of a list; the one that nine in ten lines name stands for all."""
    place = guess.columns.get("country")
    said = Counter(places.country_in(cell) for cell in _cells(body, place) if cell) if place is not None else Counter()
    del said[""]
    return {country for country, number in said.items() if number > 0.9 * said.total()} or set(said)


def _propose_unit(profile, guess, body, notes):
    """Take amounts for thousands or millions only where a heading says so and the amounts are small enough."""
    for name in headings.AMOUNTS:
        if name not in guess.columns:
            continue
        place = guess.columns[name]
        unit = headings.unit_in(guess.names[place])
        if unit > 1:
            cells = _cells(body, place)
            reader, found = Amounts.of(cells, profile.decimal), []
            for cell in cells:
                try:
                    found.append(reader.read(cell) or 0)
                except UnreadableError:
                    continue
            small = bool(found) and max(found) < 100_000_000_000 / unit / 10
            profile.unit = unit if small else 1
            meant = f"taken times {unit:,}" if small else "read as written, since they are too large for that"
            notes.append(f"the heading “{guess.names[place]}” speaks of a unit of {unit:,}: amounts are {meant}")


def _is_spread(rows, profile):
    """Say whether lines that differ in their place only come in groups, each place once: one operation then."""
    if "place" not in profile.columns or "title" not in profile.columns:
        return False
    groups = {}
    for draft in read(rows[:LOOKED_AT], replace(profile, line_per_place=False)).drafts:
        groups.setdefault(draft.same_but_for_place(), []).append((draft.place, draft.postcode, draft.nuts))
    several = [found for found in groups.values() if len(found) >= SPREAD and len(found[0][0]) > 0]
    apart = [found for found in several if len(set(found)) == len(found)]
    return len(apart) >= 3 and len(apart) > len(several) / 2


def positions(rows: list[list], profile: Profile) -> tuple[int, dict[str, int]]:
    """Return the first row below the heading, and where the columns of a profile stand in this file."""
    guess = headings.guess(rows)
    known = {headings.plain(name): place for place, name in reversed(list(enumerate(guess.names))) if name}
    wanted = {name: headings.plain(heading) for name, heading in profile.columns.items()}
    missing = [profile.columns[name] for name, heading in wanted.items() if heading not in known]
    if missing or not {"title", "beneficiary"} & set(wanted):
        there = ", ".join(f"“{name}”" for name in guess.names if name)
        named = ", ".join(f"“{name}”" for name in missing) or "a column for the title or the beneficiary"
        raise UnknownColumnsError(f"This file does not have {named}. Its columns are: {there}.")
    return guess.last + 1, {name: known[heading] for name, heading in wanted.items()}


def read(rows: list[list], profile: Profile) -> Outcome:
    """Return the operations of a list, and every row that gave none with the reason."""
    start, columns = positions(rows, profile)
    reader = _Reader(profile, columns, rows[:start], rows[start:])
    outcome = Outcome()
    for line, row in enumerate(rows[start:], start=start + 1):
        if all(cell is None for cell in row):
            continue
        outcome.read += 1
        if reason := reader.why_none(row):
            outcome.refused.append(Refused(line, reason, is_fault=False))
            continue
        try:
            draft = reader.draft(line, row)
        except UnreadableError as error:
            outcome.refused.append(Refused(line, str(error)))
            continue
        if draft.title or draft.beneficiary:
            outcome.drafts.append(draft)
        else:
            reason = "nothing to show without the name of a natural person, which is not stored"
            outcome.refused.append(Refused(line, reason, is_fault=False))
    if profile.line_per_place:
        outcome.drafts = list(_together(outcome))
    if reader.incomplete_days:
        outcome.notes.append(
            f"days of which only the year or the month is given, and that stay empty: {reader.incomplete_days:,}"
        )
    return outcome


def _together(outcome) -> Iterator[Draft]:
    """Yield each operation once, with all its places; the other lines of it are told as left out."""
    first = {}
    for draft in outcome.drafts:
        known = first.setdefault(draft.same_but_for_place(), draft)
        if known is not draft:
            known.place = _joined(known.place, draft.place)
            reason = f"one more place of the operation of line {known.line}"
            outcome.refused.append(Refused(draft.line, reason, is_fault=False))
    yield from first.values()


def _joined(places_known, place):
    parts = [*filter(None, places_known.split("; "))]
    return "; ".join([*parts, place] if place and place not in parts else parts)[: TEXTS["place"]]


class _Reader:
    """Reads the rows of one list; how its amounts, days and rates are written was learned from all of them."""

    def __init__(self, profile, columns, heading, body):
        self.profile, self.columns, self.above = profile, columns, None
        self.names = {cell.casefold() for row in heading for cell in row if isinstance(cell, str)}
        cells = {name: _cells(body, place) for name, place in columns.items()}
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
            return "the heading once more"
        if any(TOTAL.match(fold(text)) for text in texts[:2]) and not (self.text(row, "title") and len(texts) > 2):
            return "a total"
        said = {name for name in self.columns if self.cell(row, name) is not None}
        if said and said <= WHERE:
            place = self.text(row, "place") or self.text(row, "postcode")
            if self.above:
                self.above.place = _joined(self.above.place, place)
            return "one more place of the operation above"
        if len(filled) == 1 and texts:
            return "a heading between the rows, or a remark"
        if status := NOT_GRANTED.search(fold(self.text(row, "status"))):
            return f"the list says that it was not granted, or withdrawn: {status[0]}"
        named = any(self.text(row, name) for name in ("title", "beneficiary", "source_code", "code"))
        return "" if named else "neither a title nor a beneficiary: a total, or a remark"

    def draft(self, line, row) -> Draft:
        """Return the operation of a row, or refuse it with all that is wrong."""
        faults, found, self.above = [], {}, None
        for name in (*self.amounts, *self.days, "rate", "number"):
            try:
                found[name] = self._value(row, name)
            except UnreadableError as error:
                faults.append(f"{name.replace('_', ' ')}: {error}")
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
            raise UnreadableError(f"no number: {text[:60]}")
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
            draft.place, draft.postcode = _joined(draft.place, draft.postcode), ""
        for name, most in TEXTS.items():
            if len(getattr(draft, name)) > most:
                faults.append(f"{name.replace('_', ' ')}: longer than {most} characters")

    def _country(self, row, draft, faults):
        said = self.text(row, "country")
        country = places.country_in(said) or draft.nuts[:2] or ("" if said else self.profile.country)
        if said and not country:
            faults.append(f"country: not known: {said[:60]}")
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
            faults.append(f"amounts in several currencies: {', '.join(sorted(said))}")
        draft.currency = said.pop() if said else self.profile.currency


def _code(text):
    return text if re.fullmatch(r"[A-Z]{3}", text) else currency_in(text)


def _heading_of(heading, place):
    return " ".join(str(row[place]) for row in heading[-headings.MOST_ROWS :] if place < len(row) and row[place])


def _contradictions(draft):
    """Yield what cannot be true of an operation."""
    if draft.starts_on and draft.ends_on and draft.ends_on < draft.starts_on:
        yield f"it ends ({draft.ends_on}) before it starts ({draft.starts_on})"
    costs = [cost for cost in (draft.total_cost, draft.eligible_cost) if cost is not None]
    if draft.granted is not None and costs and draft.granted > max(costs) + 1:
        yield f"more is granted ({draft.granted}) than it costs ({max(costs)})"


def keyed(drafts: list[Draft]) -> dict[str, Draft]:
    """Return {key: draft}: the code of the source, else what the row says; a second one alike is numbered.

    Keys are made of what is shown, so no name of a natural person is in them.
    """
    seen, found = Counter(), {}
    for draft in drafts:
        shown = (draft.title, draft.beneficiary, draft.starts_on, draft.ends_on, draft.total_cost, draft.eligible_cost,
                 draft.granted, draft.place, draft.country)  # fmt: skip
        plain = draft.source_code or "|".join(map(str, shown))
        seen[plain] += 1
        text = f"{plain}#{seen[plain]}" if seen[plain] > 1 else plain
        found[hashlib.sha256(text.encode()).hexdigest()[:12]] = draft
    return found
