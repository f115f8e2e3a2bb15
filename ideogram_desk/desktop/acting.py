"""Serves the Activity panel: what it lists, while it is seen, and what is ordered in it."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage

from ideogram_desk.desktop.gallery.thumbs import decode
from ideogram_desk.domain.callback import DeliveryState
from ideogram_desk.domain.errors import DeskError
from ideogram_desk.domain.events import CallbacksChanged, JobChanged, Progress
from ideogram_desk.domain.job import JobState, PictureState

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ideogram_desk.base.settings import Settings
    from ideogram_desk.desktop.activity.panel import ActivityPanel
    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.late import LateLibrary
    from ideogram_desk.desktop.window import MainWindow
    from ideogram_desk.domain.events import Event
    from ideogram_desk.domain.job import QueueTotals
    from ideogram_desk.domain.request import Request

REST = 100  # milliseconds: a burst of events asks once
SHARE = 4  # times as long as the last asking took does it rest at least
LINE, MORE, MOST = 200, 1000, 10_000  # queued jobs that are listed at first, at each further asking
OWED = 50  # callbacks
LEARNT_FOR = 10.0  # seconds before the usual durations are asked for again
EDGE = 256  # of a stored thumbnail, pixels
DRAWN = 128  # at most, on a screen of any scale


class Acting:
    """One for a session; the panel comes when it is first shown."""

    def __init__(
        self,
        window: MainWindow,
        late: LateLibrary,
        tasks: Tasks,
        settings: Callable[[], Settings],
    ) -> None:
        self._window = window
        self._late = late
        self._tasks = tasks
        self._settings = settings
        self._panel: ActivityPanel | None = None
        self._line = LINE
        self._learnt_at = float("-inf")
        self._asking = False
        self._asked_again = False
        self._said = ""
        self._rest = QTimer(window)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(lambda: tasks.start(self._refresh()))
        window.columns.activity_made.connect(self.attach)

    def attach(self, panel: ActivityPanel) -> None:
        self._panel = panel
        start = self._tasks.start
        panel.refresh_wanted.connect(self._want)
        panel.more_wanted.connect(self._want_more)
        panel.ordered.connect(lambda what, key: start(self._told(self._order(what, key))))
        panel.all_ordered.connect(lambda what: start(self._told(self._order_all(what))))
        panel.queue_again.connect(lambda job, request: start(self._queue_again(job, request)))
        panel.move_requested.connect(lambda job, before: start(self._told(self._move(job, before))))
        panel.job_shown.connect(lambda job: start(self.show_job(job)))
        panel.pictures_wanted.connect(lambda jobs: start(self._bring_pictures(jobs)))
        panel.say(self._said)
        self._want()

    def look_again(self) -> None:
        """How much is kept in view has changed, or what it costs."""
        self._want()

    def stop(self) -> None:
        self._rest.stop()

    # --- what is told ------------------------------------------------------------------------

    def apply(self, event: Event) -> None:
        panel = self._panel
        if panel is None:
            return
        match event:
            case JobChanged():
                panel.change(event.job)
            case Progress():
                panel.board.progress(event.job, event.received, event.total)
                return
            case CallbacksChanged():
                pass
        self._want()

    def show_totals(self, totals: QueueTotals) -> None:
        """Why nothing new is sent stands where the queue is looked at too."""
        self._said = "" if totals.paused else totals.resting
        if self._panel is not None:
            self._panel.say(self._said)

    def _want(self) -> None:
        if self._panel is not None and self._panel.isVisible() and not self._rest.isActive():
            self._rest.start()

    def _want_more(self) -> None:
        self._line = min(MOST, self._line + MORE)
        self._want()

    async def _refresh(self) -> None:
        if self._panel is None or not self._panel.isVisible():
            return  # its next showing asks
        if self._asking:
            self._asked_again = True
            return
        self._asking, self._asked_again = True, False
        began = time.monotonic()
        try:
            await self._bring(self._panel)
        finally:
            self._asking = False
        took = (time.monotonic() - began) * 1000
        self._rest.setInterval(max(REST, round(SHARE * took)))
        if self._asked_again:
            self._want()

    async def _bring(self, panel: ActivityPanel) -> None:
        desk, settings = await self._late.desk(), self._settings()
        if time.monotonic() - self._learnt_at > LEARNT_FOR:
            self._learnt_at = time.monotonic()
            panel.board.learn(await desk.library.durations())
        activity = await desk.library.activity(
            done=settings.keep_done, failed=settings.keep_failed, queued=self._line
        )
        owed = await desk.callbacks.deliveries([DeliveryState.OWED, DeliveryState.DEAD], OWED)
        panel.board.prices = desk.prices
        panel.take(activity, owed)

    # --- what is ordered ---------------------------------------------------------------------

    async def _told(self, work: Awaitable[None]) -> None:
        """Do it; an error that is no bug is told over the middle column."""
        try:
            await work
        except DeskError as error:
            self._window.toast.tell(str(error), "")
        self._want()

    async def _order(self, what: str, key: str) -> None:
        desk = await self._late.desk()
        match what:
            case "cancel":
                await desk.cancel(key)
                self._offer_back("Cancelled; nothing was paid.", [key])
            case "retry":
                await desk.retry(key)
            case "dismiss":
                await desk.dismiss(key)
            case "run_next":
                await desk.run_next(key)
            case "send_again":
                await desk.callbacks.send_again(key)

    async def _order_all(self, what: str) -> None:
        desk = await self._late.desk()
        match what:
            case "cancel_waiting":
                jobs = [job.id for job in await desk.cancel_waiting()]
                self._offer_back(f"{_jobs(len(jobs))} cancelled; nothing was paid.", jobs)
            case "retry_failed":
                tried = await desk.retry_failed()
                self._window.toast.tell(f"{_jobs(len(tried))} queued again.", "")
            case "dismiss_all" if self._panel is not None:
                for job in self._panel.board.activity.review:
                    await desk.dismiss(job.id)

    def _offer_back(self, said: str, jobs: list[str]) -> None:
        """Undo what was cancelled: it is queued again, in the order that it had."""
        if jobs:
            self._window.offer_undo(
                said, lambda: self._tasks.start(self._told(self._queue_back(jobs)))
            )

    async def _queue_back(self, jobs: list[str]) -> None:
        desk = await self._late.desk()
        for job in jobs:
            if (await desk.library.job(job)).state is JobState.CANCELLED:
                await desk.retry(job)

    async def _queue_again(self, job: str, request: Request) -> None:
        try:
            await (await self._late.desk()).queue_edited(job, request)
        except DeskError as error:
            if self._panel is not None:
                self._panel.tell_problem(job, str(error))
        self._want()

    async def _move(self, job: str, before: str | None) -> None:
        await (await self._late.desk()).move(job, before)

    # --- pictures ----------------------------------------------------------------------------

    async def show_job(self, job: str) -> None:
        """Show a job's pictures, or their empty tiles, in the library."""
        library = (await self._late.desk()).library
        pictures = (await library.pictures_of([job])).get(job, [])
        if pictures:
            self._window.columns.show_numbers([picture.number for picture in pictures])

    async def _bring_pictures(self, jobs: list[str]) -> None:
        library = (await self._late.desk()).library
        found = await library.pictures_of(jobs)
        for job in jobs:
            stored = [p for p in found.get(job, []) if p.state is PictureState.STORED]
            image = QImage()
            if stored:
                image = await asyncio.to_thread(self._thumbnail, stored[0].number)
            if self._panel is not None:
                self._panel.set_picture(job, image)

    def _thumbnail(self, number: int) -> QImage:
        """Off the GUI thread."""
        jpeg = self._late.get([number], EDGE).get(number)
        return QImage() if jpeg is None else decode(jpeg, DRAWN, fill=False)


def _jobs(count: int) -> str:
    return f"{count:,} job{'' if count == 1 else 's'}"
