"""Metadata as rows of a name and a value; the last row is empty and adds another."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ideogram_desk.desktop.kit import IconButton, named

Pair = tuple[str, str]
SHOWN = 40  # rows that are made; a file may hold more


class _Row(QWidget):
    changed = Signal()
    removed = Signal()

    def __init__(self, number: int) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.key = named(QLineEdit(), f"metadata_name_{number}", f"Name of metadata {number}")
        self.value = named(QLineEdit(), f"metadata_value_{number}", f"Value of metadata {number}")
        self.key.setPlaceholderText("Name")
        self.value.setPlaceholderText("Value")
        self.cross = IconButton("x", "Remove this row", f"metadata_remove_{number}", size=14)
        for edit in (self.key, self.value):
            edit.setProperty("role", "chip")
            edit.textEdited.connect(self.changed)
        self.cross.clicked.connect(self.removed)
        row.addWidget(self.key, 2)
        row.addWidget(self.value, 3)
        row.addWidget(self.cross)

    @property
    def pair(self) -> Pair:
        return self.key.text(), self.value.text()

    def show_pair(self, pair: Pair) -> None:
        for edit, text in ((self.key, pair[0]), (self.value, pair[1])):
            if edit.text() != text:
                edit.setText(text)


class MetadataRows(QWidget):
    """`changed(pairs)` by the user; rows beyond those shown are kept as they are."""

    changed = Signal(tuple)

    def __init__(self) -> None:
        super().__init__()
        named(self, "metadata_rows", "Metadata")
        self._rows: list[_Row] = []
        self._rest: tuple[Pair, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._fit(1)

    def show_pairs(self, pairs: tuple[Pair, ...]) -> None:
        """Show these; silent."""
        if pairs == self._told():
            return
        self._rest = pairs[SHOWN:]
        shown = pairs[:SHOWN]
        self._fit(len(shown) + 1)
        for row, pair in zip(self._rows, (*shown, ("", "")), strict=True):
            row.show_pair(pair)
        self._show_crosses()

    def _told(self) -> tuple[Pair, ...]:
        shown = [row.pair for row in self._rows]
        while shown and shown[-1] == ("", ""):
            shown.pop()
        return (*shown, *self._rest)

    def _fit(self, count: int) -> None:
        while len(self._rows) > count:
            row = self._rows.pop()
            row.hide()
            row.deleteLater()
        while len(self._rows) < count:
            row = _Row(len(self._rows) + 1)
            row.changed.connect(self._changed)
            row.removed.connect(lambda row=row: self._remove(row))
            self._column.addWidget(row)
            if self._rows:
                QWidget.setTabOrder(self._rows[-1].cross, row.key)
            self._rows.append(row)
        self._show_crosses()

    def _show_crosses(self) -> None:
        """The empty row keeps the place of its cross, so that nothing jumps as it is filled."""
        for row in self._rows:
            policy = row.cross.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            row.cross.setSizePolicy(policy)
            row.cross.setVisible(row.pair != ("", ""))

    def _changed(self) -> None:
        if self._rows[-1].pair != ("", "") and len(self._rows) <= SHOWN:
            self._fit(len(self._rows) + 1)
        self._show_crosses()
        self.changed.emit(self._told())

    def _remove(self, gone: _Row) -> None:
        at = self._rows.index(gone)
        pairs = [row.pair for row in self._rows]
        del pairs[at]
        told = tuple(pair for pair in pairs if pair != ("", ""))
        self.show_pairs((*told, *self._rest))
        self._rows[min(at, len(self._rows) - 1)].key.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit(self._told())
