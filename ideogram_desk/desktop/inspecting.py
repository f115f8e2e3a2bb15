"""Keeps the inspector at what is selected in the grid, as it is now."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage

from ideogram_desk.desktop.gallery.thumbs import decode
from ideogram_desk.domain.events import JobChanged, JobsAdded
from ideogram_desk.domain.job import PictureState

if TYPE_CHECKING:
    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.late import LateLibrary
    from ideogram_desk.desktop.window import MainWindow

REST = 40  # milliseconds that the selection must stand still
MANY = 500  # pictures whose shared values are told
EDGE = 512  # of the preview, pixels
_SHOWN_WHOLE = (PictureState.STORED, PictureState.WITHHELD, PictureState.LOST)


class Inspecting:
    """Looks again whenever the selection rests or what is shown has changed."""

    def __init__(self, window: MainWindow, late: LateLibrary, tasks: Tasks) -> None:
        self._window = window
        self._late = late
        self._tasks = tasks
        self._ticket = 0
        self._job = ""  # the job of the one picture shown
        self._rest = QTimer(window)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._look)
        gallery, inspector = window.gallery, window.inspector
        # Not the timer's own slot: it would take the signal's number for its interval.
        gallery.selection_changed.connect(lambda _count: self._rest.start())
        gallery.current_changed.connect(lambda _number: self._rest.start())
        inspector.answer_wanted.connect(lambda job: tasks.start(self._bring_answer(job)))

    def stop(self) -> None:
        self._rest.stop()

    def apply(self, event: JobsAdded | JobChanged) -> None:
        """Look again if what is shown has changed."""
        if isinstance(event, JobChanged) and event.job.id == self._job:
            self._rest.start()

    def _look(self) -> None:
        self._ticket += 1
        self._tasks.start(self._show(self._ticket))

    async def _show(self, ticket: int) -> None:
        view, inspector = self._window.gallery.view, self._window.inspector
        count = view.selection_count()
        self._job = ""
        if not count:
            inspector.show_nothing()
            return
        library = (await self._late.desk()).library
        pictures = await library.pictures(view.selected_numbers()[:MANY])
        if ticket != self._ticket or not pictures:
            return
        if count > 1:
            inspector.show_many(pictures, count)
            return
        picture = pictures[0]
        if picture.state in _SHOWN_WHOLE:
            preview = await asyncio.to_thread(self._preview, picture.number)
            path = self._late.absolute(picture.path) if picture.path else None
            if ticket == self._ticket:
                self._job = picture.job
                inspector.show_picture(picture, preview, path)
            return
        job, tiles = await library.job(picture.job), await library.tiles([picture.number])
        if ticket == self._ticket:
            self._job = picture.job
            inspector.show_job(job, tiles[0] if tiles else None)

    def _preview(self, number: int) -> QImage | None:
        """Off the GUI thread."""
        jpeg = self._late.get([number], EDGE).get(number)
        image = QImage() if jpeg is None else decode(jpeg, EDGE, fill=False)
        return None if image.isNull() else image

    async def _bring_answer(self, job_id: str) -> None:
        library = (await self._late.desk()).library
        self._window.inspector.set_answer(job_id, await library.answer_of(job_id))
