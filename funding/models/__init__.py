"""MONEY: the funds, and what a measure gets from each."""

from funding.models.fund import Allocation, Fund, FundFact

__all__ = ["Allocation", "Fund", "FundFact"]
