"""The products as a Qt model, with one empty row after them, and the field that a row becomes."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

AnyIndex = QModelIndex | QPersistentModelIndex
GHOST = "Add, or paste a list"
_ROOT = QModelIndex()
_EDITABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable


class ProductsModel(QAbstractListModel):
    """The names, and after them one empty row to add to."""

    typed = Signal(int, str)  # row, name

    def __init__(self) -> None:
        super().__init__()
        self.names: tuple[str, ...] = ()

    def show(self, names: tuple[str, ...]) -> None:
        if names == self.names:
            return
        old = self.names
        if len(names) == len(old):
            self.names = names
            self.dataChanged.emit(self.index(0), self.index(len(names)))
        elif len(names) > len(old) and names[: len(old)] == old:
            self.beginInsertRows(_ROOT, len(old), len(names) - 1)
            self.names = names
            self.endInsertRows()
        else:
            self.beginResetModel()
            self.names = names
            self.endResetModel()

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.names) + 1

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        ghost = index.row() == len(self.names)
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return GHOST if ghost else self.names[index.row()]
            case Qt.ItemDataRole.EditRole:
                return "" if ghost else self.names[index.row()]
            case _:
                return None

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role == Qt.ItemDataRole.EditRole:
            self.typed.emit(index.row(), " ".join(str(value).split()))
        return True

    def flags(self, _index: AnyIndex) -> Qt.ItemFlag:
        return _EDITABLE


class RowEdit(QLineEdit):
    """A row being typed; a paste of several lines is a list."""

    pasted = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            text = QGuiApplication.clipboard().text()
            if len(text.splitlines()) > 1 or "\t" in text:
                self.pasted.emit(text)
                return
        super().keyPressEvent(event)
