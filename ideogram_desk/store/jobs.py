"""The queue's truth: each step of a job is one durable transaction, and only legal ones happen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ulid import ULID

from ideogram_desk.domain.errors import StoreError
from ideogram_desk.domain.job import (
    CANCELLABLE,
    SETTLED,
    Job,
    JobState,
    NewJob,
    Picture,
    Step,
)
from ideogram_desk.domain.request import price_each
from ideogram_desk.store.answers import Answers
from ideogram_desk.store.database import now
from ideogram_desk.store.rows import JOB, PICTURE, job_of, picture_of

if TYPE_CHECKING:
    from collections.abc import Sequence


# As the index job_open says it: SQLite takes a partial index only for the same words.
_OPEN = "state IN ('held', 'sending', 'accepted', 'downloading')"


class Jobs(Answers):
    """The engine's JobStore over a Database: the queue, the user's word, and the start."""

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
