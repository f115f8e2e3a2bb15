"""The grey checkers that show through where a picture is transparent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPixmap

from ideogram_desk.desktop.theme import DARK

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QPainter

SIDE = 8  # of one square, pixels on the screen


def fill_checkers(painter: QPainter, target: QRectF) -> None:
    """Neutral, in both themes the same, and still while the picture is zoomed."""
    painter.save()
    painter.setClipRect(target, Qt.ClipOperation.IntersectClip)
    painter.drawTiledPixmap(target, _pattern(), QPointF(target.x() % SIDE, target.y() % SIDE))
    painter.restore()


def _pattern() -> QPixmap:
    from PySide6.QtGui import QPainter

    pattern = QPixmap(2 * SIDE, 2 * SIDE)
    pattern.fill(QColor(DARK.faint))
    painter = QPainter(pattern)
    for corner in (0, SIDE):
        painter.fillRect(corner, corner, SIDE, SIDE, QColor(DARK.dim))
    painter.end()
    return pattern
