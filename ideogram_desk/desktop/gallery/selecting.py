"""The grid's selection and current picture: by mouse, by keyboard, and by number."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from ideogram_desk.desktop.gallery.grid import AnyIndex, GridView

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent, QMouseEvent

    from ideogram_desk.desktop.gallery.model import GalleryModel

ASKED_FOR = 500  # selected records read beforehand, so that a drag can take their files

_Flag = QItemSelectionModel.SelectionFlag
_Action = QAbstractItemView.CursorAction
_SHIFT, _CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier

_MOVES = {
    Qt.Key.Key_Left: _Action.MoveLeft,
    Qt.Key.Key_Right: _Action.MoveRight,
    Qt.Key.Key_Up: _Action.MoveUp,
    Qt.Key.Key_Down: _Action.MoveDown,
    Qt.Key.Key_Home: _Action.MoveHome,
    Qt.Key.Key_End: _Action.MoveEnd,
    Qt.Key.Key_PageUp: _Action.MovePageUp,
    Qt.Key.Key_PageDown: _Action.MovePageDown,
}


class SelectingView(GridView):
    selection_changed = Signal(int)  # how many are selected
    current_changed = Signal(int)  # a picture's number, -1 for none
    preview_requested = Signal(int)
    open_requested = Signal(int)
    context_requested = Signal(QPoint)  # where on the screen

    def __init__(self, listed: GalleryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.viewport().setMouseTracking(True)
        self.listed = listed
        self.hovered = -1
        self.keyboard = False  # used last, so the focus is worth showing
        self._anchor = QPersistentModelIndex()
        self._press = QPoint()
        self._pressed = -1
        self._collapse = False
        self._gap = -1  # where the current picture is being taken out
        self.setModel(listed)

    def selection_count(self) -> int:
        ranges = self.selectionModel().selection()
        return sum(ranges.at(i).height() for i in range(ranges.count()))

    def selected_numbers(self) -> array[int]:
        """Newest first; by ranges, for a hundred thousand may be selected."""
        ranges = self.selectionModel().selection()
        spans = sorted((ranges.at(i).top(), ranges.at(i).bottom()) for i in range(ranges.count()))
        numbers: array[int] = array("q")
        for first, last in spans:
            numbers.extend(self.listed.slice(first, last))
        return numbers

    def current_number(self) -> int:
        return self.listed.number_at(self.currentIndex().row())

    def select_row(self, row: int) -> None:
        """Select this one alone, and make it the current one."""
        self._anchor = QPersistentModelIndex(self.index_of(row))
        self._go(row, _Flag.ClearAndSelect)

    def restore(self, numbers: Iterable[int], current: int) -> None:
        """Select again, by number, what is still in a list that was put in whole.

        A reset clears selections without a word, so this one tells in any case.
        """
        found = QItemSelection()
        for row in (self.listed.row_of(number) for number in numbers):
            if row >= 0:
                found.select(self.index_of(row), self.index_of(row))
        self._anchor = QPersistentModelIndex(self.index_of(self.listed.row_of(current)))
        if found.isEmpty():
            self.selection_changed.emit(0)
        self.selectionModel().select(found, _Flag.ClearAndSelect)
        if self._anchor.isValid():
            self._go(self._anchor.row(), _Flag.NoUpdate)
        elif current >= 0:
            self.current_changed.emit(-1)

    def walk(self, key: Qt.Key) -> bool:
        """Select the picture that a key leads to; False if it is no key that moves."""
        action = _MOVES.get(key)
        if action is not None:
            self._move(action, Qt.KeyboardModifier.NoModifier)
        return action is not None

    def place(self) -> tuple[int, int]:
        """The first visible picture and its height on the screen, to come back to."""
        row = self.visible_rows().start
        return self.listed.number_at(row), self.row_rect(row).y()

    def go_back(self, place: tuple[int, int]) -> None:
        row = self.listed.row_of(place[0])
        if row > 0:
            self.verticalScrollBar().setValue(self.grid.rect(row)[1] - place[1])

    def _go_to(self, row: int, *, extend: bool) -> None:
        if row < 0:
            return
        if extend and self._anchor.isValid():
            self._select_run(row, _Flag.ClearAndSelect)
        else:
            self.select_row(row)
        self.scrollTo(self.index_of(row))

    def _go(self, row: int, command: _Flag) -> None:
        self.selectionModel().setCurrentIndex(self.index_of(row), command)

    def _select_run(self, row: int, command: _Flag) -> None:
        ends = sorted((self._anchor.row(), row))
        run = QItemSelection(self.index_of(ends[0]), self.index_of(ends[1]))
        self.selectionModel().select(run, command)
        self._go(row, _Flag.NoUpdate)

    def rowsAboutToBeRemoved(self, parent: AnyIndex, start: int, end: int) -> None:
        current = self.currentIndex().row()
        self._gap = start if start <= current <= end else -1
        super().rowsAboutToBeRemoved(parent, start, end)

    def _rows_removed(self, parent: AnyIndex, start: int, end: int) -> None:
        super()._rows_removed(parent, start, end)
        if self._gap >= 0 and self.count():
            # The next picture, not the one before that Qt has chosen: one goes on downwards.
            self.select_row(min(self._gap, self.count() - 1))
        self._gap = -1

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        count = self.selection_count()
        if 1 < count <= ASKED_FOR:
            self.listed.ask_for(self.selected_numbers())
        self.selection_changed.emit(count)

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:
        super().currentChanged(current, previous)
        self.update_row(previous.row())
        self.update_row(current.row())
        self.current_changed.emit(self.listed.number_at(current.row()))

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._set_keyboard(used=False)
        point = event.position().toPoint()
        row = self.row_at(point)
        self._press, self._collapse = point, False
        self._pressed = row if event.button() == Qt.MouseButton.LeftButton else -1
        held = event.modifiers() & (_SHIFT | _CTRL)
        if row < 0:
            if not held:
                self.clearSelection()
            return
        selected = self.selectionModel().isSelected(self.index_of(row))
        if event.button() != Qt.MouseButton.LeftButton:
            if not selected:
                self.select_row(row)
        elif held & _SHIFT and self._anchor.isValid():
            self._select_run(row, _Flag.Select if held & _CTRL else _Flag.ClearAndSelect)
        elif held & _CTRL:
            self._toggle(row)
        elif selected and self.selection_count() > 1:
            # It may become a drag of all of them; if not, the release selects this one.
            self._collapse = True
            self._go(row, _Flag.NoUpdate)
        else:
            self.select_row(row)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        self._hover(self.row_at(point))
        far = (point - self._press).manhattanLength() >= QApplication.startDragDistance()
        if self._pressed >= 0 and event.buttons() & Qt.MouseButton.LeftButton and far:
            self._collapse, self._pressed = False, -1
            self.startDrag(Qt.DropAction.CopyAction)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._collapse and event.button() == Qt.MouseButton.LeftButton:
            self.select_row(self.row_at(self._press))
        self._collapse, self._pressed = False, -1

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position().toPoint())
        self._pressed = -1
        if row >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.open_requested.emit(self.listed.number_at(row))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() != QContextMenuEvent.Reason.Keyboard:
            self.context_requested.emit(event.globalPos())
        elif self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())
            centre = self.row_rect(self.currentIndex().row()).center()
            self.context_requested.emit(self.viewport().mapToGlobal(centre))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == event.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            self.update_row(self.hovered)
            self.hovered = row
            self.update_row(row)

    # The keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = Qt.Key(event.key()), event.modifiers() & (_SHIFT | _CTRL)
        action = _MOVES.get(key)
        if action is not None:
            self._set_keyboard(used=True)
            self._move(action, held)
        elif held == _CTRL:
            self._order(key, event)
        elif held or not self._answer(key):
            event.ignore()  # letters belong to the window

    def _move(self, action: _Action, held: Qt.KeyboardModifier) -> None:
        row = self.target(action, self.currentIndex().row())
        if held == _CTRL and row >= 0:
            self._go(row, _Flag.NoUpdate)
            self.scrollTo(self.index_of(row))
        else:
            self._go_to(row, extend=bool(held & _SHIFT))

    def _order(self, key: Qt.Key, event: QKeyEvent) -> None:
        match key:
            case Qt.Key.Key_A:
                self.selectAll()
            case Qt.Key.Key_D:
                self.clearSelection()
            case Qt.Key.Key_Space if self.currentIndex().isValid():
                self._toggle(self.currentIndex().row())
            case _:
                event.ignore()

    def _answer(self, key: Qt.Key) -> bool:
        """Whether a key without modifiers meant something here."""
        number = self.current_number()
        match key:
            case Qt.Key.Key_Escape if self.selectionModel().hasSelection():
                self.clearSelection()
            case Qt.Key.Key_Space if number >= 0:
                self.preview_requested.emit(number)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if number >= 0:
                self.open_requested.emit(number)
            case _:
                return False
        return True

    def _set_keyboard(self, *, used: bool) -> None:
        if used != self.keyboard:
            self.keyboard = used
            self.update_row(self.currentIndex().row())

    def _toggle(self, row: int) -> None:
        self._anchor = QPersistentModelIndex(self.index_of(row))
        self.selectionModel().select(self.index_of(row), _Flag.Toggle)
        self._go(row, _Flag.NoUpdate)
