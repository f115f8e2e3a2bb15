"""An item view whose cells lie by arithmetic, in groups under headings or in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QAbstractItemView, QFrame, QWidget

from ideogram_desk.desktop.gallery.accessible import QTableView
from ideogram_desk.desktop.gallery.layout import GridLayout
from ideogram_desk.desktop.gallery.painter import OUTSET

if TYPE_CHECKING:
    from ideogram_desk.desktop.gallery.model import GalleryModel

SPACING, MARGIN = 12, 12
HEAD = 32  # a group's heading
SMALLEST, LARGEST, USUAL = 112, 440, 184  # edges a cell may be asked to have
LINES = 3  # of the scroll bar to a row of pictures; so many a wheel's step scrolls by custom

AnyIndex = QModelIndex | QPersistentModelIndex
Action = QAbstractItemView.CursorAction


class GridView(QTableView):
    def __init__(self, listed: GalleryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.listed = listed
        self._cell = USUAL
        self._lead = 0
        self._leading = 0  # the group that has the lead
        self.grid = GridLayout(0, 1, USUAL, SPACING, MARGIN)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAutoScroll(False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    # Geometry

    def count(self) -> int:
        return self.listed.rowCount()

    def index_of(self, row: int) -> QModelIndex:
        return self.model().index(row, 0) if 0 <= row < self.count() else QModelIndex()

    def row_rect(self, row: int) -> QRect:
        x, y, width, height = self.grid.rect(row)
        return QRect(x, y - self.verticalOffset(), width, height)

    def row_at(self, point: QPoint) -> int:
        if point.y() < self.covered():
            return -1
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
        above = HEAD if self.grid.head else MARGIN  # a heading lies over the top, or stands there
        if hint == QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue(y + (height - room) // 2)
        elif hint == QAbstractItemView.ScrollHint.PositionAtTop or y - above < bar.value():
            # The very first line shows what stands above it, too.
            bar.setValue(y - above if y - above > MARGIN else 0)
        elif y + height + MARGIN > bar.value() + room:
            bar.setValue(min(y - above, y + height + MARGIN - room))

    def moveCursor(self, action: Action, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        del modifiers
        return self.index_of(self.target(action, self.currentIndex().row()))

    def target(self, action: Action, row: int) -> int:
        """Where a key leads from a row; -1 in an empty list."""
        page = max(self.grid.stride, self.viewport().height() - self.grid.stride)
        if action in (Action.MovePageUp, Action.MovePageDown):
            return self.grid.paged(row, page if action == Action.MovePageDown else -page)
        across, lines = {
            Action.MoveUp: (0, -1),
            Action.MoveDown: (0, 1),
            Action.MoveLeft: (-1, 0),
            Action.MovePrevious: (-1, 0),
            Action.MoveHome: (-self.count(), 0),
            Action.MoveEnd: (self.count(), 0),
        }.get(action, (1, 0))
        return self.grid.moved(row, across, lines)

    # Headings

    def top_group(self) -> int:
        """The group whose pictures are at the top, or -1 where there are no groups."""
        if not self.grid.head or not self.count():
            return -1
        return self.grid.group_at(self.verticalOffset())

    def headings(self) -> list[tuple[int, int]]:
        """The groups whose heading shows and the heights at which, the one held at the top first.

        The heading of what is at the top stays there until the next one pushes it away.
        """
        top = self.top_group()
        if top < 0:
            return []
        offset = self.verticalOffset()
        shown = self.grid.headings(offset, self.viewport().height())
        heights = [(group, self.grid.top_of_group(group) - offset) for group in shown]
        if self.grid.top_of_group(top) < offset:
            heights = [pair for pair in heights if pair[0] != top]
            height = min(0, heights[0][1] - HEAD) if heights else 0
            heights.insert(0, (top, height))
        return heights

    def covered(self) -> int:
        """How much of the top lies under the heading that is held there."""
        shown = self.headings()
        if not shown or self.grid.top_of_group(shown[0][0]) >= self.verticalOffset():
            return 0
        return shown[0][1] + HEAD

    def heading_at(self, point: QPoint) -> int:
        """The group whose heading is at a point of the window, or -1."""
        shown = self.headings()
        return next((group for group, top in shown if top <= point.y() < top + HEAD), -1)

    # Layout

    def updateGeometries(self) -> None:
        self.relayout()
        super().updateGeometries()

    def relayout(self) -> None:
        bar, room = self.verticalScrollBar(), self.viewport().height()
        # As if the bar were always there: it comes and goes with the height, which hangs on this.
        width = self.width() - bar.sizeHint().width()
        sections = self.listed.sections
        self.grid = GridLayout(
            self.count(), width, self._cell, SPACING, MARGIN, self._lead,
            sections, HEAD if sections else 0, self._leading,
        )  # fmt: skip
        bar.setSingleStep(max(1, self.grid.stride // LINES))
        bar.setPageStep(max(1, room - MARGIN))
        bar.setRange(0, max(0, self.grid.height - room))

    def dataChanged(self, top_left: AnyIndex, bottom_right: AnyIndex, roles: Any = ()) -> None:
        del roles
        rows = self.visible_rows()
        first, last = max(rows.start, top_left.row()), min(rows.stop - 1, bottom_right.row())
        if first == last:
            self.update_row(first)
        elif first < last:
            self.viewport().update()
