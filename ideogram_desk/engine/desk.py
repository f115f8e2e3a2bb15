"""The program without a face: what the window and the command line ask of it, in one place."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from ideogram_desk.domain.errors import StoreError
from ideogram_desk.domain.events import JobChanged, JobsAdded, PicturesChanged, QueueChanged
from ideogram_desk.domain.request import checked
from ideogram_desk.engine.export import Export
from ideogram_desk.engine.intake import Intake
from ideogram_desk.engine.runner import Runner

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from ideogram_desk.domain.job import Job, NewJob, Picture, QueueTotals, Step
    from ideogram_desk.engine.bus import Bus
    from ideogram_desk.engine.ports import (
        Checker,
        Files,
        Generator,
        JobStore,
        LibraryStore,
        ThumbnailStore,
    )


CLOSE_PATIENCE = 20.0  # seconds for what is being sent, at the end of the program
SWITCH_PATIENCE = 460.0  # and where the program goes on: the longest that an answer may take


class Desk:
    """Owns the queue at work over one library; `library` is for reading, `bus` tells what happens.

    The store, files, checker and thumbnails it is given stay the giver's to close.
    """

    def __init__(
        self,
        *,
        jobs: JobStore,
        library: LibraryStore,
        files: Files,
        checker: Checker,
        thumbnails: ThumbnailStore,
        bus: Bus,
        report: Callable[[BaseException], None],
        pool: int,
        download_places: int,
    ) -> None:
        self.library = library
        self.files = files
        self.thumbnails = thumbnails
        self.bus = bus
        self.export = Export(files, checker)
        self._jobs = jobs
        self._report = report
        self._download_places = download_places
        self._pool = pool
        self._intake = Intake(files, checker, thumbnails, download_places)
        self._generator: Generator | None = None
        self._runner: Runner | None = None
        self._running: asyncio.Task[None] | None = None
        self._switching = asyncio.Lock()

    # --- the connection ----------------------------------------------------------------------

    @property
    def sandbox(self) -> bool:
        """Whether what is queued now goes to the sandbox."""
        return self._runner is not None and self._runner.sandbox

    async def connect(self, generator: Generator, *, sandbox: bool) -> None:
        """Work with this API from now on, after what is being sent elsewhere has come back."""
        async with self._switching:
            await self._connect(generator, sandbox)

    async def _connect(self, generator: Generator, sandbox: bool) -> None:
        paused = self._runner is not None and self._runner.paused and not self._runner.held_reason
        await self._disconnect(SWITCH_PATIENCE)
        self._generator = generator
        self._runner = Runner(
            self._jobs,
            generator,
            self._intake,
            self.files,
            self.bus,
            self._report,
            pool=self._pool,
            download_places=self._download_places,
            sandbox=sandbox,
        )
        self._runner.paused = paused  # by the user, whose word it takes to go on
        await self._runner.recover()
        self.bus.tell(QueueChanged())

    async def disconnect(self) -> None:
        """Let go of the API; what is being sent may come back for a while."""
        async with self._switching:
            await self._disconnect(CLOSE_PATIENCE)

    async def _disconnect(self, patience: float) -> None:
        if self._runner is None:
            return
        try:
            await self._runner.stop(patience)
            if self._running is not None:
                self._running.cancel()
                await asyncio.wait([self._running])
                if not self._running.cancelled() and (bug := self._running.exception()):
                    self._report(bug)
            if self._generator is not None:
                await self._generator.close()
        finally:
            self._runner = self._generator = self._running = None

    def start(self) -> None:
        """Work through the queue in the background, until `disconnect` or `close`."""
        if self._runner is not None and self._running is None:
            self._running = asyncio.get_running_loop().create_task(self._runner.run())

    async def drain(self) -> None:
        """Work through the queue until nothing is left that could go on by itself."""
        if self._runner is not None:
            await self._runner.run(until_idle=True)

    async def close(self) -> None:
        await self.disconnect()
        await asyncio.to_thread(self._intake.close)

    # --- the queue ---------------------------------------------------------------------------

    async def queue(
        self, jobs: Sequence[NewJob], *, sandbox: bool | None = None, first: bool = False
    ) -> list[Job]:
        """Check and queue jobs; they are on the disk when this returns. Raises InvalidRequest."""
        clean = [replace(job, request=checked(job.request)) for job in jobs]
        if sandbox is None and self._runner is None:
            raise StoreError("Not connected yet: try again in a moment.")
        to_sandbox = self.sandbox if sandbox is None else sandbox
        steps = await self._jobs.add(clean, sandbox=to_sandbox, first=first)
        queued = tuple(step.job for step in steps)
        numbers = tuple(number for step in steps for number in step.numbers)
        self.bus.tell(JobsAdded(queued, numbers))
        self.bus.tell(QueueChanged())
        self._wake()
        return list(queued)

    async def cancel(self, job_id: str) -> Job:
        return self._told(await self._jobs.cancel(job_id))

    async def dismiss(self, job_id: str) -> Job:
        return self._told(await self._jobs.dismiss(job_id))

    async def retry(self, job_id: str) -> Job:
        """Try a job again; what is paid for is fetched, not bought again."""
        job = self._told(await self._jobs.retry(job_id))
        if self._runner is not None and job.sandbox == self._runner.sandbox:
            self._runner.take_up(job)
        return job

    def pause(self) -> None:
        if self._runner is not None:
            self._runner.pause()

    async def go_on(self) -> None:
        if self._runner is not None:
            await self._runner.go_on()

    def set_pool(self, pool: int) -> None:
        """How many pictures may be in flight from now on, 1 to 10."""
        self._pool = pool
        if self._runner is not None:
            self._runner.pool = pool
            self._runner.wake()

    async def totals(self) -> QueueTotals:
        totals = await self.library.totals()
        if self._runner is None:
            return totals
        return replace(totals, paused=self._runner.paused, held_reason=self._runner.held_reason)

    # --- pictures ----------------------------------------------------------------------------

    async def add_input(self, source: Path) -> str:
        """Copy a picture into the library to be sent along; its name for the request."""
        return await asyncio.to_thread(self.files.add_input, source)

    async def remake_thumbnails(self, picture: Picture) -> bool:
        """Make a stored picture's thumbnails again; False if its file is missing or broken."""
        made = await self._intake.remake_thumbnails(picture)
        if made:
            self.bus.tell(PicturesChanged((picture.number,)))
        return made

    # --- pieces ------------------------------------------------------------------------------

    def _told(self, step: Step) -> Job:
        self.bus.tell(JobChanged(step.job, step.numbers, step.hidden, step.added))
        self.bus.tell(QueueChanged())
        self._wake()
        return step.job

    def _wake(self) -> None:
        if self._runner is not None:
            self._runner.wake()
