"""Which pictures the grid lists: the search in force, and what happens while it is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from ideogram_desk.desktop.gallery.records import TileSource
from ideogram_desk.domain.events import JobChanged, JobsAdded, PicturesChanged

if TYPE_CHECKING:
    from array import array
    from collections.abc import Sequence

    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.gallery.thumbs import ThumbnailLoader
    from ideogram_desk.desktop.gallery.view import GalleryView
    from ideogram_desk.domain.events import Event

AGAIN = 250  # milliseconds in which news are gathered before a search is made again
KEPT = 5000  # selected pictures that are looked for in a new list


class GallerySource(TileSource, Protocol):
    async def numbers(self, query: str) -> array[int]: ...


class Listing(QObject):
    changed = Signal()  # what is listed, or how many there are

    def __init__(
        self,
        source: GallerySource,
        tasks: Tasks,
        view: GalleryView,
        loader: ThumbnailLoader,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._source = source
        self._tasks = tasks
        self._view = view
        self._listed = view.listed
        self._loader = loader
        self.text = ""
        self.total = 0
        self.milliseconds = 0
        self.loaded = False  # until then nothing is said about what is not there
        self._ticket = 0
        self._reading = False
        self._missed = False  # news came while a list was being read
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN)
        self._again.timeout.connect(self._search_again)

    @property
    def searching(self) -> bool:
        return bool(self.text.strip())

    async def load(self) -> None:
        """Read the whole list for the first time."""
        await self._read(self._begin(self.text), keep=False)

    def search(self, text: str) -> None:
        if text.strip() != self.text.strip() or not self.loaded:
            self._tasks.start(self._read(self._begin(text), keep=False))

    def _search_again(self) -> None:
        self._tasks.start(self._read(self._begin(self.text), keep=True))

    def _begin(self, text: str) -> int:
        """From here on only the answer to this text is waited for."""
        self._ticket += 1
        self.text = text
        self._reading = True
        self._missed = False
        self._again.stop()
        return self._ticket

    async def _read(self, ticket: int, *, keep: bool) -> None:
        if ticket != self._ticket:
            return
        started = time.perf_counter()
        try:
            numbers = await self._source.numbers(self.text)
        finally:
            if ticket == self._ticket:
                self._reading = False
        if ticket != self._ticket:
            return  # the answer to words that have been changed since
        self.milliseconds = round((time.perf_counter() - started) * 1000)
        self._show(numbers, keep=keep)
        if self._missed:
            self._again.start()

    def _show(self, numbers: array[int], *, keep: bool) -> None:
        if not self.searching:
            self.total = len(numbers)
        self._listed.flush()
        grown = len(numbers) - self._listed.rowCount()
        known = self._listed.slice(0, self._listed.rowCount() - 1)
        if keep and grown >= 0 and numbers[grown:] == known:
            self._listed.prepend(numbers[:grown])
        else:
            self._replace(numbers, keep=keep)
        self.loaded = True
        self.changed.emit()

    def _replace(self, numbers: array[int], *, keep: bool) -> None:
        view = self._view
        place, current = view.place(), view.current_number()
        selected = view.selected_numbers() if view.selection_count() <= KEPT else ()
        self._listed.reset(numbers)
        view.restore(selected, current)
        if keep:
            view.go_back(place)

    # What happens meanwhile

    def apply(self, event: Event) -> None:
        match event:
            case JobsAdded(numbers=numbers):
                self._missed = self._missed or self._reading
                self.total += len(numbers)
                self._add(numbers)
            case JobChanged(numbers=numbers, hidden=hidden, added=added):
                self._missed = self._missed or (self._reading and bool(added or hidden))
                self.total += len(added) - len(hidden)
                self._loader.forget(numbers)
                self._listed.refresh(numbers)
                self._hide(hidden)
                self._add(added)
            case PicturesChanged(numbers=numbers):
                self._loader.forget(numbers)
                self._listed.refresh(numbers)
            case _:
                return
        self.changed.emit()

    def _add(self, numbers: Sequence[int]) -> None:
        if numbers and self.searching:
            self._again.start()
        elif numbers:
            self._listed.prepend(numbers)

    def _hide(self, numbers: Sequence[int]) -> None:
        if numbers:
            self._listed.remove(numbers)
            self._loader.drop(numbers)
