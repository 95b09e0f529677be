"""How notes of visits become numbers: every line once, whoever runs this, how often, and wherever a run dies.

Of each file the database keeps how much of it is counted, and that moves in the same transaction as the numbers. So a
file can be read while it is written, and two runs that read the same file wait for each other.
"""

import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from integration_plan.visits import KINDS
from partnerships.visits import VisitFile, Visits

KEPT = timedelta(days=1)  # a file stays for a day after its own, so that who writes at midnight finds it
REMEMBERED = timedelta(days=365)  # so that a file which comes back from a copy is not counted again
LINE = re.compile(rf"(\d{{4}}-\d\d-\d\d) ({'|'.join(dict(settings.LANGUAGES))}) ({'|'.join(KINDS)}) ([-\w]{{0,60}})\n")


def count(folder: Path, today: date) -> Counter:
    """Add what is noted to the numbers, and remove the files of days that are over; return how much of what."""
    done = Counter()
    for path in sorted(folder.glob("????-??-??-*")):
        try:
            done += add_new_lines(path)
        except FileNotFoundError:  # another run has counted and removed it
            continue
        if path.name < str(today - KEPT):
            path.unlink(missing_ok=True)
            done["removed"] += 1
    VisitFile.objects.filter(name__lt=str(today - REMEMBERED)).delete()
    return done


@transaction.atomic
def add_new_lines(path: Path) -> Counter:
    """Count the lines of a file behind what was counted already; both are stored, or neither is."""
    VisitFile.objects.get_or_create(name=path.name)
    file = VisitFile.objects.select_for_update().get(name=path.name)
    lines, done = Counter(), Counter()
    with path.open("rb") as notes:
        notes.seek(file.counted)
        for line in notes:
            if line.endswith(b"\n"):  # else somebody is writing it
                file.counted += len(line)
                lines[line] += 1
    for line, number in sorted(lines.items()):  # all in one order, so that two runs cannot wait for each other
        done["counted" if is_added(line, number) else "unreadable"] += number
    file.save()
    return done


def is_added(line: bytes, number: int) -> bool:
    """Add the number of equal lines, unless they cannot be read."""
    try:
        day, language, kind, domain = LINE.fullmatch(line.decode()).groups()
        day = date.fromisoformat(day)
    except (AttributeError, ValueError):
        return False
    Visits.objects.add(number, day=day, kind=kind, domain=domain, language=language)
    return True
