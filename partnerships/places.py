"""Paths of places. A path is four digits a level, so that one range of text is a whole subtree on every database.

Digits only, since databases sort letters and punctuation in different orders, but digits in the same one.
"""

from collections import defaultdict
from collections.abc import Iterable

WIDTH = 4


def paths(places: Iterable[tuple[int, int | None]]) -> dict[int, str]:
    """Return the path of each place, given (key, parent's key) in the order siblings are numbered.

    Raises ValueError when places lie in each other in a ring.
    """
    children = defaultdict(list)
    for key, parent in places:
        children[parent].append(key)
    found: dict[int, str] = {}
    waiting = [(None, "")]
    while waiting:
        parent, path = waiting.pop()
        for number, key in enumerate(children[parent], start=1):
            found[key] = f"{path}{number:0{WIDTH}d}"
            waiting.append((key, found[key]))
    lost = {key for keys in children.values() for key in keys} - set(found)
    if lost:
        raise ValueError(f"These places lie in each other in a ring: {sorted(lost)}.")
    return found


def end_of(path: str) -> str:
    """Return the first path after the subtree of `path` (half open: the subtree is path <= x < end)."""
    return f"{path[:-WIDTH]}{int(path[-WIDTH:]) + 1:0{WIDTH}d}"


def shared(path: str, other: str) -> int:
    """Return how many levels two places have in common: the more, the nearer they lie to each other."""
    both = zip(ancestors(path), ancestors(other), strict=False)
    return sum(mine == theirs for mine, theirs in both)


def ancestors(path: str) -> list[str]:
    """Return the paths of all places that `path` lies in, itself last."""
    return [path[:length] for length in range(WIDTH, len(path) + 1, WIDTH)]
