"""The queue and the money at a glance: totals, the Activity panel, times, balance, spend."""

from __future__ import annotations

from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING

from ideogram_desk.domain.job import Activity, JobState, QueueTotals
from ideogram_desk.store import ledger
from ideogram_desk.store.reading import Reading
from ideogram_desk.store.rows import JOB, OPEN, job_of

if TYPE_CHECKING:
    from ideogram_desk.domain.job import Job
    from ideogram_desk.domain.money import Balance, Spend
    from ideogram_desk.store.rows import Row

# As the indexes say it: SQLite takes a partial index only for the same words.
_UNSETTLED = "dismissed = 0 AND state NOT IN ('done', 'partial', 'withheld', 'cancelled')"
_REVIEW = f"{_UNSETTLED} AND state IN ('refused', 'failed', 'unsure')"
_DONE = "state IN ('done', 'partial', 'withheld', 'cancelled') AND replaced_by IS NULL"

_POSITION = len(JOB.split(","))  # the column that is read along with a waiting job
_FAILURES = 4  # attempts that are looked at for each that is told


class Overview(Reading):
    """The part of the engine's LibraryStore that sums up."""

    async def totals(self) -> QueueTotals:
        return await self._database.read(self._totals)

    def _totals(self) -> QueueTotals:
        tally = dict(self._database.query("SELECT name, value FROM tally").fetchall())
        unsettled = self._database.query(
            f"SELECT state, count(*), sum(count) FROM job WHERE {_UNSETTLED} GROUP BY state"
        ).fetchall()
        jobs = {JobState(row[0]): row[1] for row in unsettled}
        pictures = {JobState(row[0]): row[2] for row in unsettled}
        since = ledger.midnight()
        (done,) = self._database.query(
            "SELECT count(*) FROM picture WHERE stored_at >= ?", (since,)
        ).fetchone()
        real = ledger.balance(self._database.query)
        return QueueTotals(
            queued=pictures.get(JobState.QUEUED, 0),
            held=pictures.get(JobState.HELD, 0),
            running=pictures.get(JobState.SENDING, 0) + pictures.get(JobState.ACCEPTED, 0),
            downloading=pictures.get(JobState.DOWNLOADING, 0),
            review=sum(
                jobs.get(state, 0) for state in (JobState.REFUSED, JobState.FAILED, JobState.UNSURE)
            ),
            done_today=done,
            spent_today=ledger.charged_since(self._database.query, since),
            pictures=tally["pictures"],
            bytes=tally["bytes"],
            reserved=real.reserved,
            unsure=real.unsure,
            unsure_today=ledger.unsure_since(self._database.query, since),
        )

    async def activity(self, *, done: int, failed: int, queued: int = 200) -> Activity:
        return await self._database.read(self._activity, done, failed, queued)

    def _activity(self, done: int, failed: int, queued: int) -> Activity:
        query = self._database.query
        running = query(
            f"SELECT {JOB} FROM job WHERE {OPEN} AND state <> 'held' ORDER BY coalesce("
            "(SELECT max(claimed_at) FROM attempt WHERE attempt.job = job.number), created_at),"
            " number"
        )
        review = query(
            f"SELECT {JOB} FROM job WHERE {_REVIEW} ORDER BY changed_at DESC, number DESC LIMIT ?",
            (failed,),
        )
        settled = query(
            f"SELECT {JOB} FROM job WHERE {_DONE} ORDER BY changed_at DESC, number DESC LIMIT ?",
            (done,),
        )
        return Activity(
            running=tuple(job_of(row) for row in running),
            queued=self._line(queued),
            review=tuple(job_of(row) for row in review),
            done=tuple(job_of(row) for row in settled),
            queued_count=self._count(f"{_UNSETTLED} AND state IN ('queued', 'held')"),
            review_count=self._count(_REVIEW),
        )

    def _line(self, most: int) -> tuple[Job, ...]:
        """The first of those that wait; each kind comes in order from an index of its own."""
        kinds = [
            self._database.query(
                f"SELECT {JOB}, position FROM job WHERE {kind} ORDER BY position, number LIMIT ?",
                (most,),
            ).fetchall()
            for kind in (
                "state = 'queued' AND sandbox = 0",
                "state = 'queued' AND sandbox = 1",
                f"{OPEN} AND state = 'held'",
            )
        ]

        def place(row: Row) -> tuple[int, int]:
            return row[_POSITION], row[0]

        return tuple(job_of(row) for row in islice(merge(*kinds, key=place), most))

    def _count(self, condition: str) -> int:
        row = self._database.query(f"SELECT count(*) FROM job WHERE {condition}").fetchone()
        return int(row[0])

    async def durations(self, limit: int = 400) -> list[tuple[str, str, float]]:
        return await self._database.read(self._durations, limit)

    def _durations(self, limit: int) -> list[tuple[str, str, float]]:
        return self._database.query(
            "SELECT model, speed, (came_at - sent_at) / 1000.0 FROM (SELECT number AS n, job,"
            " sent_at, status, CASE WHEN generation_id IS NULL THEN answered_at ELSE result_at END"
            " AS came_at FROM attempt WHERE number > (SELECT max(number) FROM attempt) - ?)"
            " JOIN job ON job.number = job WHERE status BETWEEN 200 AND 299 AND answered = 1"
            " AND came_at >= sent_at ORDER BY n DESC LIMIT ?",
            (limit * _FAILURES, limit),
        ).fetchall()

    async def waiting(self) -> list[tuple[str, str, int]]:
        return await self._database.read(self._waiting)

    def _waiting(self) -> list[tuple[str, str, int]]:
        return self._database.query(
            f"SELECT model, speed, sum(count) FROM job WHERE {_UNSETTLED}"
            " AND state IN ('queued', 'held', 'sending', 'accepted') GROUP BY model, speed"
        ).fetchall()

    async def balance(self, *, sandbox: bool = False) -> Balance:
        return await self._database.read(self._balance, sandbox)

    def _balance(self, sandbox: bool) -> Balance:
        return ledger.balance(self._database.query, sandbox=sandbox)

    async def spend(self, days: int) -> list[Spend]:
        return await self._database.read(self._spend, days)

    def _spend(self, days: int) -> list[Spend]:
        return ledger.spend_since(self._database.query, ledger.midnight(days - 1))
