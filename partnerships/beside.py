"""Short lists of several nouns beside the text of a page, such as its partnerships and meetings: one query for all."""

import json
from datetime import UTC

from django.db.models import DateTimeField, QuerySet, Value
from django.db.models.functions import JSONObject
from django.utils import timezone

from partnerships.search import together


def linked(**querysets: QuerySet) -> dict[str, list]:
    """Return {name: records} of several querysets; each may be cut off. What they relate to is not fetched."""
    found = {name: [] for name in querysets}
    for name, told in together([_told(name, queryset) for name, queryset in querysets.items()]):
        found[name].append(_record(querysets[name].model, json.loads(told) if isinstance(told, str) else told))
    return found


def _told(name, queryset):
    """Return rows of (name, all that is stored of a record), so that unlike records fit beneath each other."""
    return queryset.values_list(
        Value(name), JSONObject(**{field.attname: field.attname for field in queryset.model._meta.concrete_fields})
    )


def _record(model, told):
    fields = model._meta.concrete_fields
    return model.from_db(
        None, [field.attname for field in fields], [_stored(field, told[field.attname]) for field in fields]
    )


def _stored(field, value):
    value = field.to_python(value)
    # SQLite stores moments without their zone, which is UTC.
    is_naive = isinstance(field, DateTimeField) and value is not None and timezone.is_naive(value)
    return value.replace(tzinfo=UTC) if is_naive else value
