"""Values that make one ask "is this right?". They may be right: a question never stops anybody. Plain arithmetic."""

from decimal import Decimal

from domains.progress import Attainment

TIMES = 10


def doubt(kpi: Attainment, value: Decimal) -> str | None:
    """Return what is odd about a new value of a KPI, beside its last one: `ten_times`, `falls`, `rises`, or nothing."""
    last = kpi.current
    if last is None:
        return None
    if last and abs(value) >= TIMES * abs(last):
        return "ten_times"
    if kpi.direction == "rise" and value < last:
        return "falls"
    return "rises" if kpi.direction == "fall" and value > last else None
