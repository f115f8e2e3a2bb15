"""An item view whose cells lie by arithmetic, and that stays where it is while rows come and go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QWidget

from ideogram_desk.desktop.gallery.layout import GridLayout
from ideogram_desk.desktop.gallery.painter import OUTSET

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent, QWheelEvent

SPACING, MARGIN = 12, 12
SMALLEST, LARGEST, USUAL = 112, 440, 184  # edges a cell may be asked to have
NOTCH = 120  # what one step of a wheel reports
LINES = 3  # of the scroll bar to a row of pictures; so many a wheel's step scrolls by custom

AnyIndex = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_Action = QAbstractItemView.CursorAction


class GridView(QAbstractItemView):
    unseen_changed = Signal(int)  # rows that came in above while the view was scrolled away
    cell_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cell = USUAL
        self._lead = 0
        self._unseen = 0
        self._wheel = 0.0
        self._first = 0  # the first visible row, noted before rows are taken out
        self.grid = GridLayout(0, 1, USUAL, SPACING, MARGIN)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAutoScroll(False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    # Geometry

    def count(self) -> int:
        listed = self.model()
        return listed.rowCount() if listed is not None else 0

    def index_of(self, row: int) -> QModelIndex:
        return self.model().index(row, 0) if 0 <= row < self.count() else QModelIndex()

    def row_rect(self, row: int) -> QRect:
        x, y, width, height = self.grid.rect(row)
        return QRect(x, y - self.verticalOffset(), width, height)

    def row_at(self, point: QPoint) -> int:
        return self.grid.row_at(point.x(), point.y() + self.verticalOffset())

    def visible_rows(self) -> range:
        return self.grid.visible(self.verticalOffset(), self.viewport().height())

    def update_row(self, row: int) -> None:
        if row >= 0:
            self.viewport().update(self.row_rect(row).adjusted(-OUTSET, -OUTSET, OUTSET, OUTSET))

    def visualRect(self, index: AnyIndex) -> QRect:
        return self.row_rect(index.row()) if index.isValid() else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        return self.index_of(self.row_at(point))

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: AnyIndex) -> bool:
        del index
        return False

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """The run of rows from one corner to the other, as when reading."""
        ends = sorted((self.row_at(rect.topLeft()), self.row_at(rect.bottomRight())))
        if ends[1] < 0:
            self.selectionModel().select(QItemSelection(), command)
            return
        first = ends[0] if ends[0] >= 0 else ends[1]
        found = QItemSelection(self.index_of(first), self.index_of(ends[1]))
        self.selectionModel().select(found, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """All that shows: going through a hundred thousand rows would find no smaller one."""
        return QRegion() if selection.isEmpty() else QRegion(self.viewport().rect())

    def scrollTo(
        self,
        index: AnyIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        if not index.isValid():
            return
        _x, y, _w, height = self.grid.rect(index.row())
        bar, room = self.verticalScrollBar(), self.viewport().height()
        if hint == QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue(y + (height - room) // 2)
        elif hint == QAbstractItemView.ScrollHint.PositionAtTop or y - MARGIN < bar.value():
            bar.setValue(y - MARGIN)
        elif y + height + MARGIN > bar.value() + room:
            bar.setValue(min(y - MARGIN, y + height + MARGIN - room))

    def moveCursor(self, action: _Action, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        del modifiers
        return self.index_of(self.target(action, self.currentIndex().row()))

    def target(self, action: _Action, row: int) -> int:
        """Where a key leads from a row; -1 in an empty list."""
        page = max(1, self.viewport().height() // self.grid.stride)
        across, lines = {
            _Action.MoveUp: (0, -1),
            _Action.MoveDown: (0, 1),
            _Action.MovePageUp: (0, -page),
            _Action.MovePageDown: (0, page),
            _Action.MoveLeft: (-1, 0),
            _Action.MovePrevious: (-1, 0),
            _Action.MoveHome: (-self.count(), 0),
            _Action.MoveEnd: (self.count(), 0),
        }.get(action, (1, 0))
        return self.grid.moved(row, across, lines)

    # Layout that keeps its place

    def updateGeometries(self) -> None:
        self._relayout()
        super().updateGeometries()

    def _relayout(self) -> None:
        bar, room = self.verticalScrollBar(), self.viewport().height()
        # As if the bar were always there: it comes and goes with the height, which hangs on this.
        width = self.width() - bar.sizeHint().width()
        self.grid = GridLayout(self.count(), width, self._cell, SPACING, MARGIN, self._lead)
        bar.setSingleStep(max(1, self.grid.stride // LINES))
        bar.setPageStep(max(1, room - MARGIN))
        bar.setRange(0, max(0, self.grid.height - room))

    def _keep(self, row: int, height: float, share: float) -> None:
        """Lay out anew with the point at `share` of a row's cell at this height of the window."""
        at_top = self.verticalOffset() == 0 and share == 0.0
        columns = self.grid.columns
        self._relayout()
        if self.grid.columns != columns and self._lead:
            self._lead = 0
            self._relayout()
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
        row = self._anchor_row(at)
        rect = self.row_rect(row)
        self._cell = cell
        self._keep(row, rect.y() + rect.height() / 2, 0.5)
        if self.verticalOffset() < self.grid.stride // 2 and row < self.grid.columns:
            self.verticalScrollBar().setValue(0)
        self.cell_changed.emit(cell)

    def _anchor_row(self, at: QPoint | None) -> int:
        rows = self.visible_rows()
        under = self.row_at(at) if at is not None else -1
        if under >= 0:
            return under
        current = self.currentIndex().row()
        return current if current in rows else (rows.start + rows.stop) // 2

    def _shift(self, before: int, after: int) -> None:
        """The first visible row has another number now; leave it where it is on the screen."""
        columns, stride = self.grid.columns, self.grid.stride
        line = (before + self._lead) // columns
        self._lead = (self._lead + before - after) % columns
        value = self.verticalOffset() + ((after + self._lead) // columns - line) * stride
        self._relayout()
        self.verticalScrollBar().setValue(value)
        self.viewport().update()

    def rowsInserted(self, parent: AnyIndex, start: int, end: int) -> None:
        super().rowsInserted(parent, start, end)
        first, added = self.visible_rows().start, end - start + 1
        if self.verticalOffset() > 0 and start <= first:
            self._shift(first, first + added)
            self._tell_unseen(self._unseen + added)
        else:
            self._relayout()
            self.viewport().update()

    def rowsAboutToBeRemoved(self, parent: AnyIndex, start: int, end: int) -> None:
        self._first = self.visible_rows().start
        super().rowsAboutToBeRemoved(parent, start, end)

    def _rows_removed(self, _parent: AnyIndex, start: int, end: int) -> None:
        above = max(0, min(end + 1, self._first) - start)
        if above:
            self._shift(self._first, self._first - above)
        else:
            self._relayout()
            self.viewport().update()

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is not None:
            model.rowsRemoved.connect(self._rows_removed)
        self._relayout()

    def reset(self) -> None:
        super().reset()
        self._lead = 0
        self._relayout()
        self.verticalScrollBar().setValue(0)
        self._tell_unseen(0)
        self.viewport().update()

    def _tell_unseen(self, unseen: int) -> None:
        if unseen != self._unseen:
            self._unseen = unseen
            self.unseen_changed.emit(unseen)

    # Scrolling

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        del dx, dy
        if self.verticalOffset() == 0:
            if self._lead:
                self._lead = 0
                self._relayout()
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

    def dataChanged(self, top_left: AnyIndex, bottom_right: AnyIndex, roles: Any = ()) -> None:
        del roles
        rows = self.visible_rows()
        first, last = max(rows.start, top_left.row()), min(rows.stop - 1, bottom_right.row())
        if first == last:
            self.update_row(first)
        elif first < last:
            self.viewport().update()
