"""Wishes for pictures between the window and the loading threads: the newest first, bounded."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import NamedTuple


class Wish(NamedTuple):
    """A thumbnail as it is to be drawn: `box` device pixels square, fitted in or filling it."""

    number: int
    edge: int  # of the stored thumbnail to take
    box: int
    fill: bool


class WishQueue:
    """What is seen is taken first, newest wish first; what is only likely to be seen comes after.

    Past `capacity` the oldest wish is dropped: it has been scrolled out of sight by then.
    """

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self._seen: OrderedDict[Wish, None] = OrderedDict()
        self._ahead: OrderedDict[Wish, None] = OrderedDict()
        self._taken: set[Wish] = set()
        self._closed = False
        self._changed = threading.Condition()

    def __len__(self) -> int:
        with self._changed:
            return len(self._seen) + len(self._ahead)

    def ask(self, wishes: list[Wish]) -> None:
        """The first of these is served first, before all that were asked for earlier."""
        with self._changed:
            for wish in reversed(wishes):
                if wish not in self._taken:
                    self._ahead.pop(wish, None)
                    self._seen[wish] = None
                    self._seen.move_to_end(wish)
            while len(self._seen) > self.capacity:
                self._seen.popitem(last=False)
            self._changed.notify(len(wishes))

    def look_ahead(self, wishes: list[Wish]) -> None:
        """What may be seen next, nearest first; replaces what was thought likely before."""
        with self._changed:
            self._ahead = OrderedDict(
                (w, None) for w in wishes if w not in self._taken and w not in self._seen
            )
            self._changed.notify(len(wishes))

    def take(self, most: int) -> list[Wish]:
        """Wait for wishes of one stored size; an empty list says that the queue was closed."""
        with self._changed:
            while not (self._seen or self._ahead or self._closed):
                self._changed.wait()
            taken: list[Wish] = []
            while not self._closed and len(taken) < most:
                wish = self._next(taken[0].edge if taken else None)
                if wish is None:
                    break
                taken.append(wish)
            self._taken.update(taken)
            return taken

    def _next(self, edge: int | None) -> Wish | None:
        queue, last = (self._seen, True) if self._seen else (self._ahead, False)
        if not queue:
            return None
        wish = next(reversed(queue) if last else iter(queue))
        if edge is not None and wish.edge != edge:
            return None
        del queue[wish]
        return wish

    def done(self, wishes: list[Wish]) -> None:
        with self._changed:
            self._taken.difference_update(wishes)

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._seen.clear()
            self._ahead.clear()
            self._changed.notify_all()
