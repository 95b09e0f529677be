"""What the sums follow from: each table, which measures one of its rows is about, and the columns that count."""

SOURCES = {
    "domains_measure": (
        "SELECT {row}.id",
        ("id", "publication", "objective_id", "territory_id", "status", "starts_on", "ends_on"),
    ),
    "domains_milestone": ("SELECT {row}.measure_id", ("id", "measure_id", "due_on", "done_on")),
    "domains_report": ("SELECT {row}.measure_id", ("id", "measure_id", "round_id", "reported_on", "approved_on")),
    "domains_reportinground": (
        "SELECT measure_id FROM domains_report WHERE round_id = {row}.id",
        ("id", "ends_on"),
    ),
    "funding_allocation": ("SELECT {row}.measure_id", ("id", "measure_id", "fund_id", "amount")),
}
