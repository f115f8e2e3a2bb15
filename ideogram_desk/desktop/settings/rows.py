"""How the settings stand: a subject at the left, what can be set at the right, a hairline below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from ideogram_desk.desktop.kit import PlainLabel, heading, named
from ideogram_desk.desktop.theme import tokens_now

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

NAME_WIDTH = 116


class Row(QWidget):
    """One subject: its name at the left, what can be set at the right, a hairline below."""

    def __init__(self, title: str, content: QLayout | QWidget, name: str, drop: int = 0) -> None:
        super().__init__()
        named(self, name, title)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 16, 0, 17)
        row.setSpacing(16)
        label = heading(title, f"{name}_title")
        label.setFixedWidth(NAME_WIDTH)
        label.setContentsMargins(0, drop, 0, 0)  # down to the line of the field beside it
        row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        if isinstance(content, QLayout):
            row.addLayout(content, 1)
        else:
            row.addWidget(content, 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(0, self.height() - 1, self.width(), 1, QColor(tokens_now().line))


def column(*parts: QWidget | QLayout) -> QVBoxLayout:
    """Things below each other."""
    made = QVBoxLayout()
    made.setSpacing(6)
    for part in parts:
        if isinstance(part, QLayout):
            made.addLayout(part)
        else:
            made.addWidget(part)
    return made


def sentence(text: str, name: str) -> PlainLabel:
    return PlainLabel(text, "dim", wrap=True, selectable=True, name=name)
