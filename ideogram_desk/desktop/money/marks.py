"""Two small marks: a thin bar for a share, and the swatch of a colour in a chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from ideogram_desk.desktop.theme import tokens_now

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class ShareBar(QWidget):
    """A thin bar, `share` of it in a colour of the theme."""

    def __init__(self) -> None:
        super().__init__()
        self._share, self._token = 0.0, "accent"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(40, 4)

    def show_share(self, share: float, token: str) -> None:
        self._share, self._token = share, token
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = tokens_now()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.line))
        painter.drawRoundedRect(QRectF(self.rect()), 2, 2)
        filled = max(4.0, self.width() * self._share) if self._share else 0.0
        painter.setBrush(QColor(str(getattr(tokens, self._token))))
        painter.drawRoundedRect(QRectF(0, 0, filled, self.height()), 2, 2)


class Swatch(QWidget):
    """The colour of a series in the chart."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(10, 10)
        self._token = "faint"  # noqa: S105  a colour

    def show_token(self, token: str) -> None:
        self._token = token
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(str(getattr(tokens_now(), self._token))))
        painter.drawRoundedRect(QRectF(self.rect()), 3, 3)
