"""Keys drawn as the caps that they are on a keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from ideogram_desk.desktop.theme import LABEL, tokens_now

if TYPE_CHECKING:
    from collections.abc import Sequence

HEIGHT, RADIUS, AIR, GAP = 20, 5, 6, 4


def cap_font(font: QFont) -> QFont:
    small = QFont(font)
    small.setPixelSize(LABEL)
    small.setWeight(QFont.Weight.Medium)
    return small


def caps_width(keys: Sequence[str], font: QFont) -> int:
    metrics = QFontMetrics(cap_font(font))
    return sum(_width(key, metrics) for key in keys) + GAP * max(0, len(keys) - 1)


def _width(key: str, metrics: QFontMetrics) -> int:
    return max(HEIGHT, metrics.horizontalAdvance(key) + 2 * AIR)


def draw_caps(
    painter: QPainter, keys: Sequence[str], right: int, middle: float, font: QFont
) -> None:
    """Draw the keys so that the last one ends at `right`, about the height `middle`."""
    tokens = tokens_now()
    small = cap_font(font)
    metrics = QFontMetrics(small)
    left = right - caps_width(keys, font)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(small)
    for key in keys:
        width = _width(key, metrics)
        box = QRectF(left + 0.5, middle - HEIGHT / 2 + 0.5, width - 1, HEIGHT - 1)
        painter.setPen(QColor(tokens.line))
        painter.setBrush(QColor(tokens.raised))
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        painter.setPen(QColor(tokens.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, key)
        left += width + GAP
    painter.restore()
