"""The marks of a picture that is looked at closely: stars, favorite, flag and label in a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from ideogram_desk.desktop import theme
from ideogram_desk.desktop.gallery.ink import CHIP_RADIUS
from ideogram_desk.domain.change import LABELS, PICK, REJECT

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap

    from ideogram_desk.desktop.gallery.ink import Ink

GAP = 4
SIDE = 18  # of the square with a label's letter


class Marked(Protocol):
    """A record of a picture, long or short."""

    @property
    def favorite(self) -> bool: ...
    @property
    def rating(self) -> int: ...
    @property
    def flag(self) -> int: ...
    @property
    def label(self) -> int: ...


def marks(painter: QPainter, ink: Ink, of: Marked, at: QPointF) -> None:
    """Paint them from `at`, which is the middle of the row's left edge."""
    x = at.x()
    for chip in _chips(ink, of):
        height = chip.height() / ink.dpr
        painter.drawPixmap(QPointF(round(x), round(at.y() - height / 2)), chip)
        x += chip.width() / ink.dpr + GAP


def _chips(ink: Ink, of: Marked) -> list[QPixmap]:
    chips = [ink.chip(str(of.rating), "star")] if of.rating else []
    chips += [ink.chip("", "heart")] if of.favorite else []
    chips += [ink.chip("Picked", "check")] if of.flag == PICK else []
    chips += [ink.chip("Rejected", "ban")] if of.flag == REJECT else []
    if 0 < of.label < len(LABELS):
        label = of.label
        chips.append(ink.keep(("letter", label), lambda: _letter(ink, label)))
    return chips


def _letter(ink: Ink, label: int) -> QPixmap:
    """A label is never told by its colour alone."""
    pixmap = ink.blank(SIDE, SIDE)
    box = QRectF(0, 0, SIDE, SIDE)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.LABELS[label]))
    painter.drawRoundedRect(box, CHIP_RADIUS, CHIP_RADIUS)
    painter.setPen(QColor(theme.DARK.window))
    painter.setFont(ink.strong)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, LABELS[label][0].upper())
    painter.end()
    return pixmap


def marks_in_words(of: Marked) -> list[str]:
    """The same for a screen reader."""
    said = [f"{of.rating} of 5 stars"] if of.rating else []
    said += ["favorite"] if of.favorite else []
    said += ["picked"] if of.flag == PICK else []
    said += ["rejected"] if of.flag == REJECT else []
    return said + ([f"{LABELS[of.label]} label"] if 0 < of.label < len(LABELS) else [])
