"""The queue's truth: each step of a job is one durable transaction, and only legal ones happen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ulid import ULID

from ideogram_desk.domain import catalogue
from ideogram_desk.domain.answer import Answered, Reply
from ideogram_desk.domain.errors import NotFound, StoreError
from ideogram_desk.domain.job import (
    CANCELLABLE,
    SETTLED,
    STEPS,
    Job,
    JobState,
    NewJob,
    Picture,
    PictureState,
    Step,
)
from ideogram_desk.domain.request import Request, price_each
from ideogram_desk.store.database import Database, now
from ideogram_desk.store.rows import JOB, PICTURE, job_of, picture_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ideogram_desk.domain.answer import AnsweredPicture
    from ideogram_desk.domain.job import StoredFile

# As the index job_open says it: SQLite takes a partial index only for the same words.
_OPEN = "state IN ('held', 'sending', 'accepted', 'downloading')"
_SOURCES = {to: tuple(s for s in JobState if to in STEPS[s]) for to in JobState}


class IllegalStep(RuntimeError):
    """A job was asked to take a step that `STEPS` does not know: a bug."""


class Jobs:
    """The engine's JobStore over a Database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- the queue's coming and going -------------------------------------------------------------

    async def add(
        self, jobs: Sequence[NewJob], *, sandbox: bool, first: bool = False
    ) -> list[Step]:
        return await self._database.write(self._add, tuple(jobs), sandbox, first)

    def _add(self, jobs: tuple[NewJob, ...], sandbox: bool, first: bool) -> list[Step]:
        end = "min(position) - ?" if first else "max(position) + ?"
        ends = self._database.execute(f"SELECT coalesce({end}, 1) FROM job", (len(jobs),))
        position: int = ends.fetchone()[0]
        if not first:
            position -= len(jobs) - 1
        return [self._add_one(job, sandbox, position + i) for i, job in enumerate(jobs)]

    def _add_one(self, new: NewJob, sandbox: bool, position: int) -> Step:
        request = new.request
        time = now()
        cursor = self._database.execute(
            "INSERT INTO job (id, state, request, fingerprint, model, count, price_each, sandbox,"
            " batch, metadata, tags, callback, parent, position, created_at, changed_at)"
            " VALUES (?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                str(ULID()).lower(),
                request.to_json(),
                request.fingerprint,
                request.model,
                request.count,
                price_each(request),
                int(sandbox),
                new.batch,
                json.dumps(dict(new.metadata), ensure_ascii=False),
                json.dumps(list(new.tags), ensure_ascii=False),
                new.callback,
                new.parent,
                position,
                time,
                time,
            ),
        )
        number = cursor.lastrowid or 0
        # The grid shows the newest number first, so the first picture of a job comes last here.
        numbers = [
            self._expect(number, index, time, request, new.tags)
            for index in reversed(range(request.count))
        ]
        return Step(self._job(number), tuple(numbers))

    def _expect(
        self, job: int, index: int, time: int, request: Request, tags: Sequence[str]
    ) -> int:
        """A picture's row, from the click on."""
        cursor = self._database.execute(
            "INSERT INTO picture (id, job, idx, created_at, style_type) VALUES (?, ?, ?, ?, ?)",
            (str(ULID()).lower(), job, index, time, _style(request)),
        )
        number = cursor.lastrowid or 0
        for tag in dict.fromkeys(tags):
            self._database.execute(
                "INSERT INTO picture_tag (tag, picture) VALUES (?, ?)", (tag, number)
            )
        self._index_words(number, request.prompt, "", request.negative, tags)
        return number

    def _index_words(
        self, number: int, prompt: str, expanded: str, negative: str, tags: Sequence[str]
    ) -> None:
        self._database.execute("DELETE FROM words WHERE rowid = ?", (number,))
        self._database.execute(
            "INSERT INTO words (rowid, prompt, expanded, negative, tags) VALUES (?, ?, ?, ?, ?)",
            (number, prompt, expanded, negative, " ".join(tags)),
        )

    async def claim(self, places: int, *, empty: bool, sandbox: bool) -> Step | None:
        return await self._database.write(self._claim, places, empty, sandbox)

    def _claim(self, places: int, empty: bool, sandbox: bool) -> Step | None:
        row = self._database.execute(
            "SELECT number, count FROM job WHERE state = 'queued' AND not_before <= ?"
            " AND sandbox = ? ORDER BY position LIMIT 1",
            (now(), int(sandbox)),
        ).fetchone()
        # The first in line waits until it fits: smaller jobs do not overtake it for ever.
        if row is None or (row[1] > places and not empty):
            return None
        number: int = row[0]
        self._move(number, JobState.SENDING, "")
        self._database.execute("UPDATE job SET attempts = attempts + 1 WHERE number = ?", (number,))
        self._database.execute(
            "INSERT INTO attempt (job, n, claimed_at) VALUES"
            " (?, (SELECT count(*) + 1 FROM attempt WHERE job = ?), ?)",
            (number, number, now()),
        )
        return self._step(number)

    async def mark_sent(self, job: Job) -> None:
        await self._database.write(self._of_attempt, job.number, "sent_at = ?", (now(),))

    def _of_attempt(self, number: int, assignments: str, values: tuple[Any, ...]) -> None:
        """Write into the newest attempt of a job."""
        self._database.execute(
            f"UPDATE attempt SET {assignments} WHERE number ="
            " (SELECT max(number) FROM attempt WHERE job = ?)",
            (*values, number),
        )

    # --- answers ----------------------------------------------------------------------------------

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
        return self._step(number, added=tuple(n for n in added if n is not None))

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
        number = (
            self._expect(job.number, index, now(), job.request, job.tags) if extra else found[0]
        )
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
            self._index_words(number, job.request.prompt, expanded, job.request.negative, job.tags)
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

    # --- settling ---------------------------------------------------------------------------------

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
        return self._step(number)

    async def stored(self, picture: Picture, file: StoredFile) -> Step:
        return await self._database.write(self._stored, picture, file)

    def _stored(self, picture: Picture, file: StoredFile) -> Step:
        self._database.execute(
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
        return self._after_picture(picture)

    async def lost(self, picture: Picture, reason: str) -> Step:
        return await self._database.write(self._lost, picture, reason)

    def _lost(self, picture: Picture, reason: str) -> Step:
        self._database.execute(
            "UPDATE picture SET state = 'lost', note = ? WHERE number = ? AND state = 'ready'",
            (reason, picture.number),
        )
        return self._after_picture(picture)

    def _after_picture(self, picture: Picture) -> Step:
        """Settle the job if this was the last of its pictures."""
        row = self._database.execute(
            "SELECT job, (SELECT state FROM job WHERE number = picture.job) FROM picture"
            " WHERE number = ?",
            (picture.number,),
        ).fetchone()
        number: int = row[0]
        states = [
            PictureState(found[0])
            for found in self._database.execute(
                "SELECT state FROM picture WHERE job = ?", (number,)
            )
        ]
        if PictureState.READY not in states and row[1] == JobState.DOWNLOADING:
            state, reason = _settled(states)
            self._move(number, state, reason)
        return Step(self._job(number), (picture.number,))

    # --- the user's word --------------------------------------------------------------------------

    async def retry(self, job_id: str) -> Step:
        return await self._database.write(self._retry, job_id)

    def _retry(self, job_id: str) -> Step:
        job = self._find(job_id)
        if job.state is JobState.HELD or job.state is JobState.CANCELLED:
            return self._queue_again(job)
        if job.state is JobState.PARTIAL or (job.state is JobState.FAILED and job.answered):
            return self._fetch_again(job)
        if job.state in (JobState.FAILED, JobState.UNSURE) and job.generation_id:
            self._move(job.number, JobState.ACCEPTED, "", "dismissed = 0, not_before = 0")
            return self._show(job.number)
        if job.state in (JobState.FAILED, JobState.REFUSED, JobState.UNSURE):
            return self._queue_again(job)
        raise StoreError(f"Job {job.id} is {job.state}; there is nothing to try again.")

    def _queue_again(self, job: Job) -> Step:
        self._move(job.number, JobState.QUEUED, "", "attempts = 0, not_before = 0, dismissed = 0")
        return self._show(job.number)

    def _fetch_again(self, job: Job) -> Step:
        """Its pictures are paid for: fetch what is missing, buy nothing."""
        cursor = self._database.execute(
            "UPDATE picture SET state = 'ready', note = '' WHERE job = ?"
            # Without a link, the fetching asks for a fresh one by the generation's id.
            " AND state IN ('lost', 'ready') AND (url IS NOT NULL OR ?)",
            (job.number, job.generation_id is not None),
        )
        if not cursor.rowcount:
            raise StoreError(f"Job {job.id} has no picture left that could be fetched.")
        self._move(job.number, JobState.DOWNLOADING, "", "dismissed = 0")
        return self._show(job.number)

    def _show(self, number: int) -> Step:
        """Bring a job's tiles back into the grid."""
        job = self._job(number)
        if not job.answered:
            self._database.execute(
                "UPDATE picture SET state = 'expected', note = '' WHERE job = ?", (number,)
            )
        shown = self._database.execute(
            "UPDATE picture SET shown = 1 WHERE job = ? AND shown = 0 AND state <> 'absent'"
            " RETURNING number",
            (number,),
        ).fetchall()
        for (picture,) in shown:
            self._index_words(picture, job.request.prompt, "", job.request.negative, job.tags)
        return self._step(number, added=tuple(row[0] for row in shown))

    async def cancel(self, job_id: str) -> Step:
        return await self._database.write(self._cancel, job_id)

    def _cancel(self, job_id: str) -> Step:
        job = self._find(job_id)
        if job.state not in CANCELLABLE:
            raise StoreError(
                f"Job {job.id} is {job.state}; only a job that was not sent can be cancelled."
            )
        self._move(job.number, JobState.CANCELLED, "")
        return self._hide(job.number)

    async def dismiss(self, job_id: str) -> Step:
        return await self._database.write(self._dismiss, job_id)

    def _dismiss(self, job_id: str) -> Step:
        job = self._find(job_id)
        if job.state not in SETTLED:
            raise StoreError(f"Job {job.id} is {job.state}; it is not settled yet.")
        self._database.execute("UPDATE job SET dismissed = 1 WHERE number = ?", (job.number,))
        return self._hide(job.number)

    def _hide(self, number: int) -> Step:
        """Take a job's tiles that hold no picture out of the grid; the records stay."""
        hidden = self._database.execute(
            "UPDATE picture SET shown = 0 WHERE job = ? AND shown = 1 AND state <> 'stored'"
            " RETURNING number",
            (number,),
        ).fetchall()
        for row in hidden:
            self._database.execute("DELETE FROM words WHERE rowid = ?", row)
        return self._step(number, hidden=tuple(row[0] for row in hidden))

    async def release_held(self) -> list[Step]:
        return await self._database.write(self._release_held)

    def _release_held(self) -> list[Step]:
        held = self._database.execute(
            f"SELECT number FROM job WHERE {_OPEN} AND state = 'held'"
        ).fetchall()
        return [self._queue_again(self._job(row[0])) for row in held]

    # --- after a start ----------------------------------------------------------------------------

    async def recover(self) -> list[Step]:
        return await self._database.write(self._recover)

    def _recover(self) -> list[Step]:
        """What was claimed but not sent is queued; what may have been sent is unsure."""
        rows = self._database.execute(
            "SELECT job.number, (SELECT sent_at FROM attempt WHERE attempt.job = job.number"
            f" ORDER BY n DESC LIMIT 1) FROM job WHERE {_OPEN} AND state = 'sending'"
        ).fetchall()
        for number, sent_at in rows:
            if sent_at is None:
                self._move(number, JobState.QUEUED, "")
            else:
                self._move(
                    number,
                    JobState.UNSURE,
                    "The program ended while this was being sent. It may have been paid for;"
                    " it is not sent again unless you say so.",
                )
        return [self._step(row[0]) for row in rows]

    async def resume(self, *, sandbox: bool) -> list[Job]:
        return await self._database.read(self._resume, sandbox)

    def _resume(self, sandbox: bool) -> list[Job]:
        rows = self._database.query(
            f"SELECT {JOB} FROM job WHERE {_OPEN} AND state <> 'held' AND state <> 'sending'"
            " AND sandbox = ? ORDER BY number",
            (int(sandbox),),
        )
        return [job_of(row) for row in rows]

    async def to_fetch(self, job: Job) -> list[Picture]:
        return await self._database.read(self._to_fetch, job.number)

    def _to_fetch(self, number: int) -> list[Picture]:
        rows = self._database.query(
            f"SELECT {PICTURE} FROM picture JOIN job ON job.number = picture.job"
            " WHERE picture.job = ? AND picture.state = 'ready' ORDER BY picture.idx",
            (number,),
        )
        return [picture_of(row) for row in rows]

    async def next_due(self, *, sandbox: bool) -> float | None:
        return await self._database.read(self._next_due, sandbox)

    def _next_due(self, sandbox: bool) -> float | None:
        row = self._database.query(
            "SELECT min(not_before) FROM job WHERE state = 'queued' AND sandbox = ?",
            (int(sandbox),),
        ).fetchone()
        return None if row[0] is None else max(0.0, (row[0] - now()) / 1000)

    # --- pieces -----------------------------------------------------------------------------------

    def _move(
        self, number: int, to: JobState, reason: str, assignments: str = "", *values: object
    ) -> None:
        """The one place where a job's state changes; raises IllegalStep where it may not."""
        sources = _SOURCES[to]
        extra = f", {assignments}" if assignments else ""
        cursor = self._database.execute(
            f"UPDATE job SET state = ?, reason = ?, changed_at = ?{extra}"
            f" WHERE number = ? AND state IN ({','.join('?' * len(sources))})",
            (to, reason, now(), *values, number, *sources),
        )
        if cursor.rowcount != 1:
            raise IllegalStep(f"job {number} cannot become {to}: it is {self._job(number).state}")

    def _job(self, number: int) -> Job:
        return job_of(
            self._database.execute(
                f"SELECT {JOB} FROM job WHERE number = ?",
                (number,),
            ).fetchone()
        )

    def _find(self, job_id: str) -> Job:
        row = self._database.execute(
            f"SELECT {JOB} FROM job WHERE id = ?",
            (job_id.casefold(),),
        ).fetchone()
        if row is None:
            raise NotFound(f"There is no job {job_id}.")
        return job_of(row)

    def _step(self, number: int, hidden: tuple[int, ...] = (), added: tuple[int, ...] = ()) -> Step:
        rows = self._database.execute(
            "SELECT number FROM picture WHERE job = ? AND shown ORDER BY number", (number,)
        )
        return Step(self._job(number), tuple(row[0] for row in rows), hidden, added)


def _style(request: Request) -> str | None:
    return request.style or catalogue.get(request.model).default_style or None


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
