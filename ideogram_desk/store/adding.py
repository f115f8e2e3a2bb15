"""How jobs come into the library: queued at the click, as a batch, or brought in already made."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from ulid import ULID

from ideogram_desk.domain.errors import NotFound, StoreError
from ideogram_desk.domain.job import Job, JobState, NewJob, PictureState, Step
from ideogram_desk.store import texts
from ideogram_desk.store.database import now
from ideogram_desk.store.rows import time_of
from ideogram_desk.store.steps import GAP, Steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ideogram_desk.domain.answer import AnsweredPicture
    from ideogram_desk.domain.batch import NewBatch
    from ideogram_desk.domain.money import Prices
    from ideogram_desk.domain.request import Request

_REPLACEABLE = (JobState.REFUSED, JobState.FAILED, JobState.CANCELLED)


class Adding(Steps):
    """The part of the engine's JobStore that makes jobs."""

    async def add(
        self,
        jobs: Sequence[NewJob],
        *,
        prices: Prices,
        sandbox: bool,
        first: bool = False,
        batch: NewBatch | None = None,
        day_budget: int | None = None,
    ) -> list[Step]:
        """Queue jobs; where one replaces another, `hidden` are the other's tiles."""
        return await self._database.write(
            self._add, tuple(jobs), prices, sandbox, first, batch, day_budget
        )

    def _add(
        self,
        jobs: tuple[NewJob, ...],
        prices: Prices,
        sandbox: bool,
        first: bool,
        batch: NewBatch | None,
        day_budget: int | None,
    ) -> list[Step]:
        if batch is not None and jobs:
            batch_id = self._add_batch(batch)
            jobs = tuple(replace(job, batch=batch_id) for job in jobs)
        self._know_batches(jobs)
        if not sandbox:
            self._ledger.allow(_asked(jobs, prices), day_budget)
        position = self._end(first=first, count=len(jobs))
        lines = [(prices.each(job.request), position + i * GAP) for i, job in enumerate(jobs)]
        made = self._insert(jobs, lines, JobState.QUEUED, sandbox)
        if made:
            self._ledger.reserve_from(made[0].number)
        # The grid shows the newest number first: the first picture of a job comes last here.
        numbers = iter(
            self._expect(
                (job, index) for job in made for index in reversed(range(job.request.count))
            )
        )
        return [
            Step(
                job,
                tuple(islice(numbers, job.request.count)),
                () if new.replaces is None else self._replace(new.replaces, job.number),
            )
            for new, job in zip(jobs, made, strict=True)
        ]

    def _add_batch(self, new: NewBatch) -> str:
        batch_id = str(ULID()).lower()
        self._database.execute(
            "INSERT INTO batch (id, name, kind, source, fingerprint, budget, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (batch_id, new.name, new.kind, new.source, new.fingerprint, new.budget, now()),
        )
        return batch_id

    def _know_batches(self, jobs: tuple[NewJob, ...]) -> None:
        for batch in {job.batch for job in jobs if job.batch is not None}:
            found = self._database.execute("SELECT 1 FROM batch WHERE id = ?", (batch,)).fetchone()
            if found is None:
                raise NotFound(f"There is no batch {batch}.")

    def _end(self, *, first: bool, count: int) -> int:
        """Where `count` jobs go in the line: before all others, or behind them."""
        end = f"min(position) - {count * GAP}" if first else f"max(position) + {GAP}"
        row = self._database.execute(f"SELECT coalesce({end}, {GAP}) FROM job").fetchone()
        return int(row[0])

    def _insert(
        self,
        news: Sequence[NewJob],
        lines: Sequence[tuple[int, int]],
        state: JobState,
        sandbox: bool,
    ) -> list[Job]:
        """A row for each job; `lines` are the price of a picture and the position of each."""
        first, time = self._database.next_number("job"), now()
        made = [
            Job(
                number=number,
                id=str(ULID()).lower(),
                state=state,
                reason="",
                request=new.request,
                created_at=time_of(time),
                sandbox=sandbox,
                batch=new.batch,
                metadata=dict(new.metadata),
                tags=tuple(new.tags),
                callback=new.callback,
                parent=new.parent,
                changed_at=time_of(time),
            )
            for number, new in enumerate(news, first)
        ]
        self._database.execute_many(
            "INSERT INTO job (number, id, state, request, fingerprint, model, speed, count,"
            " price_each, sandbox, batch, metadata, tags, callback, callback_own_network, parent,"
            " position, created_at, changed_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    job.number,
                    job.id,
                    state,
                    *_canonical(job.request),
                    job.request.model,
                    job.request.speed or "",
                    job.request.count,
                    price,
                    int(sandbox),
                    job.batch,
                    json.dumps(job.metadata, ensure_ascii=False),
                    json.dumps(job.tags, ensure_ascii=False),
                    job.callback,
                    int(new.callback_own_network),
                    job.parent,
                    position,
                    time,
                    time,
                )
                for new, job, (price, position) in zip(news, made, lines, strict=True)
            ),
        )
        return made

    def _replace(self, old_id: str, number: int) -> tuple[int, ...]:
        """Let an edited job take the place of one that came to nothing and was not paid."""
        old = self._find(old_id)
        if old.state not in _REPLACEABLE or old.answered or old.generation_id is not None:
            raise StoreError(f"Job {old.id} is {old.state}; no other job can take its place.")
        if self._is_replaced(old.number):
            raise StoreError(f"Another job has taken the place of job {old.id} already.")
        self._database.execute(
            "UPDATE job SET dismissed = 1, replaced_by = ? WHERE number = ?", (number, old.number)
        )
        return self._hide(old.number)

    # --- brought in ---------------------------------------------------------------------------

    async def bring_in(
        self, new: NewJob, item: AnsweredPicture, *, origin: str, sandbox: bool
    ) -> tuple[Step, bool]:
        """A record for one picture made elsewhere, paid for elsewhere; then comes `stored`.

        For an `origin` that is known already it is the record that is there. The second value
        tells whether its picture is still to be stored.
        """
        return await self._database.write(self._bring_in, new, item, origin, sandbox)

    def _bring_in(
        self, new: NewJob, item: AnsweredPicture, origin: str, sandbox: bool
    ) -> tuple[Step, bool]:
        row = self._database.execute(
            "SELECT number FROM job WHERE origin = ?", (origin,)
        ).fetchone()
        if row is not None:
            return self._bring_in_again(row[0])
        new = replace(new, request=replace(new.request, count=1))
        self._know_batches((new,))
        line = (0, self._end(first=False, count=1))
        (job,) = self._insert([new], [line], JobState.DOWNLOADING, sandbox)
        self._database.execute(
            "UPDATE job SET answered = 1, origin = ? WHERE number = ?", (origin, job.number)
        )
        (number,) = self._expect([(job, 0)])
        expanded = item.prompt if item.prompt and item.prompt != new.request.prompt else None
        self._database.execute(
            "UPDATE picture SET state = 'ready', seed = ?, resolution = ?, is_safe = ?,"
            " expanded_prompt = ?, style_type = coalesce(?, style_type) WHERE number = ?",
            (
                item.seed if item.seed is not None else new.request.seed,
                item.resolution,
                item.is_safe,
                expanded,
                item.style_type.casefold() if item.style_type else None,
                number,
            ),
        )
        if expanded:
            texts.replace(
                self._database, (number, new.request.prompt, expanded, new.request.negative)
            )
        return self._step(job.number), True

    def _bring_in_again(self, number: int) -> tuple[Step, bool]:
        """One that was cut off before its picture was stored is taken up once more."""
        revived = self._database.execute(
            "UPDATE picture SET state = ?, note = '' WHERE job = ? AND state = ?",
            (PictureState.READY, number, PictureState.LOST),
        )
        if revived.rowcount:
            self._move(number, JobState.DOWNLOADING, "", "dismissed = 0")
        return self._step(number), self._job(number).state is JobState.DOWNLOADING


def _canonical(request: Request) -> tuple[str, str]:
    """The request's JSON and its fingerprint, made of one text: many jobs are added at once."""
    text = request.to_json()
    return text, hashlib.sha256(text.encode()).hexdigest()


def _asked(jobs: tuple[NewJob, ...], prices: Prices) -> dict[str | None, int]:
    """What jobs cost, by batch."""
    asked: dict[str | None, int] = {}
    for job in jobs:
        asked[job.batch] = asked.get(job.batch, 0) + prices.of(job.request)
    return asked
