"""The program without a face: what the window and the command line ask of it, in one place."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from ideogram_desk.domain.errors import StoreError
from ideogram_desk.domain.events import JobChanged, PicturesChanged, QueueChanged
from ideogram_desk.domain.request import checked
from ideogram_desk.engine.bringing import Bringing
from ideogram_desk.engine.callback_desk import CallbackDesk
from ideogram_desk.engine.delivering import Delivering
from ideogram_desk.engine.export import Export
from ideogram_desk.engine.intake import Intake
from ideogram_desk.engine.organising import Organising
from ideogram_desk.engine.pace import Pace
from ideogram_desk.engine.queueing import Queueing
from ideogram_desk.engine.runner import Runner
from ideogram_desk.engine.starting import reason_to_ask

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ideogram_desk.domain.events import Event
    from ideogram_desk.domain.job import NewJob, Picture, QueueTotals
    from ideogram_desk.domain.money import Prices
    from ideogram_desk.engine.bus import Bus
    from ideogram_desk.engine.ports import (
        CallbackStore,
        Caller,
        CampaignStore,
        Checker,
        Files,
        Generator,
        JobStore,
        LibraryStore,
        OrganisingStore,
        Secrets,
        ThumbnailStore,
    )


CLOSE_PATIENCE = 20.0  # seconds for what is being sent, at the end of the program
SWITCH_PATIENCE = 460.0  # and where the program goes on: the longest that an answer may take


class Desk(Queueing):
    """Owns the queue at work over one library; `library` is for reading, `bus` tells what happens.

    The store, files, checker, thumbnails and caller it is given stay the giver's to close.
    """

    def __init__(
        self,
        *,
        jobs: JobStore,
        library: LibraryStore,
        campaigns: CampaignStore,
        callbacks: CallbackStore,
        organising: OrganisingStore,
        files: Files,
        checker: Checker,
        thumbnails: ThumbnailStore,
        caller: Caller,
        secrets: Secrets,
        bus: Bus,
        report: Callable[[BaseException], None],
        pool: int,
        download_places: int,
        prices: Prices,
        day_budget: int | None,
        low_water: int,
    ) -> None:
        super().__init__(jobs, library, bus, prices)
        self.campaigns = campaigns
        self.organising = Organising(organising, bus)
        self.files = files
        self.thumbnails = thumbnails
        self.export = Export(files, checker, self.organising)
        self._delivering = Delivering(callbacks, caller, secrets, bus, report)
        self.callbacks = CallbackDesk(callbacks, secrets, self._delivering, bus)
        self._report = report
        self._download_places = download_places
        self._pool = pool
        self._low_water = low_water
        self._day_budget = day_budget
        self._pace = Pace()
        self._intake = Intake(files, checker, thumbnails, download_places)
        self._bringing = Bringing(jobs, library, self._intake, bus)
        self._generator: Generator | None = None
        self._running: asyncio.Task[None] | None = None
        self._outbox: asyncio.Task[None] | None = None
        self._switching = asyncio.Lock()
        self._reason_to_ask = ""  # why this start waits for the user's word
        self._begun = False  # whether this library's queue was ever ours to work on
        bus.listen(self._heard)

    # --- the connection ----------------------------------------------------------------------

    async def connect(self, generator: Generator, *, sandbox: bool) -> None:
        """Work with this API from now on, after what is being sent elsewhere has come back."""
        async with self._switching:
            await self._connect(generator, sandbox)

    async def _connect(self, generator: Generator, sandbox: bool) -> None:
        paused = self._runner is not None and self._runner.paused and not self._runner.held_reason
        await self._disconnect(SWITCH_PATIENCE)
        self._generator = generator
        runner = self._runner = Runner(
            self._jobs,
            generator,
            self._intake,
            self.files,
            self.bus,
            self._report,
            self._pace,
            pool=self._pool,
            download_places=self._download_places,
            sandbox=sandbox,
            low_water=self._low_water,
            day_budget=self._day_budget,
        )
        await asyncio.to_thread(self.files.hold_ballast)
        recovery = await runner.recover()
        self._begun = True
        self._reason_to_ask = reason_to_ask(recovery, self.prices) or self._reason_to_ask
        runner.paused = paused  # by the user, whose word it takes to go on
        if self._reason_to_ask:
            runner.hold(self._reason_to_ask)
        else:
            await runner.release_held()
        self._pace.learn_all(await self.library.durations())
        self.bus.tell(QueueChanged())

    async def disconnect(self, patience: float = CLOSE_PATIENCE) -> None:
        """Let go of the API; what is being sent may come back for `patience` seconds."""
        async with self._switching:
            await self._disconnect(patience)

    async def _disconnect(self, patience: float) -> None:
        if self._runner is None:
            return
        try:
            await self._runner.stop(patience)
            await self._ended(self._running)
            if self._generator is not None:
                await self._generator.close()
        finally:
            self._runner = self._generator = self._running = None

    async def _ended(self, task: asyncio.Task[None] | None) -> None:
        if task is not None:
            task.cancel()
            await asyncio.wait([task])
            if not task.cancelled() and (bug := task.exception()):
                self._report(bug)

    def start(self) -> None:
        """Work through queue and outbox in the background, until `disconnect` or `close`."""
        if self._runner is not None and self._running is None:
            self._running = asyncio.get_running_loop().create_task(self._runner.run())
        if self._begun:  # not in a library that is only read
            self._start_outbox()

    async def drain(self) -> None:
        """Work through the queue until nothing is left that could go on by itself.

        It is the user's word to go on after an end that came too soon. Callbacks are sent
        meanwhile; those whose next try is not due in a few seconds are left for the next start.
        """
        if self._runner is None:
            return
        if self._reason_to_ask:
            await self.go_on()
        goes_on = self._outbox is not None
        self._start_outbox()
        try:
            await self._runner.run(until_idle=True)
            self._delivering.end_when_quiet()
            if self._outbox is not None:
                await asyncio.wait([self._outbox])
        finally:
            await self._end_outbox()
        if goes_on:
            self._start_outbox()

    async def close(self, patience: float = CLOSE_PATIENCE) -> None:
        """Bring in what is being sent within `patience` seconds, and let go of everything."""
        await self.disconnect(patience)
        await self._end_outbox()
        await asyncio.to_thread(self._intake.close)
        if self._begun:
            with contextlib.suppress(StoreError):  # then the next start is a little more careful
                await self._jobs.end_well()

    # --- the queue at work -------------------------------------------------------------------

    def pause(self) -> None:
        if self._runner is not None:
            self._runner.pause()

    async def go_on(self) -> None:
        """The user's word to go on, whatever the queue was paused for."""
        if self._reason_to_ask:
            self._reason_to_ask = ""
            await self._jobs.forgive()
        if self._runner is not None:
            await self._runner.go_on()

    def set_pool(self, pool: int) -> None:
        """How many pictures may be in flight from now on, 1 to 10."""
        self._pool = pool
        if self._runner is not None:
            self._runner.resting.places.most = pool
            self._runner.wake()

    @property
    def day_budget(self) -> int | None:
        """What a local day may cost, in millionths of a dollar; None: as much as it takes."""
        return self._day_budget

    @day_budget.setter
    def day_budget(self, budget: int | None) -> None:
        self._day_budget = budget
        if self._runner is not None:
            self._runner.day_budget = budget

    @property
    def low_water(self) -> int:
        """With fewer free bytes than this, nothing new is paid for."""
        return self._low_water

    @low_water.setter
    def low_water(self, free: int) -> None:
        self._low_water = free
        if self._runner is not None:
            self._runner.resting.room.low_water = free

    async def totals(self) -> QueueTotals:
        totals = await self.library.totals()
        if self._runner is None:
            return replace(totals, places=self._pool)
        places = self._runner.resting.places.now
        return replace(
            totals,
            paused=self._runner.paused,
            held_reason=self._runner.held_reason,
            resting=self._runner.resting.reason,
            places=places,
            seconds_left=self._pace.estimate(await self.library.waiting(), places) or None,
        )

    # --- pictures ----------------------------------------------------------------------------

    async def add_input(self, source: Path) -> str:
        """Copy a picture into the library to be sent along; its name for the request."""
        return await asyncio.to_thread(self.files.add_input, source)

    async def bring_in(self, path: Path, new: NewJob, *, seed: int | None, origin: str) -> Picture:
        """Make a picture file from elsewhere a record; the same `origin` gives the same one.

        Raises InvalidRequest, Unreadable, StoreError.
        """
        new = replace(new, request=checked(new.request))
        async with self._switching:  # a start would take it for one that a kill had left
            return await self._bringing.bring_in(path, new, seed=seed, origin=origin)

    async def remake_thumbnails(self, picture: Picture) -> bool:
        """Make a stored picture's thumbnails again; False if its file is missing or broken."""
        made = await self._intake.remake_thumbnails(picture)
        if made:
            self.bus.tell(PicturesChanged((picture.number,)))
        missing = not made and not await asyncio.to_thread(self._has_file, picture)
        if missing != picture.missing:
            with contextlib.suppress(StoreError):  # in a library that is only read
                await self.organising.mark_missing([picture.number], missing=missing)
        return made

    # --- pieces ------------------------------------------------------------------------------

    def _has_file(self, picture: Picture) -> bool:
        return picture.path is not None and self.files.absolute(picture.path).is_file()

    def _start_outbox(self) -> None:
        if self._outbox is None:
            self._outbox = asyncio.get_running_loop().create_task(self._delivering.run())

    async def _end_outbox(self) -> None:
        outbox, self._outbox = self._outbox, None
        await self._ended(outbox)

    def _heard(self, event: Event) -> None:
        """Whatever a job's step puts into the outbox is looked for."""
        if isinstance(event, JobChanged):
            self._delivering.wake()
