"""The back office of money: curators keep the funds and the law; clerks say on a measure's own form who pays for it."""

from funding.admin.fund import FundAdmin, FundFactAdmin
from funding.admin.law import (
    CofinancingRateAdmin,
    CommonIndicatorAdmin,
    FundRuleAdmin,
    ObligationAdmin,
    ProgrammeAdmin,
    RegionCategoryAdmin,
)

__all__ = [
    "CofinancingRateAdmin",
    "CommonIndicatorAdmin",
    "FundAdmin",
    "FundFactAdmin",
    "FundRuleAdmin",
    "ObligationAdmin",
    "ProgrammeAdmin",
    "RegionCategoryAdmin",
]
