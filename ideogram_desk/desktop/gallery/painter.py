"""Paints one tile of the grid: a picture with its badges, or the words of one without a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ideogram_desk.desktop.gallery.badges import INSET, Marks, width_of
from ideogram_desk.desktop.gallery.headings import Heading
from ideogram_desk.desktop.gallery.ink import RADIUS, Ink
from ideogram_desk.desktop.gallery.words import Words, words_of
from ideogram_desk.domain.change import REJECT

if TYPE_CHECKING:
    from datetime import datetime

    from PySide6.QtGui import QFont, QFontMetrics, QPixmap

    from ideogram_desk.domain.job import Tile

OUTSET = 6  # how far frame, focus ring and a stack's edges reach beyond the tile
BAR = 4
SMALL_TILE = 150  # below this there is no room for the hint
SWEEP = 1.4  # seconds for the bar's piece to cross

_ALPHA_OFF = Qt.PenStyle.NoPen


class Look(NamedTuple):
    """How a tile is to be shown this time."""

    selected: bool = False
    focused: bool = False  # and the keyboard was used last
    hovered: bool = False
    fill: bool = True
    stack: int = 1  # pictures in the stack that it stands for
    opened: bool = False  # that stack lies open
    among: bool = False  # it is one of an open stack


class TilePainter:
    def __init__(self, ink: Ink) -> None:
        self.use(ink)
        self.moving = True  # False where the system asks for less motion

    def use(self, ink: Ink) -> None:
        self.ink = ink
        self.marks = Marks(ink)
        self.heading = Heading(ink)

    def paint(
        self,
        painter: QPainter,
        rect: QRect,
        tile: Tile | None,
        pixmap: QPixmap | None,
        look: Look,
        moment: tuple[datetime, float],
    ) -> Words | None:
        """Paint, and give the words that were shown: the view asks them whether time matters."""
        words = words_of(tile, moment[0]) if tile is not None else None
        self._ground(painter, rect, look)
        if words is not None:
            self._card(painter, rect, "raised", line=True)
            self._words(painter, rect, words, moment[1])
            if look.hovered or look.selected or look.focused:
                self._foot(painter, rect, words.hint or (tile.prompt if tile else ""))
        elif pixmap is None or tile is None:
            self._card(painter, rect, "raised", line=False)
        else:
            self._picture(painter, rect, pixmap, look)
        if tile is not None and words is None:
            if tile.flag == REJECT:
                painter.fillRect(rect, self.ink.dimmed)
            near = look.hovered or look.selected
            if near:
                self._caption(painter, rect, tile, look)
            self.marks.paint(painter, rect, tile, near=near)
        if look.stack > 1:
            place, chip = self.marks.stack(rect, look.stack, opened=look.opened)
            painter.drawPixmap(place.topLeft(), chip)
        if pixmap is not None and words is None:
            self._round(painter, rect, "wash" if look.among else "window")
        self._frames(painter, rect, look)
        return words

    # Grounds

    def _ground(self, painter: QPainter, rect: QRect, look: Look) -> None:
        """Of a stack: the edges of what lies beneath, or what holds it together once open."""
        if look.among:
            # To the next one's, though the pixels left over have pushed it a little further.
            band = rect.adjusted(-OUTSET, -OUTSET, OUTSET + 1, OUTSET)
            painter.fillRect(band, self.ink.colours["wash"])
        elif look.stack > 1:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(self.ink.colours["raised"])
            painter.setPen(QPen(self.ink.colours["dim"], 1))
            for step in (2, 1):
                edge = QRectF(rect).adjusted(7 * step, -3 * step + 0.5, -7 * step, 0)
                edge.setHeight(RADIUS * 3)
                painter.drawRoundedRect(edge, RADIUS, RADIUS)
            painter.setBrush(Qt.BrushStyle.NoBrush)

    def _card(self, painter: QPainter, rect: QRect, fill: str, *, line: bool) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self.ink.colours[fill])
        painter.setPen(QPen(self.ink.colours["line"], 1) if line else _ALPHA_OFF)
        half = 0.5 if line else 0
        painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), RADIUS, RADIUS)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _picture(self, painter: QPainter, rect: QRect, pixmap: QPixmap, look: Look) -> None:
        width, height = pixmap.width(), pixmap.height()
        box = round(rect.width() * self.ink.dpr)
        pick = min if look.fill else max
        scale = box / max(1, pick(width, height))
        exact = pick(width, height) == box
        shown_w = min(box, round(width * scale)) / self.ink.dpr
        shown_h = min(box, round(height * scale)) / self.ink.dpr
        if shown_w < rect.width() or shown_h < rect.height():
            painter.fillRect(rect, self.ink.colours["raised"])
        left = self._whole(rect.x() + (rect.width() - shown_w) / 2)
        top = self._whole(rect.y() + (rect.height() - shown_h) / 2)
        target = QRectF(left, top, shown_w, shown_h)
        source_w, source_h = min(width, box / scale), min(height, box / scale)
        source = QRectF((width - source_w) / 2, (height - source_h) / 2, source_w, source_h)
        # Pixel for pixel wherever the loader has made the size that is drawn; smooth until then.
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not exact)
        painter.drawPixmap(target, pixmap, source)

    def _whole(self, length: float) -> float:
        """To whole device pixels, else a picture drawn pixel for pixel would blur."""
        return round(length * self.ink.dpr) / self.ink.dpr

    def _round(self, painter: QPainter, rect: QRect, ground: str) -> None:
        corners = self.ink.corners(ground)
        side = RADIUS * self.ink.dpr
        for x, right in ((rect.left(), 0), (rect.right() + 1 - RADIUS, 1)):
            for y, low in ((rect.top(), 0), (rect.bottom() + 1 - RADIUS, 1)):
                source = QRectF(right * side, low * side, side, side)
                painter.drawPixmap(QRectF(x, y, RADIUS, RADIUS), corners, source)

    def _frames(self, painter: QPainter, rect: QRect, look: Look) -> None:
        if not (look.selected or look.focused):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if look.selected:
            painter.setPen(QPen(self.ink.colours["accent"], 2))
            painter.drawRoundedRect(QRectF(rect), RADIUS, RADIUS)
        if look.focused:
            painter.setPen(QPen(self.ink.colours["text"], 1.5))
            ring = QRectF(rect).adjusted(-3.5, -3.5, 3.5, 3.5)
            painter.drawRoundedRect(ring, RADIUS + 3, RADIUS + 3)

    # On the picture

    def _caption(self, painter: QPainter, rect: QRect, tile: Tile, look: Look) -> None:
        height = self.ink.label_metrics.height()
        scrim = self.ink.scrim(height * 2 + INSET + 4)
        deep = height * 2 + INSET + 4
        painter.drawPixmap(QRect(rect.x(), rect.bottom() + 1 - deep, rect.width(), deep), scrim)
        room = rect.width() - 2 * INSET - 2
        if look.stack > 1:
            room -= width_of(self.marks.stack(rect, look.stack, opened=look.opened)[1]) + 4
        text = self.ink.elided(tile.prompt, max(0, room))
        painter.setFont(self.ink.label)
        painter.setPen(self.ink.on_picture)
        base = rect.bottom() + 1 - INSET - self.ink.label_metrics.descent()
        painter.drawText(QPointF(rect.x() + INSET + 1, base), text)

    # Without a picture

    def _words(self, painter: QPainter, rect: QRect, words: Words, clock: float) -> None:
        room = rect.width() - 2 * INSET - 8
        small = rect.width() < SMALL_TILE
        title = self.ink.wrapped(words.title, self.ink.title, room, 2)
        most = 1 if small and words.busy else (2 if small else 3)
        detail = self.ink.wrapped(words.detail, self.ink.label, room, most)
        icon = 20 if words.icon and rect.width() >= SMALL_TILE * 0.8 else 0
        blocks = [
            (icon + 8) * bool(icon),
            len(title) * self.ink.title_metrics.height(),
            (BAR + 20) * words.busy,
            (len(detail) * self.ink.label_metrics.height() + 6 * (not words.busy)) * bool(detail),
        ]
        y = rect.y() + (rect.height() - sum(blocks)) // 2
        if icon:
            self._state_icon(painter, rect, y, words)
        y += blocks[0]
        self._lines(painter, rect, y, title, self.ink.title, self.ink.title_metrics, "text")
        y += blocks[1]
        if words.busy:
            self._bar(painter, rect, y + 10, clock)
        y += blocks[2] + (6 if detail and not words.busy else 0)
        self._lines(painter, rect, y, detail, self.ink.label, self.ink.label_metrics, "dim")

    def _foot(self, painter: QPainter, rect: QRect, text: str) -> None:
        """Where a picture has its caption: what can be done here, or whose place this is."""
        if rect.width() < SMALL_TILE:
            return
        line = self.ink.elided(text, rect.width() - 2 * INSET)
        y = rect.bottom() + 1 - INSET - self.ink.label_metrics.height()
        self._lines(painter, rect, y, (line,), self.ink.label, self.ink.label_metrics, "dim")

    def _state_icon(self, painter: QPainter, rect: QRect, y: int, words: Words) -> None:
        tokens = self.ink.tokens
        colour = {"plain": tokens.dim, "warn": tokens.warn_text, "bad": tokens.bad_text}[words.tone]
        drawn = self.ink.icon(words.icon, colour, 20)
        painter.drawPixmap(QPointF(rect.x() + (rect.width() - 20) // 2, y), drawn)

    def _lines(
        self,
        painter: QPainter,
        rect: QRect,
        y: int,
        lines: tuple[str, ...],
        font: QFont,
        metrics: QFontMetrics,
        colour: str,
    ) -> None:
        painter.setFont(font)
        painter.setPen(self.ink.colours[colour])
        for line in lines:
            box = QRect(rect.x(), y, rect.width(), metrics.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine, line)
            y += metrics.height()

    def _bar(self, painter: QPainter, rect: QRect, y: int, clock: float) -> None:
        """How far it is nobody knows, so a piece travels; where motion is unwelcome it rests."""
        width = round(rect.width() * 0.66)
        x = rect.x() + (rect.width() - width) // 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(_ALPHA_OFF)
        painter.setBrush(self.ink.colours["line"])
        painter.drawRoundedRect(QRectF(x, y, width, BAR), BAR / 2, BAR / 2)
        piece = width * 0.36
        phase = (clock % SWEEP) / SWEEP if self.moving else 0.5
        ease = phase * phase * (3 - 2 * phase)
        start = x - piece + (width + piece) * ease
        left, right = max(x, start), min(x + width, start + piece)
        if right > left:
            painter.setBrush(self.ink.colours["accent"])
            painter.drawRoundedRect(QRectF(left, y, right - left, BAR), BAR / 2, BAR / 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
