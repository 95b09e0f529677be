"""Keeps the index of searched texts right, whatever writes to the database: made after a migration, where it lacks.

It is no migration itself: on SQLite Django makes a table anew when it changes one, and its triggers are gone then.
"""

from django.db import connections, transaction
from django.db.migrations import AlterField

from partnerships.search import on_postgresql, on_sqlite

DATABASES = {"postgresql": on_postgresql, "sqlite": on_sqlite}


def keep(sender, using, **kwargs):
    """Make the index of each searched noun of an app, where it is not as the code has it (for `post_migrate`)."""
    database, connection = DATABASES[connections[using].vendor], connections[using]
    for model in searched_models(sender):
        with connection.cursor() as cursor:
            if not database.is_there(model, cursor) and _has_columns(model, connection, cursor):
                make(model, using)


def make_way(sender, using, plan, **kwargs):
    """Remove an index before a migration alters what it reads: PostgreSQL refuses to otherwise (for `pre_migrate`)."""
    altered = {
        (migration.app_label, change.model_name_lower, change.name)
        for migration, _backwards in plan
        for change in migration.operations
        if isinstance(change, AlterField)
    }
    for model in searched_models(sender):
        label, name = model._meta.app_label, model._meta.model_name
        if altered & {(label, name, column) for column in model.searched.columns}:
            with connections[using].cursor() as cursor:
                DATABASES[connections[using].vendor].remove(model, cursor)


def searched_models(app):
    return [model for model in app.get_models() if hasattr(model, "searched")]


def _has_columns(model, connection, cursor):
    """Say whether the table is of this time: somebody may migrate back to one before these columns."""
    table = model._meta.db_table
    if table not in connection.introspection.table_names(cursor):
        return False
    known = {column.name for column in connection.introspection.get_table_description(cursor, table)}
    return known.issuperset(model.searched.columns)


def make(model, using):
    """Make the index of a noun from its records as they are now."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        DATABASES[connections[using].vendor].make(model, cursor)


def is_right(model, using):
    """Say whether the index of a noun is there and says what the records say, all of them read anew."""
    database = DATABASES[connections[using].vendor]
    with connections[using].cursor() as cursor:
        return database.is_there(model, cursor) and database.says_the_same(model, cursor)
