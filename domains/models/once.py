"""What people send is stored once, also when it is sent twice in the same instant: the database sees to it."""

from django.db.models.functions import MD5


class LongText(MD5):
    """A text in a unique constraint: PostgreSQL takes no more than 2,700 bytes into an index, SQLite takes it whole."""

    def as_sqlite(self, compiler, connection):
        return compiler.compile(*self.source_expressions)
