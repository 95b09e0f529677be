"""Conditions on columns that may be empty, for the constraints of models."""

from functools import reduce
from operator import and_

from django.db.models import F, Q


def comes_after(later, earlier):
    """Return the condition that one day does not lie before another, which has to be there."""
    return Q(**{f"{later}__isnull": True}) | Q(**{f"{earlier}__isnull": False, f"{later}__gte": F(earlier)})


def not_without(name, other):
    """Return the condition that one column is filled only when another one is."""
    return Q(**{f"{name}__isnull": True}) | Q(**{f"{other}__isnull": False})


def more_than_nothing(*names):
    """Return the condition that each of these amounts is more than zero where it is known."""
    return reduce(and_, (Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gt": 0}) for name in names))
