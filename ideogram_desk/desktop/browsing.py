"""Keeps the browse pane at what the library holds, as long as the pane can be seen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QTimer

from ideogram_desk.desktop.browse.rows import BROWSE, HISTORY
from ideogram_desk.domain.errors import DeskError
from ideogram_desk.domain.events import (
    Event,
    JobChanged,
    JobsAdded,
    LibraryChanged,
    PicturesChanged,
)
from ideogram_desk.domain.search import View, parse

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import date

    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.browse.pane import BrowsePane
    from ideogram_desk.desktop.late import LateLibrary
    from ideogram_desk.desktop.window import MainWindow
    from ideogram_desk.domain.change import Change
    from ideogram_desk.engine.ports import LibraryStore

TYPING, CHANGING, WORKING = 120, 120, 1000  # milliseconds from what happened to the counting
STEPS = 200  # of the history that are listed
TAKEN = "There is a saved search called “{name}” already."


class Changes(Protocol):
    """Who changes the library, with its words about it and its undo."""

    def change(self, change: Change) -> None: ...
    def go_to(self, entry: int) -> None: ...


class Browsing:
    """Counts again when the search or the library has changed, one count after the other."""

    def __init__(
        self, window: MainWindow, late: LateLibrary, tasks: Tasks, changes: Changes
    ) -> None:
        self._window = window
        self._late = late
        self._tasks = tasks
        self._changes = changes
        self._stale = {BROWSE, HISTORY}
        self._busy = False
        self._soon = QTimer(window)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._look)
        gallery = window.gallery
        gallery.browse_made.connect(self._take_up)
        gallery.view_changed.connect(self._follow)
        gallery.save_search_requested.connect(self.save)
        if gallery.browse is not None:
            self._take_up(gallery.browse)

    def _take_up(self, pane: BrowsePane) -> None:
        pane.refresh_wanted.connect(lambda: self._want(0))
        pane.filter_toggled.connect(self._window.gallery.searching.toggle_filter)
        pane.saved_chosen.connect(self._window.gallery.show_view)
        pane.search_saved.connect(lambda name: self.save(name, self._view()))
        pane.saved_renamed.connect(self.rename)
        pane.saved_removed.connect(self.remove)
        pane.change_requested.connect(self._changes.change)
        pane.go_to_requested.connect(self._changes.go_to)

    def stop(self) -> None:
        self._soon.stop()

    def apply(self, event: Event) -> None:
        """Look again if what is counted may be otherwise now."""
        match event:
            case LibraryChanged():
                self._stale |= {BROWSE, HISTORY}
                self._want(CHANGING)
            case JobsAdded() | JobChanged() | PicturesChanged():
                self._stale.add(BROWSE)
                self._want(WORKING)

    def _follow(self, view: View) -> None:
        """Another search: what is on is told at once, the counts follow."""
        self._stale.add(BROWSE)
        pane = self._pane()
        if pane is not None:
            pane.show_search(view.text, self._filters(view.text))
            self._want(TYPING)

    # --- looking -----------------------------------------------------------------------------

    def _pane(self) -> BrowsePane | None:
        """The pane, if it can be seen."""
        pane = self._window.gallery.browse
        return pane if pane is not None and pane.isVisible() else None

    def _view(self) -> View:
        return self._window.gallery.view_state()

    def _today(self) -> date:
        return self._window.gallery.searching.today

    def _filters(self, text: str) -> list[str]:
        return [chip.text for chip in parse(text, self._today()).chips]

    def _want(self, milliseconds: int) -> None:
        """Look within this time; what is to be looked at sooner stays so."""
        waits = self._soon.isActive() and self._soon.remainingTime() <= milliseconds
        if not waits and self._pane() is not None:
            self._soon.start(milliseconds)

    def _look(self) -> None:
        pane = self._pane()
        if pane is None or self._busy or pane.tab not in self._stale:
            return
        self._busy = True
        self._tasks.start(self._bring(pane.tab))

    async def _bring(self, tab: str) -> None:
        try:
            self._stale.discard(tab)
            if tab == HISTORY:
                await self._bring_history()
            else:
                await self._bring_counts()
        except DeskError:  # the window has told why the library cannot be read
            return
        finally:
            self._busy = False
        pane = self._pane()
        if pane is not None and pane.tab in self._stale:  # something happened meanwhile
            self._want(CHANGING)

    async def _bring_counts(self) -> None:
        desk = await self._late.desk()
        view = self._view()
        facets = await desk.library.facets(view, today=self._today())
        saved = await desk.library.saved_searches()
        collections = await desk.organising.collections()
        pane = self._window.gallery.browse
        if pane is not None and self._view().text == view.text:
            pane.show_all(facets, collections, saved, view.text, self._filters(view.text))

    async def _bring_history(self) -> None:
        entries = await (await self._late.desk()).organising.history(STEPS)
        pane = self._window.gallery.browse
        if pane is not None:
            pane.show_history(entries, whole=len(entries) < STEPS)

    # --- saved searches ----------------------------------------------------------------------

    def save(self, name: str, view: View) -> None:
        """Keep a search under a name; one that had the name before makes room."""

        async def keep(library: LibraryStore) -> None:
            await library.save_search(name, view)
            self._window.toast.tell(f"Saved the search “{name}”.", "")

        self._do(keep)

    def remove(self, name: str) -> None:
        async def take_out(library: LibraryStore) -> None:
            had = [each for each in await library.saved_searches() if each.name == name]
            await library.remove_search(name)
            for each in had:
                said = f"Removed the saved search “{name}”."
                self._window.offer_undo(said, partial(self._put_back, name, each.view))

        self._do(take_out)

    def _put_back(self, name: str, view: View) -> None:
        self._do(lambda library: library.save_search(name, view))

    def rename(self, old: str, new: str) -> None:
        async def rename(library: LibraryStore) -> None:
            saved = {each.name: each.view for each in await library.saved_searches()}
            others = {name.casefold() for name in saved if name != old}
            if new.casefold() in others:
                self._window.toast.tell(TAKEN.format(name=new), "")
            elif old in saved:
                await library.remove_search(old)  # first: the same name in other letters is one
                await library.save_search(new, saved[old])

        self._do(rename)

    def _do(self, work: Callable[[LibraryStore], Awaitable[object]]) -> None:
        self._tasks.start(self._done(work))

    async def _done(self, work: Callable[[LibraryStore], Awaitable[object]]) -> None:
        try:
            await work((await self._late.desk()).library)
        except DeskError as error:
            self._window.toast.tell(str(error), "")
        self._stale.add(BROWSE)
        self._want(0)
