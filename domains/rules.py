"""The rules about measures that the database keeps: which one a measure breaks, and at which column to say so."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from translated_fields import to_attribute

from domains.models import Measure
from partnerships.languages import columns

COLUMN_OF_RULE = {
    "measure_ends_after_it_starts": "ends_on",
    "measure_budget_is_not_negative": "budget",
    **{f"measure_{column}_once": column for column in columns("title")},
}


def broken_rules(measure: Measure, exclude=None) -> Iterator[tuple[str | None, ValidationError]]:
    """Yield each rule that a measure breaks, as its column (None for the record as a whole) and its sentence."""
    column_of = COLUMN_OF_RULE | {"measure_has_a_title_in_its_language": to_attribute("title", measure.language)}
    for rule in Measure._meta.constraints:
        try:
            rule.validate(Measure, measure, exclude=exclude)
        except ValidationError as error:
            yield column_of.get(rule.name), error
