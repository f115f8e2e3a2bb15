"""The waiting line: who is next, when, and who is put before whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ideogram_desk.domain.errors import NotFound, StoreError
from ideogram_desk.domain.job import CANCELLABLE, Job, JobState, Step
from ideogram_desk.store.database import now
from ideogram_desk.store.rows import OPEN
from ideogram_desk.store.steps import GAP, Steps

if TYPE_CHECKING:
    from ideogram_desk.store.rows import Row


class Line(Steps):
    """The part of the engine's JobStore that takes jobs out of the line and orders it."""

    async def claim(
        self, places: int, *, empty: bool, sandbox: bool, day_budget: int | None = None
    ) -> Step | None:
        return await self._database.write(self._claim, places, empty, sandbox, day_budget)

    def _claim(
        self, places: int, empty: bool, sandbox: bool, day_budget: int | None
    ) -> Step | None:
        row = self._database.execute(
            "SELECT number, count, batch FROM job WHERE state = 'queued' AND sandbox = ?"
            " AND not_before <= ? ORDER BY position, number LIMIT 1",
            (int(sandbox), now()),
        ).fetchone()
        # The first in line waits until it fits: smaller jobs do not overtake it for ever.
        if row is None or (row[1] > places and not empty):
            return None
        number: int = row[0]
        if not sandbox:
            self._ledger.overrun(row[2], day_budget)
        self._move(number, JobState.SENDING, "", "attempts = attempts + 1")
        self._database.execute(
            "INSERT INTO attempt (job, n, claimed_at) VALUES"
            " (?, (SELECT count(*) + 1 FROM attempt WHERE job = ?), ?)",
            (number, number, now()),
        )
        return self._step(number)

    async def mark_sent(self, job: Job) -> None:
        await self._database.write(self._of_attempt, job.number, "sent_at = ?", (now(),))

    async def next_due(self, *, sandbox: bool) -> float | None:
        return await self._database.read(self._next_due, sandbox)

    def _next_due(self, sandbox: bool) -> float | None:
        row = self._database.query(
            "SELECT min(not_before) FROM job WHERE state = 'queued' AND sandbox = ?",
            (int(sandbox),),
        ).fetchone()
        return None if row[0] is None else max(0.0, (row[0] - now()) / 1000)

    async def move(self, job_id: str, before: str | None) -> Step:
        return await self._database.write(self._put, job_id, before)

    def _put(self, job_id: str, before: str | None) -> Step:
        number = self._waiting(job_id)
        if before is None:
            (last,) = self._database.execute("SELECT max(position) FROM job").fetchone()
            self._place(number, last + GAP)
            return self._step(number)
        other = self._waiting(before)
        if other != number:
            position = self._between(number, other)
            if position is None:
                self._spread()
                position = self._between(number, other)
            assert position is not None
            self._place(number, position)
        return self._step(number)

    def _waiting(self, job_id: str) -> int:
        job = self._find(job_id)
        if job.state not in CANCELLABLE:
            raise StoreError(
                f"Job {job.id} is {job.state}; only a waiting job has a place in line."
            )
        return job.number

    def _between(self, number: int, other: int) -> int | None:
        """A free position just before `other`; None if its neighbour leaves no room."""
        (right,) = self._database.execute(
            "SELECT position FROM job WHERE number = ?", (other,)
        ).fetchone()
        # Each half of the line by its own index.
        left = max(
            (
                row[0]
                for row in (
                    *(self._left_of(right, other, number, play) for play in (0, 1)),
                    self._held_left_of(right, other, number),
                )
                if row is not None
            ),
            default=right - 2 * GAP,
        )
        return (left + right) // 2 if right - left > 1 else None

    def _left_of(self, position: int, other: int, number: int, sandbox: int) -> Row | None:
        row: Row | None = self._database.execute(
            "SELECT position FROM job WHERE state = 'queued' AND sandbox = ? AND position <= ?"
            " AND number NOT IN (?, ?) AND (position < ? OR number < ?)"
            " ORDER BY position DESC LIMIT 1",
            (sandbox, position, number, other, position, other),
        ).fetchone()
        return row

    def _held_left_of(self, position: int, other: int, number: int) -> Row | None:
        row: Row | None = self._database.execute(
            f"SELECT position FROM job WHERE {OPEN} AND state = 'held' AND position <= ?"
            " AND number NOT IN (?, ?) AND (position < ? OR number < ?)"
            " ORDER BY position DESC LIMIT 1",
            (position, number, other, position, other),
        ).fetchone()
        return row

    def _spread(self) -> None:
        """Give everything that waits new positions with room between them, in the same order."""
        (last,) = self._database.execute("SELECT max(position) FROM job").fetchone()
        waiting = self._database.execute(
            "SELECT number FROM job WHERE state IN ('queued', 'held') ORDER BY position, number"
        ).fetchall()
        for i, (number,) in enumerate(waiting, 1):
            self._place(number, last + i * GAP)

    def _place(self, number: int, position: int) -> None:
        self._database.execute("UPDATE job SET position = ? WHERE number = ?", (position, number))

    async def set_batch_budget(self, batch: str, budget: int | None) -> None:
        await self._database.write(self._set_batch_budget, batch, budget)

    def _set_batch_budget(self, batch: str, budget: int | None) -> None:
        changed = self._database.execute(
            "UPDATE batch SET budget = ? WHERE id = ?", (budget, batch)
        )
        if not changed.rowcount:
            raise NotFound(f"There is no batch {batch}.")
