"""Why nothing new is sent just now: a 429, an API in trouble, a disk that is nearly full."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

from ideogram_desk.domain import errors
from ideogram_desk.engine.breaker import Breaker
from ideogram_desk.engine.places import Places
from ideogram_desk.engine.room import Room
from ideogram_desk.engine.verdict import backoff

if TYPE_CHECKING:
    from collections.abc import Callable

    from ideogram_desk.domain.job import Job
    from ideogram_desk.engine.ports import Files, Generator

BUSY = "Ideogram is busy with what it has; more is sent in a moment."
LOOK = 1.0  # seconds between two looks whether the breaker is still open


class Resting:
    """Every rest ends by itself; what takes the user's word is a pause, and the runner's."""

    def __init__(
        self,
        generator: Generator,
        files: Files,
        *,
        pool: int,
        low_water: int,
        warn: Callable[[str], None],
        changed: Callable[[], None],
        report: Callable[[BaseException], None],
    ) -> None:
        self.places = Places(pool)
        self.room = Room(files, low_water, warn, changed)
        self._breaker = Breaker()
        self._generator = generator
        self._warn = warn
        self._changed = changed
        self._report = report
        self._looking: asyncio.Task[None] | None = None
        self._since: float | None = None

    @property
    def reason(self) -> str:
        """A sentence; "" while what waits is sent."""
        if self._breaker.reason or self.room.reason:
            return self._breaker.reason or self.room.reason
        return BUSY if self.places.rests_until > asyncio.get_running_loop().time() else ""

    async def seconds(self, in_flight: int) -> float | None:
        """How long to rest before another look; None: send."""
        now = asyncio.get_running_loop().time()
        if self._breaker.is_open or not await self.room.is_there(in_flight + 1):
            self._since = now if self._since is None else self._since
            return LOOK if self._breaker.is_open else self.room.seconds()
        self._since = None
        return self.places.rests_until - now if self.places.rests_until > now else None

    def has_lasted(self, seconds: float) -> bool:
        """Whether a rest of which nobody can say how long it takes has already taken so long."""
        now = asyncio.get_running_loop().time()
        return self._since is not None and now - self._since >= seconds

    def took(self, sent_at: float) -> None:
        """The API took a paid request that was begun at `sent_at`, of the loop's clock."""
        self.places.took(sent_at)
        self._breaker.answered()

    def failed(self, job: Job, error: errors.ApiError, sent_at: float) -> None:
        """A paid request that was begun at `sent_at`, of the loop's clock, ended in this error."""
        now = asyncio.get_running_loop().time()
        match error:
            case errors.Unreachable():
                self._breaker.unreachable(job.id)
            case errors.AnswerUnknown():
                self._breaker.unsure(now)
            case errors.RateLimited(retry_after=wait):
                self._breaker.answered()
                chance = random.random()  # noqa: S311  jitter
                self.places.refused(sent_at, now, wait or backoff(job.attempts, chance))
                self._changed()
            case _:
                self._breaker.answered()
        if self._breaker.is_open and self._looking is None:
            self._warn(self._breaker.reason)
            self._changed()
            self._looking = asyncio.get_running_loop().create_task(self._look())

    async def _look(self) -> None:
        """Ask, free of charge, until the API answers again."""
        try:
            while self._breaker.is_open:
                await asyncio.sleep(self._breaker.next_look())
                self._breaker.looked(answers=await self._is_answering())
        finally:
            self._looking = None
        self._changed()

    async def _is_answering(self) -> bool:
        try:
            return await self._generator.is_answering()
        except errors.ApiError:
            return False
        except Exception as bug:  # noqa: BLE001  the queue must not rest for ever because of it
            self._report(bug)
            return True

    async def stop(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.wait([self._looking])
