"""The way of a record to the public: who may take which step. Plain rules; the record keeps the state.

Four eyes: nobody publishes, approves or returns what she submitted herself, unless she has no colleague who could.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One step: from which states, to which, and whether it takes an approver or asks for a reason."""

    name: str
    origins: frozenset[str]
    target: str
    approves: bool = False
    needs_reason: bool = False


def _by_name(*steps):
    return {step.name: step for step in steps}


MEASURE_STEPS = _by_name(
    Step("submit", frozenset({"draft", "returned", "withdrawn"}), "submitted"),
    Step("publish", frozenset({"submitted"}), "published", approves=True),
    Step("return", frozenset({"submitted"}), "returned", approves=True, needs_reason=True),
    Step("withdraw", frozenset({"published"}), "withdrawn", approves=True, needs_reason=True),
)
REPORT_STEPS = _by_name(
    Step("submit", frozenset({"draft", "returned"}), "submitted"),
    Step("approve", frozenset({"submitted"}), "approved", approves=True),
    Step("return", frozenset({"submitted", "approved"}), "returned", approves=True, needs_reason=True),
)


def may_take(step: Step, state: str, *, may_approve: bool, submitted_it: bool, has_no_colleague: bool = False) -> bool:
    """Say whether somebody may take `step` on a record in `state`, given her role and whether she submitted it.

    `has_no_colleague` is what a curator said of her organisation: she is its single member of staff.
    """
    if state not in step.origins:
        return False
    if not step.approves:
        return True
    needs_a_colleague = submitted_it and state == "submitted" and not has_no_colleague
    return may_approve and not needs_a_colleague
