"""The row of candidates under a comparison: small pictures, of which a click brings one up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ideogram_desk.desktop.gallery.ink import Ink
from ideogram_desk.desktop.gallery.words import first_words
from ideogram_desk.desktop.kit import named, tip
from ideogram_desk.desktop.theme import DARK
from ideogram_desk.domain.change import REJECT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QMouseEvent, QPaintEvent

    from ideogram_desk.desktop.look.painting import SightPainter
    from ideogram_desk.desktop.look.sight import Sight

SIDE, GAP = 62, 8
FAINT = 0.35  # of a rejected one


class Filmstrip(QWidget):
    chosen = Signal(int)  # a picture's number

    def __init__(self, paints: SightPainter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "compare_filmstrip", "Candidates")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(SIDE + 4)
        self._paints = paints
        self._sights: Sequence[Sight] = ()
        self._shown: Sequence[int] = ()
        self._judged = -1
        self._ink: Ink | None = None
        paints.loader.ready.connect(self.update)

    def show_sights(self, sights: Sequence[Sight], shown: Sequence[int], judged: int) -> None:
        self._sights, self._shown, self._judged = sights, shown, judged
        place = next((i for i, s in enumerate(sights) if s.number == judged), -1)
        self.setAccessibleDescription(f"{place + 1} of {len(sights)}" if place >= 0 else "")
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(SIDE, SIDE + 4)

    def sizeHint(self) -> QSize:
        return QSize(7 * (SIDE + GAP), SIDE + 4)

    def cell(self, place: int) -> QRect:
        """In the middle if all have room; else so that the one being judged is near it."""
        width = len(self._sights) * (SIDE + GAP) - GAP
        if width <= self.width():
            left = (self.width() - width) // 2
        else:
            at = next((i for i, s in enumerate(self._sights) if s.number == self._judged), 0)
            wanted = self.width() // 2 - at * (SIDE + GAP) - SIDE // 2
            left = max(self.width() - width, min(0, wanted))
        return QRect(left + place * (SIDE + GAP), 2, SIDE, SIDE)

    def _at(self, point: QPoint) -> Sight | None:
        return next((s for i, s in enumerate(self._sights) if self.cell(i).contains(point)), None)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._ink is None or self._ink.dpr != self.devicePixelRatioF():
            self._ink = Ink(DARK, self.font(), self.devicePixelRatioF())
        painter = QPainter(self)
        for place, sight in enumerate(self._sights):
            cell = self.cell(place)
            if cell.intersects(event.rect()):
                self._paint(painter, self._ink, cell, sight)
        painter.end()

    def _paint(self, painter: QPainter, ink: Ink, cell: QRect, sight: Sight) -> None:
        pixmap = self._paints.thumbnail(sight)
        if pixmap is None:
            painter.fillRect(cell, ink.colours["raised"])
        else:
            side = min(pixmap.width(), pixmap.height())
            left, top = (pixmap.width() - side) / 2, (pixmap.height() - side) / 2
            painter.setOpacity(FAINT if sight.marked.flag == REJECT else 1)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(QRectF(cell), pixmap, QRectF(left, top, side, side))
            painter.setOpacity(1)
        self._mark(painter, ink, cell, sight)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = "accent" if sight.number == self._judged else "line"
        colour = "dim" if colour == "line" and sight.number in self._shown else colour
        painter.setPen(QPen(QColor(ink.colours[colour]), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(cell), 4, 4)

    def _mark(self, painter: QPainter, ink: Ink, cell: QRect, sight: Sight) -> None:
        """One small sign: the flag, else the stars."""
        marked = sight.marked
        if marked.flag:
            chip = ink.chip("", "ban" if marked.flag == REJECT else "check")
        elif marked.rating:
            chip = ink.chip(str(marked.rating), "star")
        else:
            return
        painter.drawPixmap(cell.x() + 3, cell.y() + 3, chip)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        sight = self._at(event.position().toPoint())
        if sight is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(sight.number)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            sight = self._at(event.pos())
            words = tip(first_words(sight.prompt)) if sight is not None else ""
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)
