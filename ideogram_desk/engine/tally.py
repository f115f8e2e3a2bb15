"""How much of a job's pictures has come in, told often enough to watch and no oftener."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ideogram_desk.domain.events import Progress

if TYPE_CHECKING:
    from collections.abc import Callable

EVERY = 0.1  # seconds between two events of one job


class Tally:
    """Adds up the bytes of one job's downloads. What is there at once is not worth an event."""

    def __init__(
        self,
        job: str,
        pictures: int,
        tell: Callable[[Progress], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._job = job
        self._pictures = pictures
        self._tell = tell
        self._clock = clock
        self._told_at = clock()
        self._received: dict[int, int] = {}
        self._totals: dict[int, int] = {}

    def of(self, index: int) -> Callable[[int, int | None], None]:
        """What the download of this picture tells its progress to."""

        def progress(received: int, total: int | None) -> None:
            self._received[index] = received
            if total is not None:
                self._totals[index] = total
            now = self._clock()
            if now - self._told_at >= EVERY:
                self._told_at = now
                self._tell(Progress(self._job, sum(self._received.values()), self._total()))

        return progress

    def _total(self) -> int | None:
        return sum(self._totals.values()) if len(self._totals) == self._pictures else None
