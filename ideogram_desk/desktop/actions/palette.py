"""The command palette: everything that can be done, found by a few letters, with its keys."""

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
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ideogram_desk.desktop import icons
from ideogram_desk.desktop.actions.caps import caps_width, draw_caps
from ideogram_desk.desktop.actions.keys import shown
from ideogram_desk.desktop.actions.matching import matching
from ideogram_desk.desktop.actions.overlay import Overlay
from ideogram_desk.desktop.kit import PlainLabel, named
from ideogram_desk.desktop.theme import tokens_now

if TYPE_CHECKING:
    from ideogram_desk.desktop.actions.deed import Deed
    from ideogram_desk.desktop.actions.registry import Deeds

WIDTH, TOP, ROW, ROWS = 560, 72, 34, 11
KEPT = 12  # deeds that are remembered as done of late
NONE = "No command has such a name."
_Index = QModelIndex | QPersistentModelIndex
_WHY = Qt.ItemDataRole.UserRole + 1
_KEYS = Qt.ItemDataRole.UserRole + 2
_ICON = Qt.ItemDataRole.UserRole + 3
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class Commands(QAbstractListModel):
    """What is found, each with its keys and with why it cannot be done just now."""

    def __init__(self, deeds: Deeds, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._deeds = deeds
        self._found: list[Deed] = []
        self._why: dict[str, str] = {}

    def look(self) -> None:
        """Ask each deed once whether it can be done, for as long as the palette is shown."""
        self._why = {deed.name: self._deeds.why_not(deed.name) for deed in self._deeds.bound()}

    def find(self, wanted: str) -> None:
        self.beginResetModel()
        listed = (deed for deed in self._deeds.bound() if deed.listed)
        found = matching(wanted, listed, self._deeds.recent)
        self._found = sorted(found, key=lambda deed: bool(self._why.get(deed.name)))
        self.endResetModel()

    def deed(self, row: int) -> Deed | None:
        return self._found[row] if 0 <= row < len(self._found) else None

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._found)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        deed = self.deed(index.row()) if index.isValid() else None
        if deed is None:
            return None
        why, keys = self._why.get(deed.name, ""), shown(deed.keys[0]) if deed.keys else ""
        return {
            Qt.ItemDataRole.DisplayRole: deed.title,
            Qt.ItemDataRole.AccessibleTextRole: ", ".join(filter(None, (deed.title, keys, why))),
            _KEYS: keys,
            _WHY: why,
            _ICON: deed.icon,
        }.get(role)

    def is_possible(self, row: int) -> bool:
        deed = self.deed(row)
        return deed is not None and not self._why.get(deed.name)


class _Line(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        del option, index
        return QSize(WIDTH - 16, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        tokens, box = tokens_now(), option.rect
        why, keys = str(index.data(_WHY)), str(index.data(_KEYS))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.wash))
            painter.drawRoundedRect(box, 6, 6)
        icon = str(index.data(_ICON))
        if icon:
            dpr = painter.device().devicePixelRatio()
            drawn = icons.pixmap(icon, tokens.dim, 16, dpr)
            painter.drawPixmap(box.left() + 10, box.center().y() - 7, drawn)
        right = box.right() - 8
        if keys:
            draw_caps(painter, [keys], right, box.center().y() + 0.5, option.font)
            right -= caps_width([keys], option.font) + 10
        self._write(painter, box.adjusted(36, 0, right - box.right(), 0), index, why)
        painter.restore()

    def _write(self, painter: QPainter, room: QRect, index: _Index, why: str) -> None:
        tokens, metrics = tokens_now(), painter.fontMetrics()
        centre = Qt.AlignmentFlag.AlignVCenter
        title = str(index.data())
        painter.setPen(QColor(tokens.dim if why else tokens.text))
        painter.drawText(room, centre, title)
        if why:
            rest = room.adjusted(metrics.horizontalAdvance(title) + 16, 0, 0, 0)
            cut = metrics.elidedText(why, Qt.TextElideMode.ElideRight, rest.width())
            painter.setPen(QColor(tokens.dim))
            painter.drawText(rest, centre | Qt.AlignmentFlag.AlignRight, cut)


class Palette(Overlay):
    """One for a window, made when it is first asked for."""

    def __init__(self, deeds: Deeds, window: QWidget) -> None:
        super().__init__(window, "command_palette", "Commands", "Find a command")
        self._deeds = deeds
        self.commands = Commands(deeds, self)
        self.list = QListView()
        named(self.list, "command_list", "Commands that were found")
        self.list.setModel(self.commands)
        self.list.setItemDelegate(_Line(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(lambda index: self._run(index.row()))
        self._nothing = PlainLabel(NONE, "dim", name="command_none")
        self.column.addWidget(self.list)
        self.column.addWidget(self._nothing)
        self.field.textChanged.connect(self._find)
        self.field.returnPressed.connect(lambda: self._run(self.list.currentIndex().row()))

    def present(self) -> None:
        if not self.isVisible():
            self.commands.look()
        super().present()
        self._find("")

    def _find(self, wanted: str) -> None:
        self.commands.find(wanted)
        count = self.commands.rowCount()
        self.list.setCurrentIndex(self.commands.index(0))
        self.list.setVisible(count > 0)
        self._nothing.setVisible(not count)
        self._place()

    def _place(self) -> None:
        window = self.parentWidget()
        if window is None:
            return
        rows = max(1, min(ROWS, self.commands.rowCount(), (window.height() - TOP - 90) // ROW))
        self.list.setFixedHeight(rows * ROW + 2)
        self.setFixedWidth(min(WIDTH, window.width() - 48))
        self.adjustSize()
        self.move((window.width() - self.width()) // 2, TOP)

    def _run(self, row: int) -> None:
        deed = self.commands.deed(row)
        if deed is None or not self.commands.is_possible(row):
            return  # why not stands in its line
        self.dismiss()  # first, so that it acts where the focus was
        if self._deeds.run(deed.name):
            kept = [name for name in self._deeds.recent if name != deed.name]
            self._deeds.recent = [deed.name, *kept][:KEPT]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            if event.key() in _MOVES:
                self._move(Qt.Key(event.key()))
                return True
        return super().eventFilter(watched, event)

    def _move(self, key: Qt.Key) -> None:
        count, row = self.commands.rowCount(), self.list.currentIndex().row()
        if not count:
            return
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            row = (row + (1 if key == Qt.Key.Key_Down else -1)) % count
        else:
            row = max(0, min(count - 1, row + (ROWS if key == Qt.Key.Key_PageDown else -ROWS)))
        self.list.setCurrentIndex(self.commands.index(row))
