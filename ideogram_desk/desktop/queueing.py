"""What the composer and the status bar ask of the queue, and what the queue's totals tell them."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from ideogram_desk.domain.errors import DeskError, InvalidRequest, OverBudget
from ideogram_desk.domain.job import NewJob, QueueTotals
from ideogram_desk.domain.request import checked

if TYPE_CHECKING:
    from collections.abc import Callable

    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.compose.draft import Composition
    from ideogram_desk.desktop.late import LateLibrary
    from ideogram_desk.desktop.strip import Answer
    from ideogram_desk.desktop.window import MainWindow
    from ideogram_desk.domain.batch import Earlier

_log = logging.getLogger(__name__)

HISTORY = 200  # prompts to go back through
TOTALS_REST = 80  # milliseconds: a burst of events asks for the totals once
SECOND = 1000  # while it rests, the seconds are counted down

_LOOK: Answer = ("look", "Look", "Show what needs a look (Activity, Review)")
_SETTINGS: Answer = ("settings", "Open settings", "Key, prices and budget (Ctrl+,)")
_RESUME: Answer = ("resume", "Resume", "Send waiting pictures again")


class Queueing:
    """`told` hears the totals beside the status bar: the settings, the campaign, Activity."""

    def __init__(self, window: MainWindow, late: LateLibrary, tasks: Tasks) -> None:
        self._window = window
        self._late = late
        self._tasks = tasks
        self.told: list[Callable[[QueueTotals], None]] = []
        self._rest = QTimer(window)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(lambda: tasks.start(self.show_totals()))
        self._wire()

    def _wire(self) -> None:
        window, start = self._window, self._tasks.start
        compose = window.compose
        compose.generate_requested.connect(
            lambda composition, first: start(self.generate(composition, first=first))
        )
        compose.repeat_requested.connect(
            lambda composition, first: start(self.generate(composition, first=first, again=True))
        )
        compose.earlier_requested.connect(lambda earlier: start(self._show_earlier(earlier)))
        window.status.pause_toggled.connect(lambda pause: start(self.pause(pause)))
        window.status.review_clicked.connect(lambda: window.columns.show_activity("review"))
        window.status.queue_clicked.connect(window.columns.show_activity)
        window.strip.answered.connect(self._answer)

    def stop(self) -> None:
        self._rest.stop()

    # --- the composer ------------------------------------------------------------------------

    async def generate(
        self, composition: Composition, *, first: bool = False, again: bool = False
    ) -> None:
        """Queue what the composer holds; its input pictures are copied into the library.

        Where the same was run before it is asked first, unless it is to be run `again`.
        """
        desk, compose = await self._late.desk(), self._window.compose
        try:
            names = [await desk.add_input(file) for file in composition.files]
            mask = await desk.add_input(composition.mask) if composition.mask else None
            request = replace(composition.request, references=tuple(names), mask=mask)
            (earlier,) = [None] if again else await desk.earlier([checked(request)])
            if earlier is not None:
                compose.ask_repeat(composition, earlier, datetime.now(UTC))
                return
            (job,) = await desk.queue([NewJob(request, tags=composition.tags)], first=first)
        except InvalidRequest as error:
            compose.tell("bad", " ".join(problem.message for problem in error.problems))
        except OverBudget as error:
            compose.tell("bad", str(error), "Budget", money=True)
        except DeskError as error:
            compose.tell("bad", f"{error} Nothing was sent.")
        else:
            compose.tell("info", "")
            _log.info("queued %s", job.id)
            await self.show_history()

    async def show_history(self) -> None:
        library = (await self._late.desk()).library
        self._window.compose.set_history(await library.prompts(HISTORY))

    async def _show_earlier(self, earlier: Earlier) -> None:
        library = (await self._late.desk()).library
        numbers = list(earlier.numbers)
        if not numbers:
            pictures = (await library.pictures_of([earlier.job])).get(earlier.job, [])
            numbers = [picture.number for picture in pictures]
        if numbers:
            self._window.columns.show_numbers(numbers)

    # --- orders ------------------------------------------------------------------------------

    def order(self, what: str, job_id: str) -> None:
        """Cancel, retry or dismiss a job."""

        async def order() -> None:
            desk = await self._late.desk()
            try:
                await getattr(desk, what)(job_id)
            except DeskError as error:
                self._window.toast.tell(str(error), "")

        self._tasks.start(order())

    async def pause(self, pause: bool) -> None:
        desk = await self._late.desk()
        if pause:
            desk.pause()
        else:
            await desk.go_on()
        self.want_totals()

    def _answer(self, name: str) -> None:
        match name:
            case "look":
                self._window.columns.show_activity("review")
            case "settings":
                self._window.settings_requested.emit()
            case "resume":
                self._tasks.start(self.pause(False))

    # --- the totals --------------------------------------------------------------------------

    def want_totals(self) -> None:
        if not self._rest.isActive() or self._rest.interval() > TOTALS_REST:
            self._rest.start(TOTALS_REST)

    async def show_totals(self) -> None:
        desk = await self._late.desk()
        totals = await desk.totals()
        status = self._window.status
        status.apply(totals, budget=desk.day_budget)
        if status.message.said in (totals.held_reason, totals.resting):
            status.message.be_quiet()  # it stands elsewhere, and longer
        self._show_strip(totals)
        for tell in self.told:
            tell(totals)
        if totals.resting and not self._rest.isActive():
            self._rest.start(SECOND)

    def _show_strip(self, totals: QueueTotals) -> None:
        """What holds everything up, and what only the user can do about it."""
        strip = self._window.strip
        if self._window.is_leaving:
            return
        if not totals.held_reason:
            strip.leave()
            return
        helps = _SETTINGS if totals.held else _LOOK
        first = [helps] if totals.held or totals.review else []
        strip.ask(totals.held_reason, [*first, _RESUME])
