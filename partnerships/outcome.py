"""What a file did to the records of one noun: the same count for every file that is loaded."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Outcome:
    """How many records a file had, and what became of them; read is the sum of the others, but for removed.

    Left out is what is right but not for this site, counted by (reason, what of it). `changes` and `kept` say in words
    what was written over, and what stays as somebody changed it by hand.
    """

    noun: str
    read: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    refused: list = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    @property
    def stored(self) -> int:
        return self.created + self.changed + self.unchanged

    def count(self, before, now):
        """Count a record by what is stored of it: nothing (None), the same, or something else."""
        if before is None:
            self.created += 1
        elif before != now:
            self.changed += 1
        else:
            self.unchanged += 1

    def __add__(self, other: "Outcome") -> "Outcome":
        numbers = ("read", "created", "changed", "unchanged", "removed", "left_out", "refused", "changes", "kept")
        return Outcome(self.noun, *(getattr(self, name) + getattr(other, name) for name in numbers))

    def __str__(self):
        told = f"{self.noun}: {self.read:,} read, {self.created:,} created, {self.changed:,} changed"
        told += f", {self.unchanged:,} unchanged"
        told += f", {self.left_out.total():,} left out" if self.left_out else ""
        return f"{told}, {len(self.refused):,} refused"
