"""The list of cards: scrolled, pointed at, walked through by keys, put in another order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from ideogram_desk.desktop.activity.card import GAP, CardPainter, Look, Places, places
from ideogram_desk.desktop.activity.model import AnyIndex, RowModel
from ideogram_desk.desktop.gallery.ink import Ink
from ideogram_desk.desktop.kit import caption, named, tip
from ideogram_desk.desktop.theme import tokens_now

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter, QPixmap, QResizeEvent

    from ideogram_desk.desktop.activity.rows import Action, Row

ROOM = 14  # pixels at the right of the cards, for the scroll bar
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class _Delegate(QStyledItemDelegate):
    """Asks the view for everything: it knows the pointer, the ink and the pictures."""

    def __init__(self, view: CardView) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        self._view.paint_card(painter, option, index)

    def sizeHint(self, _option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return self._view.card_size(index)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: AnyIndex
    ) -> None:
        """The whole card's place; Qt would leave room for the style's padding."""
        rect: QRect = option.rect
        editor.setGeometry(rect.left(), rect.top(), self._view.card_width(), rect.height())


class CardView(QListView):
    """`acted` tells what was asked of which row: a click on its button or cross, or a key."""

    acted = Signal(str, str)  # order, the row's key
    step_asked = Signal(str, int)  # a row's key, -1: sooner, 1: later
    shown_asked = Signal(str)  # a job to be shown in the library

    def __init__(self, rows: RowModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "activity_list", "Activity")
        self.rows = rows
        self.compact = False
        self.moment = 0.0
        self.pictures: dict[str, QPixmap] = {}  # by job
        self._ink: Ink | None = None
        self._pointed: Action | None = None
        self._hovered = ""
        self._pressed: tuple[str, Action | None] = ("", None)
        self._editor: tuple[str, QWidget] | None = None
        self.setModel(rows)
        self.setItemDelegate(_Delegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(24)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDropIndicatorShown(True)
        self.setDragDropOverwriteMode(False)
        self.viewport().setMouseTracking(True)
        self.viewport().setBackgroundRole(QPalette.ColorRole.NoRole)

    def show_tab(self, *, compact: bool) -> None:
        """Cards of another tab; compact ones are all of one height, and can be moved."""
        self.close_editor()
        self.compact = compact
        self.rows.can_move = compact
        self.setUniformItemSizes(compact)
        mode = QAbstractItemView.DragDropMode
        self.setDragDropMode(mode.InternalMove if compact else mode.NoDragDrop)
        self.scrollToTop()

    # --- an editor in the place of a card ----------------------------------------------------

    def open_editor(self, key: str, editor: QWidget) -> None:
        """Put a widget in the place of a row's card, as high as it wants to be."""
        self.close_editor()
        index = self.rows.index_of(key)
        self._editor = (key, editor)
        self.setIndexWidget(index, editor)
        self.fit_editor()
        self.scrollTo(index)

    def close_editor(self) -> None:
        if self._editor is not None:
            key, _ = self._editor
            self._editor = None
            index = self.rows.index_of(key)
            if index.isValid():
                self.setIndexWidget(index, None)  # type: ignore[arg-type]  # Qt's way to take it out
            self.scheduleDelayedItemsLayout()

    def fit_editor(self) -> None:
        self.scheduleDelayedItemsLayout()

    @property
    def edited(self) -> str:
        """The row that is being edited; "" if none is."""
        return self._editor[0] if self._editor is not None else ""

    # --- painting ----------------------------------------------------------------------------

    def ink(self) -> Ink:
        tokens, dpr = tokens_now(), self.devicePixelRatioF()
        if self._ink is None or self._ink.tokens is not tokens or self._ink.dpr != dpr:
            self._ink = Ink(tokens, self.font(), dpr)
        return self._ink

    def places(self, row: Row) -> Places:
        return places(row, self.card_width(), self.ink(), compact=self.compact)

    def card_width(self) -> int:
        """The same with a scroll bar and without: it has room of its own at the right."""
        return max(120, self.width() - ROOM)

    def card_size(self, index: AnyIndex) -> QSize:
        row = self.rows.row(index)
        if row is None:
            return QSize()
        if self._editor is not None and self._editor[0] == row.key:
            editor = self._editor[1]
            wide = self.card_width()
            high = editor.heightForWidth(wide) if editor.hasHeightForWidth() else -1
            return QSize(wide, max(high, editor.sizeHint().height()) + GAP)
        return QSize(self.card_width(), self.places(row).height)

    def paint_card(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row = self.rows.row(index)
        if row is None or row.key == self.edited:
            return
        state: QStyle.StateFlag = option.state
        rect: QRect = option.rect
        current = self.hasFocus() and index == self.currentIndex()
        look = Look(
            selected=bool(state & QStyle.StateFlag.State_Selected) and self.hasFocus(),
            focused=current,
            hovered=row.key == self._hovered,
            pointed=self._pointed if row.key == self._hovered else None,
            moment=self.moment,
            compact=self.compact,
            picture=self.pictures.get(row.job) if row.picture else None,
        )
        card = QRect(rect.left(), rect.top(), self.card_width(), rect.height())
        CardPainter(self.ink()).paint(painter, card, row, look)

    def visible_rows(self) -> list[Row]:
        """What is in sight, top to bottom."""
        first = self.indexAt(QPoint(4, 4)).row()
        found = []
        for at in range(max(0, first), self.rows.rowCount()):
            index = self.rows.index(at)
            if self.visualRect(index).top() > self.viewport().height():
                break
            row = self.rows.row(index)
            if row is not None:
                found.append(row)
        return found

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange):
            self._ink = None
            self.scheduleDelayedItemsLayout()

    # --- the pointer -------------------------------------------------------------------------

    def _under(self, point: QPoint) -> tuple[Row | None, Action | None]:
        index = self.indexAt(point)
        row = self.rows.row(index) if index.isValid() else None
        if row is None:
            return None, None
        return row, self.places(row).action_at(point - self.visualRect(index).topLeft(), row)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row, action = self._under(event.position().toPoint())
        self._point_at(row.key if row else "", action)
        super().mouseMoveEvent(event)

    def _point_at(self, key: str, action: Action | None) -> None:
        if (key, action) != (self._hovered, self._pointed):
            self._hovered, self._pointed = key, action
            hand, arrow = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(hand if action is not None else arrow)
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at("", None)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row, action = self._under(event.position().toPoint())
        self._pressed = (row.key if row else "", action)
        if action is None:  # else it is not the beginning of a drag
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        row, action = self._under(event.position().toPoint())
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, ("", None)
        if row is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if pressed != (row.key, action):  # let go elsewhere: thought better of it
            return
        if action is not None:
            self.acted.emit(action.order, row.key)
        elif row.job:
            self.shown_asked.emit(row.job)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row, action = self._under(event.pos())
            text = (action.tooltip or action.text) if action else (row.tip if row else "")
            QToolTip.showText(event.globalPos(), tip(text), self.viewport())
            return True
        return super().viewportEvent(event)

    # --- keys --------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.rows.row(self.currentIndex())
        key = Qt.Key(event.key())
        if row is None:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier and key in _STEPS:
            self.step_asked.emit(row.key, _STEPS[key])
        elif key in _ENTER:
            if row.action is not None:
                self.acted.emit(row.action.order, row.key)
            elif row.job:
                self.shown_asked.emit(row.job)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and row.cross is not None:
            self.acted.emit(row.cross.order, row.key)
        elif key == Qt.Key.Key_Space and row.job:
            self.shown_asked.emit(row.job)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.currentIndex()
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            index = self.indexAt(event.pos())
        row = self.rows.row(index)
        if row is not None:
            self.menu_for(row).popup(event.globalPos())

    def menu_for(self, row: Row) -> QMenu:
        """Everything that can be done with a row, for who has no pointer."""
        menu = QMenu(self)
        menu.setObjectName("activity_menu")
        menu.aboutToHide.connect(menu.deleteLater)
        for action in (row.action, row.cross):
            if action is not None:
                made = QAction(caption(action.text), menu)
                made.triggered.connect(
                    lambda _checked=False, order=action.order: self.acted.emit(order, row.key)
                )
                menu.addAction(made)
        if row.job:
            shown = QAction("Show in library", menu)
            shown.triggered.connect(lambda: self.shown_asked.emit(row.job))
            menu.addAction(shown)
        return menu

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
