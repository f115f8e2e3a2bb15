"""The products, one a row: typed, pasted as a list, reordered and removed by keys or menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QObject,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListView,
    QMenu,
    QStyledItemDelegate,
    QWidget,
)

from ideogram_desk.desktop import icons
from ideogram_desk.desktop.campaign.draft import lines_of, without_twins
from ideogram_desk.desktop.campaign.product_rows import AnyIndex, ProductsModel, RowEdit
from ideogram_desk.desktop.kit import named
from ideogram_desk.desktop.theme import tokens_now

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel
    from PySide6.QtGui import QContextMenuEvent, QMouseEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

ROW = 34
SHOWN = 7  # rows at most; more scroll
_SIDE = 10
_CROSS = 28  # pixels at the right of a row that remove it


class _Delegate(QStyledItemDelegate):
    pasted = Signal(str)
    entered = Signal(int)  # Enter in this row

    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        return QSize(100, ROW)

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, index: AnyIndex
    ) -> QWidget:
        row = named(RowEdit(parent), "product_edit", f"Product {index.row() + 1}")
        row.setProperty("role", "bare")
        row.setPlaceholderText("Product")
        row.setTextMargins(_SIDE, 0, _SIDE, 0)
        row.setAutoFillBackground(True)
        row.pasted.connect(self.pasted)
        return row

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: AnyIndex) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            view = self.parent()
            if event.key() in enter and isinstance(view, ProductList):
                row = view.currentIndex().row()
                taken = super().eventFilter(editor, event)
                self.entered.emit(row)
                return taken
        return super().eventFilter(editor, event)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        view = self.parent()
        assert isinstance(view, ProductList)
        rect: QRect = option.rect
        view.paint_row(painter, rect, index)


class ProductList(QListView):
    """`changed(names)` by the user; removing tells `removed(count)` so that it can be undone."""

    changed = Signal(tuple)
    removed = Signal(int)
    said = Signal(str)  # what a paste came to

    def __init__(self) -> None:
        super().__init__()
        named(self, "product_list", "Products", "Products. Del removes, Alt+Up and Alt+Down move")
        self.rows = ProductsModel()
        self.setModel(self.rows)
        delegate = _Delegate(self)
        self.setItemDelegate(delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed
        )
        self._hovered = -1
        self._entered = -1  # the row that Enter is about to leave
        self.rows.typed.connect(self._take)
        delegate.pasted.connect(self._paste_into_row)
        delegate.entered.connect(self._enter)
        self._fit()

    @property
    def names(self) -> tuple[str, ...]:
        return self.rows.names

    def show_names(self, names: tuple[str, ...]) -> None:
        """Show these; silent."""
        self.rows.show(names)
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(min(len(self.names) + 1, SHOWN) * ROW)

    def _tell(self, names: tuple[str, ...]) -> None:
        self.show_names(names)
        self.changed.emit(names)

    # --- editing -----------------------------------------------------------------------------

    def _take(self, row: int, name: str) -> None:
        names = self.names
        if row == len(names):
            if name:
                self._tell((*names, name))
        elif not name:
            self._remove({row})
        elif name != names[row]:
            self._tell((*names[:row], name, *names[row + 1 :]))

    def _enter(self, row: int) -> None:
        self._entered = row

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if self._entered >= 0:
            row, self._entered = self._entered, -1
            # Later: while an editor is being closed no other one can be opened.
            QTimer.singleShot(0, self, lambda: self._go_on(row))

    def _go_on(self, row: int) -> None:
        """Enter goes on to the next row, as in a spreadsheet."""
        index = self.rows.index(min(row + 1, len(self.names)))
        self.setCurrentIndex(index)
        if index.row() == len(self.names):
            self.edit(index)

    def _paste_into_row(self, text: str) -> None:
        row = self.currentIndex().row()
        self.closePersistentEditor(self.currentIndex())
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.paste(text, row)

    def paste(self, text: str, row: int | None = None) -> None:
        """Put a list in, before a row or at the end; what stands there already is not doubled."""
        added = lines_of(text)
        if not added:
            return
        at = len(self.names) if row is None else min(row, len(self.names))
        before, after = self.names[:at], self.names[at:]
        fresh = tuple(name for name in dict.fromkeys(added) if name not in self.names)
        _all, twins = without_twins(self.names, added)
        self._tell((*before, *fresh, *after))
        self.setCurrentIndex(self.rows.index(at + len(fresh)))
        words = f"{len(fresh):,} added"
        if twins:
            words += f", {twins:,} stood there already"
        if twins or len(fresh) > 1:
            self.said.emit(words)

    def _remove(self, rows: set[int]) -> None:
        names = tuple(name for at, name in enumerate(self.names) if at not in rows)
        gone = len(self.names) - len(names)
        if not gone:
            return
        self._tell(names)
        self.setCurrentIndex(self.rows.index(min(*rows, len(names))))
        self.removed.emit(gone)

    def _selected(self) -> set[int]:
        rows = {index.row() for index in self.selectedIndexes()}
        return (rows or {self.currentIndex().row()}) & set(range(len(self.names)))

    def _move(self, step: int) -> None:
        row = self.currentIndex().row()
        there = row + step
        if 0 <= row < len(self.names) and 0 <= there < len(self.names):
            names = list(self.names)
            names[row], names[there] = names[there], names[row]
            self._tell(tuple(names))
            self.setCurrentIndex(self.rows.index(there))

    def event(self, event: QEvent) -> bool:
        """Copy and paste are the list's own, whatever shortcuts stand around it."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = QKeySequence.StandardKey
            if event.matches(keys.Paste) or event.matches(keys.Copy):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        key = Qt.Key(event.key())
        if event.matches(QKeySequence.StandardKey.Paste):
            ghost = self.currentIndex().row() in (-1, len(self.names))
            self.paste(
                QGuiApplication.clipboard().text(), None if ghost else self.currentIndex().row()
            )
        elif event.matches(QKeySequence.StandardKey.Copy):
            rows = sorted(self._selected())
            QGuiApplication.clipboard().setText("\n".join(self.names[row] for row in rows))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._remove(self._selected())
        elif alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move(-1 if key == Qt.Key.Key_Up else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # The Enter that ends a row's editor comes by here too.
            if self.state() != self.State.EditingState and self.currentIndex().isValid():
                self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        rows = self._selected()
        menu = QMenu(self)
        menu.setObjectName("product_menu")
        if rows:
            count = f" {len(rows):,} products" if len(rows) > 1 else ""
            menu.addAction(f"Remove{count}\tDel").triggered.connect(lambda: self._remove(rows))
            menu.addAction("Move up\tAlt+Up").triggered.connect(lambda: self._move(-1))
            menu.addAction("Move down\tAlt+Down").triggered.connect(lambda: self._move(1))
        paste = menu.addAction("Paste a list\tCtrl+V")
        paste.triggered.connect(lambda: self.paste(QGuiApplication.clipboard().text()))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())

    # --- pointer and looks -------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.indexAt(event.position().toPoint()).row())
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        index = self.indexAt(point)
        super().mouseReleaseEvent(event)
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        if index.row() == len(self.names):
            self.edit(index)
        elif point.x() >= self.viewport().width() - _CROSS:
            self._remove({index.row()})

    def paint_row(self, painter: QPainter, rect: QRect, index: AnyIndex) -> None:
        tokens, row = tokens_now(), index.row()
        ghost = row == len(self.names)
        focused = self.hasFocus() and self.currentIndex().row() == row
        painter.save()
        if self.selectionModel().isSelected(self.rows.index(row)) and not ghost:
            painter.fillRect(rect, QColor(tokens.wash))
        if not ghost:
            painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, QColor(tokens.line))
        cross = not ghost and (self._hovered == row or focused)
        box = rect.adjusted(_SIDE, 0, -_CROSS if cross else -_SIDE, 0)
        painter.setPen(QColor(tokens.dim if ghost else tokens.text))
        text = self.fontMetrics().elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, box.width()
        )
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(box, flags, text)
        if cross:
            drawn = icons.pixmap("x", tokens.dim, 14, self.devicePixelRatioF())
            painter.drawPixmap(rect.right() - 20, rect.center().y() - 6, drawn)
        if focused:
            painter.setPen(QColor(tokens.accent))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.restore()
