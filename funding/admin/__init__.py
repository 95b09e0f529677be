"""The back office of money: curators keep the funds; clerks say on a measure's own form who pays for it."""

from funding.admin.fund import FundAdmin, FundFactAdmin

__all__ = ["FundAdmin", "FundFactAdmin"]
