"""How many pictures may be in flight just now: fewer after a 429, more again with success; pure."""

from __future__ import annotations

LONGEST_REST = 60.0  # seconds


class Places:
    """`most` is the user's word, `now` what the API takes. Times are seconds of one clock."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._fewer: int | None = None  # None: as many as the user said
        self._successes = 0
        self._shrunk_at = float("-inf")
        self.rests_until = float("-inf")

    @property
    def most(self) -> int:
        return self._most

    @most.setter
    def most(self, most: int) -> None:
        self._most = most
        if self._fewer is not None and self._fewer >= most:
            self._fewer = None

    @property
    def now(self) -> int:
        return self._most if self._fewer is None else self._fewer

    def refused(self, sent_at: float, time: float, wait: float) -> None:
        """A 429 for what was sent at `sent_at`: half the places, and a rest of `wait` seconds.

        What was sent before the last shrinking tells nothing about the places there are now.
        """
        self.rests_until = max(self.rests_until, time + min(wait, LONGEST_REST))
        if sent_at < self._shrunk_at:
            return
        self._fewer = max(1, self.now // 2)
        self._shrunk_at = time
        self._successes = 0

    def took(self, sent_at: float) -> None:
        """The API took one; after as many as there are places there is one place more."""
        if self._fewer is None or sent_at < self._shrunk_at:
            return
        self._successes += 1
        if self._successes >= self._fewer:
            self._successes = 0
            self._fewer += 1
            if self._fewer >= self._most:
                self._fewer = None
