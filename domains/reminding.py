"""When somebody is reminded of a reporting round, and of what: rarely, and no more once the work is done."""

MONTH, WEEK, DAY, AFTER = 30, 7, 1, -1
STAGES_BEFORE = (MONTH, WEEK, DAY)  # days before the deadline
DAYS_AFTER = 14  # for as long as this, the one reminder after the deadline can still be sent
GAP_DAYS = 3  # nobody gets two mails closer together, however many rounds there are


def stage(days_left: int) -> int | None:
    """Return the reminder of a round that is next on a day; None when there is none yet, or none any more.

    A day on which nothing was sent is made up for: the stage lasts until the next one.
    """
    if days_left < 0:
        return AFTER if days_left >= -DAYS_AFTER else None
    return min((days for days in STAGES_BEFORE if days >= days_left), default=None)


def asks_for_reports(at: int, *, may_approve: bool, has_contributors: bool) -> bool:
    """Say whether somebody is asked for what is missing: contributors first, approvers when it becomes urgent."""
    return not may_approve or not has_contributors or at in {DAY, AFTER}


def is_too_soon(days_since_last: int | None) -> bool:
    """Say whether the last mail is too fresh for another one."""
    return days_since_last is not None and days_since_last < GAP_DAYS
