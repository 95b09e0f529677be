"""The back office of money: curators keep the funds and the law; clerks say on a measure's own form who pays for it."""

from funding.admin.application import ApplicationAdmin
from funding.admin.call import CallAdmin
from funding.admin.consultation import ConsultationAdmin, ContributionAdmin
from funding.admin.fund import FundAdmin, FundFactAdmin
from funding.admin.law import (
    CofinancingRateAdmin,
    CommonIndicatorAdmin,
    FundRuleAdmin,
    ObligationAdmin,
    ProgrammeAdmin,
    RegionCategoryAdmin,
)
from funding.admin.operation import OperationAdmin, OperationListAdmin

__all__ = [
    "ApplicationAdmin",
    "CallAdmin",
    "CofinancingRateAdmin",
    "CommonIndicatorAdmin",
    "ConsultationAdmin",
    "ContributionAdmin",
    "FundAdmin",
    "FundFactAdmin",
    "FundRuleAdmin",
    "ObligationAdmin",
    "OperationAdmin",
    "OperationListAdmin",
    "ProgrammeAdmin",
    "RegionCategoryAdmin",
]
