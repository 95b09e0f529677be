"""The version of the data: a number that is another one after each commit of anything that the public can see.

Triggers of the database move it, so that no way to write can forget to: forms, imports, `update()`, SQL by hand, other
programs. It moves by a step of chance, and so never says again what it said of another past: not after a copy of the
database was put back, and not after work that was undone.

It is the sum of some rows. On PostgreSQL a transaction moves one that no other transaction holds, or adds one, and
does so once, however much it writes: nobody waits for it, and nobody can lock each other out. Steps are more than
nothing and are seen together with what was written, so who reads the same sum twice has missed nothing in between.
"""

from itertools import chain

from django.apps import apps
from django.db import connection, connections

APPS = ["partnerships", "domains", "funding"]  # what they hold is public; accounts and sessions are not
# How far a worker or the count of visits is, who follows what, and where an answer goes, move nothing that is shown.
NOT_PUBLIC = {
    "domains_spreadsheetimport",
    "domains_importedrow",
    "domains_follower",
    "domains_follow",
    "domains_answeraddress",
    "partnerships_visitfile",
}

TABLE = {
    "sqlite": [
        "CREATE TABLE IF NOT EXISTS data_version (slot integer PRIMARY KEY CHECK (slot = 0), version bigint NOT NULL)",
        "INSERT OR IGNORE INTO data_version VALUES (0, 0)",
    ],
    "postgresql": [
        """
        CREATE TABLE IF NOT EXISTS data_version (
            slot integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, version bigint NOT NULL
        ) WITH (fillfactor = 50)
        """,
        """
        CREATE OR REPLACE FUNCTION move_data_version() RETURNS void LANGUAGE plpgsql AS $$
        DECLARE
            step bigint := 1 + floor(1000000000 * random());
        BEGIN
            UPDATE data_version SET version = version + step
            WHERE slot = (SELECT slot FROM data_version ORDER BY slot LIMIT 1 FOR UPDATE SKIP LOCKED);
            IF NOT FOUND THEN
                INSERT INTO data_version (version) VALUES (step);
            END IF;
        END $$
        """,
        # The mark goes when the transaction ends, or is undone to before this.
        """
        CREATE OR REPLACE FUNCTION move_data_version_once() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF coalesce(current_setting('data_version.moved', true), '') = '' THEN
                PERFORM move_data_version(), set_config('data_version.moved', 'yes', true);
            END IF;
            RETURN NULL;
        END $$
        """,
    ],
}
MOVE = {
    "sqlite": "UPDATE data_version SET version = version + 1 + abs(random() % 1000000000)",
    "postgresql": "SELECT move_data_version()",
}
TRIGGER_NAMES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def read() -> int:
    """Return the version of what a query would see now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT CAST(sum(version) AS bigint) FROM data_version")
        return cursor.fetchone()[0]


def install(using, **_about_the_signal):
    """Make what is not there, after migrations; on SQLite they make tables anew, and those have lost their triggers.

    The version moves at once: something may have been written while there was no trigger.
    """
    database = connections[using]
    with database.cursor() as cursor:
        for statement in [*TABLE[database.vendor], *missing(database), MOVE[database.vendor]]:
            cursor.execute(statement)


def missing(database):
    """Return a statement for each trigger that a public table should have and has not."""
    with database.cursor() as cursor:
        cursor.execute(TRIGGER_NAMES[database.vendor])
        there = {name for (name,) in cursor.fetchall()}
        tables = public_tables().intersection(database.introspection.table_names(cursor))
    wanted = chain.from_iterable(triggers(table, database.vendor) for table in sorted(tables))
    return [statement for name, statement in wanted if name not in there]


def public_tables():
    """Return the table of everything that is public, with those of many-to-many relations and histories."""
    models = [model for app in APPS for model in apps.get_app_config(app).get_models(include_auto_created=True)]
    return {model._meta.db_table for model in models} - NOT_PUBLIC


def triggers(table, vendor):
    """Yield the name of each trigger of a table, and the statement that makes it."""
    if vendor == "postgresql":
        name = f"moves_{table}"
        yield (
            name,
            f'CREATE TRIGGER "{name}" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION move_data_version_once()",
        )
        return
    for event in ("INSERT", "UPDATE", "DELETE"):
        name = f"moves_{table}_{event.lower()}"
        yield name, f'CREATE TRIGGER "{name}" AFTER {event} ON "{table}" BEGIN {MOVE["sqlite"]}; END'
