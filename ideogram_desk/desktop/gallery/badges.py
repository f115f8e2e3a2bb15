"""The badges of a tile: what was made of a picture, small and few, as they lie over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect

from ideogram_desk.domain.change import LABELS, PICK, REJECT

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter, QPixmap

    from ideogram_desk.desktop.gallery.ink import Ink
    from ideogram_desk.domain.job import Tile

INSET = 8  # of badges and captions from the tile's edge
GAP = 4


class Marks:
    def __init__(self, ink: Ink) -> None:
        self._ink = ink

    def paint(self, painter: QPainter, rect: QRect, tile: Tile, *, near: bool) -> None:
        """`near`: the eye is on this tile."""
        right = rect.right()
        if tile.aspect and tile.aspect != "auto":
            chip = self._ink.chip(tile.aspect)
            right = rect.right() + 1 - INSET - width_of(chip)
            painter.drawPixmap(QPointF(right, rect.top() + INSET), chip)
        self._lay(painter, rect, self._made(tile, near=near), right)
        low = rect.bottom() + 1 - INSET - self._ink.chip_height
        if near:  # above the caption
            low -= self._ink.label_metrics.height() + GAP
        left = rect.left() + INSET
        for chip in self._state(tile):
            painter.drawPixmap(QPointF(left, low), chip)
            left += width_of(chip) + GAP

    def _made(self, tile: Tile, *, near: bool) -> list[QPixmap]:
        """What the user has made of it."""
        chip = self._ink.chip
        chips = []
        if tile.flag in (PICK, REJECT):
            chips.append(chip("", "flag" if tile.flag == PICK else "x"))
        if tile.favorite:
            chips.append(chip("", "heart"))
        if tile.rating:
            chips.append(chip(str(tile.rating), "star"))
        if tile.label:
            chips.append(self._ink.letter(LABELS[tile.label][:1].upper(), tile.label))
        if tile.sandbox and near:  # a sign only; the inspector says it in words
            chips.append(chip("", "layers"))
        return chips

    def _state(self, tile: Tile) -> list[QPixmap]:
        """What has become of it."""
        signs = (
            ("image-off", tile.missing),
            ("eye-off", tile.is_safe is False),
            ("arrow-up-right", tile.exported),
        )
        return [self._ink.chip("", icon) for icon, holds in signs if holds]

    def _lay(self, painter: QPainter, rect: QRect, chips: list[QPixmap], right: int) -> None:
        """From the left; under one another where the row is full."""
        x, y = rect.left() + INSET, rect.top() + INSET
        for chip in chips:
            width = width_of(chip)
            if x + width > right - GAP and x > rect.left() + INSET:
                x, y = rect.left() + INSET, y + self._ink.chip_height + GAP
                right = rect.right()
            painter.drawPixmap(QPointF(x, y), chip)
            x += width + GAP

    def stack(self, rect: QRect, pictures: int, *, opened: bool) -> tuple[QRect, QPixmap]:
        """Where the badge that opens a stack lies, and what it looks like."""
        chip = self._ink.chip(f"{pictures:,}", "chevron-down" if opened else "images")
        width, height = width_of(chip), self._ink.chip_height
        left = rect.right() + 1 - INSET - width
        return QRect(left, rect.bottom() + 1 - INSET - height, width, height), chip


def width_of(pixmap: QPixmap) -> int:
    return round(pixmap.width() / pixmap.devicePixelRatio())
