"""A place in memory for what was made of the data of one moment. Plain Python, for many threads at a time."""

from collections import OrderedDict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from threading import Event, Lock
from typing import Any


class Shelf:
    """Things of one moment, within so many bytes: what was not asked for longest goes first."""

    def __init__(self, most: int):
        self.most, self.size = most, 0
        self.moment: Hashable = None
        self.things: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self.lock = Lock()
        self.being_made: dict[Hashable, Event] = {}

    def take(self, moment: Hashable, key: Hashable) -> Any:
        """Return what was put here under `key` at this very moment, or None."""
        with self.lock:
            if moment != self.moment or key not in self.things:
                return None
            self.things.move_to_end(key)
            return self.things[key][0]

    def put(self, moment: Hashable, key: Hashable, thing: Any, size: int) -> None:
        """Keep a thing, unless it would take the place of too many others; forget those of other moments."""
        if size > self.most // 4:
            return
        with self.lock:
            if moment != self.moment:
                self.things.clear()
                self.moment, self.size = moment, 0
            self.size += size - self.things.pop(key, (None, 0))[1]
            self.things[key] = thing, size
            while self.size > self.most:
                _key, (_thing, size) = self.things.popitem(last=False)
                self.size -= size

    @contextmanager
    def turn(self, moment: Hashable, key: Hashable) -> Iterator[None]:
        """Let the first who wants to make a thing go on, and the others when that has ended, all at once.

        So one makes it while the others wait; and what cannot be kept does not make them wait for each other.
        """
        with self.lock:
            is_first = (moment, key) not in self.being_made
            made = self.being_made.setdefault((moment, key), Event())
        try:
            if not is_first:
                made.wait()
            yield
        finally:
            if is_first:
                with self.lock:
                    del self.being_made[moment, key]
                made.set()
