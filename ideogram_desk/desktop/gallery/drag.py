"""A drag of pictures out of the grid: their files, under a little pile of their thumbnails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QDrag, QPainter, QPen, QPixmap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from ideogram_desk.desktop.gallery.ink import Ink
    from ideogram_desk.desktop.gallery.model import GalleryModel

PILE = 3
SIDE = 96
STEP = 6


def make_drag(
    source: QWidget,
    model: GalleryModel,
    numbers: Sequence[int],
    thumbnails: Sequence[QPixmap],
    ink: Ink,
) -> QDrag | None:
    """None if none of them is a file by now. Copies only: a drop never empties the library."""
    data = model.mime_of(numbers)
    if not data.urls():
        return None
    drag = QDrag(source)
    drag.setMimeData(data)
    drag.setPixmap(_pile(thumbnails[:PILE], len(data.urls()), ink))
    drag.setHotSpot(QPoint(SIDE // 2, SIDE // 2))
    return drag


def _pile(thumbnails: Sequence[QPixmap], count: int, ink: Ink) -> QPixmap:
    shown = max(1, len(thumbnails))
    room = SIDE + STEP * (shown - 1) + 12
    pile = ink.blank(room, room)
    painter = QPainter(pile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    for place in range(shown - 1, -1, -1):
        box = QRectF(place * STEP, place * STEP, SIDE, SIDE)
        painter.fillRect(box, ink.colours["raised"])
        if place < len(thumbnails):
            _cover(painter, box, thumbnails[place])
        painter.setPen(QPen(ink.colours["line"], 1))
        painter.drawRect(box)
    if count > 1:
        _badge(painter, room, str(count), ink)
    painter.end()
    return pile


def _cover(painter: QPainter, box: QRectF, thumbnail: QPixmap) -> None:
    side = min(thumbnail.width(), thumbnail.height())
    left, top = (thumbnail.width() - side) / 2, (thumbnail.height() - side) / 2
    painter.drawPixmap(box, thumbnail, QRectF(left, top, side, side))


def _badge(painter: QPainter, room: int, text: str, ink: Ink) -> None:
    width = ink.strong_metrics.horizontalAdvance(text) + 14
    box = QRectF(room - width, room - 22, width, 20)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ink.tokens.accent_fill))
    painter.drawRoundedRect(box, 10, 10)
    painter.setPen(ink.on_picture)
    painter.setFont(ink.strong)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
