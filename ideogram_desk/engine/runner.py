"""The queue at work: claims jobs, sends each at most once, follows it, fetches its pictures.

The store remembers and the verdict decides, so that a kill at any line is repaired by the next
start: what was not sent is sent, what was accepted is polled, what was answered is fetched, and
what may have been sent is never sent again by itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

from ideogram_desk.domain import errors
from ideogram_desk.domain.events import JobChanged, Notice, QueueChanged
from ideogram_desk.domain.job import Job, JobState, Step
from ideogram_desk.engine.crew import Crew
from ideogram_desk.engine.fetching import Fetching
from ideogram_desk.engine.resting import Resting
from ideogram_desk.engine.sending import MISTAKE, Sending

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ideogram_desk.domain.job import Recovery
    from ideogram_desk.engine.bus import Bus
    from ideogram_desk.engine.intake import Intake
    from ideogram_desk.engine.pace import Pace
    from ideogram_desk.engine.ports import Files, Generator, JobStore

_log = logging.getLogger(__name__)

REST_PATIENCE = 30.0  # seconds that draining the queue waits for an API or a disk in trouble
BACKLOG = 50  # paid jobs still being fetched, with which no more is paid for: links do not last
SELF_CHECK = 60.0  # seconds after which the queue looks for work although nobody woke it


class Runner:
    """One queue over one store and one API.

    `pool` is how many pictures may be in flight; a job that asks for more than that runs alone.
    """

    def __init__(
        self,
        jobs: JobStore,
        generator: Generator,
        intake: Intake,
        files: Files,
        bus: Bus,
        report: Callable[[BaseException], None],
        pace: Pace,
        *,
        pool: int,
        download_places: int,
        sandbox: bool,
        low_water: int,
        day_budget: int | None,
    ) -> None:
        self._jobs = jobs
        self._bus = bus
        self._report = report
        self.resting = Resting(
            generator,
            files,
            pool=pool,
            low_water=low_water,
            warn=lambda text: bus.tell(Notice(text, serious=True)),
            changed=self._changed,
            report=report,
        )
        self._sending = Sending(
            jobs,
            generator,
            files,
            self.resting,
            pace,
            self._saved,
            self.hold,
            lambda text: bus.tell(Notice(text)),
            report,
        )
        self._fetching = Fetching(
            jobs,
            generator,
            intake,
            self.resting.room,
            self._saved,
            bus.tell,
            asyncio.Semaphore(download_places),
        )
        self.sandbox = sandbox
        self.day_budget = day_budget
        self.paused = False
        self.held_reason = ""
        self._in_flight = 0
        self._claimed = 0
        self._crew = Crew(self._failed, self.wake)
        self._put_aside: list[Job] = []
        self._wake = asyncio.Event()
        self._stopping = False

    # --- what others call -------------------------------------------------------------------------

    def wake(self) -> None:
        """Look for work again: something was queued, changed or became due."""
        self._wake.set()

    def pause(self, *, reason: str = "") -> None:
        """Send nothing new; what is in flight goes on."""
        self.paused = True
        self.held_reason = reason
        self._bus.tell(QueueChanged())

    def hold(self, reason: str) -> None:
        """Only the user can help: nothing goes on before."""
        if not self.paused:
            self.pause(reason=reason)
            self._bus.tell(Notice(reason, serious=True))

    async def go_on(self) -> None:
        """End a pause, and queue again what was held."""
        if self._stopping:
            return
        self.paused = False
        self.held_reason = ""
        await self.release_held()
        put_aside, self._put_aside = self._put_aside, []
        for job in put_aside:
            self.take_up(job)
        self.wake()

    async def release_held(self) -> None:
        for step in await self._jobs.release_held():
            self._step(step)

    async def recover(self) -> Recovery:
        """Once after a start: put right what a kill left, and take up what was under way.

        What may itself be what ended the program twice waits for `go_on`.
        """
        recovery = await self._jobs.recover()
        for step in recovery.steps:
            self._step(step)
        poisonous = {job.id for job in recovery.poisonous}
        for job in await self._jobs.resume(sandbox=self.sandbox):
            if job.id in poisonous:
                self._put_aside.append(job)
            else:
                self.take_up(job)
        return recovery

    def take_up(self, job: Job) -> None:
        """Follow a job that is accepted, fetch one that is answered; queued ones are claimed."""
        if self._stopping:
            return  # the next connection resumes it
        if job.state is JobState.ACCEPTED:
            self._in_flight += job.request.count
            self._crew.start(self._follow(job), job, self._crew.followers)
        elif job.state is JobState.DOWNLOADING:
            self._fetch(job, resumed=True)
        self.wake()

    async def run(self, *, until_idle: bool = False) -> None:
        """Work until cancelled, or until nothing is left that could go on by itself."""
        forgotten = False
        while True:
            self._wake.clear()
            before = self._claimed
            rest, due = await self._work()
            if forgotten and self._claimed > before:
                _log.error("the queue stood still: a job waited, and nobody had said so")
                self._bus.tell(Notice("The queue had stopped for a moment; it goes on again."))
            if until_idle and self._is_idle():
                if due is None:
                    return
                if self.resting.has_lasted(REST_PATIENCE):
                    self._bus.tell(Notice(f"{self.resting.reason} The rest stays queued."))
                    return
            if rest is None and due == 0 and not self._in_flight:
                continue  # it became due just now
            # Due but not claimed: it does not fit yet, and the answer it waits for wakes us.
            wait = rest or due or SELF_CHECK
            # Not wait_for: before Python 3.12 it may swallow a Ctrl+C that comes with a wake-up.
            forgotten = rest is None and due is None and not self._is_full()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(wait, SELF_CHECK)):
                    await self._wake.wait()
                    forgotten = False

    async def stop(self, patience: float) -> None:
        """Let what is being sent come back, up to `patience` seconds; the rest is resumed later."""
        self.paused = self._stopping = True
        await self._crew.stop(patience)
        await self.resting.stop()

    # --- one job's way ----------------------------------------------------------------------------

    async def _work(self) -> tuple[float | None, float | None]:
        """Claim what may run; seconds to rest, and seconds until something is due, if they are."""
        try:
            while not self.paused and not self._is_full():
                rest = await self.resting.seconds(self._in_flight)
                if rest is not None:
                    return rest, await self._jobs.next_due(sandbox=self.sandbox)
                if not await self._claim():
                    break
            if self._is_full() or self.paused:
                return None, None  # an answer or the user wakes us
            return None, await self._jobs.next_due(sandbox=self.sandbox)
        except errors.OverBudget as error:
            self.hold(str(error))
        except errors.StoreError as error:
            await self.resting.room.missing(error)
            return self.resting.room.seconds(), 0.0
        return None, None

    async def _claim(self) -> bool:
        places = self.resting.places.now - self._in_flight
        step = await self._jobs.claim(
            places, empty=self._in_flight == 0, sandbox=self.sandbox, day_budget=self.day_budget
        )
        if step is None:
            return False
        self.resting.room.written()
        job = step.job
        if self._stopping:  # claimed just as it began: not to be sent, and then cut off
            await self._saved(lambda: self._jobs.settle(job, JobState.QUEUED, ""))
            return False
        self._claimed += 1
        self._in_flight += job.request.count
        self._step(step)
        self._crew.start(self._send(job), job, self._crew.senders)
        return True

    async def _send(self, job: Job) -> None:
        """Send a claimed job; its places are given back when the API has answered."""
        keeps = True

        def give_back() -> None:
            nonlocal keeps
            keeps = False
            self._give_back(job)

        accepted = False
        try:
            sent = await self._sending.send(job, give_back)
            accepted = sent.state is JobState.ACCEPTED
        finally:
            if keeps and not accepted:
                give_back()
        if accepted:
            self._crew.start(self._follow(sent), sent, self._crew.followers)
        elif sent.state is JobState.DOWNLOADING:
            self._fetch(sent)

    async def _follow(self, job: Job) -> None:
        """Wait until the pictures are made, then fetch them; its places are given back then."""
        try:
            job = await self._sending.follow(job)
        finally:
            self._give_back(job)
        if job.state is JobState.DOWNLOADING:
            self._fetch(job)

    def _fetch(self, job: Job, *, resumed: bool = False) -> None:
        """Outside the pool's places."""
        self._crew.start(self._fetching.fetch_all(job, resumed=resumed), job, self._crew.fetchers)

    def _is_full(self) -> bool:
        return self._in_flight >= self.resting.places.now or len(self._crew.fetchers) >= BACKLOG

    def _is_idle(self) -> bool:
        """Whether nothing goes on by itself: with a refused key, polling does not either."""
        if self._crew.senders or self._crew.fetchers:
            return False
        return not self._crew.followers or bool(self.held_reason)

    async def _failed(self, job: Job, error: Exception) -> None:
        """A bug in one job's way, or a library that cannot be written."""
        if isinstance(error, errors.StoreError):
            await self.resting.room.missing(error)
        else:
            self._report(error)
            await self._settle_mistake(job)

    async def _settle_mistake(self, job: Job) -> None:
        # Unsure is legal only while it was being sent, and then nothing else would be true.
        for state in (JobState.UNSURE, JobState.FAILED):
            with contextlib.suppress(Exception):
                self._step(await self._jobs.settle(job, state, MISTAKE))
                return

    async def _saved(self, save: Callable[[], Awaitable[Step]]) -> Step:
        """Save what the API said; with a full disk it is kept in memory until there is room."""
        step = await self.resting.room.kept(save)
        self._step(step)
        return step

    def _give_back(self, job: Job) -> None:
        self._in_flight -= job.request.count
        self.wake()

    def _step(self, step: Step) -> None:
        self._bus.tell(JobChanged(step.job, step.numbers, step.hidden, step.added))
        self._bus.tell(QueueChanged())

    def _changed(self) -> None:
        self._bus.tell(QueueChanged())
        self.wake()
