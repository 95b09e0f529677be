"""The version of the data is another one after every commit, and only then."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from domains.models import Measure
from integration_plan import data_version
from tests.factories import MeasureFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_public_table_has_its_triggers_after_all_migrations():
    assert data_version.missing(connection) == []
    assert len(data_version.public_tables()) > 40


def test_it_moves_with_every_commit_and_not_with_what_is_undone_or_not_public():
    measure = MeasureFactory()
    before = data_version.read()
    UserFactory(visitor=True)
    with transaction.atomic():
        Measure.objects.update(budget=5)
        transaction.set_rollback(True)
    assert data_version.read() == before

    with transaction.atomic():
        with transaction.atomic():
            Measure.objects.update(budget=6)
            transaction.set_rollback(True)
        measure.delete()
    assert data_version.read() > before


def test_what_was_undone_does_not_lend_its_version_to_what_comes_next():
    MeasureFactory()
    with transaction.atomic():
        Measure.objects.update(budget=1)
        undone = data_version.read()
        transaction.set_rollback(True)
    Measure.objects.update(budget=2)

    assert data_version.read() != undone


def test_a_trigger_that_got_lost_is_made_again_by_the_next_migration():
    name, make = next(data_version.triggers("domains_measure", connection.vendor))
    on_its_table = ' ON "domains_measure"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{name}"{on_its_table}')
    assert data_version.missing(connection) == [make]
    before = data_version.read()

    call_command("migrate", verbosity=0)

    assert data_version.missing(connection) == []
    assert data_version.read() > before
