"""The names of the matrix's rows and columns, which stay while its cells scroll."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QHeaderView

from ideogram_desk.desktop.theme import BODY, LABEL, tokens_now

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget

PAD = 8  # above and below a cell
INSET = 5  # before a cell, for its focus ring


class MatrixHeads(QHeaderView):
    """Names of rows or columns as quiet text, with a line under each."""

    def __init__(self, orientation: Qt.Orientation, parent: QWidget) -> None:
        super().__init__(orientation, parent)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.orientation() == Qt.Orientation.Horizontal:  # from edge to edge, as under the rows
            painter = QPainter(self.viewport())
            painter.fillRect(self.length(), 0, self.width(), self.height(), _ground())
            line = QColor(tokens_now().line)
            painter.fillRect(0, self.height() - 1, self.width(), 1, line)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        tokens = tokens_now()
        text = self.model().headerData(section, self.orientation()) or ""
        painter.save()
        painter.fillRect(rect, _ground())
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, QColor(tokens.line))
        font = QFont(self.font())
        if self.orientation() == Qt.Orientation.Vertical:
            font.setPixelSize(BODY)
            box = rect.adjusted(0, PAD, -16, -PAD)
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
            colour = tokens.text
        else:
            font.setPixelSize(LABEL)
            font.setWeight(QFont.Weight.Medium)
            box = rect.adjusted(INSET, 0, -8, -4)
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
            colour = tokens.dim
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(box, flags | Qt.AlignmentFlag.AlignLeft, str(text))
        painter.restore()


def _ground() -> QColor:
    return QColor(tokens_now().window)
