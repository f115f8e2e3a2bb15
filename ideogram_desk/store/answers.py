"""What the API answered, and what came of it: accepted, answered, stored, lost, settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ideogram_desk.domain.answer import Answered, Reply
from ideogram_desk.domain.job import Job, JobState, Picture, PictureState, Step
from ideogram_desk.store import texts
from ideogram_desk.store.database import now
from ideogram_desk.store.steps import Steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ideogram_desk.domain.answer import AnsweredPicture
    from ideogram_desk.domain.job import StoredFile

_WITHOUT_PICTURES = (JobState.REFUSED, JobState.FAILED, JobState.UNSURE)


class Answers(Steps):
    """The part of the engine's JobStore that follows a sent request."""

    async def accepted(self, job: Job, reply: Reply, generation_id: str) -> Step:
        return await self._database.write(self._accepted, job.number, reply, generation_id)

    def _accepted(self, number: int, reply: Reply, generation_id: str) -> Step:
        self._save_reply(number, reply)
        self._of_attempt(number, "generation_id = ?", (generation_id,))
        self._move(number, JobState.ACCEPTED, "", "generation_id = ?", generation_id)
        return self._step(number)

    def _save_reply(self, number: int, reply: Reply) -> None:
        self._of_attempt(
            number,
            "answered_at = ?, status = ?, request_id = ?, content_type = ?, reply = ?",
            (now(), reply.status, reply.request_id, reply.content_type, reply.body),
        )

    async def answered(self, job: Job, reply: Reply, answer: Answered) -> Step:
        return await self._database.write(self._answered, job.number, reply, answer)

    def _answered(self, number: int, reply: Reply, answer: Answered) -> Step:
        job = self._job(number)
        if job.state is JobState.ACCEPTED:
            self._of_attempt(number, "result = ?, result_at = ?", (reply.body, now()))
        else:
            self._save_reply(number, reply)
        each, total = self._charge(number, answer)
        added = [
            self._answer_picture(job, index, item, each)
            for index, item in enumerate(answer.pictures)
        ]
        state, reason = _after(answer)
        self._database.execute(
            "UPDATE picture SET state = 'absent', shown = 0 WHERE job = ? AND state = 'expected'",
            (number,),
        )
        self._move(
            number,
            state,
            reason,
            "answered = 1, cost = ?, charged_at = ?, generation_id = coalesce(?, generation_id)",
            total,
            now(),
            answer.generation_id,
        )
        self._ledger.charge(number, total, len(answer.pictures))
        self._tell_of(number, answer, reason)
        return self._step(number, added=tuple(n for n in added if n is not None))

    def _tell_of(self, number: int, answer: Answered, reason: str) -> None:
        """What of an answer is settled as soon as it is there: all but the links."""
        if not answer.pictures:
            self._outbox.failed(number, reason)
        for picture, state, note in self._database.execute(
            "SELECT number, state, note FROM picture WHERE job = ?"
            " AND state IN ('withheld', 'lost') ORDER BY idx",
            (number,),
        ).fetchall():
            if state == PictureState.WITHHELD:
                self._outbox.withheld(number, picture)
            else:
                self._outbox.failed(number, note or "The answer holds no usable link.", picture)

    def _charge(self, number: int, answer: Answered) -> tuple[int, int]:
        """What each picture and the whole job cost; withheld pictures are paid for too."""
        row = self._database.execute("SELECT price_each FROM job WHERE number = ?", (number,))
        each: int = row.fetchone()[0]
        total = each * len(answer.pictures)
        if answer.cost is not None and answer.pictures:
            total = answer.cost
            each = total // len(answer.pictures)
        return each, total

    def _answer_picture(self, job: Job, index: int, item: AnsweredPicture, cost: int) -> int | None:
        """Record one item of an answer; its number if it is one more than was asked for."""
        found = self._database.execute(
            "SELECT number FROM picture WHERE job = ? AND idx = ?", (job.number, index)
        ).fetchone()
        extra = found is None
        number = self._expect([(job, index)])[0] if extra else found[0]
        state = PictureState.WITHHELD if item.withheld else PictureState.READY
        if not item.withheld and item.url is None:
            state = PictureState.LOST
        expanded = item.prompt if item.prompt and item.prompt != job.request.prompt else None
        self._database.execute(
            "UPDATE picture SET state = ?, url = ?, seed = ?, resolution = ?, is_safe = ?,"
            " expanded_prompt = ?, style_type = coalesce(?, style_type), note = ?, cost = ?"
            " WHERE number = ?",
            (
                state,
                item.url,
                item.seed if item.seed is not None else job.request.seed,
                item.resolution,
                item.is_safe,
                expanded,
                item.style_type.casefold() if item.style_type else None,
                item.note,
                cost,
                number,
            ),
        )
        if expanded:
            texts.replace(
                self._database, (number, job.request.prompt, expanded, job.request.negative)
            )
        return number if extra else None

    async def fresh_links(self, job: Job, answer: Answered) -> Step:
        """New links, from a later poll, for the pictures that are still to be fetched."""
        return await self._database.write(self._fresh_links, job.number, answer)

    def _fresh_links(self, number: int, answer: Answered) -> Step:
        for index, item in enumerate(answer.pictures):
            if item.url:
                self._database.execute(
                    "UPDATE picture SET url = ? WHERE job = ? AND idx = ? AND state = 'ready'",
                    (item.url, number, index),
                )
        return self._step(number)

    async def settle(
        self,
        job: Job,
        state: JobState,
        reason: str,
        *,
        reply: Reply | None = None,
        wait: float = 0.0,
        forget_generation: bool = False,
    ) -> Step:
        """Take the job to `state`; `wait` seconds before it may be claimed again."""
        return await self._database.write(
            self._settle, job.number, state, reason, reply, wait, forget_generation
        )

    def _settle(
        self,
        number: int,
        state: JobState,
        reason: str,
        reply: Reply | None,
        wait: float,
        forget_generation: bool,
    ) -> Step:
        if reply is not None:
            self._save_reply(number, reply)
        not_before = now() + round(wait * 1000) if wait else 0
        forget = ", generation_id = NULL" if forget_generation else ""
        self._move(number, state, reason, f"not_before = ?{forget}", not_before)
        if state in _WITHOUT_PICTURES:
            self._settle_money(number, state)
            self._outbox.failed(number, reason)
        return self._step(number)

    def _settle_money(self, number: int, state: JobState) -> None:
        asked_again = self._job(number).generation_id is not None
        if state is JobState.UNSURE or (state is JobState.FAILED and asked_again):
            # Also where the API took it and no longer knows of it: that proves nothing.
            self._ledger.doubt(number)
        else:
            self._ledger.release(number)

    async def stored(self, picture: Picture, file: StoredFile) -> Step:
        return await self._database.write_later(self._stored, picture, file)

    def _stored(self, picture: Picture, file: StoredFile) -> Step:
        taken = self._database.execute(
            "UPDATE picture SET state = 'stored', stored_at = ?, path = ?, sha256 = ?, bytes = ?,"
            " width = ?, height = ?, format = ?, note = '' WHERE number = ? AND state = 'ready'",
            (
                now(),
                file.path,
                file.sha256,
                file.size_bytes,
                file.facts.width,
                file.facts.height,
                file.facts.format,
                picture.number,
            ),
        )
        job = self._job_of(picture)
        if taken.rowcount:
            self._outbox.completed(job, picture.number)
        return self._after_picture(job, picture)

    async def lost(self, picture: Picture, reason: str) -> Step:
        return await self._database.write(self._lost, picture, reason)

    def _lost(self, picture: Picture, reason: str) -> Step:
        taken = self._database.execute(
            "UPDATE picture SET state = 'lost', note = ? WHERE number = ? AND state = 'ready'",
            (reason, picture.number),
        )
        job = self._job_of(picture)
        if taken.rowcount:
            self._outbox.failed(job, reason, picture.number)
        return self._after_picture(job, picture)

    def _job_of(self, picture: Picture) -> int:
        row = self._database.execute(
            "SELECT job FROM picture WHERE number = ?", (picture.number,)
        ).fetchone()
        return int(row[0])

    def _after_picture(self, number: int, picture: Picture) -> Step:
        """Settle the job if this was the last of its pictures."""
        states = [
            PictureState(found[0])
            for found in self._database.execute(
                "SELECT state FROM picture WHERE job = ?", (number,)
            )
        ]
        job = self._job(number)
        if PictureState.READY not in states and job.state is JobState.DOWNLOADING:
            state, reason = _settled(states)
            self._move(number, state, reason)
            job = self._job(number)
        return Step(job, (picture.number,))


def _after(answer: Answered) -> tuple[JobState, str]:
    """Where an answer takes its job."""
    if any(item.url for item in answer.pictures):
        return JobState.DOWNLOADING, ""
    if answer.pictures and all(item.withheld for item in answer.pictures):
        return JobState.WITHHELD, "Withheld by the safety check. It is paid for."
    if answer.pictures:
        note = next(item.note for item in answer.pictures if not item.withheld)
        return JobState.FAILED, note or "The answer holds no usable link."
    return JobState.FAILED, "The API answered without a picture."


def _settled(states: Sequence[PictureState]) -> tuple[JobState, str]:
    """Where a job ends when none of its pictures is left to fetch."""
    stored = states.count(PictureState.STORED)
    if stored == len(states):
        return JobState.DONE, ""
    parts = [f"{stored} of {len(states)} stored"]
    for state, words in (
        (PictureState.WITHHELD, "withheld by the safety check"),
        (PictureState.ABSENT, "not delivered"),
        (PictureState.LOST, "paid for, but could not be fetched"),
    ):
        if count := states.count(state):
            parts.append(f"{count} {words}")
    return (JobState.PARTIAL if stored else JobState.FAILED), f"{', '.join(parts)}."
