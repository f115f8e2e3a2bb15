"""The rows of one tab as Qt's list views want them; rows keep their identity while they change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ideogram_desk.desktop.activity.rows import Row

ROW = Qt.ItemDataRole.UserRole
MIME = "application/x-ideogram-desk-job"

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class RowModel(QAbstractListModel):
    """`show` puts another list in place and tells only what differs."""

    move_requested = Signal(str, object)  # a job, and the job that it shall stand before or None

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self.can_move = False

    def show(self, wanted: Sequence[Row]) -> bool:
        """Show these; whether any came, went or changed places."""
        keys = [row.key for row in self._rows]
        moved = keys != [row.key for row in wanted]
        if moved:
            self._remove_all_but({row.key for row in wanted})
            self._insert_missing(wanted)
            if [row.key for row in self._rows] != [row.key for row in wanted]:
                self._reorder(wanted)
        for at, (had, row) in enumerate(zip(self._rows, wanted, strict=True)):
            if had != row:
                self._rows[at] = row
                self.dataChanged.emit(self.index(at), self.index(at))
        return moved

    def _remove_all_but(self, staying: set[str]) -> None:
        last = len(self._rows) - 1
        while last >= 0:
            if self._rows[last].key in staying:
                last -= 1
                continue
            first = last
            while first > 0 and self._rows[first - 1].key not in staying:
                first -= 1
            self.beginRemoveRows(_ROOT, first, last)
            del self._rows[first : last + 1]
            self.endRemoveRows()
            last = first - 1

    def _insert_missing(self, wanted: Sequence[Row]) -> None:
        had = {row.key for row in self._rows}
        at = 0
        while at < len(wanted):
            if wanted[at].key in had:
                at += 1
                continue
            end = at
            while end < len(wanted) and wanted[end].key not in had:
                end += 1
            place = min(at, len(self._rows))
            self.beginInsertRows(_ROOT, place, place + end - at - 1)
            self._rows[place:place] = wanted[at:end]
            self.endInsertRows()
            at = end

    def _reorder(self, wanted: Sequence[Row]) -> None:
        self.layoutAboutToBeChanged.emit()
        place = {row.key: at for at, row in enumerate(wanted)}
        before = self.persistentIndexList()
        after = [self.index(place[self._rows[index.row()].key]) for index in before]
        self._rows = list(wanted)
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def row(self, index: AnyIndex) -> Row | None:
        return self._rows[index.row()] if 0 <= index.row() < len(self._rows) else None

    def index_of(self, key: str) -> QModelIndex:
        at = next((at for at, row in enumerate(self._rows) if row.key == key), -1)
        return self.index(at) if at >= 0 else QModelIndex()

    # For Qt

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index)
        if row is None:
            return None
        match role:
            case Qt.ItemDataRole.UserRole:
                return row
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join(part for part in (row.title, row.state, row.right) if part)
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        if not index.isValid():  # dropped between two rows, never onto one
            return flag.ItemIsDropEnabled if self.can_move else flag.NoItemFlags
        flags = flag.ItemIsEnabled | flag.ItemIsSelectable
        return flags | flag.ItemIsDragEnabled if self.can_move else flags

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        row = self.row(indexes[0]) if indexes else None
        if row is not None:
            data.setData(MIME, row.key.encode())
        return data

    def dropMimeData(
        self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, _parent: AnyIndex
    ) -> bool:
        """Ask for the move; the rows follow when the store has it. Never True: Qt would remove."""
        key = bytes(data.data(MIME).data()).decode()
        if not (self.can_move and key):
            return False
        place = row if 0 <= row < len(self._rows) else len(self._rows)
        before = self._rows[place].key if place < len(self._rows) else None
        if before != key:
            self.move_requested.emit(key, before)
        return False
