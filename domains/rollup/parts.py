"""What each published measure counts for: rows of (measure, objective, what, at, n), to be added up.

| what | at | n |
|---|---|---|
| planned, running, done, stopped | the place where it happens | 1 |
| due | the first day on which a planned or running measure, or an open milestone of it, ends | 1 |
| reported | the last day of which a running measure reported; EVER for a done one with any report | 1 |
| silent | the day since when a running measure said nothing: of its last report, or of its start | 1 |
| started | the day on which a running measure started | 1 |
| round | a round in which a running measure reported that had started when the round's period ended | 1 |
| money | a fund, or OWN_MEANS | cents |

A day is a number: 20250630.
"""

from datetime import date

EVER = 99991231
OWN_MEANS = 0

LAST_REPORT = """(
    SELECT max(reported_on) FROM domains_report WHERE measure_id = m.id AND approved_on IS NOT NULL
)"""
SILENT_SINCE = f"CASE WHEN {LAST_REPORT} > m.starts_on THEN {LAST_REPORT} ELSE m.starts_on END"
DUE_ON = """(
    SELECT min(due_on) FROM (
        SELECT m.ends_on AS due_on
        UNION ALL SELECT due_on FROM domains_milestone WHERE measure_id = m.id AND done_on IS NULL
    ) AS days
)"""
DAYS = {
    "sqlite": "CAST(replace({}, '-', '') AS integer)",
    "postgresql": "CAST(to_char({}, 'YYYYMMDD') AS bigint)",
}


def number_of(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def select(vendor: str, which: str = "1 = 1") -> str:
    """Return SQL that gives the parts of the measures `m` for which a condition holds."""
    day = DAYS[vendor].format
    public = f"{which} AND m.publication = 'published'"
    return f"""
        SELECT m.id AS measure, m.objective_id AS objective, m.status AS what, m.territory_id AS at, 1 AS n
        FROM domains_measure m WHERE {public}
        UNION ALL
        SELECT m.id, m.objective_id, 'due', {day(DUE_ON)}, 1
        FROM domains_measure m WHERE {public} AND m.status IN ('planned', 'running') AND {DUE_ON} IS NOT NULL
        UNION ALL
        SELECT m.id, m.objective_id, 'reported', CASE m.status WHEN 'done' THEN {EVER} ELSE {day(LAST_REPORT)} END, 1
        FROM domains_measure m WHERE {public} AND m.status IN ('running', 'done') AND {LAST_REPORT} IS NOT NULL
        UNION ALL
        SELECT m.id, m.objective_id, 'silent', {day(SILENT_SINCE)}, 1
        FROM domains_measure m WHERE {public} AND m.status = 'running'
        UNION ALL
        SELECT m.id, m.objective_id, 'started', {day("m.starts_on")}, 1
        FROM domains_measure m WHERE {public} AND m.status = 'running'
        UNION ALL
        SELECT DISTINCT m.id, m.objective_id, 'round', p.id, 1
        FROM domains_measure m
        JOIN domains_report r ON r.measure_id = m.id AND r.approved_on IS NOT NULL
        JOIN domains_reportinground p ON p.id = r.round_id AND p.ends_on >= m.starts_on
        WHERE {public} AND m.status = 'running'
        UNION ALL
        SELECT m.id, m.objective_id, 'money', coalesce(a.fund_id, {OWN_MEANS}), a.amount
        FROM domains_measure m JOIN funding_allocation a ON a.measure_id = m.id WHERE {public}
    """
