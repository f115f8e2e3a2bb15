"""Stops sending while the API is in trouble, so that an outage spoils a few jobs, not all; pure.

Two unsure outcomes within a minute, or two different jobs in a row that did not get there, open it.
Then a free call is asked at growing intervals; two answers in a row close it.
"""

from __future__ import annotations

WINDOW = 60.0  # seconds in which two unsure outcomes are one too many
FIRST_LOOK = 2.0  # seconds until the API is asked whether it is there; doubled up to
SLOWEST_LOOK = 60.0
ANSWERS = 2  # in a row, until it is believed

UNSURE = (
    "Ideogram's answers got lost twice in a row. Nothing new is sent until it answers again; "
    "that goes on by itself."
)
UNREACHABLE = (
    "Ideogram cannot be reached. Nothing new is sent until it answers again; "
    "that goes on by itself."
)


class Breaker:
    """`reason` says why nothing is sent; "" while all is well. Times are of one clock."""

    def __init__(self) -> None:
        self.reason = ""
        self._unsure_at = float("-inf")
        self._astray: str | None = None
        self._answers = 0
        self._wait = FIRST_LOOK

    @property
    def is_open(self) -> bool:
        return self.reason != ""

    def unsure(self, time: float) -> None:
        """A request went out and its answer is not known."""
        if time - self._unsure_at <= WINDOW:
            self._open(UNSURE)
        self._unsure_at = time

    def unreachable(self, job: str) -> None:
        """A job's request could not be sent."""
        if self._astray is not None and self._astray != job:
            self._open(UNREACHABLE)
        self._astray = job

    def answered(self) -> None:
        """A paid request came back with an answer of the API's own."""
        self._astray = None

    def _open(self, reason: str) -> None:
        if not self.reason:
            self.reason = reason
            self._answers = 0
            self._wait = FIRST_LOOK

    def next_look(self) -> float:
        """Seconds to wait before the API is asked again whether it is there."""
        wait, self._wait = self._wait, min(self._wait * 2, SLOWEST_LOOK)
        return wait

    def looked(self, *, answers: bool) -> None:
        """What the free call said."""
        if not answers:
            self._answers = 0
            return
        self._answers += 1
        self._wait = FIRST_LOOK  # the second look comes soon
        if self._answers >= ANSWERS:
            self.reason = ""
            self._unsure_at = float("-inf")
            self._astray = None
