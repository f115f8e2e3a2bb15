"""The campaign matrix painted: headers that stay, and only the cells that are seen."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QStyledItemDelegate,
    QTableView,
)

from ideogram_desk.desktop.campaign.cell_painter import CellPainter, Look
from ideogram_desk.desktop.campaign.cell_words import CellWords, words_of
from ideogram_desk.desktop.campaign.matrix_heads import INSET, PAD, MatrixHeads
from ideogram_desk.desktop.gallery.ink import Ink
from ideogram_desk.desktop.gallery.thumbs import ThumbnailLoader, wish_for

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QHideEvent, QPaintEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

    from ideogram_desk.desktop.campaign.board import Column, Place, Spot
    from ideogram_desk.desktop.campaign.matrix_model import MatrixModel
    from ideogram_desk.desktop.gallery.wishes import Wish
    from ideogram_desk.desktop.theme import Theme

    AnyIndex = QModelIndex | QPersistentModelIndex

HIGH, LEAST, MOST = 168, 96, 300  # of a cell, pixels
LIST_CELL = QSize(300, 100)
GAP = 24  # between two columns
HEAD, LIST_HEAD = 132, 340  # the width of the row's name
MOVING, COUNTING = 40, 500  # milliseconds between paintings of a bar, and of seconds
EARLIER, EARLIER_SHORT = "Already run · show", "Already run"


def cell_size(column: Column, *, is_list: bool) -> QSize:
    """A cell in its format's own shape, as large as its row and its column allow."""
    if is_list:
        return LIST_CELL
    width = min(HIGH * column.ratio, MOST)
    return QSize(max(LEAST, round(width)), round(min(HIGH, width / column.ratio)))


def _fitted(rect: QRect, width: int, height: int) -> QRect:
    """A picture's own shape at the left of a cell."""
    scale = min(rect.width() / width, rect.height() / height)
    return QRect(rect.topLeft(), QSize(round(width * scale), round(height * scale)))


class _Delegate(QStyledItemDelegate):
    def __init__(self, view: MatrixCanvas) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        self._view.paint_cell(painter, option.rect, index)


class MatrixCanvas(QTableView):
    """A table whose cells are painted by hand; how they look with time is its own business."""

    moved = Signal()  # scrolled or resized: what hangs on a cell must follow

    def __init__(self, model: MatrixModel, loader: ThumbnailLoader, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("campaign_matrix")
        self.setAccessibleName("Campaign matrix")
        self.cells, self._loader, self._theme = model, loader, theme
        self.painter = CellPainter(self._make_ink())
        self._live: set[Place] = set()  # seen cells whose looks change with time
        self._moves = False
        self._lacking: list[Wish] = []
        self._moment = time.monotonic()
        self.pointed: Place | None = None  # the pointer is on this cell's button
        self._dress()
        self.setModel(model)
        self.setItemDelegate(_Delegate(self))
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._tick)
        model.modelReset.connect(self.lay_out)
        model.modelAboutToBeReset.connect(self._live.clear)
        theme.changed.connect(self._restyle)
        loader.ready.connect(self.viewport().update)
        self.lay_out()

    def _dress(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        # The corner goes on with the line under the columns' names; "mid" is the token line.
        self.setStyleSheet(
            "QTableCornerButton::section { background: palette(window); border: 0;"
            " border-bottom: 1px solid palette(mid); }"
        )
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for orientation, put in (
            (Qt.Orientation.Horizontal, self.setHorizontalHeader),
            (Qt.Orientation.Vertical, self.setVerticalHeader),
        ):
            put(MatrixHeads(orientation, self))
        self.horizontalHeader().setFixedHeight(30)

    def lay_out(self) -> None:
        """Columns and rows for the model's formats."""
        board = self.cells.board
        row = (LIST_CELL.height() if board.is_list else HIGH) + 2 * PAD + 1
        self.verticalHeader().setMinimumSectionSize(row)
        self.verticalHeader().setDefaultSectionSize(row)
        self.verticalScrollBar().setSingleStep(row // 3)
        self.horizontalHeader().setVisible(not board.is_list)
        self._size_heads()
        for at, column in enumerate(board.columns):
            wide = cell_size(column, is_list=board.is_list).width() + GAP
            name = self.fontMetrics().horizontalAdvance(column.name) + 12
            self.horizontalHeader().resizeSection(at, max(wide, min(name, wide + 60)))
        if not self.currentIndex().isValid() and board.rows and board.columns:
            self.setCurrentIndex(self.cells.index(0, 0))

    def _size_heads(self) -> None:
        head = HEAD
        if self.cells.board.is_list:
            head = max(HEAD, min(LIST_HEAD, self.width() - LIST_CELL.width() - GAP - 24))
        self.verticalHeader().setFixedWidth(head)

    # --- painting ----------------------------------------------------------------------------

    def _make_ink(self) -> Ink:
        return Ink(self._theme.tokens, self.font(), self.devicePixelRatioF())

    def _restyle(self) -> None:
        self.painter.use(self._make_ink())
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "painter"):
            self._restyle()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.painter.ink.dpr != self.devicePixelRatioF():
            self.painter.use(self._make_ink())
        if event.rect() == self.viewport().rect():
            self._live.clear()
            self._moves = False
        self._lacking = []
        self._moment = time.monotonic()
        self._rule(event.rect())
        super().paintEvent(event)
        self._loader.set_capacity(2 * self._seen())
        self._loader.ask(self._lacking)
        self._set_clock()

    def _rule(self, area: QRect) -> None:
        """The window's own ground, and a line under each row from edge to edge."""
        tokens = self._theme.tokens
        painter = QPainter(self.viewport())
        painter.fillRect(area, QColor(tokens.window))
        heads = self.verticalHeader()
        first, last = self.rowAt(area.top()), self.rowAt(area.bottom())
        if first >= 0:
            for row in range(first, (last if last >= 0 else self.cells.rowCount() - 1) + 1):
                y = heads.sectionViewportPosition(row) + heads.sectionSize(row) - 1
                painter.fillRect(area.left(), y, area.width(), 1, QColor(tokens.line))
        painter.end()

    def _seen(self) -> int:
        row = max(1, self.verticalHeader().defaultSectionSize())
        return (self.viewport().height() // row + 2) * max(1, len(self.cells.board.columns))

    def cell_rect(self, whole: QRect, column: int) -> QRect:
        """Where in its place in the table a cell is drawn."""
        board = self.cells.board
        size = cell_size(board.columns[column], is_list=board.is_list)
        top = whole.y() + (whole.height() - 1 - size.height()) // 2
        return QRect(QPoint(whole.x() + INSET, top), size)

    def paint_cell(self, painter: QPainter, whole: QRect, index: AnyIndex) -> None:
        place = self.cells.place(index)
        spot = self.cells.board.spot(place)
        rect = self.cell_rect(whole, place[1])
        look = Look(
            focused=self.hasFocus() and self.currentIndex() == index,
            pointed=self.pointed == place,
        )
        painter.save()
        painter.setClipRect(whole)
        words = words_of(spot, self.cells.now(), self.cells.received(spot))
        if words is None:
            self._paint_picture(painter, rect, spot, look)
        else:
            self.painter.paint_words(painter, rect, words, self._moment, look)
            if words.busy or words.ticking:
                self._live.add(place)
                self._moves = self._moves or (words.busy and words.done is None)
        painter.restore()

    def _paint_picture(self, painter: QPainter, rect: QRect, spot: Spot, look: Look) -> None:
        shapes = self.cells.shapes(spot)
        quiet = spot.job is None
        pixmap = None
        if shapes:
            number, width, height = shapes[0]
            if self.cells.board.is_list and width and height:
                rect = _fitted(rect, width, height)
            box = round(max(rect.width(), rect.height()) * self.painter.ink.dpr)
            wish = wish_for(number, (width, height), box, fill=False)
            if self._loader.lacks(wish):
                self._lacking.append(wish)
            pixmap = self._loader.pixmap(number)
            if pixmap is None and self._loader.has_failed(number):
                said = CellWords("Done", "Its thumbnail is being made again")
                self.painter.paint_words(painter, rect, said, self._moment, look)
                return
        if pixmap is None:
            self.painter.card(painter, rect)
            self.painter.ring(painter, rect, look)
        else:
            self.painter.paint_picture(painter, rect, pixmap, look, quiet=quiet)
        if quiet:
            self.painter.badge(painter, rect, self.earlier_words(rect), low=True)
        elif spot.job is not None and shapes:
            asked = spot.job.request.count
            if len(shapes) < asked:
                self.painter.badge(painter, rect, f"{len(shapes)} of {asked}", "triangle-alert")
            elif asked > 1:
                self.painter.badge(painter, rect, str(asked), "images")

    def earlier_words(self, rect: QRect) -> str:
        """What a picture that is not of this batch says, as its cell has room."""
        fits = rect.contains(self.painter.badge_rect(rect, EARLIER, low=True))
        return EARLIER if fits else EARLIER_SHORT

    # --- time --------------------------------------------------------------------------------

    def _set_clock(self) -> None:
        if not self._live:
            self._clock.stop()
            return
        interval = MOVING if self._moves and self.painter.moving else COUNTING
        if not self._clock.isActive() or self._clock.interval() != interval:
            self._clock.start(interval)

    def _tick(self) -> None:
        for row, column in self._live:
            self.update(self.cells.index(row, column))
        if not self._live:
            self._clock.stop()

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self.moved.emit()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self.moved.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        self._clock.stop()
        super().hideEvent(event)
