"""The pieces that every step of a job is made of; the one place where a job's state changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ulid import ULID

from ideogram_desk.domain import catalogue
from ideogram_desk.domain.job import SETTLED, STEPS, Job, JobState, Step
from ideogram_desk.domain.request import Request
from ideogram_desk.store import texts
from ideogram_desk.store.database import Database, now
from ideogram_desk.store.ledger import Ledger
from ideogram_desk.store.outbox import Outbox
from ideogram_desk.store.rows import JOB, find_job, job_of

if TYPE_CHECKING:
    from collections.abc import Iterable

GAP = 1 << 20  # between the positions of two neighbours in the line

_SOURCES = {to: tuple(s for s in JobState if to in STEPS[s]) for to in JobState}


class IllegalStep(RuntimeError):
    """A job was asked to take a step that `STEPS` does not know: a bug."""


class Steps:
    """Works on the writing thread, inside a transaction that its heirs have begun."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ledger = Ledger(database)
        self._outbox = Outbox(database)

    def _move(
        self, number: int, to: JobState, reason: str, assignments: str = "", *values: object
    ) -> None:
        """The one place where a job's state changes; raises IllegalStep where it may not."""
        sources = _SOURCES[to]
        extra = f", {assignments}" if assignments else ""
        if to in SETTLED:
            extra += ", crashes = 0"
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
        return find_job(self._database.execute, job_id)

    def _is_replaced(self, number: int) -> bool:
        row = self._database.execute(
            "SELECT replaced_by IS NOT NULL FROM job WHERE number = ?", (number,)
        ).fetchone()
        return bool(row[0])

    def _step(self, number: int, hidden: tuple[int, ...] = (), added: tuple[int, ...] = ()) -> Step:
        rows = self._database.execute(
            "SELECT number FROM picture WHERE job = ? AND shown ORDER BY number", (number,)
        )
        return Step(self._job(number), tuple(row[0] for row in rows), hidden, added)

    def _hide(self, number: int) -> tuple[int, ...]:
        """Take a job's tiles that hold no picture out of the grid; the records stay."""
        hidden = self._database.execute(
            "UPDATE picture SET shown = 0 WHERE job = ? AND shown = 1 AND state <> 'stored'"
            " RETURNING number",
            (number,),
        ).fetchall()
        for row in hidden:
            texts.forget(self._database, row[0])
        return tuple(row[0] for row in hidden)

    def _of_attempt(self, number: int, assignments: str, values: tuple[Any, ...]) -> None:
        """Write into the newest attempt of a job."""
        self._database.execute(
            f"UPDATE attempt SET {assignments} WHERE number ="
            " (SELECT max(number) FROM attempt WHERE job = ?)",
            (*values, number),
        )

    def _expect(self, pictures: Iterable[tuple[Job, int]]) -> list[int]:
        """A row for each picture, by its job and index, from the click on; their numbers."""
        first, time = self._database.next_number("picture"), now()
        asked = list(enumerate(pictures, first))
        self._database.execute_many(
            "INSERT INTO picture (number, id, job, idx, created_at, style_type, model, aspect,"
            " batch, campaign) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (number, str(ULID()).lower(), job.number, index, time, *_facts(job))
                for number, (job, index) in asked
            ),
        )
        self._database.execute_many(
            "INSERT OR IGNORE INTO picture_tag (tag, picture) VALUES (?, ?)",
            ((tag, number) for number, (job, _) in asked for tag in job.tags),
        )
        texts.add(
            self._database,
            [(number, job.request.prompt, "", job.request.negative) for number, (job, _) in asked],
        )
        texts.add_tags(self._database, [(number, job.tags) for number, (job, _) in asked])
        return [number for number, _ in asked]


def _facts(job: Job) -> tuple[str | None, ...]:
    """What is asked of a picture itself, so that no search needs the job."""
    campaign = job.metadata.get("campaign", "")
    return _style(job.request), job.request.model, _aspect(job.request), job.batch, campaign


def _aspect(request: Request) -> str:
    """The ratio it is made in, as far as one was asked for."""
    if request.aspect or request.size or not catalogue.known(request.model):
        return request.aspect or ""
    return catalogue.get(request.model).default_aspect


def _style(request: Request) -> str | None:
    if request.style or not catalogue.known(request.model):
        return request.style
    return catalogue.get(request.model).default_style or None
