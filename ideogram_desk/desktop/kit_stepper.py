"""A small number between two buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractSpinBox, QFrame, QHBoxLayout, QSizePolicy, QSpinBox

from ideogram_desk.desktop.kit_basics import IconButton, named
from ideogram_desk.desktop.theme import set_role

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QPaintEvent, QResizeEvent


class _BareSpin(QSpinBox):
    focused = Signal(bool)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focused.emit(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fill()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._fill()
        super().paintEvent(event)

    def _fill(self) -> None:
        """A styled spin box without buttons leaves its field one pixel, at every restyling anew."""
        if self.lineEdit().geometry() != self.rect():
            self.lineEdit().setGeometry(self.rect())


class Stepper(QFrame):
    """A small number between two buttons."""

    changed = Signal(int)

    def __init__(self, name: str, accessible: str, least: int, most: int) -> None:
        super().__init__()
        self.setProperty("surface", "raised")
        self.setObjectName(f"{name}_frame")
        row = QHBoxLayout(self)
        self.setFixedHeight(34)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        self.spin = named(_BareSpin(), name, accessible, f"{accessible}, {least} to {most}")
        self.spin.setProperty("role", "bare")
        self.spin.setRange(least, most)
        self.spin.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.spin.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.spin.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.less = IconButton("minus", "Fewer", f"{name}_less", size=14)
        self.more = IconButton("plus", "More", f"{name}_more", size=14)
        for part in (self.less, self.spin, self.more):
            row.addWidget(part, 1 if part is self.spin else 0)
        self.less.clicked.connect(self.spin.stepDown)
        self.more.clicked.connect(self.spin.stepUp)
        self.spin.valueChanged.connect(self._tell)
        self.spin.focused.connect(lambda on: set_role(self, "active", on))
        self._silent = False

    def set_value(self, value: int) -> None:
        self._silent = True
        self.spin.setValue(value)
        self._silent = False
        self._fence(value)

    def _tell(self, value: int) -> None:
        self._fence(value)
        if not self._silent:
            self.changed.emit(value)

    def _fence(self, value: int) -> None:
        self.less.setEnabled(value > self.spin.minimum())
        self.more.setEnabled(value < self.spin.maximum())
