"""One job's way to its answer: sent at most once, followed, and saved before anything else."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ideogram_desk.domain import errors
from ideogram_desk.domain.answer import Answered, Reply
from ideogram_desk.domain.job import Job, JobState, Step
from ideogram_desk.engine.following import Ended, Following, Made
from ideogram_desk.engine.verdict import Ask, GiveUp, Hold, Retry, verdict

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ideogram_desk.engine.pace import Pace
    from ideogram_desk.engine.ports import Files, Generator, JobStore
    from ideogram_desk.engine.resting import Resting

MISTAKE = "Ideogram Desk made a mistake; the log has it. What is paid for is kept."


@dataclass(slots=True)
class Sending:
    """Sends and follows jobs; each call gives the job as it is saved, for whoever goes on with it.

    `hold` is told when only the user can help, `notice` what the API has to say to its callers.
    """

    jobs: JobStore
    generator: Generator
    files: Files
    resting: Resting
    pace: Pace
    saved: Callable[[Callable[[], Awaitable[Step]]], Awaitable[Step]]
    hold: Callable[[str], None]
    notice: Callable[[str], None]
    report: Callable[[BaseException], None]
    _sent_at: dict[int, float] = field(default_factory=dict)  # of accepted jobs, by number
    # Answers on their way to the disk; done when they are there, or cannot get there just now.
    _noting: set[asyncio.Future[None]] = field(default_factory=set)

    async def send(self, job: Job, give_back: Callable[[], None]) -> Job:
        """Send a claimed job: then it is accepted, answered, waiting again or settled.

        `give_back` is called just before the answer goes to the disk; but whatever is claimed in
        its place is marked as sent, and sent, only when that answer is there.
        """
        reply: Reply | None = None
        began = asyncio.get_running_loop().time()
        try:
            inputs = {name: self.files.input_path(name) for name in _inputs(job)}
            reply = await self.generator.submit(job.request, inputs, lambda: self._mark(job))
            outcome = self.generator.read_submission(job.request, reply)
        except errors.ApiError as error:
            self.resting.failed(job, error, began)
            return await self._settle(job, error, reply)
        except errors.StoreError as error:
            # The mark could not be written, so nothing was sent; it may go as soon as that works.
            await self.resting.room.missing(error)
            return await self._to(job, JobState.QUEUED, "")
        except Exception as bug:
            if reply is None:
                raise
            self.report(bug)  # in reading what may be a paid answer: its bytes are kept
            return await self._to(job, JobState.UNSURE, MISTAKE, reply=reply)
        self.resting.took(began)
        if isinstance(outcome, Answered):
            self._learn(job, began)
            give_back()  # first, so that the next job connects while this one is saved
            saving = asyncio.ensure_future(self._take(job, reply, outcome))
            await asyncio.sleep(0)  # now the store has it, even if we are cut off
            return await saving
        self._sent_at[job.number] = began
        kept, generation_id = reply, outcome.generation_id
        return (await self.saved(lambda: self.jobs.accepted(job, kept, generation_id))).job

    async def follow(self, job: Job) -> Job:
        """Wait until an accepted job's pictures are made: then it is answered or settled."""
        try:
            match await Following(self.generator, self.hold).until_made(job):
                case Made(reply, answer):
                    if job.number in self._sent_at:
                        self._learn(job, self._sent_at[job.number])
                    return await self._take(job, reply, answer)
                case Ended(reason, forget):
                    return await self._to(job, JobState.FAILED, reason, forget=forget)
        finally:
            self._sent_at.pop(job.number, None)

    async def _settle(self, job: Job, error: errors.ApiError, reply: Reply | None) -> Job:
        state, reason, wait = JobState.QUEUED, str(error), 0.0
        match verdict(error, job.attempts, random.random()):  # noqa: S311  jitter
            case Retry(seconds):
                wait = seconds
            case Hold():
                state = JobState.HELD
                self.hold(reason)
            case Ask():
                state = JobState.UNSURE
            case GiveUp(final):
                state = final
        return await self._to(job, state, reason, reply=reply, wait=wait)

    async def _mark(self, job: Job) -> None:
        """The last step before the first byte: no more is paid for while an answer is not kept."""
        if self._noting:
            await asyncio.wait(self._noting)
        if self.resting.room.is_holding:
            raise errors.StoreError(self.resting.room.reason)
        await self.jobs.mark_sent(job)

    async def _take(self, job: Job, reply: Reply, outcome: Answered) -> Job:
        noted = asyncio.get_running_loop().create_future()
        self._noting.add(noted)

        async def note() -> Step:
            try:
                return await self.jobs.answered(job, reply, outcome)
            finally:
                self._noting.discard(noted)
                if not noted.done():
                    noted.set_result(None)

        step = await self.saved(note)
        if outcome.notice:
            self.notice(f"Ideogram says: {outcome.notice}")
        return step.job

    async def _to(
        self,
        job: Job,
        state: JobState,
        reason: str,
        *,
        reply: Reply | None = None,
        wait: float = 0.0,
        forget: bool = False,
    ) -> Job:
        step = await self.saved(
            lambda: self.jobs.settle(
                job, state, reason, reply=reply, wait=wait, forget_generation=forget
            )
        )
        return step.job

    def _learn(self, job: Job, began: float) -> None:
        seconds = asyncio.get_running_loop().time() - began
        self.pace.learn(job.request.model, job.request.speed, seconds)


def _inputs(job: Job) -> tuple[str, ...]:
    mask = (job.request.mask,) if job.request.mask else ()
    return (*job.request.references, *mask)
