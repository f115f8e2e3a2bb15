"""What a cell or the matrix's head is told to do, carried to the engine."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from ideogram_desk.domain.errors import DeskError, InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.campaign.view import CampaignView
    from ideogram_desk.desktop.late import LateLibrary


class Ordering:
    """Carries out the orders; `batch` is the one that is shown.

    `stands_for` is the job whose cell the next new one of the batch takes.
    """

    def __init__(self, view: CampaignView, late: LateLibrary, tasks: Tasks) -> None:
        self.batch = ""
        self.stands_for = ""
        self._view, self._late = view, late
        self._one_at_a_time = asyncio.Lock()
        view.ordered.connect(lambda order, job: tasks.start(self._order(order, job)))
        view.edited.connect(lambda job, prompt: tasks.start(self._queue_edited(job, prompt)))
        view.pause_toggled.connect(lambda pause: tasks.start(self._pause(pause)))
        view.retry_failed_clicked.connect(lambda: tasks.start(self._retry_failed()))

    async def _told(self, work: Awaitable[object]) -> None:
        """Do it, and say an error that is no bug above the matrix."""
        try:
            await work
        except DeskError as error:
            self._view.tell("bad", _said(error))
        else:
            self._view.tell("info", "")

    async def _order(self, order: str, job_id: str) -> None:
        desk = await self._late.desk()
        if order == "again":
            await self._told(self._in_place_of(job_id, lambda: desk.again(job_id)))
        elif order == "cancel":
            await self._told(desk.cancel(job_id))
        else:
            await self._told(desk.retry(job_id))

    async def _in_place_of(self, job_id: str, work: Callable[[], Awaitable[object]]) -> None:
        """The job that this makes takes the other one's cell."""
        async with self._one_at_a_time:
            self.stands_for = job_id
            try:
                await work()
            finally:
                self.stands_for = ""

    async def _queue_edited(self, job_id: str, prompt: str) -> None:
        desk = await self._late.desk()
        try:
            request = replace((await desk.library.job(job_id)).request, prompt=prompt)
            await self._in_place_of(job_id, lambda: desk.queue_edited(job_id, request))
        except DeskError as error:
            self._view.edit.tell(_said(error))
        else:
            self._view.close_edit()

    async def _pause(self, pause: bool) -> None:
        desk = await self._late.desk()
        if pause:
            desk.pause()
        else:
            await self._told(desk.go_on())

    async def _retry_failed(self) -> None:
        if self.batch:
            desk = await self._late.desk()
            await self._told(desk.retry_failed(self.batch))


def _said(error: DeskError) -> str:
    if isinstance(error, InvalidRequest):
        return " ".join(problem.message for problem in error.problems)
    return str(error)
