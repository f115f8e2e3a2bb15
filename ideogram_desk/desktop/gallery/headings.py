"""The heading of a group in the grid; at the top it is held until the next one comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QPainter

    from ideogram_desk.desktop.gallery.ink import Ink

BETWEEN = 8  # title and count


class Heading:
    def __init__(self, ink: Ink) -> None:
        self._ink = ink

    def paint(
        self, painter: QPainter, rect: QRect, title: str, count: str, *, margin: int, held: bool
    ) -> None:
        """`rect` is as wide as the window; `held`: pictures go by beneath."""
        ink, metrics = self._ink, self._ink.title_metrics
        if held:
            painter.fillRect(rect, ink.colours["window"])
            painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, ink.colours["line"])
        room = rect.width() - 2 * margin - ink.label_metrics.horizontalAdvance(count) - BETWEEN
        text = metrics.elidedText(title, Qt.TextElideMode.ElideRight, max(0, room))
        base = rect.y() + (rect.height() + metrics.ascent() - metrics.descent()) / 2
        painter.setFont(ink.title)
        painter.setPen(ink.colours["text"])
        painter.drawText(QPointF(margin, base), text)
        painter.setFont(ink.label)
        painter.setPen(ink.colours["dim"])
        left = margin + metrics.horizontalAdvance(text) + BETWEEN
        painter.drawText(QPointF(left, base), count)

    def reach(self, title: str, count: str) -> int:
        """How wide the words are."""
        ink = self._ink
        return (
            ink.title_metrics.horizontalAdvance(title)
            + BETWEEN
            + ink.label_metrics.horizontalAdvance(count)
        )
