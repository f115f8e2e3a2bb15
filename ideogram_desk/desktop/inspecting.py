"""Keeps the inspector at what is selected in the grid, as it is now."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage

from ideogram_desk.desktop.gallery.thumbs import decode
from ideogram_desk.domain.errors import DeskError
from ideogram_desk.domain.events import JobChanged, LibraryChanged, PicturesChanged
from ideogram_desk.domain.job import PictureState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.late import LateLibrary
    from ideogram_desk.desktop.window import MainWindow
    from ideogram_desk.domain.change import Summary
    from ideogram_desk.domain.events import Event
    from ideogram_desk.domain.job import Picture
    from ideogram_desk.engine.desk import Desk

REST = 40  # milliseconds that the selection must stand still
MANY = 500  # pictures whose records are compared; of more, the store counts what they are
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
        self._summing = asyncio.Lock()  # of a million it takes a while: one at a time
        self._changes = 0
        self._known: tuple[int, Sequence[int], Summary] | None = None  # after so many changes
        self._rest = QTimer(window)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._look)
        gallery, inspector = window.gallery, window.inspector
        # Not the timer's own slot: it would take the signal's number for its interval.
        gallery.selection_changed.connect(lambda _count: self._rest.start())
        gallery.current_changed.connect(lambda _number: self._rest.start())
        inspector.answer_wanted.connect(lambda job: tasks.start(self._bring_answer(job)))
        inspector.known_wanted.connect(lambda: tasks.start(self._bring_known()))

    def stop(self) -> None:
        self._rest.stop()

    def apply(self, event: Event) -> None:
        """Look again if what is shown may have changed."""
        match event:
            case LibraryChanged() | PicturesChanged():
                self._rest.start()
            case JobChanged() if event.job.id == self._job:
                self._rest.start()
        self._changes += 1

    async def summary(self, numbers: Sequence[int]) -> Summary:
        """What these pictures are; at once where the inspector shows just them."""
        if self._known is not None and self._known[:2] == (self._changes, numbers):
            return self._known[2]
        return await (await self._late.desk()).organising.summary(numbers)

    def look_again(self) -> None:
        """What was edited did not come about: show it as it is."""
        self._rest.start()

    def _look(self) -> None:
        self._ticket += 1
        self._tasks.start(self._show(self._ticket))

    async def _show(self, ticket: int) -> None:
        view = self._window.gallery.view
        count = view.selection_count()
        self._job = ""
        if not count:
            self._window.inspector.show_nothing()
            return
        desk = await self._late.desk()
        numbers = view.selected_numbers()
        if count > 1:
            await self._show_many(desk, numbers, ticket)
            return
        pictures = await desk.library.pictures(numbers)
        if ticket != self._ticket or not pictures:
            return
        if pictures[0].state in _SHOWN_WHOLE:
            await self._show_picture(desk, pictures[0], ticket)
        else:
            await self._show_job(desk, pictures[0], ticket)

    async def _show_many(self, desk: Desk, numbers: Sequence[int], ticket: int) -> None:
        async with self._summing:
            if ticket != self._ticket:
                return
            changes = self._changes
            summary = await desk.organising.summary(numbers)
            self._known = (changes, numbers, summary)
        pictures = await desk.library.pictures(numbers) if len(numbers) <= MANY else []
        collections = await desk.organising.collections()
        if ticket == self._ticket:
            self._window.inspector.set_collections(collections)
            self._window.inspector.show_many(pictures, numbers, summary)

    async def _show_picture(self, desk: Desk, picture: Picture, ticket: int) -> None:
        path = self._late.absolute(picture.path) if picture.path else None
        preview, missing = await asyncio.to_thread(self._look_up, picture.number, path)
        summary = await desk.organising.summary([picture.number])
        collections = await desk.organising.collections() if summary.collections else None
        if ticket == self._ticket:
            self._job = picture.job
            if collections is not None:
                self._window.inspector.set_collections(collections)
            self._window.inspector.show_picture(picture, preview, path, summary)
        if missing is not picture.missing:
            with contextlib.suppress(DeskError):  # in a library that is only looked at
                await desk.organising.mark_missing([picture.number], missing=missing)

    async def _show_job(self, desk: Desk, picture: Picture, ticket: int) -> None:
        library = desk.library
        job, tiles = await library.job(picture.job), await library.tiles([picture.number])
        if ticket == self._ticket:
            self._job = picture.job
            self._window.inspector.show_job(job, tiles[0] if tiles else None)

    def _look_up(self, number: int, path: Path | None) -> tuple[QImage | None, bool]:
        """Its preview, and whether its file is missing. Off the GUI thread."""
        jpeg = self._late.get([number], EDGE).get(number)
        image = QImage() if jpeg is None else decode(jpeg, EDGE, fill=False)
        return None if image.isNull() else image, path is not None and not path.is_file()

    async def _bring_answer(self, job_id: str) -> None:
        library = (await self._late.desk()).library
        self._window.inspector.set_answer(job_id, await library.answer_of(job_id))

    async def _bring_known(self) -> None:
        """Every tag and collection, for the fields that complete them."""
        desk = await self._late.desk()
        try:
            vocabulary = await desk.library.vocabulary()
            collections = await desk.organising.collections()
        except DeskError:
            return  # nothing is completed, and what is typed counts all the same
        self._window.inspector.set_known([name for name, _ in vocabulary.tags], collections)
