"""Keeps the values of indicators as the source's file has them: compared with what is stored, only differences written.

Each value of a file is kept, left out or refused, and counted as such. Left out is what is right, but not for this
site: a dataset, a slice or a place that no indicator reads here, or a value the source does not have.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from django.db import transaction

from domains.eurostat import Observation, Refused
from domains.models import Indicator, IndicatorValue
from partnerships.models import Territory
from partnerships.outcome import Outcome

DIMENSIONS = {"birth": "c_birth", "citizenship": "citizen"}
GROUPS = {"TOTAL": "total", "NAT": "native", "FOR": "foreign", "EU27_2020_FOR": "eu", "NEU27_2020_FOR": "non_eu"}
PLACES = {"EU27_2020": "EU27"}
KEY = ("indicator_id", "territory_id", "by", "group", "sex", "period")
SAID = ("value", "flags", "dataset", "updated_on")
SMALLEST, MOST = Decimal("0.001"), Decimal(10) ** 13
BATCH = 500


class LeftOutError(Exception):
    """A value is not for this site; told as (reason, what of it)."""


class UnfitError(Exception):
    """A value cannot be stored."""


def difference(selection: Mapping[str, str], dimension: str, codes: Mapping[str, str]) -> str:
    """Return in what a value lies outside the slice that an indicator reads; nothing when it lies in it."""
    names = {*selection, *codes} - ({"freq", "geo", "sex", dimension} - {*selection})
    for name in sorted(names):
        if name not in codes:
            return f"no {name} in the file"
        if name not in selection:
            return f"{name} is {codes[name]}, and the indicator does not say which {name} it reads"
        if codes[name] != selection[name]:
            return f"{name} is {codes[name]}"
    return ""


class Mirror:
    """The values of one file on their way into the database."""

    def __init__(self, on_value: Callable[[int], None] = lambda number: None):
        self.outcome = Outcome("values of indicators")
        self.on_value = on_value
        self.kept: dict[tuple, Observation] = {}
        self.missing: set[tuple] = set()
        self.places = dict(Territory.objects.values_list("code", "pk"))
        self.readers = defaultdict(list)
        for indicator in Indicator.objects.all():
            for by, dataset in indicator.datasets.items():
                self.readers[dataset].append((indicator, str(by)))

    def take(self, values: Iterable[Observation | Refused]) -> Outcome:
        """Sort out every value, then store the kept ones all together."""
        for number, value in enumerate(values, start=1):
            self.outcome.read = number
            self._sort(value)
            self.on_value(number)
        with transaction.atomic():
            self._store()
        return self.outcome

    def _sort(self, value: Observation | Refused):
        if isinstance(value, Refused):
            self.outcome.refused.append(value)
            return
        try:
            self._keep(self._key(value), value)
        except LeftOutError as error:
            self.outcome.left_out[error.args] += 1
        except UnfitError as error:
            self.outcome.refused.append(Refused(value.line, str(error), f"{value.codes} {value.period} {value.value}"))

    def _keep(self, key: tuple, value: Observation):
        if value.value is None:
            self.missing.add(key)
            raise LeftOutError("the source has no value", "")
        if abs(value.value) >= MOST or value.value % SMALLEST:
            raise UnfitError(f"{value.value} does not fit: 13 digits and 3 decimals at most")
        if key in self.kept:
            raise UnfitError(f"this value stands at {self.kept[key].line} already")
        self.kept[key] = value

    def _key(self, value: Observation) -> tuple:
        """Return which value of which indicator this is."""
        indicator, by = self._reader(value)
        geo, sex = value.codes.get("geo", ""), value.codes.get("sex", "T")
        place = self.places.get(PLACES.get(geo, geo))
        if place is None:
            raise LeftOutError("a place this site does not know", geo)
        if sex not in IndicatorValue.Sex.values:
            raise LeftOutError("another slice", f"sex is {sex}")
        return (indicator.pk, place, by, self._group(value, indicator, by), sex, value.period)

    def _reader(self, value: Observation) -> tuple[Indicator, str]:
        readers = self.readers.get(value.dataset)
        if not readers:
            raise LeftOutError("no indicator reads this dataset", value.dataset)
        problem = ""
        for indicator, by in readers:
            problem = difference(indicator.selection, DIMENSIONS[by], value.codes)
            if not problem:
                return indicator, by
        raise LeftOutError("another slice", problem)

    def _group(self, value: Observation, indicator: Indicator, by: str) -> str:
        dimension = DIMENSIONS[by]
        if dimension in indicator.selection:  # one nationality, as of those under temporary protection
            return IndicatorValue.Group.FOREIGN
        code = value.codes.get(dimension)
        if code not in GROUPS:
            raise LeftOutError("another slice", f"{dimension} is {code}" if code else f"no {dimension} in the file")
        return GROUPS[code]

    def _store(self):
        stored = self._stored()
        written = []
        for key, value in self.kept.items():
            said = (value.value, value.flags, value.dataset, value.updated_on)
            before = stored.get(key)
            self.outcome.count(before and before[:2], said[:2])
            if before and before[:2] == said[:2]:
                # A file without a date says nothing of when the source last changed what is the same.
                said = (*said[:3], said[3] or before[3])
            if before != said:
                written.append(IndicatorValue(**dict(zip(KEY + SAID, key + said, strict=True))))
        IndicatorValue.objects.bulk_create(
            written, batch_size=BATCH, update_conflicts=True, unique_fields=KEY, update_fields=SAID
        )
        self._remove((self.missing & stored.keys()) - self.kept.keys())

    def _stored(self) -> dict[tuple, tuple]:
        """Return {key: what is said} of all values of the indicators this file is about."""
        indicators = {key[0] for key in self.kept.keys() | self.missing}
        rows = IndicatorValue.objects.filter(indicator__in=indicators).values_list(*KEY, *SAID)
        return {row[: len(KEY)]: row[len(KEY) :] for row in rows.iterator()}

    def _remove(self, keys: set[tuple]):
        """Remove what the source has no value for any more."""
        for key in keys:
            IndicatorValue.objects.filter(**dict(zip(KEY, key, strict=True))).delete()
        self.outcome.removed = len(keys)
