"""The campaign matrix under hand: what keys, pointer and menu do in its cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent

from ideogram_desk.desktop.campaign.cell_words import orders_for, words_of
from ideogram_desk.desktop.campaign.matrix_canvas import MatrixCanvas

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent

    from ideogram_desk.desktop.campaign.board import Place


class MatrixView(MatrixCanvas):
    """`ordered(order, row, column)` for everything that a cell is asked to do."""

    ordered = Signal(str, int, int)
    menu_wanted = Signal(QPoint, int, int)  # where on the screen

    def order_of(self, place: Place) -> str:
        """What Enter does in a cell: its button, or its picture whole."""
        spot = self.cells.board.spot(place)
        words = words_of(spot, self.cells.now())
        if words is not None:
            return words.order
        return "open" if self.cells.shapes(spot) else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if not index.isValid() or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        place = self.cells.place(index)
        match Qt.Key(event.key()):
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._order(self.order_of(place), place)
            case Qt.Key.Key_Space:
                self._order("preview", place)
            case Qt.Key.Key_R:
                self._order("again", place)
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                self._order("cancel", place)
            case _:
                super().keyPressEvent(event)

    def _order(self, order: str, place: Place) -> None:
        spot = self.cells.board.spot(place)
        offered = orders_for(spot, has_picture=bool(self.cells.shapes(spot)))
        if order in {name for name, _words in offered}:
            self.ordered.emit(order, *place)

    def _button_at(self, point: QPoint) -> tuple[Place, str] | None:
        """The cell whose button is under a point, and what the button does."""
        index = self.indexAt(point)
        if not index.isValid():
            return None
        place = self.cells.place(index)
        spot = self.cells.board.spot(place)
        rect = self.cell_rect(self.visualRect(index), place[1])
        words = words_of(spot, self.cells.now())
        if words is None:
            link = self.painter.badge_rect(rect, self.earlier_words(rect), low=True)
            found = spot.job is None and link.contains(point)
            return (place, "show") if found else None
        if words.order and self.painter.blocks(rect, words).button.contains(point):
            return place, words.order
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self._button_at(event.position().toPoint())
        pointed = found[0] if found else None
        if pointed != self.pointed:
            for place in (self.pointed, pointed):
                if place is not None:
                    self.update(self.cells.index(*place))
            self.pointed = pointed
            hand, arrow = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(hand if pointed else arrow)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            found = self._button_at(event.position().toPoint())
            if found is not None:
                self._order(found[1], found[0])

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and words_of(self.cells.spot_at(index), self.cells.now()) is None:
            self._order("open", self.cells.place(index))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if not index.isValid():
            return
        self.setCurrentIndex(index)
        at = self.viewport().mapToGlobal(self.visualRect(index).center())
        self.menu_wanted.emit(at if by_key else event.globalPos(), *self.cells.place(index))
