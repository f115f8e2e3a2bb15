"""A grid that stays where it is while rows come and go, and while it gets another size."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QApplication

from ideogram_desk.desktop.gallery.grid import LARGEST, LINES, SMALLEST, AnyIndex, GridView

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent, QWheelEvent
    from PySide6.QtWidgets import QWidget

    from ideogram_desk.desktop.gallery.model import GalleryModel

NOTCH = 120  # what one step of a wheel reports


class Hold(NamedTuple):
    """A row and where it is: what is to stay while the list changes above it."""

    row: int
    column: int
    height: int  # on the screen


class SteadyView(GridView):
    unseen_changed = Signal(int)  # rows that came in above while the view was scrolled away
    cell_changed = Signal(int)

    def __init__(self, listed: GalleryModel, parent: QWidget | None = None) -> None:
        super().__init__(listed, parent)
        self._unseen = 0
        self._wheel = 0.0
        self._held = Hold(0, 0, 0)  # noted before rows come or go
        listed.rowsAboutToBeInserted.connect(self._hold)
        listed.rowsAboutToBeRemoved.connect(self._hold)
        listed.rowsRemoved.connect(self._rows_removed)
        listed.regrouped.connect(self._regrouped)

    def _hold(self) -> None:
        row = self.visible_rows().start
        if self.count():
            self._held = Hold(row, self.grid.line(row)[1], self.row_rect(row).y())

    # Another size

    def _keep(self, row: int, height: float, share: float) -> None:
        """Lay out anew with the point at `share` of a row's cell at this height of the window."""
        at_top = self.verticalOffset() == 0 and share == 0.0
        columns = self.grid.columns
        self.relayout()
        if self.grid.columns != columns and self._lead:
            self._lead = 0
            self.relayout()
        if 0 <= row < self.count() and not at_top:
            _x, y, _w, edge = self.grid.rect(row)
            self.verticalScrollBar().setValue(round(y + edge * share - height))
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        rows = self.visible_rows()
        height = self.row_rect(rows.start).y() if rows else 0
        self._keep(rows.start, height, 0.0)
        super().resizeEvent(event)

    def cell(self) -> int:
        return self._cell

    def set_cell(self, cell: int, at: QPoint | None = None) -> None:
        """Another size; the picture under `at`, else the current or the middle one, stays put."""
        cell = max(SMALLEST, min(LARGEST, cell))
        if cell == self._cell:
            return
        if not self.count():
            self._cell = cell
            self.relayout()
        else:
            self._resize_cells(cell, at)
        self.cell_changed.emit(cell)

    def _resize_cells(self, cell: int, at: QPoint | None) -> None:
        row = self._anchor_row(at)
        rect = self.row_rect(row)
        self._cell = cell
        self._keep(row, rect.y() + rect.height() / 2, 0.5)
        if self.verticalOffset() < self.grid.stride // 2 and row < self.grid.columns:
            self.verticalScrollBar().setValue(0)

    def _anchor_row(self, at: QPoint | None) -> int:
        rows = self.visible_rows()
        under = self.row_at(at) if at is not None else -1
        if under >= 0:
            return under
        current = self.currentIndex().row()
        return current if current in rows else (rows.start + rows.stop) // 2

    # Rows that come and go

    def _settle(self, row: int) -> None:
        """What was held is in another row now; leave it where it is on the screen."""
        sections = self.listed.sections
        group = sections.of(row) if sections else 0
        into = row - (sections.starts[group] if sections else 0)
        self._leading = group
        self._lead = (self._held.column - into) % self.grid.columns
        self.relayout()
        self.verticalScrollBar().setValue(self.grid.rect(row)[1] - self._held.height)
        self.viewport().update()

    def _lay_out_again(self) -> None:
        if self._leading and self._leading >= len(self.listed.groups):
            self._leading = self._lead = 0
        self.relayout()
        self.viewport().update()

    def rowsInserted(self, parent: AnyIndex, start: int, end: int) -> None:
        super().rowsInserted(parent, start, end)
        added = end - start + 1
        if self.verticalOffset() > 0 and start <= self._held.row:
            self._settle(self._held.row + added)
            self._tell_unseen(self._unseen + added)
        else:
            self._lay_out_again()

    def _rows_removed(self, _parent: AnyIndex, start: int, end: int) -> None:
        above = max(0, min(end + 1, self._held.row) - start)
        if above and self._held.row - above < self.count():
            self._settle(self._held.row - above)
        else:
            self._lay_out_again()

    def _regrouped(self) -> None:
        """The rows are the same, but lie in other lines."""
        if self.grid.head == 0 and not self.listed.groups:
            self.viewport().update()
            return
        rows = self.visible_rows()
        height = self.row_rect(rows.start).y() if rows else 0
        if not self.grid.head or not self.listed.groups:
            self._lead = self._leading = 0
        self._keep(rows.start, height, 0.0)

    def reset(self) -> None:
        super().reset()
        self._lead = self._leading = 0
        self.relayout()
        self.verticalScrollBar().setValue(0)
        self._tell_unseen(0)
        self.viewport().update()

    def unseen(self) -> int:
        return self._unseen

    def _tell_unseen(self, unseen: int) -> None:
        if unseen != self._unseen:
            self._unseen = unseen
            self.unseen_changed.emit(unseen)

    # Scrolling

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        del dx, dy
        if self.verticalOffset() == 0:
            if self._lead:
                self._lead = self._leading = 0
                self.relayout()
            self._tell_unseen(0)
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            factor = 1.12 ** (turned / NOTCH)
            self.set_cell(round(self._cell * factor), event.position().toPoint())
        elif not event.pixelDelta().isNull():
            self._scroll(-event.pixelDelta().y())
        else:
            rows = QApplication.wheelScrollLines() / LINES
            self._scroll(-turned / NOTCH * rows * self.grid.stride)
        event.accept()

    def _scroll(self, pixels: float) -> None:
        # Fine wheels report parts of a step; what is less than a pixel is kept for the next one.
        self._wheel += pixels
        whole = int(self._wheel)
        self._wheel -= whole
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + whole)
