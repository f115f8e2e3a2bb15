"""Fetching what is paid for: a link to bytes to a kept picture, tried as often as makes sense."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ideogram_desk.domain import errors
from ideogram_desk.domain.answer import Answered
from ideogram_desk.domain.job import Job, Picture, Step, StoredFile
from ideogram_desk.engine.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ideogram_desk.domain.events import Progress
    from ideogram_desk.engine.intake import Intake
    from ideogram_desk.engine.ports import Generator, JobStore
    from ideogram_desk.engine.room import Room

TRIES = 6
DEAD_TRIES = 3  # a link that is said to be dead is believed at the third time: it is paid for
FIRST_WAIT = 1.0  # seconds, doubled at each try


@dataclass(slots=True)
class Fetching:
    """Fetches the pictures of answered jobs, `places` at a time, outside the pool."""

    jobs: JobStore
    generator: Generator
    intake: Intake
    room: Room
    saved: Callable[[Callable[[], Awaitable[Step]]], Awaitable[Step]]
    tell: Callable[[Progress], None]
    places: asyncio.Semaphore

    async def fetch_all(self, job: Job, *, resumed: bool) -> None:
        """Fetch a job's pictures; `resumed` ones may be there already, by a run that was killed."""
        pictures = await self.jobs.to_fetch(job)
        tally = Tally(job.id, len(pictures), self.tell)
        async with asyncio.TaskGroup() as group:
            for picture in pictures:
                group.create_task(self._fetch(job, picture, tally, resumed=resumed))

    async def _fetch(self, job: Job, picture: Picture, tally: Tally, *, resumed: bool) -> None:
        file = None
        if resumed:
            async with self.places:
                file = await self.room.kept(lambda: self.intake.adopt(job, picture))
        if file is None:
            outcome = await self._try(job, picture, tally)
            if isinstance(outcome, str):
                reason = outcome
                await self.saved(lambda: self.jobs.lost(picture, reason))
                return
            file = outcome
        kept = file
        await self.saved(lambda: self.jobs.stored(picture, kept))

    async def _try(self, job: Job, picture: Picture, tally: Tally) -> StoredFile | str:
        """The kept file, or the sentence why there is none."""
        url, renewed = picture.url or "", False
        wait = FIRST_WAIT
        last, deaths = "", 0
        for _ in range(TRIES):
            try:
                async with self.places:
                    data = await self.generator.download(url, tally.of(picture.index))
                    return await self.room.kept(
                        lambda: self.intake.keep(job, picture, data)  # noqa: B023  awaited here
                    )
            except errors.LinkDead as error:
                fresh = None if renewed else await self._fresh_link(job, picture)
                last, deaths = str(error), deaths + 1
                if fresh is not None:
                    url, renewed = fresh, True
                    continue
                if deaths == DEAD_TRIES:
                    break
                await asyncio.sleep(wait)
                wait *= 2
            except (errors.Unreachable, errors.Unreadable) as error:
                last = str(error)
                await asyncio.sleep(wait)
                wait *= 2
        return self._goodbye(job, last)

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
