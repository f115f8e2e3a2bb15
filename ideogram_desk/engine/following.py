"""Following an accepted job: asked for, free of charge, until its pictures are made."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ideogram_desk.domain import errors
from ideogram_desk.domain.answer import Answered, Reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from ideogram_desk.domain.job import Job
    from ideogram_desk.engine.ports import Generator

_log = logging.getLogger(__name__)

FIRST_POLL = 0.5  # seconds after acceptance; grows to
SLOWEST_POLL = 3.0
TROUBLED_POLL = 30.0  # where the way there or the key is the trouble
MISSES = 3  # polls in a row that may say "unknown", or "made" without a link
MISS_WAIT = 5.0


@dataclass(frozen=True, slots=True)
class Made:
    reply: Reply
    answer: Answered


@dataclass(frozen=True, slots=True)
class Ended:
    """There will be no pictures; `forget`: nor is the generation worth asking for again."""

    reason: str
    forget: bool


@dataclass(slots=True)
class Following:
    """Polls generations; `key_refused` is told when only the user can help."""

    generator: Generator
    key_refused: Callable[[str], None]

    async def until_made(self, job: Job) -> Made | Ended:
        wait, misses, trouble = FIRST_POLL, 0, FIRST_POLL
        while True:
            await asyncio.sleep(wait)
            wait = min(wait * 1.5, SLOWEST_POLL)
            try:
                reply = await self.generator.poll(job.generation_id or "")
                outcome = self.generator.read_poll(job.request, reply)
            except errors.GenerationUnknown:
                misses += 1
                if misses >= MISSES:
                    return Ended(
                        f"The API no longer knows generation {job.generation_id}.", forget=False
                    )
                wait = MISS_WAIT
            except errors.ServiceFailed as error:
                return Ended(str(error), forget=True)
            except errors.ApiError as error:
                trouble = wait = self._wait_after(job, error, trouble)
            else:
                trouble = FIRST_POLL
                if isinstance(outcome, Answered):
                    misses += 1
                    # It may be made a moment before its links are out.
                    if misses >= MISSES or not _lacks_links(outcome):
                        return Made(reply, outcome)
                else:
                    misses = 0

    def _wait_after(self, job: Job, error: errors.ApiError, trouble: float) -> float:
        _log.info("job %s: polling again: %s", job.id, type(error).__name__)
        match error:
            case errors.KeyRejected():
                self.key_refused(str(error))
                return TROUBLED_POLL
            case errors.RateLimited(retry_after=float(seconds)):
                return seconds
            case _:
                return min(trouble * 2, TROUBLED_POLL)


def _lacks_links(answer: Answered) -> bool:
    return any(item.url is None and not item.withheld for item in answer.pictures)
