"""Which pictures the grid lists: the view in force, and what happens while it is."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from ideogram_desk.desktop.gallery.days import day_of
from ideogram_desk.desktop.gallery.records import TileSource
from ideogram_desk.desktop.gallery.rows import same_set
from ideogram_desk.desktop.gallery.stacks import Listed, laid_out
from ideogram_desk.domain.events import JobChanged, JobsAdded, LibraryChanged, PicturesChanged
from ideogram_desk.domain.search import Grouping, Sort, View

if TYPE_CHECKING:
    import asyncio
    from array import array
    from collections.abc import Sequence
    from datetime import date

    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.gallery.thumbs import ThumbnailLoader
    from ideogram_desk.desktop.gallery.view import GalleryView
    from ideogram_desk.domain.events import Event
    from ideogram_desk.domain.search import Found, Vocabulary

AGAIN = 250  # milliseconds in which news are gathered before a search is made again
FEW = 64  # pictures that are put into the list one by one
MANY = 20_000  # pictures in a library whose searches show a beginning before they are done
BEGINNING = 400  # pictures


class GallerySource(TileSource, Protocol):
    async def find(self, view: View, *, today: date, limit: int | None = None) -> Found: ...

    async def count(self, view: View, *, today: date) -> int: ...

    async def stack(self, number: int, view: View, *, today: date) -> array[int]: ...

    async def vocabulary(self) -> Vocabulary: ...


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
        self._grid = view
        self._listed = view.listed
        self._loader = loader
        self.view = View()
        self.total = 0
        self.found = 0  # pictures; those in closed stacks too
        self.in_parts = False  # no whole word was found, but pieces of words
        self.milliseconds = 0
        self.loaded = False  # until then nothing is said about what is not there
        self.whole = True  # or only the beginning of what is being found
        self._counted = False  # whether the total is known
        self._ticket = 0
        self._task: asyncio.Task[None] | None = None
        self._same = False  # the view that is read is the one that is listed
        self._reading = False
        self._missed = False  # news came while a list was being read
        self._moved: set[int] = set()  # they may stand elsewhere in the next list
        self._open: dict[int, Sequence[int]] = {}  # stacks laid out, by the row's picture
        self._sought = ""  # the text whose pictures are listed
        self._last: Found | None = None  # as it was found, every stack closed
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN)
        self._again.timeout.connect(self._search_again)
        view.stack_toggled.connect(self._toggle_stack)

    @property
    def text(self) -> str:
        return self.view.text

    @property
    def searching(self) -> bool:
        return bool(self.view.text.strip())

    @property
    def _today(self) -> date:
        return day_of(self._listed.now())

    async def load(self) -> None:
        """Read the whole list for the first time."""
        await self._read(self._begin(self.view), keep=False)

    def stop(self) -> None:
        """Nothing is searched for again: the window goes."""
        self._again.stop()
        if self._task is not None:
            self._task.cancel()

    @property
    def reading(self) -> bool:
        return self._reading

    def search(self, text: str) -> None:
        self.show(replace(self.view, text=text))

    def show(self, view: View) -> None:
        """List this from now on. Another order of the same pictures begins at the top."""
        old = self.view
        same_text = view.text.strip() == old.text.strip()
        if self.loaded and same_text and view == replace(old, text=view.text):
            return
        keep = same_text and view.sort is old.sort
        self._open.clear()
        self._start(view, keep=keep)

    def _search_again(self) -> None:
        self._start(self.view, keep=True)

    def _start(self, view: View, *, keep: bool) -> None:
        """What was being found is not wanted any more, and the store is told so."""
        if self._task is not None:
            self._task.cancel()
        self._task = self._tasks.start(self._read(self._begin(view), keep=keep))

    def _begin(self, view: View) -> int:
        """From here on only the answer to this view is waited for."""
        self._ticket += 1
        self._same = view == self.view
        self.view = view
        self._reading = True
        self._missed = False
        self._again.stop()
        return self._ticket

    async def _read(self, ticket: int, *, keep: bool) -> None:
        if ticket != self._ticket:
            return
        started = time.perf_counter()
        members: dict[int, Sequence[int]] = {}
        try:
            today = self._today
            if not keep and self._begins():
                page = await self._source.find(self.view, today=today, limit=BEGINNING)
                if ticket == self._ticket and len(page.numbers) == BEGINNING:
                    self._show_beginning(page)
            found = await self._source.find(self.view, today=today)
            self.milliseconds = round((time.perf_counter() - started) * 1000)
            for cover in tuple(self._open):
                pictures = await self._source.stack(cover, self.view, today=today)
                # Another picture may be the stack's first by now.
                members[pictures[0] if pictures else cover] = pictures
        finally:
            if ticket == self._ticket:
                self._reading = False
        if ticket != self._ticket:
            return  # the answer to a view that has been changed since
        self._open = members
        self._take(found, keep=keep)
        if self._missed:
            self._again.start()
        if not self._counted:
            await self._count(today)

    async def _count(self, today: date) -> None:
        """The first list was one of a search: how many pictures there are is still unknown."""
        self._counted = True
        self.total = await self._source.count(View(), today=today)
        self.changed.emit()

    def _begins(self) -> bool:
        """Whether the whole may take so long that its beginning is shown before."""
        plain = self.view.grouping is Grouping.NONE and not self.view.stacked
        few = self._grid.selection_count() <= 1
        return plain and few and self.total >= MANY

    def _show_beginning(self, page: Found) -> None:
        self.whole = False
        self.in_parts = page.in_parts
        self._replace(laid_out(page, self.view, {}), keep=False, moved=set())
        self.loaded = True
        self.changed.emit()

    def _take(self, found: Found, *, keep: bool) -> None:
        self._last = found
        self.in_parts = found.in_parts
        self.found = len(found.numbers) if found.stacks is None else sum(found.stacks)
        if not self.searching:
            self.total = self.found
            self._counted = True
        moved, self._moved = self._moved, set()
        # Its beginning has been shown, and is being looked at.
        began, self.whole = not self.whole, True
        self._lay_out(keep=keep or began, moved=moved)
        self._sought = self.text
        self.loaded = True
        self.changed.emit()

    def _lay_out(self, *, keep: bool, moved: set[int]) -> None:
        assert self._last is not None
        listed = laid_out(self._last, self.view, self._open)
        self._open = {cover: self._open[cover] for cover in listed.opened}
        # What is selected may be in what has been added, and is found by a new list only.
        if not (keep and not self._grid.is_wishing and self._listed.patch(listed)):
            self._replace(listed, keep=keep, moved=moved)

    def _replace(self, listed: Listed, *, keep: bool, moved: set[int]) -> None:
        kept = self._grid.kept()
        everything = same_set(kept.selected, listed.numbers)
        if kept.everything and not self._sought.strip():
            # All that there is was selected, so all that is found is; but for the trash.
            everything = everything or "is:trashed" not in self.text.lower()
        self._listed.reset(listed)
        self._grid.restore(kept, everything=everything, follow=keep)
        if keep:
            self._grid.go_back(kept, moved, news=self._same)

    # Stacks

    def _toggle_stack(self, number: int) -> None:
        if number in self._open:
            del self._open[number]
            self._lay_out(keep=True, moved=set())
        elif self._last is not None and self._last.stacks is not None:
            self._tasks.start(self._open_stack(number, self._ticket))

    async def _open_stack(self, number: int, ticket: int) -> None:
        members = await self._source.stack(number, self.view, today=self._today)
        if ticket == self._ticket and self._last is not None:
            self._open[number] = members
            self._lay_out(keep=True, moved=set())

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
                if "is:" in self.text:  # they may have been exported, or lost their files
                    self._again.start()
            case LibraryChanged():
                self._apply_change(event)
            case _:
                return
        self.changed.emit()

    def _apply_change(self, event: LibraryChanged) -> None:
        self._missed = self._missed or self._reading
        self.total += len(event.shown) - len(event.hidden)
        self._listed.refresh(event.numbers)
        trash = "is:trashed" in self.text.lower()
        self._hide(event.shown if trash else event.hidden)
        if len(event.shown) <= FEW and not self.searching:
            self._add(event.shown)
        elif event.shown:
            self._again.start()
        if self.searching or self.view.stacked or self.view.sort is Sort.RATING:
            if len(event.numbers) <= FEW:
                self._moved.update(event.numbers)
            self._again.start()

    def _places_news(self, numbers: Sequence[int]) -> bool:
        """Whether it is plain where pictures belong, without asking the store."""
        view, groups = self.view, self._listed.groups
        if self.searching or view.stacked or view.sort is not Sort.NEWEST:
            return False
        if view.grouping is Grouping.NONE:
            return True
        newest = self._listed.number_at(0)
        is_today = bool(groups) and groups[0].key == self._today.isoformat()
        return view.grouping is Grouping.DAY and is_today and min(numbers) > newest

    def _add(self, numbers: Sequence[int]) -> None:
        if not numbers:
            return
        if self._places_news(numbers):
            self._listed.prepend(numbers)
        else:
            self._again.start()

    def _hide(self, numbers: Sequence[int]) -> None:
        if not numbers:
            return
        if self.view.stacked or not self._listed.remove(numbers):
            self._again.start()
        self._loader.drop(numbers)
