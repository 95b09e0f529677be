"""MONEY: the funds, what the law says of them, what a measure gets from each, and who got money for what elsewhere."""

from funding.models.answers import MeasureAnswers
from funding.models.application import Application
from funding.models.call import Call
from funding.models.consultation import Consultation, Contribution
from funding.models.duty import AskedKpi, CommonIndicator, DutyDone, Obligation
from funding.models.fund import Allocation, Fund, FundFact, largest_first
from funding.models.law import (
    CategoryOfRegion,
    CofinancingRate,
    FundRule,
    Programme,
    RegionCategory,
)
from funding.models.operation import Operation, OperationList

__all__ = [
    "Allocation",
    "Application",
    "AskedKpi",
    "Call",
    "CategoryOfRegion",
    "CofinancingRate",
    "CommonIndicator",
    "Consultation",
    "Contribution",
    "DutyDone",
    "Fund",
    "FundFact",
    "FundRule",
    "MeasureAnswers",
    "Obligation",
    "Operation",
    "OperationList",
    "Programme",
    "RegionCategory",
    "largest_first",
]
