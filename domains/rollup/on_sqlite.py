"""Keeps the sums on SQLite, where one connection writes at a time: row by row, as they come."""

from domains.rollup import parts
from domains.rollup.sources import SOURCES

EVENTS = {"insert": ["NEW"], "update": ["OLD", "NEW"], "delete": ["OLD"]}
TABLES = (
    # The day stands before the objective: SQLite 3.40 with statistics answers `objective IN (...) AND at < ...` wrongly
    # where an index has them the other way round.
    """
    CREATE TABLE rollup (
        what text NOT NULL, at bigint NOT NULL, objective bigint NOT NULL, n bigint NOT NULL,
        PRIMARY KEY (what, at, objective)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE rollup_part (
        measure bigint NOT NULL, what text NOT NULL, objective bigint NOT NULL, at bigint NOT NULL, n bigint NOT NULL,
        PRIMARY KEY (measure, what, objective, at)
    ) WITHOUT ROWID
    """,
    # A measure that is written here is counted anew; nothing stays here.
    "CREATE VIEW rollup_anew AS SELECT 0 AS measure",
)
DROP = (
    *(f"DROP TRIGGER IF EXISTS rollup_{table}_{event}" for table in SOURCES for event in EVENTS),
    "DROP VIEW IF EXISTS rollup_anew",
    "DROP TABLE IF EXISTS rollup_part",
    "DROP TABLE IF EXISTS rollup",
)
ADD = """
    INSERT INTO rollup (what, objective, at, n) VALUES ({row}.what, {row}.objective, {row}.at, {sign}{row}.n)
    ON CONFLICT DO UPDATE SET n = n + excluded.n;
"""
OWN_TRIGGERS = {
    "rollup_adds": f"AFTER INSERT ON rollup_part BEGIN {ADD.format(row='NEW', sign='')} END",
    "rollup_takes": f"AFTER DELETE ON rollup_part BEGIN {ADD.format(row='OLD', sign='-')} END",
    "rollup_counts_anew": f"""
        INSTEAD OF INSERT ON rollup_anew BEGIN
            DELETE FROM rollup_part WHERE measure = NEW.measure;
            INSERT INTO rollup_part (measure, objective, what, at, n) {parts.select("sqlite", "m.id = NEW.measure")};
        END
    """,
}
THERE = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'rollup_%'"


def triggers():
    """Return {name: statement}."""
    own = {name: f"CREATE TRIGGER {name} {rest}" for name, rest in OWN_TRIGGERS.items()}
    return own | {name: statement for table in SOURCES for name, statement in _on(table)}


def _on(table):
    measures, columns = SOURCES[table]
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)
    for event, rows in EVENTS.items():
        name = f"rollup_{table}_{event}"
        condition = f"WHEN {changed}" if event == "update" else ""
        concerned = " UNION ".join(measures.format(row=row) for row in rows)
        body = f"INSERT INTO rollup_anew {concerned};"
        yield name, f"CREATE TRIGGER {name} AFTER {event} ON {table} {condition} BEGIN {body} END"
