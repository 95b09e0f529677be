"""Databases to measure on, so that nobody's own is touched."""

import secrets
from contextlib import contextmanager
from copy import deepcopy
from tempfile import TemporaryDirectory

from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, connections


@contextmanager
def connected_to(database):
    """Let this process read and write another database than the one it is configured for."""
    before = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = database
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = before


@contextmanager
def throw_away():
    """Connect to a new database of the kind that is in use, on the same server; drop it at the end."""
    with made() as own, connected_to(own):
        yield own


@contextmanager
def made():
    """Make a new database of the kind that is in use, on the same server; drop it at the end."""
    in_use = connections[DEFAULT_DB_ALIAS]
    name = in_use.settings_dict["NAME"]
    with TemporaryDirectory(prefix="integratieplan-") as folder:
        own = own_connection(in_use, folder)
        with connected_to(own):
            own.creation.create_test_db(verbosity=0, serialize=False)
        try:
            yield own
        finally:
            own.creation.destroy_test_db(name, verbosity=0)
            ContentType.objects.clear_cache()  # each database has its own numbers for kinds of records


def own_connection(in_use, folder):
    """Return a connection that knows no other database than one that is not there yet."""
    settings = deepcopy(in_use.settings_dict)
    name = f"benchmark_{secrets.token_hex(4)}"
    settings["NAME"] = settings["TEST"]["NAME"] = f"{folder}/{name}" if in_use.vendor == "sqlite" else name
    settings["OPTIONS"].pop("pool", None)  # its connections lead to the database in use
    settings["CONN_MAX_AGE"] = None  # keep the connection, as a pool would
    return type(in_use)(settings, DEFAULT_DB_ALIAS)


@contextmanager
def copy_of(database):
    """Give a connection to a copy of a throw-away database; drop the copy at the end."""
    database.close()  # so that all of it stands in its file, and PostgreSQL lets it be copied
    database.creation.clone_test_db("copy", verbosity=0)
    copy = type(database)(database.creation.get_test_db_clone_settings("copy"), DEFAULT_DB_ALIAS)
    try:
        yield copy
    finally:
        copy.creation.destroy_test_db(database.settings_dict["NAME"], verbosity=0)


def kind() -> str:
    """Return sqlite or postgresql."""
    return connections[DEFAULT_DB_ALIAS].vendor


def name_and_version() -> str:
    """Return what the database is, for example PostgreSQL 15.8."""
    connection = connections[DEFAULT_DB_ALIAS]
    return f"{connection.display_name} {'.'.join(map(str, connection.get_database_version()))}"
