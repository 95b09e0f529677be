"""Triggers that write into the log of events what happens to measures and reports, whichever way they are written.

They are made after migrations and removed before, as the sums are (`domains.rollup`), and for the same reason.
"""

from dataclasses import dataclass

from django.db import connections, transaction

NOW = {"sqlite": "strftime('%Y-%m-%d %H:%M:%f000', 'now')", "postgresql": "now()"}
NO = {"sqlite": "0", "postgresql": "false"}
OBJECT = {"sqlite": "json_object", "postgresql": "jsonb_build_object"}
THERE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'tells_%'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE 'tells_%'",
}
TABLES = {"domains_measure", "domains_report", "partnerships_event", "django_content_type"}


@dataclass(frozen=True, slots=True)
class Telling:
    """Which write of a table is an event of which kind: `when` compares the row before (OLD) and after (NEW)."""

    kind: str
    model: str
    write: str
    when: str
    details: str = ""

    @property
    def table(self):
        return f"domains_{self.model}"

    @property
    def name(self):
        return f"tells_{self.kind}_{self.write}".lower()

    def insert(self, vendor):
        """Return the statement that writes the event."""
        return (
            "INSERT INTO partnerships_event (kind, at, subject_type_id, subject_id, details, quiet) "  # noqa: S608
            f"SELECT '{self.kind}', {NOW[vendor]}, id, NEW.id, {OBJECT[vendor]}({self.details}), {NO[vendor]} "
            f"FROM django_content_type WHERE app_label = 'domains' AND model = '{self.model}';"
        )

    def make(self, vendor):
        """Yield the statements that make the trigger."""
        begin = f"CREATE TRIGGER {self.name} AFTER {self.write} ON {self.table}"
        if vendor == "sqlite":
            yield f"{begin} WHEN {self.when} BEGIN {self.insert(vendor)} END"
            return
        yield (
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {self.insert(vendor)} RETURN NULL; END $$"
        )
        yield f"{begin} FOR EACH ROW WHEN ({self.when}) EXECUTE FUNCTION {self.name}()"

    def drop(self, vendor):
        """Return the statement that removes it, also where it is not."""
        return {
            "sqlite": f"DROP TRIGGER IF EXISTS {self.name}",
            "postgresql": f"DROP FUNCTION IF EXISTS {self.name}() CASCADE",
        }[vendor]


TELLINGS = (
    Telling("measure_published", "measure", "INSERT", "NEW.publication = 'published'"),
    Telling(
        "measure_published",
        "measure",
        "UPDATE",
        "NEW.publication = 'published' AND OLD.publication <> 'published'",
    ),
    Telling(
        "measure_withdrawn",
        "measure",
        "UPDATE",
        "NEW.publication <> 'published' AND OLD.publication = 'published'",
    ),
    Telling(
        "measure_status",
        "measure",
        "UPDATE",
        "NEW.publication = 'published' AND OLD.publication = 'published' AND NEW.status <> OLD.status",
        "'before', OLD.status, 'after', NEW.status",
    ),
    Telling("report_approved", "report", "INSERT", "NEW.review = 'approved'"),
    Telling("report_approved", "report", "UPDATE", "NEW.review = 'approved' AND OLD.review <> 'approved'"),
)


def make_way(using, plan, **_about_the_signal):
    """Remove the triggers before tables change (for `pre_migrate`)."""
    if plan:
        with connections[using].cursor() as cursor:
            for telling in TELLINGS:
                cursor.execute(telling.drop(connections[using].vendor))


def install(using, **_about_the_signal):
    """Make the triggers that are not there (for `post_migrate`)."""
    vendor, introspection = connections[using].vendor, connections[using].introspection
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(THERE[vendor])
        there = {name for (name,) in cursor.fetchall()}
        if not set(introspection.table_names(cursor)) >= TABLES:
            return  # somebody migrated back to a time before them
        for telling in TELLINGS:
            for statement in () if telling.name in there else telling.make(vendor):
                cursor.execute(statement)
