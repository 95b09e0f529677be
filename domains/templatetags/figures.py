"""Numbers on a page, in the reader's notation; what is not known is said in words and never shown as 0."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from urllib.parse import urlencode

from django import template
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from domains import progress
from domains.lens import Lens
from domains.models import Action, ActionPlan, Domain, Indicator, Measure, Objective
from partnerships import sizes
from partnerships.models import Organisation, Partnership, Territory

register = template.Library()

# What the flags of Eurostat mean, as its own files say.
FLAGS = {
    "b": gettext_lazy("break in the series"),
    "c": gettext_lazy("confidential"),
    "d": gettext_lazy("another definition"),
    "e": gettext_lazy("estimated"),
    "f": gettext_lazy("forecast"),
    "i": gettext_lazy("made up from other data"),
    "m": gettext_lazy("missing"),
    "n": gettext_lazy("not significant"),
    "p": gettext_lazy("provisional"),
    "r": gettext_lazy("revised"),
    "s": gettext_lazy("estimated by Eurostat"),
    "u": gettext_lazy("low reliability"),
    "z": gettext_lazy("does not apply"),
}

MEASURE_COLOURS = {status: f"bar-{status}" for status in progress.STATUSES}
ACTION_COLOURS = {
    "complete": "bar-done",
    "continuous": "bar-running",
    "ongoing": "bar-running",
    "not-started": "bar-planned",
}
# Where the page's style does not reach, as in a PDF, bars and maps have these colours.
FILLS = {
    "bar-done": "#1e7a5c",
    "bar-running": "#3a83c2",
    "bar-planned": "#c3cfd9",
    "bar-known": "#4f5d68",
    "bar-time": "#7c8790",
}
MAP_FILLS = ("#d7d5ca", "#a5cbe6", "#4d93c7", "#12405c")


@register.filter
def number(value):
    """Return a count or a value with its thousands apart, and with two decimals at most."""
    return _("not reported") if value is None else _written(value, get_language())


@lru_cache(maxsize=5000)
def _written(value, language):
    """Return a number in the notation of the reader's language; a page shows the same small ones again and again."""
    decimals = f"{Decimal(value):.2f}".partition(".")[2].rstrip("0")
    return number_format(value, decimal_pos=len(decimals), force_grouping=True)


@register.filter
def fewer_than(number):
    """Return what is told of people who are so few that one could know them."""
    return _("fewer than %(number)d") % {"number": number}


@register.filter
def of_whole(part, whole):
    """Return a count beside the count it is part of: 11 of 18."""
    return _("%(part)s of %(whole)s") % {"part": number(part), "whole": number(whole)}


@register.filter
def euros(amount):
    """Return an amount of money, without cents when it is whole."""
    if amount is None:
        return _("not reported")
    amount = Decimal(amount)
    decimals = 0 if amount == amount.to_integral_value() else 2
    written = number_format(amount, decimal_pos=decimals, force_grouping=True)
    return pgettext("an amount of money", "€\u00a0%(amount)s") % {"amount": written}


@register.filter
def percent(share, nothing=None):
    """Return a share in percent; `nothing`, or "nothing logged yet", when there is nothing to count."""
    if share is None:
        return nothing or _("nothing logged yet")
    return pgettext("a share", "%(number)s%%") % {"number": number(share)}


IN_WORDS = {"share": percent, **dict.fromkeys(("money", "asked", "granted", "paid"), euros)}  # the others are counts

# The records that a figure can be about, by the filter that names them and their public key.
FILTERS = {
    ActionPlan: ("plan", "slug"),
    Domain: ("domain", "slug"),
    Objective: ("objective", "code"),
    Measure: ("measure", "reference"),
    Territory: ("territory", "code"),
    Organisation: ("organisation", "slug"),
    Partnership: ("partnership", "slug"),
}


@register.simple_tag
def filters_of(*records):
    """Return the filters, as they stand in an address, of a figure about these records, seen through a lens.

    Where there is none it adds nothing.
    """
    filters = {}
    for record in filter(None, records):
        if isinstance(record, Lens):
            filters |= record.parameters
        else:
            name, key = FILTERS[type(record)]
            filters[name] = getattr(record, key)
    return urlencode(filters)


@register.filter
def figure(value, name):
    """Return a figure in words, marked with its name and its plain value, for programs and whoever counts it again.

    The nearest `data-filters` around it says what it is about.
    """
    words = IN_WORDS.get(name.partition("-")[0], number)(value)
    return format_html('<data value="{}" data-figure="{}">{}</data>', "" if value is None else value, name, words)


@register.filter
def in_decimals(value, unit):
    """Return the value of an indicator as exact as its source gives it: a share with one decimal, people without."""
    decimals = 0 if unit in {Indicator.Unit.PER, Indicator.Unit.EUR} else 1
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return number_format(rounded, decimal_pos=decimals, force_grouping=True)


@register.filter
def in_unit(value, unit):
    """Return the value of an indicator with its unit."""
    written = in_decimals(value, unit)
    if unit == Indicator.Unit.PC:
        return pgettext("a share", "%(number)s%%") % {"number": written}
    if unit == Indicator.Unit.THS_PER:
        return _("%(number)s thousand") % {"number": written}
    return euros(round(value)) if unit == Indicator.Unit.EUR else written


@register.filter
def gap(size, comparison):
    """Return how far a group is from another: 12.4 percentage points lower."""
    if not size:
        return _("no gap")
    if comparison == Indicator.Comparison.POINTS:
        text = _("%(size)s percentage points lower") if size < 0 else _("%(size)s percentage points higher")
    else:
        text = _("%(size)s%% lower") if size < 0 else _("%(size)s%% higher")
    return text % {"size": in_decimals(abs(size), Indicator.Unit.PC)}


@register.filter
def period(value):
    """Return a year as it is, and a month in words: 2024-03, March 2024."""
    if len(value) == 4:
        return value
    return date_format(date.fromisoformat(f"{value}-01"), "YEAR_MONTH_FORMAT")


@register.filter
def flags(letters):
    """Return what the flags of a value mean."""
    return ", ".join(str(FLAGS.get(letter, letter)) for letter in letters)


@register.filter
def size_class(place):
    """Return the size class of a municipality in words; a larger place has none."""
    if place.level != place.Level.MUNICIPALITY:
        return ""
    if place.size is None:
        return _("number of inhabitants not known")
    smallest, above = sizes.bounds_of(place.size)
    if above is None:
        return _("%(number)s inhabitants or more") % {"number": number(smallest)}
    if not smallest:
        return _("fewer than %(number)s inhabitants") % {"number": number(above)}
    return _("%(smallest)s to %(largest)s inhabitants") % {"smallest": number(smallest), "largest": number(above - 1)}


@register.filter
def schedule(measure):
    """Return where a measure stands today; reads its prefetched milestones."""
    return measure.schedule_on(timezone.localdate())


@register.filter
def measure_status(value):
    """Return the words for a measure's status."""
    return Measure.Status(value).label


@register.filter
def kind_of_stakeholder(value):
    """Return the words for a kind of organisation."""
    return Organisation.Kind(value).label


@register.filter
def level_of_government(value):
    """Return the words for the level of an organisation or a partnership."""
    return Organisation.Level(value).label


@register.filter
def action_status(value):
    """Return the words for an action's official status."""
    return Action.Status(value).label


@register.filter
def action_colour(status):
    """Return the class of an official status; what is not known is hatched, so it has none."""
    return ACTION_COLOURS.get(status, "")


@register.filter
def map_fill(step):
    """Return the colour of a step of a map."""
    return MAP_FILLS[step]


def _segments(parts, colours):
    """Return the segments of a bar, one after the other; a status without a colour is hatched."""
    parts, start = list(parts), Decimal(0)
    for (status, count), width in zip(parts, progress.widths(count for _status, count in parts), strict=True):
        colour = colours.get(status, "")
        yield {
            "status": status,
            "count": count,
            "x": f"{start}%",
            "width": f"{width}%",
            "colour": colour,
            "fill": FILLS.get(colour, "url(#not-reported)"),
        }
        start += width


@register.inclusion_tag("components/delivery_bar.html")
def delivery_bar(delivery, label):
    """Draw a Delivery: its statuses, and below those that owe a report how many have given one."""
    segments = list(_segments(delivery.parts, MEASURE_COLOURS))
    known = delivery.known
    reported, unreported, _planned = progress.widths([known.part, known.rest, delivery.planned])
    return {
        "delivery": delivery,
        "label": label,
        "segments": segments,
        "has_owing": bool(known.whole),
        "reported": f"{reported}%",
        "unreported": f"{unreported}%",
    }


@register.inclusion_tag("components/action_bar.html")
def action_bar(statuses, label):
    """Draw actions by their official status, given as (status, number)."""
    return {"label": label, "segments": list(_segments(statuses, ACTION_COLOURS))}


@register.inclusion_tag("components/share_bar.html")
def share_bar(share, label, colour="done", nothing=None):
    """Draw one share in percent as a bar between 0 and 100; `nothing` says what a share of None means."""
    width = None if share is None else min(max(Decimal(share), Decimal(0)), Decimal(100))
    return {
        "width": None if width is None else f"{width}%",
        "share": share,
        "label": label,
        "colour": colour,
        "fill": FILLS.get(f"bar-{colour}", FILLS["bar-running"]),
        "nothing": nothing,
    }
