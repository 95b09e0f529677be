"""Small numbers of people are not public: who is one of fewer than five could be known by name.

All that the public reads of a KPI comes through the querysets that use this: pages, sums, API and files. Staff see the
numbers as they are. Nobody is one of 0, so 0 is shown; what is computed from a hidden number is hidden with it.
"""

from django.db.models import Case, DecimalField, F, IntegerField, Q, Value, When

FEWEST = 5


def is_small(number) -> bool:
    """Say whether a number of people is too small to be public."""
    return number is not None and 0 < number < FEWEST


def shown(number, counts_people="counts_people"):
    """Return the annotations of a column: what is shown of it, and the number it is below when that is all one says."""
    hidden = Q(**{counts_people: True, f"{number}__gt": 0, f"{number}__lt": FEWEST})
    return {
        f"shown_{number}": Case(
            When(hidden, then=Value(None)),
            default=F(number),
            output_field=DecimalField(max_digits=16, decimal_places=2),
        ),
        f"{number}_below": Case(When(hidden, then=Value(FEWEST)), output_field=IntegerField(null=True)),
    }
