"""The queue at work: claims jobs, sends each at most once, follows it, fetches its pictures.

The store remembers and the verdict decides, so that a kill at any line is repaired by the next
start: what was not sent is sent, what was accepted is polled, what was answered is fetched, and
what may have been sent is never sent again by itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from typing import TYPE_CHECKING

from ideogram_desk.domain import errors
from ideogram_desk.domain.answer import Answered, Reply
from ideogram_desk.domain.events import JobChanged, Notice, QueueChanged
from ideogram_desk.domain.job import Job, JobState, Step
from ideogram_desk.engine.fetching import ROOM_WAIT, Fetching
from ideogram_desk.engine.following import Ended, Following, Made
from ideogram_desk.engine.verdict import Ask, GiveUp, Hold, Retry, verdict

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine
    from typing import Any

    from ideogram_desk.engine.bus import Bus
    from ideogram_desk.engine.intake import Intake
    from ideogram_desk.engine.ports import Files, Generator, JobStore

_log = logging.getLogger(__name__)

MISTAKE = "Ideogram Desk made a mistake; the log has it. What is paid for is kept."


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
        *,
        pool: int,
        download_places: int,
        sandbox: bool,
    ) -> None:
        self._jobs = jobs
        self._generator = generator
        self._files = files
        self._bus = bus
        self._report = report
        self._fetching = Fetching(
            jobs,
            generator,
            intake,
            self._saved,
            self._disk_full,
            asyncio.Semaphore(download_places),
        )
        self._following = Following(generator, self._hold)
        self.pool = pool
        self.sandbox = sandbox
        self.paused = False
        self.held_reason = ""
        self._in_flight = 0
        self._sending: set[asyncio.Task[None]] = set()
        self._followers: set[asyncio.Task[None]] = set()
        self._tasks: set[asyncio.Task[None]] = set()
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

    async def go_on(self) -> None:
        """End a pause, and queue again what was held."""
        if self._stopping:
            return
        self.paused = False
        self.held_reason = ""
        for step in await self._jobs.release_held():
            self._step(step)
        self.wake()

    async def recover(self) -> None:
        """Once after a start: put right what a kill left, and take up what was under way."""
        for step in await self._jobs.recover():
            self._step(step)
        for step in await self._jobs.release_held():
            self._step(step)
        for job in await self._jobs.resume(sandbox=self.sandbox):
            self.take_up(job)

    def take_up(self, job: Job) -> None:
        """Follow a job that is accepted, fetch one that is answered; queued ones are claimed."""
        if self._stopping:
            return  # the next connection resumes it
        if job.state is JobState.ACCEPTED:
            self._in_flight += job.request.count
            self._start(self._follow(job), job, self._followers)
        elif job.state is JobState.DOWNLOADING:
            self._start(self._fetching.fetch_all(job), job)
        self.wake()

    async def run(self, *, until_idle: bool = False) -> None:
        """Work until cancelled, or until nothing is left that could go on by itself."""
        while True:
            self._wake.clear()
            try:
                while not self.paused and await self._claim():
                    pass
                due = None if self.paused else await self._jobs.next_due(sandbox=self.sandbox)
            except errors.StoreError as error:
                self._disk_full(str(error))  # which pauses: the user's word goes on
                due = None
            if until_idle and due is None and self._is_idle():
                return
            if due == 0 and not self._in_flight:
                continue  # it became due just now
            with contextlib.suppress(TimeoutError):
                # Due but not claimed: it does not fit yet, and the answer it waits for wakes us.
                await asyncio.wait_for(self._wake.wait(), due or None)

    def _is_idle(self) -> bool:
        """Whether nothing goes on by itself: with a refused key, polling does not either."""
        if self._sending or self._tasks:
            return False
        return not self._followers or bool(self.held_reason)

    async def stop(self, patience: float) -> None:
        """Let what is being sent come back, up to `patience` seconds; the rest is resumed later."""
        self.paused = self._stopping = True
        loop = asyncio.get_running_loop()
        ends = loop.time() + patience
        while self._sending and loop.time() < ends:
            await asyncio.wait(self._sending, timeout=ends - loop.time())
        left = self._sending | self._followers | self._tasks
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    # --- one job's way ----------------------------------------------------------------------------

    async def _claim(self) -> bool:
        places = self.pool - self._in_flight
        if places <= 0:
            return False
        step = await self._jobs.claim(places, empty=self._in_flight == 0, sandbox=self.sandbox)
        if step is None:
            return False
        job = step.job
        if self._stopping:  # claimed just as it began: not to be sent, and then cut off
            await self._saved(lambda: self._jobs.settle(job, JobState.QUEUED, ""))
            return False
        self._in_flight += job.request.count
        self._step(step)
        task = self._start(self._send(job), job, self._sending)
        task.add_done_callback(lambda _: self.wake())
        return True

    def _start(
        self,
        work: Coroutine[Any, Any, None],
        job: Job,
        among: set[asyncio.Task[None]] | None = None,
    ) -> asyncio.Task[None]:
        tasks = self._tasks if among is None else among
        task = asyncio.get_running_loop().create_task(self._guarded(work, job))
        tasks.add(task)

        def ended(done: asyncio.Task[None]) -> None:
            tasks.discard(done)
            self.wake()

        task.add_done_callback(ended)
        return task

    async def _guarded(self, work: Coroutine[Any, Any, None], job: Job) -> None:
        """One job's bug, or a library that cannot be written, must not stop the queue's others."""
        try:
            await work
        except errors.StoreError as error:
            self._disk_full(str(error))
        except Exception as bug:  # noqa: BLE001  reported, and the job says so
            self._report(bug)
            await self._settle_mistake(job)

    async def _settle_mistake(self, job: Job) -> None:
        # Unsure is legal only while it was being sent, and then nothing else would be true.
        for state in (JobState.UNSURE, JobState.FAILED):
            with contextlib.suppress(Exception):
                self._step(await self._jobs.settle(job, state, MISTAKE))
                return

    async def _send(self, job: Job) -> None:
        """Send a claimed job; its places are given back when the API has answered."""
        followed = False
        try:
            followed = await self._submit(job)
        finally:
            if not followed:
                self._give_back(job)

    async def _submit(self, job: Job) -> bool:
        """Whether the job was accepted and is now followed."""
        reply: Reply | None = None
        try:
            inputs = {name: self._files.input_path(name) for name in _inputs(job)}
            reply = await self._generator.submit(
                job.request, inputs, lambda: self._jobs.mark_sent(job)
            )
            outcome = self._generator.read_submission(job.request, reply)
        except errors.ApiError as error:
            await self._settle(job, error, reply)
            return False
        except errors.StoreError as error:
            # The mark could not be written, so nothing was sent; it may go as soon as that works.
            self._disk_full(str(error))
            await self._saved(lambda: self._jobs.settle(job, JobState.QUEUED, ""))
            return False
        except Exception as bug:
            if reply is None:
                raise
            self._report(bug)  # in reading what may be a paid answer: its bytes are kept
            answer = reply
            await self._saved(
                lambda: self._jobs.settle(job, JobState.UNSURE, MISTAKE, reply=answer)
            )
            return False
        if isinstance(outcome, Answered):
            await self._take(job, reply, outcome)
            return False
        return await self._accept(job, reply, outcome.generation_id)

    async def _accept(self, job: Job, reply: Reply, generation_id: str) -> bool:
        step = await self._saved(lambda: self._jobs.accepted(job, reply, generation_id))
        self._start(self._follow(step.job), step.job, self._followers)
        return True

    async def _saved(self, save: Callable[[], Awaitable[Step]]) -> Step:
        """Save what the API said; with a full disk it is kept in memory until there is room."""
        while True:
            try:
                step = await save()
            except errors.StoreError as error:
                self._disk_full(str(error))
                await asyncio.sleep(ROOM_WAIT)
            else:
                self._step(step)
                return step

    async def _settle(self, job: Job, error: errors.ApiError, reply: Reply | None) -> None:
        state, reason, wait = JobState.QUEUED, str(error), 0.0
        match verdict(error, job.attempts, random.random()):  # noqa: S311  jitter
            case Retry(seconds):
                wait = seconds
            case Hold():
                state = JobState.HELD
                self._hold(reason)
            case Ask():
                state = JobState.UNSURE
            case GiveUp(final):
                state = final
        await self._saved(lambda: self._jobs.settle(job, state, reason, reply=reply, wait=wait))

    async def _follow(self, job: Job) -> None:
        """Wait until the pictures are made, then fetch them; its places are given back then."""
        try:
            match await self._following.until_made(job):
                case Made(reply, answer):
                    await self._take(job, reply, answer)
                case Ended(reason, forget):
                    await self._saved(
                        lambda: self._jobs.settle(
                            job, JobState.FAILED, reason, forget_generation=forget
                        )
                    )
        finally:
            self._give_back(job)

    async def _take(self, job: Job, reply: Reply, outcome: Answered) -> None:
        """Save an answer before anything is fetched, then fetch outside the pool's places."""
        step = await self._saved(lambda: self._jobs.answered(job, reply, outcome))
        if outcome.notice:
            self._bus.tell(Notice(f"Ideogram says: {outcome.notice}"))
        if step.job.state is JobState.DOWNLOADING:
            self._start(self._fetching.fetch_all(step.job), step.job)

    def _give_back(self, job: Job) -> None:
        self._in_flight -= job.request.count
        self.wake()

    def _step(self, step: Step) -> None:
        self._bus.tell(JobChanged(step.job, step.numbers, step.hidden, step.added))
        self._bus.tell(QueueChanged())

    def _hold(self, reason: str) -> None:
        """Only the user can help: nothing goes on before."""
        if not self.paused:
            self.pause(reason=reason)
            self._bus.tell(Notice(reason, serious=True))

    def _disk_full(self, reason: str) -> None:
        """The library cannot be written, for want of room or otherwise."""
        if not self.paused:
            self.pause(reason=reason)
            text = f"{reason} Nothing new is sent; what is paid for is fetched when there is room."
            self._bus.tell(Notice(text, serious=True))


def _inputs(job: Job) -> tuple[str, ...]:
    mask = (job.request.mask,) if job.request.mask else ()
    return (*job.request.references, *mask)
