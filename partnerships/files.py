"""Files of open data, and the one of places. A file is a table with columns that keep their names."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet

from partnerships import places
from partnerships.api import page_address
from partnerships.filters import TerritoryFilter
from partnerships.languages import columns
from partnerships.models import Territory

AT_ONCE = 1000  # rows that are fetched and sent together


def narrowed_records(filters):
    return filters.qs


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, what it means, the path it is read from when that is not its name.

    `writer` makes, once per file, the function that turns a stored value into the one that is written.
    """

    name: str
    meaning: str
    path: str = ""
    writer: Callable[[], Callable] | None = None


@dataclass(frozen=True, slots=True)
class File:
    """What is in a file, and what narrows it: its filters choose from `public`, and `records` reads what they leave."""

    about: str
    columns: list[Column]
    filters: type[FilterSet]
    public: Callable[[], QuerySet]
    records: Callable[[FilterSet], QuerySet] = narrowed_records
    is_in_commissions_form: bool = False

    def rows(self, filters):
        """Yield the rows, each a list, while they are read: memory does not grow with them, nor do queries."""
        paths = [column.path or column.name for column in self.columns]
        writers = [(place, column.writer()) for place, column in enumerate(self.columns) if column.writer]
        for row in self.records(filters).values_list(*paths).iterator(chunk_size=AT_ONCE):
            row = list(row)
            for place, write in writers:
                row[place] = write(row[place])
            yield row


def in_languages(name, meaning):
    """Return a column per language of the site."""
    return [Column(column, meaning) for column in columns(name)]


def address_of(view, key):
    """Return the column with the address of a record's page."""
    return Column("address", _("The page about it on this site."), key, partial(_addresses, view))


def _addresses(view):
    page = page_address(view, "-").removesuffix("-/")
    return lambda key: f"{page}{key}/"


def codes_around():
    """Return a function that writes the path of a place in codes, from the largest place to itself: EU/BE/BE2/BE23."""
    codes = dict(Territory.objects.values_list("path", "code"))
    written = {path: "/".join(codes[above] for above in places.ancestors(path) if above in codes) for path in codes}
    return written.__getitem__


PLACE_PATH = _("The codes of the places it lies in, from the largest to itself: BE/BE2/BE23/44021.")

FILES = {
    "territories": File(
        about=_("Places: countries, regions, provinces and municipalities."),
        columns=[
            Column("code", _("Its NUTS code, or the national code of a municipality.")),
            Column("level", _("What kind of place it is.")),
            Column("parent", _("The code of the place it lies directly in."), "parent__code"),
            Column("merged_on", _("Of a former municipality: since when it is part of that place.")),
            Column("territory_path", PLACE_PATH, "path", codes_around),
            *in_languages("name", _("Its name; empty where it has none in this language.")),
            Column("latitude", _("Degrees north of its middle.")),
            Column("longitude", _("Degrees east of its middle.")),
            Column("population", _("How many people live there.")),
            Column("population_year", _("The year of that number.")),
            address_of("territory_detail", "code"),
        ],
        filters=TerritoryFilter,
        public=Territory.objects.order_by,
    )
}
