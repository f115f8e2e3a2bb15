"""Where the browse pane's rows are painted, and where their names are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ideogram_desk.desktop.browse.rows import Kind
from ideogram_desk.desktop.kit import named

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel
    from PySide6.QtGui import QPainter

    from ideogram_desk.desktop.browse.model import AnyIndex
    from ideogram_desk.desktop.browse.tree import FoldingTree

LONGEST_NAME = 120


class RowDelegate(QStyledItemDelegate):
    """Asks the view for everything: it knows the pointer and the ink."""

    def __init__(self, view: FoldingTree) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        self._view.paint_row(painter, option.rect, index)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        return QSize(120, self._view.row_height())

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, index: AnyIndex
    ) -> QWidget:
        row = self._view.rows.row(index)
        said = "Name" if row is None or row.kind is Kind.DRAFT else f"New name of {row.title}"
        edit = named(QLineEdit(parent), "browse_name_edit", said, f"{said} (Enter, or Esc)")
        edit.setProperty("role", "chip")
        edit.setPlaceholderText("Name")
        edit.setMaxLength(LONGEST_NAME)
        return edit

    def setEditorData(self, editor: QWidget, index: AnyIndex) -> None:
        """Once: new counts that come in meanwhile must not undo what is being written."""
        if isinstance(editor, QLineEdit) and not editor.property("filled"):
            editor.setProperty("filled", True)
            editor.setText(str(self._view.rows.data(index, Qt.ItemDataRole.EditRole)))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: AnyIndex) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: AnyIndex
    ) -> None:
        place = self._view.name_place(index, option.rect)
        height = max(option.rect.height(), editor.sizeHint().height())
        top = option.rect.top() + (option.rect.height() - height) // 2
        editor.setGeometry(place.left() - 7, top, place.width() + 7, height)

    def editorEvent(self, *_event: Any) -> bool:
        return False  # presses are the view's
