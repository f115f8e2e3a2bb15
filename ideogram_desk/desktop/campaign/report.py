"""What a batch file comes to, shown whole before anything is queued."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ideogram_desk.desktop.campaign.matrix_heads import MatrixHeads
from ideogram_desk.desktop.kit import Button, Chip, Notice, PlainLabel, named, tip
from ideogram_desk.desktop.words import counted, dollars

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from ideogram_desk.desktop.campaign.outlook import Offer
    from ideogram_desk.domain.batch_columns import RowError

_ROOT = QModelIndex()
_COLUMNS = ("Row", "Field", "What is wrong")
_ROW_WIDTH, _FIELD_WIDTH = 64, 110
_WARNINGS = 6  # shown at most


class ErrorsModel(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self._errors: Sequence[RowError] = ()

    def show(self, errors: Sequence[RowError]) -> None:
        self.beginResetModel()
        self._errors = errors
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._errors)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(_COLUMNS)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        error = self._errors[index.row()]
        text = (f"{error.row:,}" if error.row else "", error.field, error.message)[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return " ".join(text.split())
        return tip(text) if role == Qt.ItemDataRole.ToolTipRole and text else None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        return _COLUMNS[section] if role == Qt.ItemDataRole.DisplayRole else None


class ImportReport(QWidget):
    """Good rows, bad rows with their reasons, the price; then one button."""

    queue_clicked = Signal()
    cancelled = Signal()
    skip_toggled = Signal(bool)
    show_batch_clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        named(self, "import_report", "What the file comes to")
        self.title = PlainLabel("", "title", elide=True, name="import_title")
        self.words = PlainLabel("", wrap=True, name="import_words")
        self.before = Notice("warn", name="import_before")
        self.before.link_clicked.connect(self.show_batch_clicked)
        self.warnings = PlainLabel("", "warn", wrap=True, name="import_warnings")
        self.model = ErrorsModel()
        self.table = self._make_table()
        self.skip = Chip(
            "Skip prompts already run",
            tooltip="Leave out what the library has the pictures of already",
            name="import_skip",
        )
        self.skip.clicked.connect(self.skip_toggled)
        self.problem = PlainLabel("", "bad", wrap=True, name="import_problem")
        self.cancel = Button("Cancel", tooltip="Queue nothing (Esc)", name="import_cancel")
        self.queue = Button("Queue", "primary", tooltip="Queue the rows that are fine",
                            name="import_queue")  # fmt: skip
        self.queue.setMinimumHeight(36)
        self.cancel.setMinimumHeight(36)
        self.cancel.clicked.connect(self.cancelled)
        self.queue.clicked.connect(self.queue_clicked)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.skip)
        foot.addWidget(self.problem, 1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.queue)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 16)
        column.setSpacing(10)
        parts = (self.title, self.words, self.before, self.warnings)
        for part in parts:
            column.addWidget(part)
        column.addWidget(self.table, 1)
        self._filler = QWidget()
        column.addWidget(self._filler, 1)
        column.addLayout(foot)

    def _make_table(self) -> QTableView:
        table = named(QTableView(), "import_errors", "Rows that are not fine")
        table.setModel(self.model)
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(26)
        heads = MatrixHeads(Qt.Orientation.Horizontal, table)
        table.setHorizontalHeader(heads)
        heads.setFixedHeight(30)
        heads.setStretchLastSection(True)
        heads.resizeSection(0, _ROW_WIDTH)
        heads.resizeSection(1, _FIELD_WIDTH)
        return table

    def show_file(self, name: str, errors: Sequence[RowError], warnings: Sequence[str]) -> None:
        """The report of a file; `show_offer` says what can be queued."""
        self.title.setText(name)
        self.model.show(errors)
        said = [*warnings[:_WARNINGS]]
        if len(warnings) > _WARNINGS:
            said.append(f"And {len(warnings) - _WARNINGS} more warnings.")
        self.warnings.setText("\n".join(said))
        self.warnings.setVisible(bool(said))
        self.table.setVisible(bool(errors))
        self._filler.setVisible(not errors)
        self.table.scrollToTop()

    def show_offer(self, offer: Offer, known: int, bad: int, *, skip: bool, blocked: str) -> None:
        """`known` rows were run already, `bad` are not fine; `blocked` is why it cannot be now."""
        fine = f"{counted(offer.total, 'row')} {'is' if offer.total == 1 else 'are'} fine"
        said = [fine if offer.total else "No row is fine"]
        if bad:
            said.append(f"{bad:,} {'is' if bad == 1 else 'are'} not")
        if known:
            said.append(f"{known:,} run already{', left out' if skip else ''}")
        self.words.setText(" · ".join(said))
        self.skip.setVisible(bool(known))
        self.skip.setChecked(skip)
        self.queue.set_text(f"Queue {counted(offer.images, 'image')} · {dollars(offer.cost)}")
        reason = blocked
        if not reason and not offer.images:
            reason = "Every row has been run already." if offer.total else "Nothing can be queued."
        self.queue.setEnabled(not reason)
        self.queue.setAccessibleDescription(reason)
        self.tell(reason)

    def show_earlier_batch(self, day: str) -> None:
        """Say that these very rows were queued before; "" if they were not."""
        self.before.tell("warn", f"Already queued as a batch on {day}.", "Show")
        self.before.setVisible(bool(day))

    def tell(self, problem: str) -> None:
        self.problem.setText(problem)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)
