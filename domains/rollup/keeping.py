"""Makes the sums and what keeps them, and compares them with the measures.

They are made after migrations, and not by one: on SQLite Django makes a table anew when it changes one, and what reads
or watches that table would be in the way or lost. So all of it goes before migrations, and comes back after them.
"""

from django.db import connections, transaction

from domains.rollup import on_postgresql, on_sqlite, parts
from domains.rollup.sources import SOURCES

DATABASES = {"postgresql": on_postgresql, "sqlite": on_sqlite}
DIFFERENCES = """
SELECT count(*) FROM (
    SELECT 1 FROM (SELECT {columns}, n FROM {kept} UNION ALL SELECT {columns}, -n FROM {right}) AS compared
    GROUP BY {columns} HAVING sum(n) <> 0
) AS differences
"""


def make_way(using, plan, **_about_the_signal):
    """Remove it all before tables change (for `pre_migrate`)."""
    if plan:
        database = DATABASES[connections[using].vendor]
        with connections[using].cursor() as cursor:
            for statement in database.DROP:
                cursor.execute(statement)


def install(using, **_about_the_signal):
    """Make what is not there (for `post_migrate`)."""
    with connections[using].cursor() as cursor:
        wanted = not _is_there(DATABASES[connections[using].vendor], cursor) and _can_be(cursor, using)
    if wanted:
        make(using)


def make(using):
    """Make all of it anew, and count all measures; whoever writes waits meanwhile."""
    database = DATABASES[connections[using].vendor]
    statements = [*database.DROP, *database.TABLES, *_fill(connections[using].vendor), *database.triggers().values()]
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _fill(vendor):
    yield f"INSERT INTO rollup_part (measure, objective, what, at, n) {parts.select(vendor)}"
    yield (
        "INSERT INTO rollup (what, objective, at, n) "
        "SELECT what, objective, at, sum(n) FROM rollup_part GROUP BY what, objective, at"
    )


def is_right(using):
    """Say whether all of it is there, and the sums are what the measures give, all of them counted anew."""
    vendor = connections[using].vendor
    counted = f"({parts.select(vendor)}) AS counted"
    sums = {"kept": "rollup", "right": "rollup_part", "columns": "what, objective, at"}
    each = {"kept": "rollup_part", "right": counted, "columns": "measure, what, objective, at"}
    with connections[using].cursor() as cursor:
        if not _is_there(DATABASES[vendor], cursor):
            return False
        return not any(_number(DIFFERENCES.format(**compared), cursor) for compared in (sums, each))


def _number(query, cursor):
    cursor.execute(query)
    return cursor.fetchone()[0]


def _is_there(database, cursor):
    cursor.execute(database.THERE)
    return {name for (name,) in cursor.fetchall()} == set(database.triggers())


def _can_be(cursor, using):
    """Say whether the tables are of this time: somebody may migrate back to one before them."""
    introspection = connections[using].introspection
    tables = introspection.table_names(cursor)
    return all(
        table in tables
        and {column.name for column in introspection.get_table_description(cursor, table)}.issuperset(columns)
        for table, (_measures, columns) in SOURCES.items()
    )
