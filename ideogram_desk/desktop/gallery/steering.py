"""The grid's mouse and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QItemSelectionModel,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication

from ideogram_desk.desktop.gallery.grid import Action
from ideogram_desk.desktop.gallery.selecting import SelectingView

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent, QMouseEvent
    from PySide6.QtWidgets import QWidget

    from ideogram_desk.desktop.gallery.model import GalleryModel

_Flag = QItemSelectionModel.SelectionFlag
_SHIFT, _CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
_LEFT = Qt.MouseButton.LeftButton

_MOVES = {
    Qt.Key.Key_Left: Action.MoveLeft,
    Qt.Key.Key_Right: Action.MoveRight,
    Qt.Key.Key_Up: Action.MoveUp,
    Qt.Key.Key_Down: Action.MoveDown,
    Qt.Key.Key_Home: Action.MoveHome,
    Qt.Key.Key_End: Action.MoveEnd,
    Qt.Key.Key_PageUp: Action.MovePageUp,
    Qt.Key.Key_PageDown: Action.MovePageDown,
}
_GROUPS = {Action.MoveUp: -1, Action.MoveDown: 1}


class SteeredView(SelectingView):
    preview_requested = Signal(int)
    open_requested = Signal(int)
    context_requested = Signal(QPoint)  # where on the screen
    stack_requested = Signal(bool)  # make one of what is selected; False: take it apart
    stack_toggled = Signal(int)  # open or close the stack that this picture stands for

    def __init__(self, listed: GalleryModel, parent: QWidget | None = None) -> None:
        super().__init__(listed, parent)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.viewport().setMouseTracking(True)
        self.hovered = -1
        self.keyboard = False  # used last, so the focus is worth showing
        self._press = QPoint()
        self._pressed = -1
        self._collapse = False

    def walk(self, key: Qt.Key) -> bool:
        """Select the picture that a key leads to; False if it is no key that moves."""
        action = _MOVES.get(key)
        if action is not None:
            self._move(action, Qt.KeyboardModifier.NoModifier)
        return action is not None

    def toggle_stack(self, number: int) -> bool:
        """Ask for the stack to be opened or closed; False if the picture stands for none."""
        row = self.listed.row_of(number)
        stands = row >= 0 and self.listed.stack_count(row) > 1
        if stands:
            self.stack_toggled.emit(number)
        return stands

    def is_badge(self, row: int, point: QPoint) -> bool:
        """Whether a point of a row's cell is on the badge that opens its stack."""
        del row, point
        return False

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._set_keyboard(used=False)
        point = event.position().toPoint()
        row = self.row_at(point)
        self._press, self._collapse = point, False
        self._pressed = -1
        if row < 0:
            self._press_ground(event)
            return
        selected = self.selectionModel().isSelected(self.index_of(row))
        held = event.modifiers() & (_SHIFT | _CTRL)
        if event.button() != _LEFT:
            if not selected:
                self.select_row(row)
            return
        if not held and self.is_badge(row, point):
            self._go(row, _Flag.ClearAndSelect)
            self.toggle_stack(self.listed.number_at(row))
            return
        self._pressed = row
        if held & _SHIFT and self._anchor.isValid():
            self._select_run(row, _Flag.Select if held & _CTRL else _Flag.ClearAndSelect)
        elif held & _CTRL:
            self._toggle(row)
        elif selected and self.selection_count() > 1:
            # It may become a drag of all of them; if not, the release selects this one.
            self._collapse = True
            self._go(row, _Flag.NoUpdate)
        else:
            self.select_row(row)

    def _press_ground(self, event: QMouseEvent) -> None:
        """On a heading it selects the group; beside everything, nothing."""
        held = event.modifiers() & (_SHIFT | _CTRL)
        group = self.heading_at(event.position().toPoint())
        if group >= 0 and event.button() == _LEFT:
            self.select_group(group, more=bool(held))
        elif not held:
            self.clearSelection()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        self._hover(self.row_at(point))
        far = (point - self._press).manhattanLength() >= QApplication.startDragDistance()
        if self._pressed >= 0 and event.buttons() & _LEFT and far:
            self._collapse, self._pressed = False, -1
            self.startDrag(Qt.DropAction.CopyAction)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._collapse and event.button() == _LEFT:
            self.select_row(self.row_at(self._press))
        self._collapse, self._pressed = False, -1

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        row = self.row_at(point)
        self._pressed = -1
        if row >= 0 and event.button() == _LEFT and not self.is_badge(row, point):
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
        elif held & _CTRL:
            self._order(key, event, more=bool(held & _SHIFT))
        elif held or not self._answer(key):
            event.ignore()  # letters belong to the window

    def _move(self, action: Action, held: Qt.KeyboardModifier) -> None:
        if held == _CTRL and action in _GROUPS and self.go_to_group(_GROUPS[action]):
            return
        row = self.target(action, self.currentIndex().row())
        if held == _CTRL and row >= 0:
            self._go(row, _Flag.NoUpdate)
            self.scrollTo(self.index_of(row))
        else:
            self._go_to(row, extend=bool(held & _SHIFT))

    def _order(self, key: Qt.Key, event: QKeyEvent, *, more: bool) -> None:
        match key:
            case Qt.Key.Key_G:
                self.stack_requested.emit(not more)
            case Qt.Key.Key_I if more:
                self.invert_selection()
            case Qt.Key.Key_A if not more:
                self.select_all()
            case Qt.Key.Key_D if not more:
                self.select_none()
            case Qt.Key.Key_Space if not more and self.currentIndex().isValid():
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
                if not self.toggle_stack(number):
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
