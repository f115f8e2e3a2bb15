"""What the user decides about a job: try it again, cancel it, be done with it, go on."""

from __future__ import annotations

from ideogram_desk.domain.errors import OverBudget, StoreError
from ideogram_desk.domain.job import CANCELLABLE, SETTLED, Job, JobState, Step
from ideogram_desk.store import texts
from ideogram_desk.store.database import now
from ideogram_desk.store.rows import OPEN
from ideogram_desk.store.steps import Steps


class Deciding(Steps):
    """The part of the engine's JobStore that carries out the user's word."""

    async def retry(self, job_id: str, *, day_budget: int | None = None) -> Step:
        return await self._database.write(self._retry_one, job_id, day_budget)

    def _retry_one(self, job_id: str, day_budget: int | None) -> Step:
        return self._retry(self._find(job_id), day_budget)

    def _retry(self, job: Job, day_budget: int | None) -> Step:
        if self._is_replaced(job.number):
            raise StoreError(f"An edited job has taken the place of job {job.id}.")
        if job.state is JobState.HELD:
            return self._queue_again(job)
        if job.state is JobState.PARTIAL or (job.state is JobState.FAILED and job.answered):
            return self._fetch_again(job)
        if job.state in (JobState.FAILED, JobState.UNSURE) and job.generation_id:
            self._move(job.number, JobState.ACCEPTED, "", "dismissed = 0, not_before = 0")
            self._ledger.recall(job.number)
            return self._show(job.number)
        if job.state in (JobState.CANCELLED, JobState.FAILED, JobState.REFUSED, JobState.UNSURE):
            return self._buy_again(job, day_budget)
        raise StoreError(f"Job {job.id} is {job.state}; there is nothing to try again.")

    def _buy_again(self, job: Job, day_budget: int | None) -> Step:
        """Its money is set aside anew; what is unsure stays unsure, for it may have been paid."""
        (cost,) = self._database.execute(
            "SELECT price_each * count FROM job WHERE number = ?", (job.number,)
        ).fetchone()
        if not job.sandbox:
            self._ledger.allow({job.batch: cost}, day_budget)
        self._database.execute(
            "UPDATE attempt SET waived_at = ? WHERE job = ? AND waived_at IS NULL",
            (now(), job.number),
        )
        self._ledger.reserve(job.number)
        return self._queue_again(job)

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
            texts.replace(self._database, (picture, job.request.prompt, "", job.request.negative))
            texts.remember_tags(self._database, picture)
        return self._step(number, added=tuple(row[0] for row in shown))

    async def retry_failed(
        self, batch: str | None = None, *, day_budget: int | None = None
    ) -> list[Step]:
        return await self._database.write(self._retry_failed, batch, day_budget)

    def _retry_failed(self, batch: str | None, day_budget: int | None) -> list[Step]:
        steps: list[Step] = []
        refused: OverBudget | None = None
        for number in self._in_states("'failed'", batch):
            try:
                steps.append(self._retry(self._job(number), day_budget))
            except OverBudget as error:
                refused = refused or error  # a cheaper or a paid one may still go
            except StoreError:
                continue  # nothing of it is left to fetch
        if refused is not None and not steps:
            raise refused
        return steps

    def _in_states(self, states: str, batch: str | None) -> list[int]:
        """The jobs in these states that nobody has dealt with, oldest first."""
        # Word for word as the indexes job_batch and job_unsettled have it.
        among = (
            "batch = ?"
            if batch is not None
            else ("state NOT IN ('done', 'partial', 'withheld', 'cancelled')")
        )
        rows = self._database.execute(
            f"SELECT number FROM job WHERE {among} AND dismissed = 0 AND state IN ({states})"
            " ORDER BY number",
            () if batch is None else (batch,),
        )
        return [row[0] for row in rows.fetchall()]

    async def cancel(self, job_id: str) -> Step:
        return await self._database.write(self._cancel_one, job_id)

    def _cancel_one(self, job_id: str) -> Step:
        job = self._find(job_id)
        if job.state not in CANCELLABLE:
            raise StoreError(
                f"Job {job.id} is {job.state}; only a job that was not sent can be cancelled."
            )
        return self._cancel(job.number)

    def _cancel(self, number: int) -> Step:
        self._move(number, JobState.CANCELLED, "")
        self._ledger.release(number)
        hidden = self._hide(number)
        return self._step(number, hidden=hidden)

    async def cancel_waiting(self, batch: str | None = None) -> list[Step]:
        return await self._database.write(self._cancel_waiting, batch)

    def _cancel_waiting(self, batch: str | None) -> list[Step]:
        return [self._cancel(number) for number in self._in_states("'queued', 'held'", batch)]

    async def dismiss(self, job_id: str) -> Step:
        return await self._database.write(self._dismiss, job_id)

    def _dismiss(self, job_id: str) -> Step:
        job = self._find(job_id)
        if job.state not in SETTLED:
            raise StoreError(f"Job {job.id} is {job.state}; it is not settled yet.")
        self._database.execute("UPDATE job SET dismissed = 1 WHERE number = ?", (job.number,))
        hidden = self._hide(job.number)
        return self._step(job.number, hidden=hidden)

    async def release_held(self) -> list[Step]:
        return await self._database.write(self._release_held)

    def _release_held(self) -> list[Step]:
        held = self._database.execute(
            f"SELECT number FROM job WHERE {OPEN} AND state = 'held'"
        ).fetchall()
        return [self._queue_again(self._job(row[0])) for row in held]
