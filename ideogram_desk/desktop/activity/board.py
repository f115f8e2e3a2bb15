"""What stands on each tab of the Activity panel, kept up to date event by event; no Qt."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Literal, get_args

from ideogram_desk.desktop.activity import rows
from ideogram_desk.domain.callback import DeliveryState
from ideogram_desk.domain.job import ACTIVE, CANCELLABLE, Activity, JobState
from ideogram_desk.domain.money import PUBLISHED, Prices
from ideogram_desk.engine.pace import Pace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ideogram_desk.desktop.activity.rows import Received, Row
    from ideogram_desk.domain.callback import Delivery
    from ideogram_desk.domain.job import Job

Tab = Literal["running", "queued", "review", "done"]
TABS: tuple[Tab, ...] = get_args(Tab)
_REVIEWED = frozenset({JobState.REFUSED, JobState.FAILED, JobState.UNSURE})
_STILL_NEWS = timedelta(days=7)  # a callback given up longer ago is for the settings' list


class Board:
    """The last answer of the store, and what has been told since."""

    def __init__(self) -> None:
        self.activity = Activity()
        self.prices: Prices = PUBLISHED
        self._callbacks: tuple[Delivery, ...] = ()
        self._pace = Pace()
        self._received: dict[str, Received] = {}
        self._began: dict[str, tuple[int, datetime]] = {}  # by job: the attempt, its beginning

    # --- what is told ------------------------------------------------------------------------

    def take(self, activity: Activity, callbacks: Sequence[Delivery]) -> None:
        """The whole, as the store has it."""
        self.activity, self._callbacks = activity, tuple(callbacks)
        running = {job.id for job in activity.running}
        self._received = {k: v for k, v in self._received.items() if k in running}
        self._began = {k: v for k, v in self._began.items() if k in running}
        for job in activity.running:
            self._note_beginning(job)

    def change(self, job: Job) -> None:
        """One job took a step; the rest is told by the next `take`."""
        had = self.activity
        running = tuple(one for one in had.running if one.id != job.id)
        queued = tuple(one for one in had.queued if one.id != job.id)
        review = tuple(one for one in had.review if one.id != job.id)
        done = tuple(one for one in had.done if one.id != job.id)
        gone = len(had.queued) - len(queued)
        if job.state in ACTIVE:
            running = tuple(job if one.id == job.id else one for one in had.running)
            if job not in running:
                running = (*running, job)
            self._note_beginning(job)
        elif job.state in CANCELLABLE:
            queued = tuple(job if one.id == job.id else one for one in had.queued)
            if job not in queued:
                queued = (job, *queued)
        elif job.state in _REVIEWED:
            review = (job, *review)
        else:
            done = (job, *done)
        self.activity = replace(
            had,
            running=running,
            queued=queued,
            review=review,
            done=done,
            queued_count=max(len(queued), had.queued_count - gone),
            review_count=max(len(review), had.review_count + len(review) - len(had.review)),
        )

    def progress(self, job: str, received: int, total: int | None) -> None:
        self._received[job] = (received, total)

    def learn(self, durations: Sequence[tuple[str, str, float]]) -> None:
        """What pictures of each model and speed have taken of late, seconds."""
        self._pace.learn_all(durations)

    def _note_beginning(self, job: Job) -> None:
        noted = self._began.get(job.id)
        if noted is None or noted[0] != job.attempts:
            self._began[job.id] = (job.attempts, job.changed_at or job.created_at)

    # --- what is shown -----------------------------------------------------------------------

    def rows(self, tab: Tab, now: datetime) -> list[Row]:
        match tab:
            case "running":
                return self._running(now)
            case "queued":
                line = self._line(now)
                return [rows.queued(job, place, now) for place, job in enumerate(line, 1)]
            case "review":
                return self._review(now)
            case "done":
                return [rows.done(job, now) for job in self.activity.done]

    def counts(self, now: datetime) -> dict[Tab, int]:
        again = len(self._again(now))
        callbacks = len(self._failing())
        return {
            "running": len(self.activity.running) + again + callbacks,
            "queued": max(0, self.activity.queued_count - again),
            "review": self.activity.review_count + len(self._dead(now)),
            "done": len(self.activity.done),
        }

    @property
    def lacks(self) -> int:
        """Queued jobs that were not asked for yet."""
        return max(0, self.activity.queued_count - len(self.activity.queued))

    def job(self, key: str) -> Job | None:
        had = self.activity
        every = (*had.running, *had.queued, *had.review, *had.done)
        return next((job for job in every if job.id == key), None)

    def after(self, key: str, step: int, now: datetime) -> tuple[bool, str | None]:
        """Whether a waiting job can go `step` places on, and before which job it then stands."""
        line = [job.id for job in self._line(now)]
        if key not in line:
            return False, None
        at = line.index(key)
        to = at + step
        if not 0 <= to < len(line):
            return False, None
        rest = [one for one in line if one != key]
        return True, rest[to] if to < len(rest) else None

    def _line(self, now: datetime) -> list[Job]:
        return [job for job in self.activity.queued if not rows.is_waiting_again(job, now)]

    def _again(self, now: datetime) -> list[Job]:
        return [job for job in self.activity.queued if rows.is_waiting_again(job, now)]

    def _failing(self) -> list[Delivery]:
        return [one for one in self._callbacks if one.state is DeliveryState.OWED and one.tries]

    def _dead(self, now: datetime) -> list[Delivery]:
        dead = (one for one in self._callbacks if one.state is DeliveryState.DEAD)
        return [one for one in dead if now - one.created_at < _STILL_NEWS]

    def _running(self, now: datetime) -> list[Row]:
        found = []
        for job in self.activity.running:
            request = job.request
            usual = self._pace.seconds(request.model, request.speed)
            began = self._began[job.id][1]
            found.append(rows.running(job, now, began, usual, self._received.get(job.id)))
        found += [rows.waiting_again(job, now) for job in self._again(now)]
        found += [rows.callback(one, now) for one in self._failing()]
        return found

    def _review(self, now: datetime) -> list[Row]:
        found = [rows.review(job, self.prices, now) for job in self.activity.review]
        return found + [rows.callback(one, now) for one in self._dead(now)]
