"""MONEY: the funds, what the law says of them, and what a measure gets from each."""

from funding.models.fund import Allocation, Fund, FundFact, largest_first
from funding.models.law import (
    CategoryOfRegion,
    CofinancingRate,
    CommonIndicator,
    FundRule,
    Obligation,
    Programme,
    RegionCategory,
)

__all__ = [
    "Allocation",
    "CategoryOfRegion",
    "CofinancingRate",
    "CommonIndicator",
    "Fund",
    "FundFact",
    "FundRule",
    "Obligation",
    "Programme",
    "RegionCategory",
    "largest_first",
]
