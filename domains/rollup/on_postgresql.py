"""Keeps the sums on PostgreSQL, where many write at once: per statement, with locks that nobody else waits for.

A measure is locked while it is counted, so that two who change parts of it count one after the other, each with what
the other committed. A sum is not: it may stand in several rows, and a transaction adds to one that no other
transaction holds, or adds one. So a long import keeps nobody waiting, and no two can lock each other out.
"""

from domains.rollup import parts
from domains.rollup.sources import SOURCES

ANEW = f"""
CREATE OR REPLACE FUNCTION rollup_count_anew(measures bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    change record;
BEGIN
    PERFORM 1 FROM domains_measure WHERE id = ANY(measures) ORDER BY id FOR NO KEY UPDATE;
    FOR change IN
        WITH before AS (
            DELETE FROM rollup_part WHERE measure = ANY(measures) RETURNING what, objective, at, n
        ), now AS (
            INSERT INTO rollup_part (measure, objective, what, at, n)
            {parts.select("postgresql", "m.id = ANY(measures)")} RETURNING what, objective, at, n
        )
        SELECT what, objective, at, sum(n) AS n
        FROM (SELECT * FROM now UNION ALL SELECT what, objective, at, -n FROM before) AS changes
        GROUP BY what, objective, at HAVING sum(n) <> 0
    LOOP
        UPDATE rollup SET n = rollup.n + change.n WHERE ctid = (
            SELECT ctid FROM rollup
            WHERE what = change.what AND objective = change.objective AND at = change.at
            LIMIT 1 FOR UPDATE SKIP LOCKED
        );
        IF NOT FOUND THEN
            INSERT INTO rollup (what, objective, at, n) VALUES (change.what, change.objective, change.at, change.n);
        END IF;
    END LOOP;
END $$
"""
# What each event writes: the names of the rows before and after, and those of them that differ in what counts.
ROWS = {
    "insert": ("NEW TABLE AS after", "SELECT {columns} FROM after"),
    "update": (
        "OLD TABLE AS before NEW TABLE AS after",
        "(SELECT {columns} FROM after EXCEPT ALL SELECT {columns} FROM before) UNION ALL "
        "(SELECT {columns} FROM before EXCEPT ALL SELECT {columns} FROM after)",
    ),
    "delete": ("OLD TABLE AS before", "SELECT {columns} FROM before"),
}
TABLES = (
    f"LOCK TABLE {', '.join(SOURCES)} IN SHARE ROW EXCLUSIVE MODE",
    "CREATE TABLE rollup (what text NOT NULL, objective bigint NOT NULL, at bigint NOT NULL, n bigint NOT NULL) "
    "WITH (fillfactor = 70)",
    "CREATE INDEX rollup_sums ON rollup (what, at, objective)",
    "CREATE TABLE rollup_part (measure bigint NOT NULL, what text NOT NULL, objective bigint NOT NULL, "
    "at bigint NOT NULL, n bigint NOT NULL)",
    "CREATE INDEX rollup_part_of ON rollup_part (measure)",
    ANEW,
    """
    CREATE OR REPLACE FUNCTION rollup_empty() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM rollup;
        DELETE FROM rollup_part;
        RETURN NULL;
    END $$
    """,
)
DROP = (
    "DROP TABLE IF EXISTS rollup, rollup_part",
    *(f"DROP FUNCTION IF EXISTS rollup_{table}_{event}() CASCADE" for table in SOURCES for event in ROWS),
    "DROP FUNCTION IF EXISTS rollup_empty() CASCADE",
    "DROP FUNCTION IF EXISTS rollup_count_anew(bigint[])",
)
THERE = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE 'rollup_%'"


def triggers():
    """Return {name: statement}."""
    empty = "CREATE TRIGGER rollup_empty AFTER TRUNCATE ON domains_measure EXECUTE FUNCTION rollup_empty()"
    return {name: statement for table in SOURCES for name, statement in _on(table)} | {"rollup_empty": empty}


def _on(table):
    measures, columns = SOURCES[table]
    for event, (rows, changed) in ROWS.items():
        name = f"rollup_{table}_{event}"
        yield (
            name,
            f"""
            CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE
                measures bigint[];
            BEGIN
                SELECT array_agg(DISTINCT concerned.measure) INTO measures
                FROM ({changed.format(columns=", ".join(columns))}) AS changed,
                LATERAL ({measures.format(row="changed")}) AS concerned (measure);
                IF measures IS NOT NULL THEN
                    PERFORM rollup_count_anew(measures);
                END IF;
                RETURN NULL;
            END $$;
            CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {rows}
            FOR EACH STATEMENT EXECUTE FUNCTION {name}()
            """,
        )
