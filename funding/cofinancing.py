"""What the EU pays of a cost, and what is left. Exact amounts; what is not known stays unknown.

The ceiling of the law is of a priority, not of a project: a programme and a call can pay less, and mostly do.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

CENT = Decimal("0.01")
NOTHING = Decimal(0)


class Remark(StrEnum):
    """What the reader has to know about a sum."""

    ABOVE_CEILING = "above_ceiling"
    BELOW_CEILING = "below_ceiling"
    OVERFINANCED = "overfinanced"


@dataclass(frozen=True, slots=True)
class Costs:
    """What a measure costs, and what others than the fund and the applicant pay."""

    total: Decimal
    ineligible: Decimal = NOTHING
    other_public: Decimal = NOTHING
    private: Decimal = NOTHING

    def __post_init__(self):
        if min(self.total, self.ineligible, self.other_public, self.private) < 0 or self.ineligible > self.total:
            raise ValueError("no amount is below zero, and what is not eligible is a part of the total")

    @property
    def eligible(self) -> Decimal:
        return self.total - self.ineligible


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the EU pays and what the applicant pays herself; None is not known."""

    eligible: Decimal
    rate: Decimal | None = None
    eu: Decimal | None = None
    own: Decimal | None = None
    remarks: tuple[Remark, ...] = ()


def estimate(costs: Costs, ceiling: Decimal | None, rates: Iterable[Decimal | None] = ()) -> Estimate:
    """Return the estimate with the last rate that is known of programme, call and own guess, up to the ceiling."""
    if ceiling is None:
        return Estimate(costs.eligible)
    rate, remarks = ceiling, []
    for known in (known for known in rates if known is not None):
        rate = known
    if rate > ceiling:
        remarks.append(Remark.ABOVE_CEILING)
        rate = ceiling
    if rate < ceiling:
        remarks.append(Remark.BELOW_CEILING)
    eu = (costs.eligible * rate / 100).quantize(CENT, ROUND_HALF_UP)
    own = costs.total - eu - costs.other_public - costs.private
    if own < 0:
        remarks.append(Remark.OVERFINANCED)
        eu, own = max(eu + own, NOTHING), NOTHING
    return Estimate(costs.eligible, rate, eu, own.quantize(CENT), tuple(remarks))


FLAT_RATES = {  # of which costs, and how many percent
    "7_direct": (("staff", "other"), 7),
    "15_staff": (("staff",), 15),
    "25_direct_with_method": (("staff", "other"), 25),
    "40_staff_all_other": (("staff",), 40),
}


def flat_rate(option: str, staff: Decimal, other: Decimal) -> Decimal:
    """Return what a flat rate gives for indirect or other costs, on direct costs of staff and others."""
    of, percent = FLAT_RATES[option]
    base = sum({"staff": staff, "other": other}[part] for part in of)
    return (base * percent / 100).quantize(CENT, ROUND_HALF_UP)
