"""The queue's truth: each step of a job is one durable transaction, and only legal ones happen."""

from __future__ import annotations

from ideogram_desk.domain.job import Job, JobState, Picture, Recovery
from ideogram_desk.store.adding import Adding
from ideogram_desk.store.answers import Answers
from ideogram_desk.store.database import Database, now
from ideogram_desk.store.deciding import Deciding
from ideogram_desk.store.line import Line
from ideogram_desk.store.rows import JOB, OPEN, PICTURE, job_of, picture_of

_CUT_OFF = (
    "The program ended while this was being sent. It may have been paid for;"
    " it is not sent again unless you say so."
)


_HOUR = 3_600_000  # milliseconds
_LONGEST_WAIT = 2 * _HOUR  # an hour is what the API may ask for; the rest is jitter
_LONGEST_DELIVERY_WAIT = 30 * _HOUR  # a day, as the last tries wait; the rest is jitter


class Jobs(Adding, Line, Answers, Deciding):
    """The engine's JobStore over a Database; here are its start and its end."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._begun = False

    async def recover(self) -> Recovery:
        """After a start: what was claimed but not sent is queued, what was sent is unsure.

        Also each time the program turns to another API; then the ends of the program before are
        not looked at again.
        """
        recovery = await self._database.write(self._recover)
        self._begun = True
        return recovery

    def _recover(self) -> Recovery:
        if not self._begun:
            self._count_crash()
        self._believe_the_clock()
        rows = self._database.execute(
            "SELECT job.number, (SELECT sent_at FROM attempt WHERE attempt.job = job.number"
            f" ORDER BY n DESC LIMIT 1) FROM job WHERE {OPEN} AND state = 'sending'"
        ).fetchall()
        for number, sent_at in rows:
            if sent_at is None:
                self._move(number, JobState.QUEUED, "")
            else:
                self._move(number, JobState.UNSURE, _CUT_OFF)
                self._ledger.doubt(number)
                self._outbox.failed(number, _CUT_OFF)
        steps = tuple(self._step(row[0]) for row in rows)
        poisonous = self._database.execute(
            # "> 0" is what the index says, and its order keeps SQLite from walking over all jobs.
            f"SELECT {JOB} FROM job WHERE crashes > 0 AND crashes > 1 ORDER BY crashes DESC"
        )
        return Recovery(
            steps,
            tuple(step.job for step in steps if step.job.state is JobState.UNSURE),
            tuple(job_of(row) for row in poisonous.fetchall()),
        )

    def _believe_the_clock(self) -> None:
        """Where the clock was set back, what was to wait an hour at most must not wait a year."""
        time = now()
        for table, column, state, longest in (
            ("job", "not_before", "queued", _LONGEST_WAIT),
            ("outbox", "next_at", "owed", _LONGEST_DELIVERY_WAIT),
        ):
            self._database.execute(
                f"UPDATE {table} SET {column} = ? WHERE state = '{state}' AND {column} > ?",
                (time, time + longest),
            )

    def _count_crash(self) -> None:
        """Note what was under way when the program ended without saying so."""
        unclean = self._database.execute("SELECT 1 FROM meta WHERE name = 'running'").fetchone()
        if unclean:
            self._database.execute(
                f"UPDATE job SET crashes = crashes + 1 WHERE {OPEN} AND state <> 'held'"
            )
        self._database.execute("INSERT OR REPLACE INTO meta VALUES ('running', '1')")

    async def end_well(self) -> None:
        """The program ends in order: what is under way is no sign of a crash."""
        await self._database.write(self._end_well)
        self._begun = False

    def _end_well(self) -> None:
        self._database.execute("DELETE FROM meta WHERE name = 'running'")

    async def forgive(self) -> None:
        await self._database.write(self._forgive)

    def _forgive(self) -> None:
        self._database.execute("UPDATE job SET crashes = 0 WHERE crashes > 0")

    async def resume(self, *, sandbox: bool) -> list[Job]:
        return await self._database.read(self._resume, sandbox)

    def _resume(self, sandbox: bool) -> list[Job]:
        rows = self._database.query(
            f"SELECT {JOB} FROM job WHERE {OPEN} AND state <> 'held' AND state <> 'sending'"
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
