"""The outbox: what is owed to whom, written in the transaction that stores what it tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ulid import ULID

from ideogram_desk.domain.callback import CallbackEvent
from ideogram_desk.domain.callback_body import callback_body
from ideogram_desk.store.database import Database, now
from ideogram_desk.store.rows import JOB, PICTURE, job_of, picture_of, time_of

if TYPE_CHECKING:
    from ideogram_desk.domain.job import Job, Picture


class _Target(NamedTuple):
    endpoint: str | None
    own_network: bool
    full_path: bool


class Outbox:
    """Works on the writing thread, inside the transaction of a job's step."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def completed(self, job: int, picture: int) -> None:
        """A picture is stored."""
        self._tell(CallbackEvent.COMPLETED, job, picture, "")

    def withheld(self, job: int, picture: int) -> None:
        """A picture is paid for and kept back by the safety check."""
        self._tell(CallbackEvent.WITHHELD, job, picture, "")

    def failed(self, job: int, error: str, picture: int | None = None) -> None:
        """A job ended without its pictures, or one of them could not be fetched."""
        self._tell(CallbackEvent.FAILED, job, picture, error)

    def _tell(self, event: CallbackEvent, job: int, picture: int | None, error: str) -> None:
        targets = self._targets(job)
        if not targets:
            return
        told, shown = self._job(job), None if picture is None else self._picture(picture)
        time, bodies = now(), {}
        for url, target in targets.items():
            if target.full_path not in bodies:
                folder = self._database.path.parent.absolute() if target.full_path else None
                bodies[target.full_path] = callback_body(
                    event, told, shown, at=time_of(time), folder=folder, error=error
                )
            self._database.execute(
                "INSERT INTO outbox (id, event, job, picture, endpoint, url, body, own_network,"
                " next_at, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                # A callback never stands in the way of a picture, not even one owed twice.
                " ON CONFLICT DO NOTHING",
                (
                    f"msg_{str(ULID()).lower()}",
                    event,
                    job,
                    picture,
                    target.endpoint,
                    url,
                    bodies[target.full_path],
                    int(target.own_network),
                    time,
                    time,
                ),
            )

    def _targets(self, job: int) -> dict[str, _Target]:
        """Who is told, by URL: each once, whether as an endpoint or by the job's own word."""
        own, own_network, origin = self._database.execute(
            "SELECT callback, callback_own_network, origin FROM job WHERE number = ?", (job,)
        ).fetchone()
        if origin is not None:
            return {}
        targets = {}
        for endpoint, url, every_job, network, full_path, active in self._database.execute(
            "SELECT id, url, every_job, own_network, full_path, active FROM endpoint"
            " WHERE removed = 0 ORDER BY rowid"
        ):
            if active and (every_job or url == own):
                targets[url] = _Target(endpoint, bool(network), bool(full_path))
            if url == own:
                own = None  # its settings are the endpoint's, also where that is switched off
        if own:
            targets[own] = _Target(None, bool(own_network), False)
        return targets

    def _job(self, number: int) -> Job:
        row = self._database.execute(f"SELECT {JOB} FROM job WHERE number = ?", (number,))
        return job_of(row.fetchone())

    def _picture(self, number: int) -> Picture:
        row = self._database.execute(
            f"SELECT {PICTURE} FROM picture JOIN job ON job.number = picture.job"
            " WHERE picture.number = ?",
            (number,),
        )
        return picture_of(row.fetchone())
