"""The browse pane's tree as it is used: pressed, walked through, renamed in place, dropped on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QWidget

from ideogram_desk.desktop.browse.model import DRAFT, BrowseModel
from ideogram_desk.desktop.browse.rows import Kind, Row
from ideogram_desk.desktop.browse.tree import FoldingTree

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping

    from PySide6.QtGui import (
        QContextMenuEvent,
        QDragEnterEvent,
        QDragLeaveEvent,
        QDragMoveEvent,
        QDropEvent,
        QKeyEvent,
        QMouseEvent,
    )

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class BrowseView(FoldingTree):
    """`pressed_row` tells a press on a row that stands for something; folding it does itself."""

    pressed_row = Signal(object, bool)  # a Row, and whether to leave out what it stands for
    remove_asked = Signal(object)  # a Row
    new_asked = Signal(object)  # the Row that something new shall stand in
    cut_asked = Signal(object)
    paste_asked = Signal(object)
    menu_asked = Signal(object, QPoint)  # a Row, where on the screen
    dropped = Signal(object, object)  # a Row, and the QMimeData
    draft_left = Signal()

    def __init__(
        self,
        rows: BrowseModel,
        can_drop: Callable[[QMimeData, Row], bool],
        memory: MutableMapping[str, bool],
        folded_at_first: frozenset[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(rows, memory, folded_at_first, parent)
        self._can_drop = can_drop
        self._pressed = ""

    # --- the pointer -------------------------------------------------------------------------

    def _row_at(self, point: QPoint) -> tuple[Row | None, QModelIndex]:
        index = self.indexAt(point)
        return self.rows.row(index), index

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row, _index = self._row_at(event.position().toPoint())
        self._hover(row.key if row is not None else "")
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover("")
        super().leaveEvent(event)

    def _hover(self, key: str) -> None:
        if key != self.hovered:
            self.hovered = key
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row, _index = self._row_at(event.position().toPoint())
        self._pressed = row.key if row is not None else ""
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        row, index = self._row_at(point)
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, ""
        if row is None or row.key != pressed or event.button() != Qt.MouseButton.LeftButton:
            return
        fold = self.row_painter().places(row, self.visualRect(index), self.look_of(row, index))
        on_fold = fold.fold.adjusted(-4, -7, 3, 7).contains(point)
        if row.rows and (on_fold or row.kind is Kind.SECTION):
            self.toggle_fold(index)
        else:
            self._press(row, leave_out=bool(event.modifiers() & Qt.KeyboardModifier.AltModifier))

    def _press(self, row: Row, *, leave_out: bool) -> None:
        if row.kind not in (Kind.SECTION, Kind.SAYING, Kind.DRAFT):
            self.pressed_row.emit(row, leave_out)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.currentIndex()
        where = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        if event.reason() == event.Reason.Mouse:
            index, where = self.indexAt(event.pos()), event.globalPos()
        row = self.rows.row(index)
        if row is not None:
            self.menu_asked.emit(row, where)

    # --- keys --------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        row = self.rows.row(index)
        key = Qt.Key(event.key())
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if row is None:
            super().keyPressEvent(event)
        elif key in _ENTER and row.kind is Kind.SECTION:
            self.toggle_fold(index)
        elif key in _ENTER:
            self._press(row, leave_out=bool(event.modifiers() & _SHIFT))
        elif not self._key_on_row(row, key, control=control):
            super().keyPressEvent(event)

    def _key_on_row(self, row: Row, key: Qt.Key, *, control: bool) -> bool:
        """Whether the key is one that does something to the row."""
        if key == Qt.Key.Key_F2:
            self.rename(row)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_asked.emit(row)
        elif key == Qt.Key.Key_Insert:
            self.new_asked.emit(row)
        elif control and key == Qt.Key.Key_X:
            self.cut_asked.emit(row)
        elif control and key == Qt.Key.Key_V:
            self.paste_asked.emit(row)
        elif key == Qt.Key.Key_Escape and self.cut:
            self.set_cut("")
        else:
            return False
        return True

    def set_cut(self, key: str) -> None:
        self.cut = key
        self.viewport().update()

    # --- names -------------------------------------------------------------------------------

    def rename(self, row: Row) -> None:
        """Write another name where the name stands."""
        index = self.rows.index_of(row.key)
        if self.rows.flags(index) & Qt.ItemFlag.ItemIsEditable:
            self.setCurrentIndex(index)
            self.scrollTo(index)
            self.edit(index)

    def write_new(self, under: str) -> None:
        """A row to write a new name in, under that one."""
        index = self.rows.begin_draft(under)
        if not index.isValid():
            return
        self.expand(index.parent())
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self.edit(index)

    def closeEditor(self, editor: QWidget, _hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        if self.rows.row_named(DRAFT) is not None:
            self.draft_left.emit()
        self.setFocus()

    # --- dragging ----------------------------------------------------------------------------

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """A collection to another place; the rows follow when the library has it."""
        index = self.currentIndex()
        if self.rows.flags(index) & Qt.ItemFlag.ItemIsDragEnabled:
            self._pressed = ""
            drag = QDrag(self)
            drag.setMimeData(self.rows.mimeData([index]))
            rect = self.visualRect(index)
            drag.setPixmap(self.viewport().grab(rect))
            drag.setHotSpot(QPoint(rect.width() // 4, rect.height() // 2))
            drag.exec(Qt.DropAction.MoveAction)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        super().dragEnterEvent(event)
        self._weigh(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)  # scrolls at the edges, and opens what is rested on
        self._weigh(event)

    def _weigh(self, event: QDragMoveEvent) -> None:
        row, _index = self._row_at(event.position().toPoint())
        welcome = row is not None and self._can_drop(event.mimeData(), row)
        self._aim(row.key if row is not None and welcome else "")
        if welcome:
            event.acceptProposedAction()
        elif event.type() == QEvent.Type.DragEnter:
            event.accept()  # else no move is told of
        else:
            event.ignore()

    def _aim(self, key: str) -> None:
        if key != self.target:
            self.target = key
            self.viewport().update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._aim("")
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        row, _index = self._row_at(event.position().toPoint())
        self._aim("")
        if row is not None and self._can_drop(event.mimeData(), row):
            event.acceptProposedAction()
            self.dropped.emit(row, event.mimeData())
        else:
            event.ignore()
        self.stopAutoScroll()
        self.setState(QAbstractItemView.State.NoState)
