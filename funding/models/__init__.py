"""MONEY: the funds, and what a measure gets from each."""

from funding.models.fund import Allocation, Fund, FundFact, largest_first

__all__ = ["Allocation", "Fund", "FundFact", "largest_first"]
