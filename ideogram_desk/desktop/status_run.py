"""How far the queue has come since it was last empty, and how long the rest will take; no Qt."""

from __future__ import annotations

from collections import deque

_ENOUGH = 3  # pictures finished before a pace is believed


class Run:
    """One run of the queue, from the first picture asked for until none is left."""

    def __init__(self) -> None:
        self._marks: deque[tuple[float, int]] = deque(maxlen=40)
        self._start_over()

    def _start_over(self) -> None:
        self.total = self.done = self._open = 0
        self._marks.clear()

    def count(self, waiting: int, at: float) -> None:
        """Take note of how many are not finished, at a moment of a steady clock."""
        if not waiting:
            self._start_over()
            return
        self.total += max(0, waiting - self._open)
        self._open = waiting
        done = self.total - waiting
        if done != self.done or not self._marks:
            self._marks.append((at, done))
        self.done = done

    def seconds_left(self, at: float) -> float | None:
        """None until enough has been finished to tell."""
        if not self._marks or self.done - self._marks[0][1] < _ENOUGH:
            return None
        since, first = self._marks[0]
        return self._open * (at - since) / (self.done - first)


def time_left(seconds: float) -> str:
    """Time left, in words that do not pretend to be exact."""
    if seconds < 50:  # noqa: PLR2004  from there on "1 min" is as true
        return f"{max(5, round(seconds / 5) * 5)} s left"
    minutes = round(seconds / 60)
    return f"{max(1, minutes)} min left" if minutes < 100 else f"{round(minutes / 60)} h left"  # noqa: PLR2004
