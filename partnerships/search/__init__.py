"""Full text search in the database itself: which texts of a noun are searched, and the condition that they hold words.

A model says `searched = Searched(titles=("title",), texts=("summary",))`, and its index is made after the next
migration (`partnerships.search_index`). On PostgreSQL that is a generated column, on SQLite a table kept by triggers.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import F, Lookup

from partnerships.languages import columns

PREFIX_FROM = 3  # shorter words are found as they are, or "a" would find every text
CONFIGURATIONS = [f"site_{code}" for code, _name in settings.LANGUAGES]
AS_WRITTEN = "site_as_written"


@dataclass(frozen=True, slots=True)
class Searched:
    """What of a record is searched: translated titles and texts, and codes in no language. Codes count as titles.

    So do titles in whichever language they came; `written` are texts of that kind.
    """

    titles: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    written: tuple[str, ...] = ()

    @property
    def title_columns(self) -> list[str]:
        return [column for name in self.titles for column in columns(name)]

    @property
    def text_columns(self) -> list[str]:
        return [column for name in self.texts for column in columns(name)]

    @property
    def columns(self) -> list[str]:
        return [*self.codes, *self.title_columns, *self.text_columns, *self.written]


@dataclass(frozen=True, slots=True)
class Asked:
    """Words that all stand in a record, or one of them at least; anywhere in it, or in its titles.

    Several words together in place of one are alternatives. With `most`, SQLite stops at so many records: for a
    question that asks no more of them.
    """

    words: tuple[str | tuple[str, ...], ...]
    any_word: bool = False
    in_titles: bool = False
    most: int | None = None


class Matches(Lookup):
    """The condition that a record holds what is asked: `filter(Matches(F("pk"), Asked(("taal",))))`."""

    lookup_name = "matches"
    prepare_rhs = False
    hint = ""

    def as_postgresql(self, compiler, connection):
        """Look in the generated column: for the stem of each word in every language, and for its beginning."""
        words = [self._either(word) for word in self.rhs.words]
        query = (" || " if self.rhs.any_word else " && ").join(sql for sql, _words in words)
        table = compiler.quote_name_unless_alias(self.lhs.alias)
        return f"{table}.search @@ ({query})", [param for _sql, params in words for param in params]

    def _either(self, word):
        words = [self._word(other) for other in alternatives(word)]
        return f"({' || '.join(sql for sql, _params in words)})", [param for _sql, params in words for param in params]

    def _word(self, word):
        weight = "A" if self.rhs.in_titles else ""
        begins = f"{word}:*{weight}" if len(word) >= PREFIX_FROM else f"{word}:{weight}".rstrip(":")
        stem = f"{word}:{weight}".rstrip(":")
        languages = CONFIGURATIONS if self.lhs.target.model.searched.titles else []
        queries = [*((name, stem) for name in languages), (AS_WRITTEN, begins)]
        sql = " || ".join(f"to_tsquery('{name}', %s)" for name, _query in queries)
        return f"({sql})", [query for _name, query in queries]

    def as_sqlite(self, compiler, connection):
        """Look in the table of words. It knows no stems: a word is found by its beginning."""
        model = self.lhs.target.model
        table = connection.ops.quote_name(f"{model._meta.db_table}_search")
        words = [f"({' OR '.join(map(_in_fts, alternatives(word)))})" for word in self.rhs.words]
        query = (" OR " if self.rhs.any_word else " AND ").join(words)
        if self.rhs.in_titles:
            query = f"{{{' '.join([*model.searched.codes, *model.searched.title_columns])}}} : ({query})"
        lhs, params = self.process_lhs(compiler, connection)
        most = self.rhs.most or self._asked_of(compiler.query)
        end = f" LIMIT {most}" if most else ""
        found = f"SELECT rowid FROM {table} WHERE {table} MATCH %s{end}"  # noqa: S608 names of ours
        return f"{self.hint}{lhs} IN ({found})", [*params, query]

    def _asked_of(self, query):
        """Return how many records are asked for, where nothing else chooses which of those that hold the words."""
        alone = query.where.children == [self] and not is_ordered(query)
        return query.high_mark if alone else None


def is_ordered(query):
    return bool(query.order_by or (query.default_ordering and query.get_meta().ordering))


def alternatives(word):
    return (word,) if isinstance(word, str) else word


def _in_fts(word):
    return f'"{word}"*' if len(word) >= PREFIX_FROM else f'"{word}"'


class MatchesInPassing(Matches):
    """The same, asked of records that are visited anyway, the newest first: for words that stand in very many."""

    hint = "+"  # tells SQLite not to begin with the words

    def as_postgresql(self, compiler, connection):
        """Keep PostgreSQL from finding them all by their words, and sorting them, for the first page of them."""
        sql, params = super().as_postgresql(compiler, connection)
        first_ones = compiler.query.is_sliced and is_ordered(compiler.query)
        return (f"COALESCE({sql}, FALSE)" if first_ones else sql), params


class Resembles(Lookup):
    """The condition that a title has a word much like this one, for a question with a typing error."""

    lookup_name = "resembles"
    prepare_rhs = False

    def as_postgresql(self, compiler, connection):
        table = compiler.quote_name_unless_alias(self.lhs.alias)
        return f"%s <%% {titles_together(self.lhs.target.model, f'{table}.')}", [self.rhs]

    def as_sqlite(self, compiler, connection):
        """Look for the beginning of the word: SQLite cannot compare words."""
        beginning = Asked((self.rhs[: max(PREFIX_FROM, len(self.rhs) // 2)],), in_titles=True)
        return Matches(self.lhs, beginning).as_sqlite(compiler, connection)


def titles_together(model, table=""):
    """Return the SQL of all titles of a record in one text; the index on it has the same words."""
    together = " || ' ' || ".join(f'{table}"{column}"' for column in model.searched.title_columns)
    return f"({together})"


def matches(asked, in_passing=False):
    return (MatchesInPassing if in_passing else Matches)(F("pk"), asked)


def titles_first(words):
    """Return what puts the records first that hold one of the words in a title."""
    return matches(Asked(words, any_word=True, in_titles=True)).desc()


def together(querysets):
    """Return the rows of several querysets in one query. Unlike in `union`, on SQLite too, each may be cut off."""
    parts, params = [], []
    for queryset in querysets:
        try:
            sql, own = queryset.query.get_compiler(queryset.db).as_sql()
        except EmptyResultSet:  # such as what a stranger may edit
            continue
        parts.append(f"SELECT * FROM ({sql}) AS part")  # noqa: S608 made by Django
        params += own
    if not parts:
        return []
    with connections[querysets[0].db].cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return cursor.fetchall()
