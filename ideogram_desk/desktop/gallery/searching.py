"""Keeps the search bar, the grid's list and the words about them at one View."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ideogram_desk.desktop.gallery.bars import images
from ideogram_desk.desktop.gallery.days import day_of
from ideogram_desk.desktop.gallery.search_popover import JumpPopover, SavePopover
from ideogram_desk.desktop.gallery.spoken import announce
from ideogram_desk.domain.change import Restore
from ideogram_desk.domain.errors import DeskError
from ideogram_desk.domain.events import JobChanged, JobsAdded, LibraryChanged
from ideogram_desk.domain.search import (
    Grouping,
    Search,
    Sort,
    View,
    parse,
    toggle,
    without,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from PySide6.QtWidgets import QWidget

    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.gallery.bars import Header, SearchBar
    from ideogram_desk.desktop.gallery.empty import EmptySearch
    from ideogram_desk.desktop.gallery.listing import GallerySource, Listing
    from ideogram_desk.desktop.gallery.view import GalleryView
    from ideogram_desk.domain.events import Event

IN_PARTS = "No word is like this; these have it inside a word."


class Searching(QObject):
    view_changed = Signal(object)  # a View: other words, another order, other groups
    save_requested = Signal(str, object)  # a name, and the View that shall have it
    change_requested = Signal(object)  # a Change to the library

    def __init__(
        self,
        source: GallerySource,
        tasks: Tasks,
        bar: SearchBar,
        header: Header,
        empty: EmptySearch,
        view: GalleryView,
        listing: Listing,
        now: Callable[[], datetime],
        over: QWidget,
    ) -> None:
        super().__init__(over)
        self._source = source
        self._tasks = tasks
        self._bar = bar
        self._header = header
        self._empty = empty
        self._view = view
        self._listing = listing
        self._now = now
        self._over = over
        self._shown = View()
        self._told = View()  # what the count was said of aloud
        self._begun = False
        self._ticket = 0
        self._stale = True  # the field knows nothing yet of the library's words
        self._jump: JumpPopover | None = None
        self._save: SavePopover | None = None
        bar.asked.connect(self.show)
        bar.field.doubted.connect(header.tell_problem)
        bar.field.save_asked.connect(self.offer_to_save)
        bar.edit.focused.connect(self._learn)
        header.jump_asked.connect(self.jump)
        header.restore_asked.connect(self._restore)
        empty.clear_requested.connect(bar.edit.clear)
        empty.remove_requested.connect(bar.edit.remove)
        view.selection_changed.connect(lambda _count: self._offer_restore())

    @property
    def today(self) -> date:
        return day_of(self._now())

    @property
    def shown(self) -> View:
        """What is listed, or being read."""
        return self._shown

    def show(self, view: View) -> None:
        if view == self._shown:
            return
        if view.text.strip() != self._shown.text.strip():
            self._ticket += 1  # what the words before hid need not be weighed any more
        self._shown = view
        if self._begun:
            self._listing.show(view)
        else:
            self._listing.view = view  # for the first reading
        self.view_changed.emit(view)

    async def load(self) -> None:
        """Read the list for the first time."""
        self._begun = True
        await self._listing.load()

    def toggle_filter(self, filter_text: str) -> None:
        """Put a filter into the search, or take it out if it is there."""
        self.search(toggle(self._bar.edit.text(), filter_text))

    def search(self, text: str) -> None:
        """Look for this instead, at once."""
        self._bar.show_view(replace(self._bar.view(), text=text))

    def arrange(
        self,
        *,
        sort: Sort | None = None,
        grouping: Grouping | None = None,
        stacked: bool | None = None,
    ) -> None:
        view = self._bar.view()
        changed = View(
            view.text,
            view.sort if sort is None else sort,
            view.grouping if grouping is None else grouping,
            view.stacked if stacked is None else stacked,
        )
        self._bar.show_view(changed)

    def restore(self, state: Mapping[str, Any]) -> None:
        """Be arranged as it was left; whatever is not understood is left out."""
        sort, grouping = state.get("sort"), state.get("grouping")
        self.arrange(
            sort=Sort(sort) if sort in set(Sort) else None,
            grouping=Grouping(grouping) if grouping in set(Grouping) else None,
            stacked=state.get("stacked") is True,
        )

    # What is told

    def show_counts(self) -> bool:
        """Say how much was found; whether there is anything to be seen."""
        listing, count = self._listing, self._view.count()
        found = listing.found if self._shown.stacked else count
        words = ""
        if not listing.whole:
            words = f"… of {listing.total:,}" if listing.searching and listing.total else ""
        elif listing.searching:
            words = f"{found:,} of {listing.total:,} · {listing.milliseconds} ms"
            if self._bar.edit.search.is_trash:
                words = f"{found:,} in the trash · {listing.milliseconds} ms"
        elif count:
            words = images(found)
        self._header.found.setText(words)
        if self._shown != self._told:
            self._told = self._shown
            announce(self._bar.edit, words)
        self._header.tell_note(IN_PARTS if listing.in_parts and count else "")
        self._header.offer_jump(offered=bool(count) and self._shown.grouping is not Grouping.NONE)
        self._offer_restore()
        if listing.searching and not count:
            self._explain()
        return count > 0

    def _explain(self) -> None:
        """Say why nothing is there, and weigh what each part of the search hides."""
        search = parse(self._listing.text, self.today)
        if self._empty.show_search(search):
            self._ticket += 1
            if self._empty.chips:
                self._tasks.start(self._weigh(search, self._ticket))

    async def _weigh(self, search: Search, ticket: int) -> None:
        for place, chip in enumerate(self._empty.chips):
            text = without(search.text, chip)
            count = await self._source.count(View(text), today=self.today)
            if ticket != self._ticket:
                return
            self._empty.show_count(place, count)

    def apply(self, event: Event) -> None:
        if isinstance(event, JobsAdded | JobChanged | LibraryChanged):
            self._stale = True

    def _learn(self, wanted: bool) -> None:
        """Read the library's words for the field that is about to be typed into."""
        if wanted and self._stale:
            self._stale = False
            self._tasks.start(self._read_words())

    async def _read_words(self) -> None:
        try:
            self._bar.edit.vocabulary = await self._source.vocabulary()
        except DeskError:  # the window has told why the library cannot be read
            self._stale = True

    # Out of the trash

    def _offer_restore(self) -> None:
        count = self._view.count() if self._bar.edit.search.is_trash else 0
        selected = self._view.selection_count()
        words = ""
        if count:
            some = f"Restore all {count:,}" if count > 1 else "Restore"
            words = f"Restore {selected:,}" if selected else some
        self._header.offer_restore(words)

    def _restore(self) -> None:
        listed = self._view.listed
        numbers = self._view.selected_numbers() or listed.slice(0, listed.rowCount() - 1)
        if numbers:
            self.change_requested.emit(Restore(numbers))

    # What hangs under the bar

    def jump(self) -> None:
        """Offer the groups to go to, if there are any."""
        groups = self._view.groups()
        if not groups:
            return
        if self._jump is None:
            self._jump = JumpPopover(self._over)
            self._jump.chosen.connect(self._jump_to)
        rows = self._view.visible_rows()
        current = self._view.listed.group_of(rows.start) if rows else None
        self._jump.ask(self._header.jump, groups, current.key if current is not None else "")

    def _jump_to(self, key: str) -> None:
        self._view.jump(key)
        self._view.setFocus()

    def offer_to_save(self) -> None:
        """Ask for the name that the search is kept under."""
        if self._save is None:
            self._save = SavePopover(self._over)
            self._save.saved.connect(lambda name: self.save_requested.emit(name, self._bar.view()))
        search = self._bar.edit.search
        parts = sorted((*search.chips, *search.words), key=lambda chip: chip.start)
        self._save.ask(self._bar.field, ", ".join(chip.label for chip in parts))
