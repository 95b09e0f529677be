"""The index of searched texts on PostgreSQL: a generated column, and an index of titles for typing errors."""

from hashlib import md5

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from translated_fields import to_attribute

from partnerships.search import AS_WRITTEN, titles_together

EXTENSIONS = ("unaccent", "pg_trgm")
DICTIONARIES = {"nl": "dutch", "en": "english", "fr": "french", "de": "german"}
# PostgreSQL takes 2021-2027 for a number below zero and example.org for one word: without signs their parts are found.
SIGNS = "-_/.,:;@+&<>()'\N{RIGHT SINGLE QUOTATION MARK}"
MOST = 20_000  # characters of a text; PostgreSQL refuses a record with very many words


def vector(model):
    """Return the SQL of the words of a record: as they are written and their stems, those of titles with weight A."""
    searched = model.searched
    titles = [*map(_as_written, searched.codes), *_words(searched.titles)]
    texts = [*_words(searched.texts), *map(_as_written, searched.written)]
    return " || ".join([f"setweight({' || '.join(titles)}, 'A')", *texts])


def _words(names):
    for name in names:
        for code, _name in settings.LANGUAGES:
            yield f"to_tsvector('site_{code}', {_bare(to_attribute(name, code))})"
            yield _as_written(to_attribute(name, code))


def _as_written(column):
    return f"to_tsvector('{AS_WRITTEN}', {_bare(column)})"


def _bare(column):
    signs = SIGNS.replace("'", "''")
    return f"translate(left({column}, {MOST}), '{signs}', '{' ' * len(SIGNS)}')"


def _mark(model):
    """Return what the column is marked with: PostgreSQL rewrites its SQL, so that does not tell whether it is ours."""
    return md5(f"{vector(model)}{titles_together(model)}".encode(), usedforsecurity=False).hexdigest()


def is_there(model, cursor):
    """Say whether the column is that of the code."""
    cursor.execute(
        "SELECT col_description(attrelid, attnum) FROM pg_attribute"
        " WHERE attrelid = to_regclass(%s) AND attname = 'search' AND NOT attisdropped",
        [model._meta.db_table],
    )
    return cursor.fetchone() == (_mark(model),)


def remove(model, cursor):
    table = model._meta.db_table
    cursor.execute(f"ALTER TABLE IF EXISTS {table} DROP COLUMN IF EXISTS search")
    cursor.execute(f"DROP INDEX IF EXISTS {table}_alike")


def make(model, cursor):
    table = model._meta.db_table
    require(cursor, EXTENSIONS)
    _make_configurations(cursor)
    remove(model, cursor)
    cursor.execute(f"ALTER TABLE {table} ADD COLUMN search tsvector GENERATED ALWAYS AS ({vector(model)}) STORED")
    cursor.execute(f"CREATE INDEX {table}_search ON {table} USING gin (search)")
    if model.searched.titles:
        cursor.execute(f"CREATE INDEX {table}_alike ON {table} USING gin ({titles_together(model)} gin_trgm_ops)")
    cursor.execute(f"COMMENT ON COLUMN {table}.search IS '{_mark(model)}'")


def require(cursor, extensions):
    """Add extensions that come with PostgreSQL, or say what the owner of the database has to do."""
    for name in extensions:
        try:
            cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {name}")
        except DatabaseError as error:
            raise ImproperlyConfigured(
                f"The search needs PostgreSQL's extension {name}. It is not on the server (package "
                f"postgresql-contrib), or this user may not add it: as owner of the database, CREATE EXTENSION {name};"
            ) from error


def _make_configurations(cursor):
    """Tell PostgreSQL how words are read: without accents, and then by their stem in a language or as they are."""
    languages = {f"site_{code}": DICTIONARIES.get(code, "simple") for code, _name in settings.LANGUAGES}
    for name, language in (languages | {AS_WRITTEN: "simple"}).items():
        cursor.execute("SELECT 1 FROM pg_ts_config WHERE cfgname = %s AND pg_ts_config_is_visible(oid)", [name])
        if not cursor.fetchone():
            stem = language if language == "simple" else f"{language}_stem"
            cursor.execute(f"CREATE TEXT SEARCH CONFIGURATION {name} (COPY = pg_catalog.{language})")
            mapping = f"hword, hword_part, word WITH unaccent, {stem}"
            cursor.execute(f"ALTER TEXT SEARCH CONFIGURATION {name} ALTER MAPPING FOR {mapping}")


def says_the_same(model, cursor):
    """Compare each record with what its words are now: another version of PostgreSQL may know other stems."""
    table = model._meta.db_table
    cursor.execute(f"SELECT 1 FROM {table} WHERE search IS DISTINCT FROM {vector(model)} LIMIT 1")  # noqa: S608 ours
    return cursor.fetchone() is None
