"""What a list of operations becomes: how it is read, one operation as a draft, and the rows that gave none."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from funding.operations.persons import Kind

WHERE = {"place", "postcode", "nuts"}


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
