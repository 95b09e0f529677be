"""The index of searched texts on SQLite: a table of words (FTS5) beside each table, which triggers keep."""

from django.db import DatabaseError


def statements(model):
    """Return {name: SQL} of the table of words and its triggers. SQLite keeps the SQL as it is given."""
    table, columns = model._meta.db_table, model.searched.columns
    name, names = f"{table}_search", ", ".join(columns)
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("old", "new"))
    add = f"INSERT INTO {name}(rowid, {names}) VALUES (new.id, {new});"  # noqa: S608 names of ours
    remove = f"INSERT INTO {name}({name}, rowid, {names}) VALUES ('delete', old.id, {old});"  # noqa: S608
    differs = " OR ".join(f"old.{column} IS NOT new.{column}" for column in ["id", *columns])
    reading = "tokenize='unicode61 remove_diacritics 2', prefix='3'"
    return {
        name: f"CREATE VIRTUAL TABLE {name} USING fts5({names}, content='{table}', content_rowid='id', {reading})",
        f"{name}_added": f"CREATE TRIGGER {name}_added AFTER INSERT ON {table} BEGIN {add} END",
        f"{name}_changed": f"CREATE TRIGGER {name}_changed AFTER UPDATE ON {table} WHEN {differs}"
        f" BEGIN {remove} {add} END",
        f"{name}_removed": f"CREATE TRIGGER {name}_removed AFTER DELETE ON {table} BEGIN {remove} END",
    }


def is_there(model, cursor):
    """Say whether the table of words and its triggers are those of the code."""
    wanted = statements(model)
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE name LIKE %s", [f"{model._meta.db_table}_search%"])
    return wanted.items() <= dict(cursor.fetchall()).items()


def remove(model, cursor):
    name, *triggers = statements(model)
    for trigger in triggers:
        cursor.execute(f"DROP TRIGGER IF EXISTS {trigger}")
    cursor.execute(f"DROP TABLE IF EXISTS {name}")


def make(model, cursor):
    remove(model, cursor)
    name = f"{model._meta.db_table}_search"
    for statement in statements(model).values():
        cursor.execute(statement)
    cursor.execute(f"INSERT INTO {name}({name}) VALUES ('rebuild')")  # noqa: S608 a name of ours


def says_the_same(model, cursor):
    """Let SQLite compare each word with the records."""
    name = f"{model._meta.db_table}_search"
    try:
        cursor.execute(f"INSERT INTO {name}({name}, rank) VALUES ('integrity-check', 1)")  # noqa: S608 a name of ours
    except DatabaseError:
        return False
    return True
