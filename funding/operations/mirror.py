"""Keeps the operations of a list as its last file has them: new ones come, changed ones change, gone ones go."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields

from django.db import transaction
from django.utils import timezone

from funding.models import Fund, Operation, OperationList
from funding.operations import reading
from funding.operations.drafts import Draft, Outcome, keyed

AT_ONCE = 1000  # rows in one transaction, so that nobody else waits for long
COLUMNS = [column.name for column in fields(Draft) if column.name not in ("line", "fund")] + ["fund_id"]


@dataclass(slots=True)
class Change:
    """What an import does, or would do, to the operations of a list."""

    outcome: Outcome
    new: list[Operation] = field(default_factory=list)
    changed: list[Operation] = field(default_factory=list)
    unchanged: int = 0
    gone: list[int] = field(default_factory=list)


def compare(source_list: OperationList, rows: list[list]) -> Change:
    """Return what the rows of a file would change; nothing is stored."""
    change = Change(reading.read(rows, source_list.profile))
    funds = dict(Fund.objects.values_list("slug", "pk"))
    stored = {}
    if source_list.pk:
        stored = {row[0]: row for row in source_list.operations.values_list("code", "pk", *COLUMNS).iterator()}
    for key, draft in keyed(change.outcome.drafts).items():
        code = f"{source_list.slug}-{key}"
        values = {name: getattr(draft, name) for name in COLUMNS if name != "fund_id"}
        values |= {"fund_id": funds.get(draft.fund), "beneficiary_kind": draft.beneficiary_kind.value}
        there = stored.pop(code, None)
        if there is None:
            change.new.append(Operation(code=code, **values))
        elif there[2:] == tuple(values[name] for name in COLUMNS):
            change.unchanged += 1
        else:
            change.changed.append(Operation(pk=there[1], code=code, **values))
    change.gone = [row[1] for row in stored.values()]
    return change


def store(source_list: OperationList, change: Change, tell: Callable[[int], None] = lambda number: None):
    """Store a change, a thousand rows at a time; when it is broken off, the next import does the rest."""
    source_list.save()
    for operation in (*change.new, *change.changed):
        operation.source_list = source_list
    for start in range(0, len(change.new), AT_ONCE):
        Operation.objects.bulk_create(change.new[start : start + AT_ONCE])
        tell(min(start + AT_ONCE, len(change.new)))
    for start in range(0, len(change.changed), AT_ONCE):
        Operation.objects.bulk_update(change.changed[start : start + AT_ONCE], COLUMNS, batch_size=100)
    for start in range(0, len(change.gone), AT_ONCE):
        with transaction.atomic():
            Operation.objects.filter(pk__in=change.gone[start : start + AT_ONCE]).delete()
    source_list.imported_at = timezone.now()
    source_list.save()
