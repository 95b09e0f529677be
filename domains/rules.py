"""The rules of the database, asked in memory: thousands of rows are told apart without a query for each of them.

A rule is not written a second time: this reads the condition of the constraint itself. The database still has the last
word, when a row is stored.
"""

import operator

from django.db.models import F, Q

COMPARE = {
    "exact": operator.eq,
    "in": lambda value, values: value in values,
    "gte": operator.ge,
    "gt": operator.gt,
    "lte": operator.le,
    "lt": operator.lt,
}


def holds(condition: Q, record) -> bool | None:
    """Say whether a condition holds of a record; None where SQL would not know, since a value is missing."""
    parts = [
        holds(part, record) if isinstance(part, Q) else _compare(*part, record=record) for part in condition.children
    ]
    decides = condition.connector == Q.OR  # one part that is so settles it
    settled = decides if decides in parts else (None if None in parts else not decides)
    return not settled if condition.negated and settled is not None else settled


def columns_of(condition: Q) -> set[str]:
    """Return the names of the columns that a condition looks at."""
    names = set()
    for part in condition.children:
        if isinstance(part, Q):
            names |= columns_of(part)
        else:
            names.add(part[0].partition("__")[0])
            names |= {part[1].name} if isinstance(part[1], F) else set()
    return names


def _compare(lookup, wanted, record):
    name, _separator, how = lookup.partition("__")
    value = getattr(record, name)
    if how == "isnull":
        return (value is None) == wanted
    if isinstance(wanted, F):
        wanted = getattr(record, wanted.name)
    return None if value is None or wanted is None else COMPARE[how or "exact"](value, wanted)
