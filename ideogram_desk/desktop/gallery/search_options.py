"""What the word at the cursor may become: a list under the search field, chosen from by key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from ideogram_desk.desktop.gallery.spoken import announce
from ideogram_desk.desktop.kit import named
from ideogram_desk.desktop.theme import tokens_now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QStyleOptionViewItem

    from ideogram_desk.domain.search import Completion, Option

MOST, ROW, WIDTH = 14, 28, 320
DETAIL = int(Qt.ItemDataRole.UserRole)

AnyIndex = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class OptionModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.options: Sequence[Option] = ()

    def show(self, options: Sequence[Option]) -> None:
        self.beginResetModel()
        self.options = tuple(options)
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.options)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        option = self.options[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return option.label
        if role == DETAIL:
            return option.detail
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{option.label}, {option.detail}" if option.detail else option.label
        return None


class LineDelegate(QStyledItemDelegate):
    """A line with dim words at its right."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        return QSize(0, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        tokens = tokens_now()
        box: QRect = option.rect
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(QColor(tokens.wash))
            painter.drawRoundedRect(box, 6, 6)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(tokens.raised))
            painter.drawRoundedRect(box, 6, 6)
        detail = str(index.data(DETAIL) or "")
        room = box.adjusted(8, 0, -8, 0)
        font = option.font
        painter.setFont(font)
        metrics = painter.fontMetrics()
        painter.setPen(QColor(tokens.dim))
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, detail)
        taken = metrics.horizontalAdvance(detail) + 12 if detail else 0
        room.setRight(room.right() - taken)
        painter.setPen(QColor(tokens.text))
        words = str(index.data() or "")
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()


def lines(name: str, accessible: str) -> QListView:
    """A list of such lines."""
    view = named(QListView(), name, accessible)
    view.setUniformItemSizes(True)
    view.setMouseTracking(True)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setItemDelegate(LineDelegate(view))
    return view


class OptionList(QFrame):
    """Hangs under the field; the focus stays in the field, which hands its keys on."""

    chosen = Signal(int, int, str)  # what to put in the place of the text from start to end

    def __init__(self, edit: QWidget) -> None:
        super().__init__(edit.window())
        self._over = edit.window()
        named(self, "search_options", "Ways to go on")
        self.setProperty("surface", "card")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._edit = edit
        self._start = self._end = 0
        self.listed = OptionModel(self)
        self.view = lines("search_options_list", "Ways to go on")
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setModel(self.listed)
        self.view.clicked.connect(lambda index: self._take(index.row()))
        column = QVBoxLayout(self)
        column.setContentsMargins(5, 5, 5, 5)
        column.addWidget(self.view)
        edit.window().installEventFilter(self)
        self.hide()

    def offer(self, found: Completion) -> None:
        self._start, self._end = found.start, found.end
        self.listed.show(found.options[:MOST])
        self.view.setCurrentIndex(QModelIndex())
        self._place()
        self.show()
        self.raise_()

    def _place(self) -> None:
        frame = self._edit.parentWidget() or self._edit
        corner = frame.mapTo(self._over, frame.rect().bottomLeft())
        width = min(max(WIDTH, self._edit.width() // 2), frame.width())
        self.setGeometry(corner.x(), corner.y() + 5, width, self.listed.rowCount() * ROW + 12)

    def walk(self, step: int) -> None:
        """To the next line or the one before; past the ends, back to the field's own words."""
        count = self.listed.rowCount()
        row = self.view.currentIndex().row()
        row = (row + 1 + step) % (count + 1) - 1
        index = self.listed.index(row, 0) if row >= 0 else QModelIndex()
        self.view.setCurrentIndex(index)
        announce(self._edit, str(index.data(Qt.ItemDataRole.AccessibleTextRole) or ""))

    def take_current(self) -> bool:
        """Choose the line walked to; False if none was."""
        row = self.view.currentIndex().row()
        if row >= 0:
            self._take(row)
        return row >= 0

    def take_first(self) -> None:
        """Choose the line walked to, or else the first."""
        self._take(max(0, self.view.currentIndex().row()))

    def _take(self, row: int) -> None:
        self.chosen.emit(self._start, self._end, self.listed.options[row].text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.hide()
        return super().eventFilter(watched, event)
