"""Tests make their tables from the models at once; what a real site has comes from migrations, and is the same."""

import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from benchmarks import databases

OURS = ("partnerships", "accounts", "domains", "funding")
COLUMNS = {
    "sqlite": 'SELECT name, type, "notnull" FROM pragma_table_info(%s)',
    "postgresql": "SELECT column_name, udt_name, character_maximum_length, is_nullable FROM information_schema.columns "
    "WHERE table_name = %s",
}
INDEXES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE tbl_name = %s AND type = 'index'",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s",
}
RULES = {
    "sqlite": "SELECT sql FROM sqlite_master WHERE tbl_name = %s AND type = 'table'",
    "postgresql": "SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass",
}


def tables(database):
    """Return {table: its columns, indexes and constraints}, of all our models."""
    models = [model for app in OURS for model in apps.get_app_config(app).get_models(include_auto_created=True)]
    with database.cursor() as cursor:

        def rows(question, table):
            cursor.execute(question[database.vendor], [table])
            return cursor.fetchall()

        return {
            table: (set(rows(COLUMNS, table)), set(rows(INDEXES, table)), names_of(rows(RULES, table)))
            for table in (model._meta.db_table for model in models)
        }


def names_of(rules):
    """Return what each constraint is; SQLite has them in the text of the table, where they may stand in any order."""
    texts = [text for (text,) in rules]
    return sorted(re.findall(r'CONSTRAINT "(\w+)"', texts[0]) if texts[0].startswith("CREATE") else texts)


@pytest.fixture
def with_migrations(settings):
    settings.MIGRATION_MODULES = {}


@pytest.mark.django_db
@pytest.mark.any_database
def test_none_is_missing(with_migrations):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_all_migrations_together_make_the_tables_of_the_models(with_migrations):
    from_models = tables(connection)
    with databases.throw_away() as migrated:
        assert tables(migrated) == from_models
