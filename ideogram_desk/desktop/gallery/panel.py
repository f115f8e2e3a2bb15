"""The library panel: search, grid, what stands there when it is empty, menu and preview."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ideogram_desk.desktop.clipboard import FileClipboard, files_data
from ideogram_desk.desktop.gallery.bars import Header, SearchBar, images
from ideogram_desk.desktop.gallery.days import day_name, day_of, first_row
from ideogram_desk.desktop.gallery.empty import EmptyLibrary, EmptySearch
from ideogram_desk.desktop.gallery.listing import GallerySource, Listing
from ideogram_desk.desktop.gallery.menu import GalleryMenu, jobs_for
from ideogram_desk.desktop.gallery.model import GalleryModel
from ideogram_desk.desktop.gallery.preview import Preview
from ideogram_desk.desktop.gallery.thumbs import ThumbnailLoader
from ideogram_desk.desktop.gallery.view import GalleryView
from ideogram_desk.desktop.kit import button
from ideogram_desk.domain.job import PictureState

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.theme import Theme
    from ideogram_desk.domain.events import Event
    from ideogram_desk.domain.job import Tile
    from ideogram_desk.engine.ports import ThumbnailStore

REST = 120  # milliseconds of rest before the day at the top is counted
MOST = 2000  # pictures that one order is given for


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
        self._source = source
        self._tasks = tasks
        self._now = now
        self.loader = ThumbnailLoader(thumbnails, self)
        self.listed = GalleryModel(source, tasks, files, now, self)
        self.view = GalleryView(self.listed, self.loader, theme, now, self)
        self.listing = Listing(source, tasks, self.view, self.loader, self)
        self.bar = SearchBar(self)
        self.header = Header(self)
        self._clipboard = FileClipboard(self)
        self.empty_library = EmptyLibrary()
        self.empty_search = EmptySearch()
        self.menu = GalleryMenu(self)
        self._preview: Preview | None = None
        self._day: date | None = None
        self._count_ticket = 0
        self._pill = button("", "primary", icon="chevron-up", name="new_pill", parent=self.view)
        self._pill.hide()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._lay_out()
        self._connect()

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
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        view, bar = self.view, self.bar
        bar.searched.connect(self.listing.search)
        bar.cell_asked.connect(view.set_cell)
        bar.fill_asked.connect(view.set_fill)
        bar.edit.left.connect(self._enter_grid)
        view.cell_changed.connect(bar.show_cell)
        view.selection_changed.connect(self._show_selected)
        view.selection_changed.connect(self.selection_changed)
        view.current_changed.connect(self.current_changed)
        view.open_requested.connect(self._open)
        view.preview_requested.connect(self.preview)
        view.context_requested.connect(self._call_menu)
        view.unseen_changed.connect(self._show_unseen)
        view.scrolled.connect(self._rest.start)
        view.installEventFilter(self)
        self.listed.dataChanged.connect(self._rest.start)
        self.listed.rowsInserted.connect(self._show_counts)
        self.listed.rowsRemoved.connect(self._show_counts)
        self.listing.changed.connect(self._show_counts)
        self._rest.timeout.connect(self._show_day)
        self._pill.clicked.connect(self._go_to_top)
        self.menu.chosen.connect(self.order)
        self.empty_library.sample_requested.connect(self.sample_requested)
        self.empty_search.clear_requested.connect(bar.edit.clear)
        self.loader.missing.connect(self.thumbnail_missing)

    # For the window

    async def load(self) -> None:
        await self.listing.load()

    def apply(self, event: Event) -> None:
        self.listing.apply(event)

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

    def copy_file(self, path: Path) -> None:
        """Put a file on the clipboard, and the picture in it."""
        self._clipboard.copy(lambda: files_data([path]))

    def selected_tiles(self) -> list[Tile]:
        """The records at hand of what is selected."""
        tiles = (self.listed.look(n) for n in self.view.selected_numbers()[:MOST])
        return [tile for tile in tiles if tile is not None]

    def shut(self) -> None:
        """Stop the threads; nothing is loaded any more."""
        self.loader.close()
        if self._preview is not None:
            self._preview.originals.close()

    # Orders

    def order(self, name: str) -> None:
        """Do what the menu names to what is selected."""
        tiles = self.selected_tiles()
        if name in ("preview", "open"):
            request = self.view.preview_requested if name == "preview" else self.open_requested
            request.emit(self.view.current_number())
        elif name == "copy_prompt":
            QGuiApplication.clipboard().setText("\n\n".join(t.prompt for t in tiles))
        elif name == "copy_seed":
            QGuiApplication.clipboard().setText("\n".join(str(t.seed) for t in tiles if t.seed))
        elif name == "copy_files":
            self._copy_files()
        elif name == "reveal":
            for tile in tiles[:1]:
                self.reveal_requested.emit(self.listed.path_of(tile))
        else:
            self._order_jobs(name, tiles)

    def _copy_files(self) -> None:
        numbers = self.view.selected_numbers()[:MOST]
        self._clipboard.copy(lambda: self.listed.mime_of(numbers))

    def _order_jobs(self, name: str, tiles: list[Tile]) -> None:
        signals = {
            "cancel": self.cancel_requested,
            "retry": self.retry_requested,
            "dismiss": self.dismiss_requested,
        }
        for job in jobs_for(name, tiles):
            signals[name].emit(job)

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
        listing, count = self.listing, self.listed.rowCount()
        if not listing.loaded:
            return
        if listing.searching:
            found = f"{count:,} of {listing.total:,} · {listing.milliseconds} ms"
            self.empty_search.name_search(listing.text)
        else:
            found = images(count)
        self.header.found.setText(found if count or listing.searching else "")
        empty: QWidget = self.empty_search if listing.searching else self.empty_library
        self._stack.setCurrentWidget(self.view if count else empty)
        self._day = None
        self._rest.start()

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

    def _show_day(self) -> None:
        """Name the day of the first visible picture; count it, unless that has been done."""
        rows = self.view.visible_rows()
        tile = self.listed.tile(rows.start) if rows else None
        if tile is None:
            if not rows:
                self.header.day.setText("")
                self.header.images.setText("")
            return
        day = day_of(tile.created_at)
        if day != self._day:
            self._day = day
            self._count_ticket += 1
            self.header.day.setText(day_name(day, day_of(self._now())))
            self._tasks.start(self._count_day(day, self._count_ticket))

    async def _count_day(self, day: date, ticket: int) -> None:
        count = self.listed.rowCount()
        first = await first_row(count, self._day_at, lambda found: found <= day)
        last = await first_row(count, self._day_at, lambda found: found < day)
        if ticket == self._count_ticket and first is not None and last is not None:
            whole = last - first == count and not self.listing.searching
            self.header.images.setText("" if whole else images(last - first))

    async def _day_at(self, row: int) -> date | None:
        number = self.listed.number_at(row)
        tile = self.listed.look(number) if number >= 0 else None
        if tile is None and number >= 0:
            tile = next(iter(await self._source.tiles([number])), None)
        return day_of(tile.created_at) if tile is not None else None
