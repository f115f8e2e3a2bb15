"""Small frames that hang under a control: a name for a search, a group to jump to."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ideogram_desk.desktop.gallery.search_options import DETAIL, ROW, AnyIndex, lines
from ideogram_desk.desktop.kit import Button, PlainLabel, named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from ideogram_desk.domain.search import Group

WIDTH, MOST_LINES, LONGEST_NAME = 300, 12, 80
MOST = 2000  # groups that are listed at once
_NOWHERE = QModelIndex()
_STEPS = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -MOST_LINES,
    Qt.Key.Key_PageDown: MOST_LINES,
}


class Popover(QFrame):
    """Hangs under a control, inside the panel. Esc closes it, and so does looking elsewhere."""

    def __init__(self, over: QWidget, name: str, accessible: str) -> None:
        super().__init__(over)
        named(self, name, accessible)
        self.setProperty("surface", "card")
        self._over = over
        self._back: QWidget | None = None
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(8, 8, 8, 8)
        self.column.setSpacing(8)
        self.setFixedWidth(WIDTH)
        over.installEventFilter(self)
        self.hide()

    def hang_under(self, control: QWidget, first: QWidget) -> None:
        """Show it, wholly inside the panel, with the focus on its first field."""
        self._back = QApplication.focusWidget()
        self.adjustSize()
        corner = control.mapTo(self._over, control.rect().bottomLeft()) + QPoint(0, 5)
        most = self._over.width() - self.width() - 8
        self.move(max(8, min(corner.x(), most)), corner.y())
        self.show()
        self.raise_()
        first.setFocus(Qt.FocusReason.PopupFocusReason)
        QApplication.instance().focusChanged.connect(self._follow)  # type: ignore[union-attr]

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and new is not self and not self.isAncestorOf(new):
            self.leave()

    def leave(self) -> None:
        """Close, and give the focus back if it is still here."""
        if self.isHidden():
            return
        QApplication.instance().focusChanged.disconnect(self._follow)  # type: ignore[union-attr]
        focus = QApplication.focusWidget()
        inside = focus is not None and self.isAncestorOf(focus)
        self.hide()
        if inside and self._back is not None and self._back.isVisible():
            self._back.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._over:
            self.leave()
        return super().eventFilter(watched, event)


class SavePopover(Popover):
    """The name that a search is kept under."""

    saved = Signal(str)

    def __init__(self, over: QWidget) -> None:
        super().__init__(over, "save_search_popover", "Save this search")
        self.label = PlainLabel("Save this search as", "label", name="save_search_label")
        self.field = named(
            QLineEdit(), "save_search_name", "Name of the saved search", "Enter saves"
        )
        self.field.setMaxLength(LONGEST_NAME)
        self.button = Button("Save", "primary", tooltip="Save (Enter)", name="save_search_confirm")
        self.button.clicked.connect(self._save)
        self.field.returnPressed.connect(self._save)
        self.field.textChanged.connect(self._judge)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self.button)
        self.column.addWidget(self.label)
        self.column.addLayout(row)

    def ask(self, control: QWidget, name: str) -> None:
        self.field.setText(name[:LONGEST_NAME])
        self.field.selectAll()
        self._judge()
        self.hang_under(control, self.field)

    def _judge(self) -> None:
        self.button.setEnabled(bool(self.field.text().strip()))

    def _save(self) -> None:
        name = " ".join(self.field.text().split())
        if name:
            self.leave()
            self.saved.emit(name)


class GroupModel(QAbstractListModel):
    """The groups of a list whose titles hold some words.

    There may be hundreds of thousands: of more than `MOST`, those around a place are listed, or
    the first that have the words.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._groups: Sequence[Group] = ()
        self._titles: list[str] = []  # in small letters, once they are looked through
        self._rows: Sequence[int] = ()

    def show(self, groups: Sequence[Group], words: str = "", around: int = 0) -> None:
        wanted = words.casefold().split()
        self.beginResetModel()
        if groups is not self._groups:
            self._groups, self._titles = groups, []
        if wanted:
            self._titles = self._titles or [group.title.casefold() for group in groups]
            fits = (row for row, title in enumerate(self._titles) if _has(title, wanted))
            self._rows = list(islice(fits, MOST))
        else:
            first = max(0, min(around - MOST // 2, len(groups) - MOST))
            self._rows = range(first, min(first + MOST, len(groups)))
        self.endResetModel()

    def row_of(self, place: int) -> int:
        """Where the group stands in the list; the first row where it does not."""
        return self._rows.index(place) if place in self._rows else 0

    def group(self, row: int) -> Group:
        return self._groups[self._rows[row]]

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        group = self.group(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return group.title
        if role == DETAIL:
            return f"{group.count:,}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{group.title}, {group.count:,}"
        return None


def _has(title: str, words: Sequence[str]) -> bool:
    return all(word in title for word in words)


class JumpPopover(Popover):
    """The groups of what is listed; Enter or a click goes to one."""

    chosen = Signal(str)  # a group's key

    def __init__(self, over: QWidget) -> None:
        super().__init__(over, "jump_popover", "Jump to a group")
        self._groups: Sequence[Group] = ()
        self.field = named(
            QLineEdit(), "jump_filter", "Find a group", "Type, then Enter goes there"
        )
        self.field.setPlaceholderText("Jump to …")
        self.field.textChanged.connect(lambda _text: self._narrow())
        self.field.returnPressed.connect(self._go)
        self.field.installEventFilter(self)
        self.listed = GroupModel(self)
        self.view = lines("jump_list", "Groups")
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setModel(self.listed)
        self.view.clicked.connect(self._go)
        self.none = PlainLabel("No group has these words.", "dim", name="jump_none")
        self.column.addWidget(self.field)
        self.column.addWidget(self.view)
        self.column.addWidget(self.none)

    def ask(self, control: QWidget, groups: Sequence[Group], current: str) -> None:
        """Show the groups, with the one that is looked at chosen."""
        self._groups = groups
        at = next((place for place, group in enumerate(groups) if group.key == current), 0)
        self.field.blockSignals(True)
        self.field.clear()
        self.field.blockSignals(False)
        self._narrow(at)
        self.hang_under(control, self.field)

    def _narrow(self, around: int = 0) -> None:
        self.listed.show(self._groups, self.field.text(), around)
        count = self.listed.rowCount()
        self.view.setFixedHeight(min(count, MOST_LINES) * ROW)
        self.view.setVisible(count > 0)
        self.none.setVisible(count == 0)
        self._choose(self.listed.row_of(around))
        self.adjustSize()

    def _choose(self, row: int) -> None:
        row = max(0, min(row, self.listed.rowCount() - 1))
        self.view.setCurrentIndex(self.listed.index(row, 0))
        self.view.scrollTo(self.view.currentIndex())

    def _go(self) -> None:
        index = self.view.currentIndex()
        if index.isValid():
            key = self.listed.group(index.row()).key
            self.leave()
            self.chosen.emit(key)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.KeyPress:
            step = _STEPS.get(Qt.Key(event.key()))  # type: ignore[attr-defined]
            if step is not None:
                self._choose(self.view.currentIndex().row() + step)
                return True
        return super().eventFilter(watched, event)
