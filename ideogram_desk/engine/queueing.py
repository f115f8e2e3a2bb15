"""The queue as the user commands it: ask for pictures, again, others first, not at all."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from ideogram_desk.domain.address import url_problem
from ideogram_desk.domain.errors import InvalidRequest, Problem, StoreError
from ideogram_desk.domain.events import JobChanged, JobsAdded, QueueChanged
from ideogram_desk.domain.job import NewJob
from ideogram_desk.domain.request import checked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ideogram_desk.domain.batch import Earlier, NewBatch
    from ideogram_desk.domain.job import Job, Step
    from ideogram_desk.domain.money import Prices
    from ideogram_desk.domain.request import Request
    from ideogram_desk.engine.bus import Bus
    from ideogram_desk.engine.ports import JobStore, LibraryStore
    from ideogram_desk.engine.runner import Runner

FEW = 20  # jobs that are checked before anybody could notice


class Queueing:
    """The part of the desk that changes what is in the queue."""

    prices: Prices  # what a picture is reckoned to cost

    def __init__(self, jobs: JobStore, library: LibraryStore, bus: Bus, prices: Prices) -> None:
        self.library = library
        self.bus = bus
        self.prices = prices
        self._jobs = jobs
        self._runner: Runner | None = None
        self._day_budget: int | None = None

    @property
    def sandbox(self) -> bool:
        """Whether what is queued now goes to the sandbox."""
        return self._runner is not None and self._runner.sandbox

    async def queue(
        self,
        jobs: Sequence[NewJob],
        *,
        sandbox: bool | None = None,
        first: bool = False,
        batch: NewBatch | None = None,
    ) -> list[Job]:
        """Check and queue jobs; they are on the disk when this returns.

        Raises InvalidRequest, OverBudget, StoreError: then none is queued.
        """
        clean = await _all_checked(jobs)
        if sandbox is None and self._runner is None:
            raise StoreError("Not connected yet: try again in a moment.")
        steps = await self._jobs.add(
            clean,
            prices=self.prices,
            sandbox=self.sandbox if sandbox is None else sandbox,
            first=first,
            batch=batch,
            day_budget=self._day_budget,
        )
        queued = tuple(step.job for step in steps)
        self.bus.tell(JobsAdded(queued, tuple(n for step in steps for n in step.numbers)))
        for new, step in zip(clean, steps, strict=True):
            if new.replaces is not None:  # whose tiles are gone
                old = await self.library.job(new.replaces)
                self.bus.tell(JobChanged(old, (), step.hidden))
        self._wake()
        return list(queued)

    async def queue_edited(self, job_id: str, request: Request) -> Job:
        """Queue an edited request in the place of a job that was refused or failed unpaid."""
        job = await self.library.job(job_id)
        new = _like(job, replaces=job.id)
        (queued,) = await self.queue([replace(new, request=request)], sandbox=job.sandbox)
        return queued

    async def again(self, job_id: str) -> Job:
        """A job's request once more, as a new job of the same batch; paid for again."""
        job = await self.library.job(job_id)
        (queued,) = await self.queue([_like(job)], sandbox=job.sandbox)
        return queued

    async def earlier(self, requests: Sequence[Request]) -> list[Earlier | None]:
        """For each request, the newest job that asked for the same. Raises InvalidRequest."""
        prints = [job.request.fingerprint for job in await _all_checked([*map(NewJob, requests)])]
        found = await self.library.earlier(prints, sandbox=self.sandbox)
        return [found.get(one) for one in prints]

    async def cancel(self, job_id: str) -> Job:
        """Raises StoreError once it was sent."""
        return self._told([await self._jobs.cancel(job_id)])[0]

    async def cancel_waiting(self, batch: str | None = None) -> list[Job]:
        """Cancel whatever was not sent yet, of a batch or of all."""
        return self._told(await self._jobs.cancel_waiting(batch))

    async def dismiss(self, job_id: str) -> Job:
        return self._told([await self._jobs.dismiss(job_id)])[0]

    async def retry(self, job_id: str) -> Job:
        """Try a job again; what is paid for is fetched, not bought again. Raises OverBudget."""
        step = await self._jobs.retry(job_id, day_budget=self._day_budget)
        return self._taken_up([step])[0]

    async def retry_failed(self, batch: str | None = None) -> list[Job]:
        """Retry all that failed and is not unsure, of a batch or of all, as budgets allow."""
        return self._taken_up(await self._jobs.retry_failed(batch, day_budget=self._day_budget))

    async def run_next(self, job_id: str) -> None:
        """Put a waiting job at the head of the line."""
        line = (await self.library.activity(done=0, failed=0, queued=1)).queued
        if line and line[0].id != job_id:
            await self.move(job_id, line[0].id)

    async def move(self, job_id: str, before: str | None) -> None:
        """Put a waiting job in the line before another one, or last."""
        self._told([await self._jobs.move(job_id, before)])

    async def set_batch_budget(self, batch_id: str, budget: int | None) -> None:
        """What a batch may cost at most, in millionths of a dollar."""
        await self._jobs.set_batch_budget(batch_id, budget)
        self.bus.tell(QueueChanged())

    def _taken_up(self, steps: Sequence[Step]) -> list[Job]:
        jobs = self._told(steps)
        for job in jobs:
            if self._runner is not None and job.sandbox == self._runner.sandbox:
                self._runner.take_up(job)
        return jobs

    def _told(self, steps: Sequence[Step]) -> list[Job]:
        for step in steps:
            self.bus.tell(JobChanged(step.job, step.numbers, step.hidden, step.added))
        self._wake()
        return [step.job for step in steps]

    def _wake(self) -> None:
        self.bus.tell(QueueChanged())
        if self._runner is not None:
            self._runner.wake()


def _like(job: Job, *, replaces: str | None = None) -> NewJob:
    """A new job that asks for what `job` asked for."""
    # An address that only his own network has was taken on the user's word, which still stands.
    own = bool(job.callback and url_problem(job.callback, own_network=False))
    return NewJob(
        job.request,
        tags=job.tags,
        metadata=job.metadata,
        batch=job.batch,
        callback=job.callback,
        callback_own_network=own,
        parent=job.parent,
        replaces=replaces,
    )


async def _all_checked(jobs: Sequence[NewJob]) -> list[NewJob]:
    if len(jobs) <= FEW:
        return [_checked(job) for job in jobs]
    return await asyncio.to_thread(lambda: [_checked(job) for job in jobs])


def _checked(job: NewJob) -> NewJob:
    if job.callback:
        problem = url_problem(job.callback, own_network=job.callback_own_network)
        if problem:
            raise InvalidRequest((Problem("callback", problem),))
    return replace(job, request=checked(job.request))
