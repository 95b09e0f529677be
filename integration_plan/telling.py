"""What the log of events is told: triggers of the database write it, whichever way a record is written.

Each says of which write of which noun what is an event. What is news looks at the clock of the database: what is over
already, or is put right about the past, is none. They are made after migrations and removed before, as the sums are
(`domains.rollup`), and for the same reason.
"""

import re
from dataclasses import dataclass

from django.db import connections, transaction

LOG, NOUNS = "partnerships_event", "django_content_type"
WORDS = {
    "sqlite": {
        "now": "strftime('%Y-%m-%d %H:%M:%f000', 'now')",
        "a_day_ago": "strftime('%Y-%m-%d %H:%M:%f000', 'now', '-1 day')",
        "today": "date('now', 'localtime')",  # the process is in Brussels: see TIME_ZONE
        "object": "json_object",
        "no": "0",
    },
    "postgresql": {
        "now": "now()",
        "a_day_ago": "now() - interval '1 day'",
        "today": "(now() AT TIME ZONE 'Europe/Brussels')::date",
        "object": "jsonb_build_object",
        "no": "false",
    },
}
THERE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'tells_%'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE 'tells_%'",
}


@dataclass(frozen=True, slots=True)
class Telling:
    """Which write of a noun is an event of which kind: `when` looks at the row before (OLD) and after (NEW).

    The details of the event are values as the database keeps them, each behind its name. What is written may be a part
    of what the event is about (`subject`), in a table of its own. `unless` may look at other rows, as `when` cannot.
    """

    kind: str
    noun: str
    write: str
    when: str
    details: str = ""
    part: str = ""
    subject: str = "NEW.id"
    unless: str = ""

    @property
    def table(self):
        return (self.part or self.noun).replace(".", "_")

    @property
    def name(self):
        return f"tells_{self.kind}_{self.write}".lower()

    @property
    def columns(self):
        return {*re.findall(r"(?:OLD|NEW)\.(\w+)", f"{self.when} {self.details} {self.subject}")}

    def insert(self, words):
        """Return the statement that writes the event."""
        app, model = self.noun.split(".")
        unless = f" AND NOT ({self.unless.format(**words)})" if self.unless else ""
        details = f"{words['object']}({self.details})"
        return (
            f"INSERT INTO {LOG} (kind, at, subject_type_id, subject_id, details, quiet) "  # noqa: S608 all of it is ours
            f"SELECT '{self.kind}', {words['now']}, noun.id, {self.subject}, {details}, {words['no']} "
            f"FROM {NOUNS} AS noun WHERE noun.app_label = '{app}' AND noun.model = '{model}'{unless};"
        )

    def make(self, vendor):
        """Yield the statements that make the trigger."""
        words = WORDS[vendor]
        begin, when = f"CREATE TRIGGER {self.name} AFTER {self.write} ON {self.table}", self.when.format(**words)
        if vendor == "sqlite":
            yield f"{begin} WHEN {when} BEGIN {self.insert(words)} END"
            return
        yield (
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {self.insert(words)} RETURN NULL; END $$"
        )
        yield f"{begin} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {self.name}()"

    def drop(self, vendor):
        """Return the statement that removes it, also where it is not."""
        return {
            "sqlite": f"DROP TRIGGER IF EXISTS {self.name}",
            "postgresql": f"DROP FUNCTION IF EXISTS {self.name}() CASCADE",
        }[vendor]


def becomes(kind, noun, state, *, only_when="true"):
    """Yield what tells that a record comes into a state: a new one that is in it, or one that was not before."""
    before, after = state.replace("ROW", "OLD"), state.replace("ROW", "NEW")
    yield Telling(kind, noun, "INSERT", f"{after} AND {only_when}")
    yield Telling(kind, noun, "UPDATE", f"{after} AND NOT ({before}) AND {only_when}")


def changes(kind, noun, column, *, while_, only_when="true"):
    """Return what tells that a column has another value, in records that are in a state before and after."""
    both = " AND ".join(while_.replace("ROW", row) for row in ("OLD", "NEW"))
    # One of two values may be empty: it is another value then, and SQL does not say so.
    differs = f"(OLD.{column} <> NEW.{column} OR (OLD.{column} IS NULL) <> (NEW.{column} IS NULL))"
    return Telling(kind, noun, "UPDATE", f"{differs} AND {both} AND {only_when}", before_and_after(column))


def membership(kind, write, row):
    """Return what tells that an organisation comes into a partnership or leaves it, for good or for each round.

    Who has another row in it was there, or stays. What is entered within a day is how the partnership began.
    """
    other = (
        f"EXISTS (SELECT 1 FROM partnerships_membership AS other WHERE other.partnership_id = {row}.partnership_id "  # noqa: S608
        f"AND other.organisation_id = {row}.organisation_id AND other.id <> {row}.id)"
    )
    is_new = (
        f"EXISTS (SELECT 1 FROM {LOG} AS log WHERE log.subject_type_id = noun.id "  # noqa: S608
        f"AND log.subject_id = {row}.partnership_id AND log.kind = 'partnership_new' AND log.at > {{a_day_ago}})"
    )
    return Telling(
        kind,
        PARTNERSHIP,
        write,
        "true",
        f"'organisation', {row}.organisation_id",
        part="partnerships.membership",
        subject=f"{row}.partnership_id",
        unless=f"{other} OR {is_new}",
    )


def before_and_after(column):
    return f"'before', OLD.{column}, 'after', NEW.{column}"


PUBLISHED = "(ROW.publication = 'published')"
NOT_CLOSED = "(ROW.deadline IS NULL OR ROW.deadline > {now})"
MEASURE, REPORT, CORRECTION, QUESTION = "domains.measure", "domains.report", "domains.correction", "domains.question"
CALL, MEETING, PARTNERSHIP = "funding.call", "partnerships.dialogue", "partnerships.partnership"
TAKES_PLACE = "(ROW.publication = 'published' AND NOT ROW.is_called_off)"

TELLINGS = (
    *becomes("measure_published", MEASURE, PUBLISHED),
    Telling("measure_withdrawn", MEASURE, "UPDATE", "NEW.publication <> 'published' AND OLD.publication = 'published'"),
    changes("measure_status", MEASURE, "status", while_=PUBLISHED),
    *becomes("report_approved", REPORT, "(ROW.review = 'approved')"),
    *becomes("correction_answered", CORRECTION, "(ROW.answered_on IS NOT NULL)"),
    *becomes("question_put", QUESTION, PUBLISHED, only_when="NEW.closes_on >= {today}"),
    *becomes("meeting_announced", MEETING, TAKES_PLACE, only_when="NEW.starts_at > {now}"),
    changes(
        "meeting_moved",
        MEETING,
        "starts_at",
        while_=TAKES_PLACE,
        only_when="(OLD.starts_at > {now} OR NEW.starts_at > {now})",
    ),
    Telling(
        "meeting_called_off",
        MEETING,
        "UPDATE",
        "NEW.is_called_off AND NOT OLD.is_called_off AND NEW.publication = 'published' "
        "AND OLD.publication = 'published' AND NEW.starts_at > {now}",
    ),
    *becomes("conclusions_published", MEETING, "(ROW.publication = 'published' AND ROW.conclusions_are_public)"),
    Telling("partnership_new", PARTNERSHIP, "INSERT", "(NEW.ends_on IS NULL OR NEW.ends_on >= {today})"),
    changes("partnership_end_moved", PARTNERSHIP, "ends_on", while_="true"),
    membership("member_joined", "INSERT", "NEW"),
    membership("member_left", "DELETE", "OLD"),
    Telling("call_new", CALL, "INSERT", "(NEW.deadline IS NULL OR NEW.deadline > {now})"),
    changes("call_opening_moved", CALL, "opens_at", while_=NOT_CLOSED),
    changes("call_deadline_moved", CALL, "deadline", while_=NOT_CLOSED),
    changes("call_amount_changed", CALL, "amount", while_=NOT_CLOSED),
    Telling(
        "call_closed_early",
        CALL,
        "UPDATE",
        "(OLD.deadline IS NULL OR OLD.deadline > {now}) AND NEW.deadline <= {now}",
        before_and_after("deadline"),
    ),
    Telling(
        "call_reopened",
        CALL,
        "UPDATE",
        "OLD.deadline <= {now} AND (NEW.deadline IS NULL OR NEW.deadline > {now})",
        before_and_after("deadline"),
    ),
)


def make_way(using, plan, **_about_the_signal):
    """Remove the triggers before tables change (for `pre_migrate`)."""
    if plan:
        with connections[using].cursor() as cursor:
            for telling in TELLINGS:
                cursor.execute(telling.drop(connections[using].vendor))


def install(using, **_about_the_signal):
    """Make the triggers that are not there (for `post_migrate`)."""
    vendor = connections[using].vendor
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(THERE[vendor])
        there = {name for (name,) in cursor.fetchall()}
        columns = columns_of({LOG, NOUNS, *(telling.table for telling in TELLINGS)}, using, cursor)
        for telling in TELLINGS:
            if telling.name not in there and columns[LOG] and telling.columns <= columns[telling.table]:
                for statement in telling.make(vendor):
                    cursor.execute(statement)


def columns_of(tables, using, cursor):
    """Return the columns of tables, none where there is no such table: somebody migrated back to a time before it."""
    introspection = connections[using].introspection
    there = introspection.table_names(cursor)
    return {
        table: {column.name for column in introspection.get_table_description(cursor, table)}
        if table in there
        else set()
        for table in tables
    }
