"""The pieces that every step of a job is made of; the one place where a job's state changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ulid import ULID

from ideogram_desk.domain import catalogue
from ideogram_desk.domain.job import STEPS, Job, JobState, Step
from ideogram_desk.domain.request import Request
from ideogram_desk.store.database import Database, now
from ideogram_desk.store.rows import JOB, find_job, job_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_SOURCES = {to: tuple(s for s in JobState if to in STEPS[s]) for to in JobState}


class IllegalStep(RuntimeError):
    """A job was asked to take a step that `STEPS` does not know: a bug."""


class Steps:
    """Works on the writing thread, inside a transaction that its heirs have begun."""

    def __init__(self, database: Database) -> None:
        self._database = database

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
        return find_job(self._database.execute, job_id)

    def _step(self, number: int, hidden: tuple[int, ...] = (), added: tuple[int, ...] = ()) -> Step:
        rows = self._database.execute(
            "SELECT number FROM picture WHERE job = ? AND shown ORDER BY number", (number,)
        )
        return Step(self._job(number), tuple(row[0] for row in rows), hidden, added)

    def _of_attempt(self, number: int, assignments: str, values: tuple[Any, ...]) -> None:
        """Write into the newest attempt of a job."""
        self._database.execute(
            f"UPDATE attempt SET {assignments} WHERE number ="
            " (SELECT max(number) FROM attempt WHERE job = ?)",
            (*values, number),
        )

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


def _style(request: Request) -> str | None:
    return request.style or catalogue.get(request.model).default_style or None
