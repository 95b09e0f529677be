"""Several writers and readers at once, also of another program: no reader sees less than was committed before.

Here the database is a file on SQLite too, with a connection for each thread, as in real life.
"""

import json
import subprocess
import sys
import time
from functools import partial

import pytest
from django.core.handlers.base import BaseHandler
from django.db import connection, transaction
from django.db.models import F
from django.test import RequestFactory
from psycopg.conninfo import make_conninfo

from domains.models import Measure
from integration_plan import data_version
from tests.factories import MeasureFactory, MilestoneFactory
from tests.threads import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)

SECONDS = 1.5
ANOTHER_PROGRAM = """
import psycopg, sqlite3, sys
kind, where = sys.argv[1], sys.stdin.readline().strip()
if kind == "sqlite":
    connection = sqlite3.connect(where, timeout=20, isolation_level=None)
else:
    connection = psycopg.connect(where, autocommit=True)
for _line in sys.stdin:
    connection.execute("UPDATE domains_measure SET budget = budget + 100")
    print("written", flush=True)
"""


@pytest.fixture
def budget_of():
    """Return a function that asks the site for the budget of a measure; all ask the same server, and its memory."""
    server = BaseHandler()
    server.load_middleware()
    ask = RequestFactory().get

    def asked(reference):
        answer = server.get_response(ask(f"/api/v1/measures/{reference}/?fields=budget_eur"))
        assert answer.status_code == 200
        return int(float(json.loads(answer.content)["budget_eur"]))

    return asked


def test_readers_see_at_least_what_was_committed_before_they_asked(database, budget_of):
    references = [f"m-{number}" for number in range(4)]
    for reference in references:
        MilestoneFactory(measure=MeasureFactory(reference=reference, budget=0))
    committed = dict.fromkeys(references, 0)
    end = time.monotonic() + SECONDS

    def write(reference):
        while time.monotonic() < end:
            with transaction.atomic():
                Measure.objects.filter(reference=reference).update(budget=F("budget") + 100)
                MilestoneFactory(measure=Measure.objects.get(reference=reference))
            committed[reference] += 1

    def read():
        seen = 0
        while time.monotonic() < end:
            for reference in references:
                at_least = committed[reference]
                assert budget_of(reference) >= at_least
                seen += 1
        return seen

    writers = [partial(write, reference) for reference in references]
    seen = all_at_once(database, *writers, read, read)

    assert {reference: budget_of(reference) for reference in references} == committed
    assert min(committed.values()) > 0
    assert min(seen[4:]) > 0


def test_what_another_program_writes_is_seen_at_once(database, budget_of):
    MeasureFactory(reference="m-1", budget=0)
    where = database.settings_dict["NAME"]
    if database.vendor == "postgresql":
        where = make_conninfo(database.connection.info.dsn, password=database.connection.info.password or None)
    program = subprocess.Popen(
        [sys.executable, "-c", ANOTHER_PROGRAM, database.vendor],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with program:
        program.stdin.write(f"{where}\n")
        for times in range(1, 6):
            print("write", file=program.stdin, flush=True)
            assert program.stdout.readline() == "written\n"
            assert budget_of("m-1") == times
        program.stdin.close()


@pytest.mark.postgres
def test_writers_do_not_wait_for_the_version(database):
    MeasureFactory(reference="m-1"), MeasureFactory(reference="m-2")
    before = data_version.read()

    def second():
        Measure.objects.filter(reference="m-2").update(budget=2)
        return data_version.read()

    with transaction.atomic():
        Measure.objects.filter(reference="m-1").update(budget=1)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '5s'")
        (meanwhile,) = all_at_once(database, second)

    assert before < meanwhile < data_version.read()
