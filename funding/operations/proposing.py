"""How a list of operations can be read, proposed from its headings and cells; a curator corrects it."""

from collections import Counter
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.operations import headings, places
from funding.operations.cells import Amounts, UnreadableError, currency_in
from funding.operations.drafts import Profile
from funding.operations.reading import read

LOOKED_AT = 3000  # lines that tell whether a list has one for each place
SPREAD = 4  # as many lines alike but for the place show that a list has a line for each place
TIMES = gettext_lazy("the heading “%(heading)s” speaks of a unit of %(unit)s: amounts are taken times that")
AS_WRITTEN = gettext_lazy(
    "the heading “%(heading)s” speaks of a unit of %(unit)s: amounts are read as written, too large for that"
)


def propose(rows: list[list], **known) -> tuple[Profile, list[str]]:
    """Return how a list can be read, from itself and from what is known of it, with a note on each thing guessed."""
    guess = headings.guess(rows)
    columns = {name: guess.names[place] for name, place in guess.columns.items()}
    profile = Profile(columns=columns, language=guess.language, **{key: value for key, value in known.items() if value})
    last = guess.last + 1
    if guess.last > guess.first:
        notes = [_("the heading is row %(first)d to %(last)d") % {"first": guess.first + 1, "last": last}]
    else:
        notes = [_("the heading is row %(row)d") % {"row": last}]
    body = rows[guess.last + 1 :]
    if not profile.country and "country" not in columns and guess.language in places.COUNTRY_OF:
        profile.country = places.COUNTRY_OF[guess.language]
        notes.append(_("country %(code)s: from the language of the headings") % {"code": profile.country})
    _propose_currency(profile, guess, body, notes)
    _propose_unit(profile, guess, body, notes)
    profile.line_per_place = _is_spread(rows, profile)
    if profile.line_per_place:
        notes.append(_("an operation has a line for each of its places: such lines are taken together"))
    return profile, notes


def _cells(body, place):
    return [row[place] for row in body if place < len(row)]


def _propose_currency(profile, guess, body, notes):
    """Guess the currency where neither cells nor headings say it."""
    amounts = [place for name, place in guess.columns.items() if name in headings.AMOUNTS]
    said = [currency_in(guess.names[place]) for place in amounts]
    in_cells = Counter(currency_in(cell) for place in amounts for cell in _cells(body, place) if isinstance(cell, str))
    if profile.currency or "currency" in guess.columns or any(said) or set(in_cells) - {""}:
        return
    countries = {profile.country} if profile.country else _countries(guess, body)
    currencies = {places.OTHER_CURRENCIES.get(country, "EUR") for country in countries if country}
    if len(currencies) == 1:
        profile.currency = currencies.pop()
        sentence = _("currency %(code)s: that of the country, since the list does not say it")
        notes.append(sentence % {"code": profile.currency})
    elif not countries and guess.language in ("nl", "de", "fr"):
        profile.currency = "EUR"
        notes.append(_("currency EUR: from the language of the headings, since the list does not say it"))
    else:
        notes.append(_("currency: not known, amounts are shown without one"))


def _countries(guess, body):
    """Return the countries of a list; the one that nine in ten lines name stands for all."""
    place = guess.columns.get("country")
    said = Counter(places.country_in(cell) for cell in _cells(body, place) if cell) if place is not None else Counter()
    del said[""]
    return {country for country, number in said.items() if number > 0.9 * said.total()} or set(said)


def _propose_unit(profile, guess, body, notes):
    """Take amounts for thousands or millions only where a heading says so and the amounts are small enough."""
    for name in headings.AMOUNTS:
        if name not in guess.columns:
            continue
        place = guess.columns[name]
        unit = headings.unit_in(guess.names[place])
        if unit > 1:
            cells = _cells(body, place)
            reader, found = Amounts.of(cells, profile.decimal), []
            for cell in cells:
                try:
                    found.append(reader.read(cell) or 0)
                except UnreadableError:
                    continue
            small = bool(found) and max(found) < 100_000_000_000 / unit / 10
            profile.unit = unit if small else 1
            said = {"heading": guess.names[place], "unit": f"{unit:,}"}
            notes.append((TIMES if small else AS_WRITTEN) % said)


def _is_spread(rows, profile):
    """Say whether lines that differ in their place only come in groups, each place once: one operation then."""
    if "place" not in profile.columns or "title" not in profile.columns:
        return False
    groups = {}
    for draft in read(rows[:LOOKED_AT], replace(profile, line_per_place=False)).drafts:
        groups.setdefault(draft.same_but_for_place(), []).append((draft.place, draft.postcode, draft.nuts))
    several = [found for found in groups.values() if len(found) >= SPREAD and len(found[0][0]) > 0]
    apart = [found for found in several if len(set(found)) == len(found)]
    return len(apart) >= 3 and len(apart) > len(several) / 2
