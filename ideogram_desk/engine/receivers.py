"""How fast a receiver of callbacks may be called: a few at a time, a dead one seldom; pure."""

from __future__ import annotations

from dataclasses import dataclass, field

AT_ONCE = 2
FAILURES = 5  # in a row, until a receiver counts as dead
PROBE_EVERY = 300.0  # seconds between two tries to reach a dead one
LATE_GAP = 0.2  # seconds between two calls with what is long due: no burst after a long absence


@dataclass(slots=True)
class Receiver:
    """What is known of one receiver. Times are seconds of one clock that nobody sets."""

    under_way: set[str] = field(default_factory=set)
    failures: int = 0
    free_at: float = float("-inf")  # no call begins before

    @property
    def is_dead(self) -> bool:
        return self.failures >= FAILURES

    def may_begin(self, time: float) -> bool:
        at_once = 1 if self.is_dead else AT_ONCE
        return time >= self.free_at and len(self.under_way) < at_once

    def begins(self, delivery: str, time: float, *, late: bool) -> None:
        self.under_way.add(delivery)
        if late:
            self.free_at = max(self.free_at, time + LATE_GAP)

    def ended(self, delivery: str, time: float, *, well: bool) -> None:
        self.under_way.discard(delivery)
        self.failures = 0 if well else self.failures + 1
        if self.is_dead:
            self.free_at = time + PROBE_EVERY

    def forgive(self) -> None:
        """The user has changed something about it."""
        self.failures = 0
        self.free_at = float("-inf")
