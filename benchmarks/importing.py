"""How long a spreadsheet takes to be looked at and stored: our way, and the way of django-import-export by default.

Both get the same file of new measures, and the same one with every budget changed, and both look before they store. The
usual way is a `ModelResource` as its documentation writes it: with widgets for relations and the money in a hook, and
every other setting as it comes.
"""

import csv
import datetime
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from statistics import quantiles
from time import perf_counter
from urllib.parse import urlsplit

import tablib
from import_export import fields, resources, widgets

from benchmarks import databases, population
from benchmarks.serving import Bar, with_own_connection
from domains.imports import Worker
from domains.models import Measure, Objective, SpreadsheetImport, TargetGroup
from funding.models import Allocation, Fund
from funding.resources import MeasureWithMoneySheet
from partnerships.models import Organisation, Territory

FEWER = 20  # the usual way gets so many rows less: it takes as long for each row, however many there are
FASTER = 20
MOST_MEGABYTES = 300
EDITOR_WAITS = 2.0  # seconds, at most, for 95 of 100 saves while an import is stored
State = SpreadsheetImport.State
TITLE, DAY = "Taalklas nummer", datetime.date(2026, 1, 1)
COLUMNS = (
    *("reference", "organisation", "language", "title_nl", "summary_nl", "objective", "further_objectives"),
    *(
        "target_groups",
        "territory",
        "status",
        "starts_on",
        "ends_on",
        "budget",
        "fund_1",
        "amount_1",
        "money_own_means",
    ),
)


def file_of(number: int, more: int = 0) -> bytes:
    """Return a CSV file of measures of one organisation; `more` is added to every budget."""
    organisation = Organisation.objects.order_by("slug").first()
    objectives = sorted(Objective.objects.values_list("code", flat=True))
    groups = sorted(TargetGroup.objects.values_list("slug", flat=True))
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for place in range(number):
        writer.writerow(
            [
                *(f"bench-{place:08}", organisation.slug, "nl", f"{TITLE} {place}"),
                f"{population.NOTICE} {population.TITLES[place % 200 :][:120]}",
                objectives[place % len(objectives)],
                objectives[(place + 3) % len(objectives)],
                groups[place % len(groups)],
                *(organisation.territory.code, "running", DAY, DAY + datetime.timedelta(place % 900)),
                *(10_000 + place + more, "amif", 500, 250),
            ]
        )
    return text.getvalue().encode()


class UsualResource(resources.ModelResource):
    """Measures as the documentation of django-import-export would have them imported."""

    objective = fields.Field("objective", "objective", widgets.ForeignKeyWidget(Objective, "code"))
    organisation = fields.Field("organisation", "organisation", widgets.ForeignKeyWidget(Organisation, "slug"))
    territory = fields.Field("territory", "territory", widgets.ForeignKeyWidget(Territory, "code"))
    further_objectives = fields.Field(
        "further_objectives", "further_objectives", widgets.ManyToManyWidget(Objective, field="code")
    )
    target_groups = fields.Field("target_groups", "target_groups", widgets.ManyToManyWidget(TargetGroup, field="slug"))

    class Meta:
        model = Measure
        import_id_fields = ["reference"]
        fields = [name for name in COLUMNS if not name.startswith(("fund_", "amount_", "money_"))]
        use_transactions = True

    def after_save_instance(self, instance, row, **kwargs):
        fund = Fund.objects.get(slug=row["fund_1"])
        for source, amount in ((fund, row["amount_1"]), (None, row["money_own_means"])):
            Allocation.objects.update_or_create(measure=instance, fund=source, defaults={"amount": amount})


def usual_way(data: bytes) -> float:
    """Look at a file and store it as django-import-export does by default; return the seconds."""
    before = perf_counter()
    for dry_run in (True, False):
        sheet = tablib.Dataset().load(data.decode(), format="csv")
        result = UsualResource().import_data(sheet, dry_run=dry_run, raise_errors=True)
        if result.has_validation_errors():
            raise ValueError(result.invalid_rows[0].error)
    return perf_counter() - before


def our_way(data: bytes) -> float:
    """Look at a file and store it as a worker does; return the seconds."""
    job = SpreadsheetImport.objects.create(language="nl", name="bench.csv", file=data)
    worker, before = Worker(MeasureWithMoneySheet), perf_counter()
    for state in (State.LOOKING, State.STORING):
        SpreadsheetImport.objects.filter(pk=job.pk).update(state=state)
        worker.work(worker.claim(job.pk))
    took = perf_counter() - before
    job.refresh_from_db()
    if job.state != State.STORED:
        raise ValueError(f"{job.state}: {job.preview}")
    return took


def without_references(data: bytes) -> bytes:
    """Return the file as a clerk makes it: the site gives new measures their reference."""
    head, *lines = data.decode().splitlines()
    return "\n".join([head, *(f",{line.partition(',')[2]}" for line in lines)]).encode()


def bars(database, rows: int) -> Iterator[Bar]:
    """Yield how an import compares, on copies of `database`, and what it does to others who write."""
    usual_rows = max(rows // FEWER, 1)
    usual = seconds_a_row(database, usual_way, usual_rows)
    ours = seconds_a_row(database, lambda data: our_way(without_references(data)), rows)
    for place, what in enumerate(("new", "that change")):
        yield Bar(
            f"{rows:,} rows {what}, looked at and stored: the usual way / ours", usual[place] / ours[place], FASTER
        )
    with databases.copy_of(database) as copy, databases.connected_to(copy):
        population.create([population.Population(1, DAY).measure(1)])
        waited = editor_beside(copy, lambda: our_way(without_references(file_of(rows))))
    yield Bar("saves of an editor meanwhile that failed", sum(took is None for took in waited), 0, at_most=True)
    slow = quantiles([0, 0, *(took for took in waited if took is not None)], n=20)[-1]
    yield Bar("seconds that 95 of 100 of them took at most", slow, EDITOR_WAITS, at_most=True)


def seconds_a_row(database, way, rows: int) -> list[float]:
    """Return what a row takes that is new, and one that changes a measure."""
    with databases.copy_of(database) as copy, databases.connected_to(copy):
        took = [way(file_of(rows, more)) / rows for more in (0, 1)]
        stored = Measure.objects.filter(title_nl__startswith=TITLE)
        if stored.count() != rows or Allocation.objects.filter(measure__in=stored).count() != 2 * rows:
            raise ValueError(f"Only {stored.count()} of {rows} rows were stored.")
    return took


def editor_beside(database, work) -> list:
    """Let somebody save ten times a second while `work` goes on; return the seconds of each, None where it failed."""
    waited, done = [], threading.Event()
    key = Measure.objects.values_list("pk", flat=True).first()

    def edit():
        while not done.wait(0.1):
            waited.append(_save(key))

    with ThreadPoolExecutor(1) as thread:
        editor = thread.submit(with_own_connection, database, edit)
        try:
            work()
        finally:
            done.set()
            editor.result()
    return waited


def _save(key):
    before = perf_counter()
    try:
        measure = Measure.objects.get(pk=key)
        measure.save()
    except Exception:  # whatever keeps somebody from saving is what is counted
        return None
    return perf_counter() - before


def memory(database, rows: int) -> Bar:
    """Return how much memory a worker takes at most for a long file, in a process of its own."""
    with databases.copy_of(database) as copy, databases.connected_to(copy):
        data = without_references(file_of(rows))
        SpreadsheetImport.objects.create(language="nl", name="bench.csv", file=data)
        copy.close()
        command = [sys.executable, "-c", WORKER]
        most = subprocess.run(command, env=environment(copy), capture_output=True, text=True)  # noqa: S603 ours
        stored = Measure.objects.filter(title_nl__startswith=TITLE).count()
    if stored != rows:
        raise ValueError(f"{stored} of {rows} rows are stored: {most.stderr}")
    return Bar(f"megabytes that a worker takes at most for {rows:,} rows", float(most.stdout), MOST_MEGABYTES, True)


# A database that is in memory by half would count as memory: so without it. The system keeps for a process what its
# parent took as well (getrusage), so its own peak is read.
WORKER = """
import re, django
from pathlib import Path
django.setup()
from django.db import connection
from domains.imports import Worker
from domains.models import SpreadsheetImport
from funding.resources import MeasureWithMoneySheet
if connection.vendor == "sqlite":
    connection.cursor().execute("PRAGMA mmap_size = 0")
worker = Worker(MeasureWithMoneySheet)
for state in ("looking", "storing"):
    SpreadsheetImport.objects.update(state=state)
    worker.take_one()
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024)
"""


def environment(database) -> dict:
    """Return an environment in which a process works on `database`."""
    name = database.settings_dict["NAME"]
    address = f"sqlite:///{name}"
    if database.vendor == "postgresql":
        address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    return os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "integration_plan.settings"}
