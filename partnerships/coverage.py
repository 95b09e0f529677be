"""Which kinds of stakeholders take part in partnerships, at which level, and where not. Plain arithmetic.

P1, everyone can contribute: how many of the kinds that the plan names take part anywhere. P2, partnerships at every
level: at how many of the levels there is a partnership of several kinds. An agreement of bodies of one kind is none.
"""

from collections.abc import Iterable
from dataclasses import dataclass

SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind of stakeholder at one level: how many organisations take part."""

    kind: str
    level: str
    organisations: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who takes part: (partnership, its level, organisation, the kind of that organisation) of each member."""

    kinds: tuple[str, ...]
    levels: tuple[str, ...]
    members: frozenset[tuple[str, str, str, str]]

    @classmethod
    def of(cls, members: Iterable[tuple[str, str, str, str]], kinds, levels) -> "Coverage":
        return cls(tuple(kinds), tuple(levels), frozenset(members))

    def at(self, kind, level) -> Cell:
        """Return how many organisations of a kind take part at a level; one in two partnerships there counts once."""
        return Cell(kind, level, len({who for _, at, who, is_a in self.members if (at, is_a) == (level, kind)}))

    def organisations(self, kind=None) -> int:
        """Return how many organisations take part, of one kind or of all."""
        return len({who for *_, who, is_a in self.members if kind in {None, is_a}})

    @property
    def rows(self) -> list[tuple[str, list[Cell]]]:
        """Return each kind with its cell at every level; a cell of 0 is where this kind does not take part."""
        return [(kind, [self.at(kind, level) for level in self.levels]) for kind in self.kinds]

    @property
    def numbers(self) -> list[tuple[str, int]]:
        """Return each kind that takes part, with how many organisations."""
        return [(kind, self.organisations(kind)) for kind in self.kinds_taking_part]

    @property
    def kinds_taking_part(self) -> list[str]:
        taking_part = {kind for *_, kind in self.members}
        return [kind for kind in self.kinds if kind in taking_part]

    @property
    def kinds_missing(self) -> list[str]:
        taking_part = self.kinds_taking_part
        return [kind for kind in self.kinds if kind not in taking_part]

    @property
    def levels_with_several_kinds(self) -> list[str]:
        """Return the levels at which one partnership at least has members of several kinds."""
        kinds_of: dict[tuple[str, str], set[str]] = {}
        for partnership, level, _who, kind in self.members:
            kinds_of.setdefault((partnership, level), set()).add(kind)
        found = {level for (_partnership, level), kinds in kinds_of.items() if len(kinds) >= SEVERAL}
        return [level for level in self.levels if level in found]
