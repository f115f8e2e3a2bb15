"""Fetching what is paid for: a link to bytes to a kept picture, tried as often as makes sense."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from ideogram_desk.domain import errors
from ideogram_desk.domain.answer import Answered
from ideogram_desk.domain.job import Job, Picture, Step, StoredFile

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ideogram_desk.engine.intake import Intake
    from ideogram_desk.engine.ports import Generator, JobStore

T = TypeVar("T")

TRIES = 6
FIRST_WAIT = 1.0  # seconds, doubled at each try
ROOM_WAIT = 10.0  # between two looks whether a full disk has room again


@dataclass(slots=True)
class Fetching:
    """Fetches the pictures of answered jobs, `places` at a time, outside the pool."""

    jobs: JobStore
    generator: Generator
    intake: Intake
    saved: Callable[[Callable[[], Awaitable[Step]]], Awaitable[Step]]
    disk_full: Callable[[str], None]
    places: asyncio.Semaphore

    async def fetch_all(self, job: Job) -> None:
        pictures = await self.jobs.to_fetch(job)
        async with asyncio.TaskGroup() as group:
            for picture in pictures:
                group.create_task(self._fetch(job, picture))

    async def _fetch(self, job: Job, picture: Picture) -> None:
        async with self.places:
            file = await self._when_writable(lambda: self.intake.adopt(job, picture))
        if file is None:
            outcome = await self._try(job, picture)
            if isinstance(outcome, str):
                reason = outcome
                await self.saved(lambda: self.jobs.lost(picture, reason))
                return
            file = outcome
        kept = file
        await self.saved(lambda: self.jobs.stored(picture, kept))

    async def _try(self, job: Job, picture: Picture) -> StoredFile | str:
        """The kept file, or the sentence why there is none."""
        url, renewed = picture.url or "", False
        wait = FIRST_WAIT
        last = ""
        for _ in range(TRIES):
            try:
                async with self.places:
                    data = await self.generator.download(url)
                    return await self._when_writable(
                        lambda: self.intake.keep(job, picture, data)  # noqa: B023  awaited here
                    )
            except errors.LinkDead as error:
                fresh = None if renewed else await self._fresh_link(job, picture)
                if fresh is None:
                    return self._goodbye(job, str(error))
                url, renewed = fresh, True
            except (errors.Unreachable, errors.Unreadable) as error:
                last = str(error)
                await asyncio.sleep(wait)
                wait *= 2
        return self._goodbye(job, last)

    async def _when_writable(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do it; while the library cannot be written, the bytes are held in memory."""
        while True:
            try:
                return await work()
            except (errors.StoreError, OSError) as error:
                self.disk_full(str(error))
                await asyncio.sleep(ROOM_WAIT)

    async def _fresh_link(self, job: Job, picture: Picture) -> str | None:
        """A link that died is asked for once more, where the job can be polled."""
        if not job.generation_id:
            return None
        try:
            reply = await self.generator.poll(job.generation_id)
            answer = self.generator.read_poll(job.request, reply)
        except errors.ApiError:
            return None
        if not isinstance(answer, Answered) or picture.index >= len(answer.pictures):
            return None
        await self.saved(lambda: self.jobs.fresh_links(job, answer))
        url = answer.pictures[picture.index].url
        return url if url != picture.url else None

    @staticmethod
    def _goodbye(job: Job, reason: str) -> str:
        known_as = f" Generation {job.generation_id}." if job.generation_id else ""
        return f"{reason} It is paid for.{known_as}"
