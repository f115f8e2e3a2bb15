"""The table under a comparison: a row for each parameter, a column for each picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QFrame, QHeaderView, QTableView

from ideogram_desk.desktop.kit import named
from ideogram_desk.desktop.theme import DARK, LABEL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from ideogram_desk.desktop.look.parameters import Parameter

ROW = 26
DIFFERS = "≠ "  # before the name: never told by colour alone
_SCROLLS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)

AnyIndex = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_Role = Qt.ItemDataRole


class ParameterModel(QAbstractTableModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Parameter] = []
        self._heads: tuple[str, ...] = ()

    def show(self, rows: Sequence[Parameter], heads: Sequence[str]) -> None:
        self.beginResetModel()
        self._rows, self._heads = list(rows), tuple(heads)
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._heads) + 1

    def data(self, index: AnyIndex, role: int = _Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        name = index.column() == 0
        text = (DIFFERS if row.differs else "") + row.name
        said = text if name else row.values[index.column() - 1]
        match role:
            case _Role.DisplayRole:
                return said
            case _Role.ToolTipRole:
                return f"<p>{_plain(said)}</p>" if said else None
            case _Role.AccessibleTextRole:
                other = ", differs" if row.differs else ""
                return f"{row.name}{other}" if name else f"{row.name}: {said or 'none'}"
            case _Role.ForegroundRole:
                warned = row.differs and not name
                return QColor(DARK.warn_text if warned else DARK.dim if name else DARK.text)
            case _:
                return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical or not 0 <= section <= len(self._heads):
            return None
        if role == _Role.DisplayRole:
            return self._heads[section - 1] if section else ""
        if role == _Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None


class ParameterTable(QTableView):
    """Read, never edited; Tab reaches it, and the arrow keys scroll it then."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "compare_table", "What they were made with")
        self.listed = ParameterModel(self)
        self.setModel(self.listed)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSelectionMode(QTableView.SelectionMode.NoSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.verticalHeader().setMinimumSectionSize(ROW)
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setFixedHeight(ROW)
        small = QFont(self.font())
        small.setPixelSize(LABEL)
        head.setFont(small)

    def show_rows(self, rows: Sequence[Parameter], heads: Sequence[str]) -> None:
        self.listed.show(rows, heads)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().resizeSection(0, 108)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) in _SCROLLS:
            super().keyPressEvent(event)
        else:
            event.ignore()  # letters and digits are the view's, not a search in here


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
