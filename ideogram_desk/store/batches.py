"""Reading batches and what was asked for before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ideogram_desk.domain.batch import Earlier
from ideogram_desk.domain.errors import NotFound
from ideogram_desk.domain.job import JobState
from ideogram_desk.domain.money import Balance
from ideogram_desk.store.reading import Reading
from ideogram_desk.store.rows import BATCH, JOB, batch_of, job_of, marks, time_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ideogram_desk.domain.batch import Batch
    from ideogram_desk.domain.job import Job
    from ideogram_desk.store.rows import Row

_PAGE = 500  # values in one IN list

# What made pictures, makes them or may have.
_FRUITFUL = (
    JobState.DONE,
    JobState.PARTIAL,
    JobState.WITHHELD,
    JobState.QUEUED,
    JobState.HELD,
    JobState.SENDING,
    JobState.ACCEPTED,
    JobState.DOWNLOADING,
    JobState.UNSURE,
)


class Batches(Reading):
    """The part of the engine's LibraryStore that knows batches and repetitions."""

    async def batches(self, limit: int = 200) -> list[Batch]:
        return await self._database.read(self._batches, limit)

    def _batches(self, limit: int) -> list[Batch]:
        rows = self._database.query(
            f"SELECT {BATCH} FROM batch ORDER BY number DESC LIMIT ?", (limit,)
        )
        return [self._whole(row) for row in rows.fetchall()]

    async def batch(self, batch_id: str) -> Batch:
        return await self._database.read(self._batch, batch_id)

    def _batch(self, batch_id: str) -> Batch:
        row = self._database.query(
            f"SELECT {BATCH} FROM batch WHERE id = ?", (batch_id.casefold(),)
        ).fetchone()
        if row is None:
            raise NotFound(f"There is no batch {batch_id}.")
        return self._whole(row)

    async def batch_with(self, fingerprint: str, *, sandbox: bool) -> Batch | None:
        return await self._database.read(self._batch_with, fingerprint, sandbox)

    def _batch_with(self, fingerprint: str, sandbox: bool) -> Batch | None:
        row = self._database.query(
            f"SELECT {BATCH} FROM batch WHERE fingerprint = ? AND fingerprint <> ''"
            " AND EXISTS (SELECT 1 FROM job WHERE batch = batch.id AND sandbox = ?)"
            " ORDER BY number DESC LIMIT 1",
            (fingerprint, int(sandbox)),
        ).fetchone()
        return None if row is None else self._whole(row)

    def _whole(self, row: Row) -> Batch:
        batch_id = row[1]
        states = self._database.query(
            "SELECT state, count(*) FROM job WHERE batch = ? AND replaced_by IS NULL"
            " GROUP BY state",
            (batch_id,),
        )
        # Play money is told only of a batch that has cost none that is real.
        money = self._database.query(
            "SELECT reserved, charged, unsure, released FROM account WHERE scope = ?"
            " ORDER BY sandbox LIMIT 1",
            (batch_id,),
        ).fetchone()
        return batch_of(
            row,
            {JobState(state): count for state, count in states},
            Balance(*money) if money else Balance(),
        )

    async def batch_jobs(self, batch_id: str) -> list[Job]:
        return await self._database.read(self._batch_jobs, batch_id)

    def _batch_jobs(self, batch_id: str) -> list[Job]:
        rows = self._database.query(
            f"SELECT {JOB} FROM job WHERE batch = ? ORDER BY number", (batch_id.casefold(),)
        )
        return [job_of(row) for row in rows]

    async def earlier(self, fingerprints: Sequence[str], *, sandbox: bool) -> dict[str, Earlier]:
        return await self._database.read(self._earlier, tuple(dict.fromkeys(fingerprints)), sandbox)

    def _earlier(self, fingerprints: tuple[str, ...], sandbox: bool) -> dict[str, Earlier]:
        found: dict[str, Earlier] = {}
        for start in range(0, len(fingerprints), _PAGE):
            found.update(self._some_earlier(fingerprints[start : start + _PAGE], sandbox))
        return found

    def _some_earlier(self, fingerprints: tuple[str, ...], sandbox: bool) -> dict[str, Earlier]:
        newest = self._database.query(
            "SELECT job.fingerprint, number, id, created_at, state FROM job JOIN ("
            f"SELECT max(number) AS newest FROM job WHERE fingerprint IN ({marks(fingerprints)})"
            f" AND state IN ({marks(_FRUITFUL)}) AND sandbox = ? GROUP BY fingerprint)"
            " ON number = newest",
            (*fingerprints, *_FRUITFUL, int(sandbox)),
        ).fetchall()
        jobs = tuple(row[1] for row in newest)
        pictures: dict[int, list[int]] = {}
        for job, number in self._database.query(
            f"SELECT job, number FROM picture WHERE job IN ({marks(jobs)}) AND state = 'stored'"
            " ORDER BY job, idx",
            jobs,
        ):
            pictures.setdefault(job, []).append(number)
        return {
            fingerprint: Earlier(
                job_id, time_of(created), JobState(state), tuple(pictures.get(number, ()))
            )
            for fingerprint, number, job_id, created, state in newest
        }
