"""Operations out of the rows of a list: what a row says for certain is kept, the others are refused with the reason."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from funding.operations import headings
from funding.operations.cells import UnreadableError
from funding.operations.drafts import Draft, Outcome, Profile, Refused
from funding.operations.rows import RowReader, joined


class UnknownColumnsError(Exception):
    """A file has not the columns that its profile names; the message says which."""


def positions(rows: list[list], profile: Profile) -> tuple[int, dict[str, int]]:
    """Return the first row below the heading, and where the columns of a profile stand in this file."""
    guess = headings.guess(rows)
    known = {headings.plain(name): place for place, name in reversed(list(enumerate(guess.names))) if name}
    wanted = {name: headings.plain(heading) for name, heading in profile.columns.items()}
    missing = [profile.columns[name] for name, heading in wanted.items() if heading not in known]
    if missing or not {"title", "beneficiary"} & set(wanted):
        there = ", ".join(f"“{name}”" for name in guess.names if name)
        named = ", ".join(f"“{name}”" for name in missing) or _("a column for the title or the beneficiary")
        sentence = _("This file does not have %(missing)s. Its columns are: %(there)s.")
        raise UnknownColumnsError(sentence % {"missing": named, "there": there})
    return guess.last + 1, {name: known[heading] for name, heading in wanted.items()}


def read(rows: list[list], profile: Profile) -> Outcome:
    """Return the operations of a list, and every row that gave none with the reason."""
    start, columns = positions(rows, profile)
    reader = RowReader(profile, columns, rows[:start], rows[start:])
    outcome = Outcome()
    for line, row in enumerate(rows[start:], start=start + 1):
        if all(cell is None for cell in row):
            continue
        outcome.read += 1
        if reason := reader.why_none(row):
            outcome.refused.append(Refused(line, reason, is_fault=False))
            continue
        try:
            draft = reader.draft(line, row)
        except UnreadableError as error:
            outcome.refused.append(Refused(line, str(error)))
            continue
        if draft.title or draft.beneficiary:
            outcome.drafts.append(draft)
        else:
            reason = _("nothing to show without the name of a natural person, which is not stored")
            outcome.refused.append(Refused(line, reason, is_fault=False))
    if profile.line_per_place:
        outcome.drafts = list(_together(outcome))
    if reader.incomplete_days:
        outcome.notes.append(
            _("days of which only the year or the month is given, and that stay empty: %(number)s")
            % {"number": f"{reader.incomplete_days:,}"}
        )
    return outcome


def _together(outcome) -> Iterator[Draft]:
    """Yield each operation once, with all its places; the other lines of it are told as left out."""
    first = {}
    for draft in outcome.drafts:
        known = first.setdefault(draft.same_but_for_place(), draft)
        if known is not draft:
            known.place = joined(known.place, draft.place)
            reason = _("one more place of the operation of line %(line)d") % {"line": known.line}
            outcome.refused.append(Refused(draft.line, reason, is_fault=False))
    yield from first.values()
