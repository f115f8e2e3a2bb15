"""The library panel: search, browse pane, grid, what stands there when it is empty, menu."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ideogram_desk.desktop.gallery.bars import Header, SearchBar
from ideogram_desk.desktop.gallery.browsed import Browsed
from ideogram_desk.desktop.gallery.days import day_of
from ideogram_desk.desktop.gallery.empty import EmptyLibrary, EmptySearch
from ideogram_desk.desktop.gallery.heading import Heading
from ideogram_desk.desktop.gallery.listing import GallerySource, Listing
from ideogram_desk.desktop.gallery.menu import GalleryMenu
from ideogram_desk.desktop.gallery.model import GalleryModel
from ideogram_desk.desktop.gallery.orders import Orders
from ideogram_desk.desktop.gallery.preview import Preview
from ideogram_desk.desktop.gallery.searching import Searching
from ideogram_desk.desktop.gallery.thumbs import ThumbnailLoader
from ideogram_desk.desktop.gallery.view import GalleryView
from ideogram_desk.desktop.kit import button
from ideogram_desk.domain.job import PictureState
from ideogram_desk.domain.search import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.browse.pane import BrowsePane
    from ideogram_desk.desktop.theme import Theme
    from ideogram_desk.domain.events import Event
    from ideogram_desk.domain.job import Tile
    from ideogram_desk.domain.search import Grouping, Search, Sort, View
    from ideogram_desk.engine.ports import ThumbnailStore


def _now() -> datetime:
    return datetime.now(UTC)


class GalleryPanel(QWidget):
    """`await load()` once it is shown, `apply` every event, `shut` before the window closes."""

    selection_changed = Signal(int)
    current_changed = Signal(int)  # a picture's number, -1 for none
    open_requested = Signal(int)
    cancel_requested = Signal(str)  # a job, as the two below
    retry_requested = Signal(str)
    dismiss_requested = Signal(str)
    reveal_requested = Signal(object)  # the Path of a picture
    sample_requested = Signal()
    thumbnail_missing = Signal(int)
    view_changed = Signal(object)  # a View: other words, another order, other groups
    save_search_requested = Signal(str, object)  # a name, and the View that shall have it
    change_requested = Signal(object)  # a Change to the library
    browse_made = Signal(object)  # the BrowsePane, when it is first shown
    browse_shown = Signal(bool)

    def __init__(
        self,
        source: GallerySource,
        thumbnails: ThumbnailStore,
        tasks: Tasks,
        theme: Theme,
        files: Callable[[str], Path],
        *,
        now: Callable[[], datetime] = _now,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("gallery_panel")
        self._now = now
        self.loader = ThumbnailLoader(thumbnails, self)
        self.listed = GalleryModel(source, tasks, files, now, self)
        self.view = GalleryView(self.listed, self.loader, theme, now, self)
        self.listing = Listing(source, tasks, self.view, self.loader, self)
        self.bar = SearchBar(self._read, self)
        self.header = Header(self)
        self.orders = Orders(self.view)
        self.empty_library = EmptyLibrary()
        self.empty_search = EmptySearch()
        self.menu = GalleryMenu(self)
        self.searching = Searching(
            source, tasks, self.bar, self.header, self.empty_search, self.view, self.listing,
            now, self,
        )  # fmt: skip
        self.heading = Heading(source, tasks, self.view, self.listing, self.header, now)
        self.browsed = Browsed(self.view.selected_numbers, now)
        self._preview: Preview | None = None
        self._pill = button("", "primary", icon="chevron-up", name="new_pill", parent=self.view)
        self._pill.hide()
        self._lay_out()
        self._connect()

    def _read(self, text: str) -> Search:
        return parse(text, day_of(self._now()))

    def _lay_out(self) -> None:
        self._stack = QStackedWidget(self)
        for page in (self.view, self.empty_library, self.empty_search):
            self._stack.addWidget(page)
        top = QVBoxLayout()
        top.setContentsMargins(12, 12, 12, 4)
        top.setSpacing(12)
        top.addWidget(self.bar)
        top.addWidget(self.header)
        for first, second in pairwise((*self.bar.stops(), self.view)):
            self.setTabOrder(first, second)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        self.browsed.put_beside(self._stack)
        column.addWidget(self.browsed, 1)

    def _connect(self) -> None:
        view, bar, searching, browsed = self.view, self.bar, self.searching, self.browsed
        bar.cell_asked.connect(view.set_cell)
        bar.fill_asked.connect(view.set_fill)
        bar.edit.left.connect(self._enter_grid)
        bar.browse.toggled.connect(browsed.show_pane)
        searching.view_changed.connect(self.view_changed)
        searching.save_requested.connect(self.save_search_requested)
        searching.change_requested.connect(self.change_requested)
        browsed.made.connect(self._take_in)
        browsed.made.connect(self.browse_made)
        browsed.shown.connect(self._tell_browsed)
        view.cell_changed.connect(bar.show_cell)
        view.selection_changed.connect(self._show_selected)
        view.selection_changed.connect(self.selection_changed)
        view.current_changed.connect(self.current_changed)
        view.open_requested.connect(self._open)
        view.preview_requested.connect(self.preview)
        view.context_requested.connect(self._call_menu)
        view.unseen_changed.connect(self._show_unseen)
        view.installEventFilter(self)
        self.listed.rowsInserted.connect(self._show_counts)
        self.listed.rowsRemoved.connect(self._show_counts)
        self.listing.changed.connect(self._show_counts)
        self._pill.clicked.connect(self._go_to_top)
        self.menu.chosen.connect(self.order)
        for name in ("open", "cancel", "retry", "dismiss", "reveal"):
            getattr(self.orders, f"{name}_requested").connect(getattr(self, f"{name}_requested"))
        self.empty_library.sample_requested.connect(self.sample_requested)
        self.loader.missing.connect(self.thumbnail_missing)

    # For the window

    async def load(self) -> None:
        await self.searching.load()

    def apply(self, event: Event) -> None:
        self.listing.apply(event)
        self.searching.apply(event)

    def view_state(self) -> View:
        """What is asked for in the bar, and so listed."""
        return self.bar.view()

    def show_view(self, view: View) -> None:
        """List this: a saved search, say."""
        self.bar.show_view(view)

    def search(self, text: str) -> None:
        """Look for this, in the order and the groups that are in force."""
        self.searching.search(text)

    def toggle_filter(self, filter_text: str) -> None:
        """Put a filter into the search, or take it out where it is in it."""
        self.searching.toggle_filter(filter_text)

    def set_sort(self, sort: Sort) -> None:
        self.searching.arrange(sort=sort)

    def set_grouping(self, grouping: Grouping) -> None:
        self.searching.arrange(grouping=grouping)

    def set_stacked(self, stacked: bool) -> None:
        self.searching.arrange(stacked=stacked)

    def jump(self) -> None:
        """Offer the groups to go to."""
        self.searching.jump()

    def offer_to_save(self) -> None:
        """Ask for a name to keep the search under."""
        self.searching.offer_to_save()

    def toggle_browse(self) -> None:
        """Show the browse pane, or fold it away."""
        self.bar.browse.toggle()

    @property
    def browse(self) -> BrowsePane | None:
        return self.browsed.pane

    def state(self) -> dict[str, Any]:
        """How the list is arranged, and the browse pane; the search begins anew each time."""
        view = self.bar.view()
        arranged = {"sort": view.sort, "grouping": view.grouping, "stacked": view.stacked}
        return {**arranged, **self.browsed.state()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Stand as it was left; whatever is not understood is left out."""
        self.searching.restore(state)
        self.browsed.restore(state)
        self.bar.browse.setChecked(state.get("browse") is True)

    def set_first_run(self, content: QWidget) -> None:
        """What an empty library shows in place of its one sentence."""
        self.empty_library.set_content(content)

    def focus_search(self) -> None:
        self.bar.edit.setFocus()
        self.bar.edit.selectAll()

    def preview(self, number: int) -> None:
        if self._preview is None:
            self._preview = Preview(self.view, self.loader, self._now, self.window())
        self._preview.open(number)

    def shut(self) -> None:
        """Stop the threads; nothing is loaded any more."""
        self.listing.stop()
        self.loader.close()
        if self._preview is not None:
            self._preview.originals.close()

    # Orders

    def order(self, name: str) -> None:
        """Do what the menu names to what is selected."""
        self.orders.do(name)

    def copy_file(self, path: Path) -> None:
        """Put a file on the clipboard, and the picture in it."""
        self.orders.copy_file(path)

    def selected_tiles(self) -> list[Tile]:
        """The records at hand of what is selected."""
        return self.orders.tiles()

    def _call_menu(self, where: QPoint) -> None:
        tiles = self.selected_tiles()
        if tiles:
            self.menu.fill(tiles)
            self.menu.popup(where)

    def _open(self, number: int) -> None:
        """Open a picture; of a tile that has none, show what can be done about it."""
        tile = self.listed.look(number)
        if tile is None or tile.state is PictureState.STORED:
            self.open_requested.emit(number)
            return
        row = self.listed.row_of(number)
        if not self.view.selectionModel().isSelected(self.view.index_of(row)):
            self.view.select_row(row)
        self._call_menu(self.view.viewport().mapToGlobal(self.view.row_rect(row).center()))

    def _enter_grid(self) -> None:
        self.view.setFocus()

    def _go_to_top(self) -> None:
        self.view.verticalScrollBar().setValue(0)
        self.view.setFocus()

    # What is told

    def _show_counts(self) -> None:
        if not self.listing.loaded:
            return
        empty: QWidget = self.empty_search if self.listing.searching else self.empty_library
        self._stack.setCurrentWidget(self.view if self.searching.show_counts() else empty)
        self.heading.look_again(self.searching.shown)

    def _take_in(self, pane: BrowsePane) -> None:
        """Let Tab pass through the pane on its way from the bar to the grid."""
        stops: list[QWidget] = [self.bar.fit]
        stop = pane.nextInFocusChain()
        while stop is not None and pane.isAncestorOf(stop):
            if stop.focusPolicy() & Qt.FocusPolicy.TabFocus:
                stops.append(stop)
            stop = stop.nextInFocusChain()
        for first, second in pairwise((*stops, self.view)):
            self.setTabOrder(first, second)

    def _tell_browsed(self, shown: bool) -> None:
        self.bar.browse.setChecked(shown)
        self.browse_shown.emit(shown)

    def _show_selected(self, count: int) -> None:
        self.header.selected.setText(f"· {count:,} selected" if count > 1 else "")

    def _show_unseen(self, count: int) -> None:
        self._pill.set_text(f"{count:,} new")
        self._pill.setVisible(count > 0)
        self._place_pill()

    def _place_pill(self) -> None:
        self._pill.adjustSize()
        room = self.view.viewport().width()
        self._pill.move((room - self._pill.width()) // 2, 12)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.view:
            self._place_pill()
        return super().eventFilter(watched, event)
