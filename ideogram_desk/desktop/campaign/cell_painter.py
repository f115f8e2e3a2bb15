"""Paints one cell of the matrix: its picture, or its state in words with a bar or a button."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from ideogram_desk.desktop.gallery.ink import RADIUS, Ink

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap

    from ideogram_desk.desktop.campaign.cell_words import CellWords

INSET = 8
NARROW = 120  # cells up to this width keep less of it free
BAR = 4
SWEEP = 1.4  # seconds for the bar's piece to cross
_BUTTON_PAD = 8
_GAP = 6
_NO_PEN = Qt.PenStyle.NoPen
_TONES = {"dim": "dim", "text": "text", "warn": "warn_text", "bad": "bad_text"}


class Look(NamedTuple):
    """How a cell is to be shown this time."""

    focused: bool = False
    pointed: bool = False  # the pointer is on its button


class Blocks(NamedTuple):
    """Where the parts of a cell's words stand."""

    title: tuple[str, ...]
    detail: tuple[str, ...]
    action: tuple[str, ...]
    title_at: int
    bar_at: int
    detail_at: int
    button: QRect


class CellPainter:
    def __init__(self, ink: Ink) -> None:
        self.use(ink)
        self.moving = True  # False where the system asks for less motion

    def use(self, ink: Ink) -> None:
        self.ink = ink
        self.body = QFont(ink.title)  # for states that ask for nothing
        self.body.setWeight(QFont.Weight.Normal)
        self.body_metrics = QFontMetrics(self.body)

    # --- words -------------------------------------------------------------------------------

    def blocks(self, rect: QRect, words: CellWords) -> Blocks:
        """The layout, for painting and for finding what the pointer is on."""
        ink = self.ink
        room = self._room(rect)
        font = self._title_font(words, room)
        title = ink.wrapped(words.title, font, room, 2)
        action = ink.wrapped(words.action, ink.strong, room - 2 * _BUTTON_PAD, 3)
        title_high = len(title) * self._metrics(font).height()
        bar_high = (BAR + 2 * _GAP) * words.busy
        button_high = (len(action) * ink.strong_metrics.height() + 10) * bool(action)
        line = ink.label_metrics.height()
        left = rect.height() - 2 * INSET - title_high - bar_high - button_high - _GAP * bool(action)
        most = max(0, min(4, (left - _GAP) // line))
        detail = ink.wrapped(words.detail, ink.label, room, most) if most else ()
        detail_high = (len(detail) * line + 2) * bool(detail)
        whole = title_high + bar_high + detail_high + button_high + _GAP * bool(action)
        y = rect.y() + (rect.height() - whole) // 2
        bar_at = y + title_high
        detail_at = bar_at + bar_high + 2 * (not words.busy)
        wide = max((ink.strong_metrics.horizontalAdvance(one) for one in action), default=0)
        wide += 2 * _BUTTON_PAD + 2
        top = y + whole - button_high
        left_at = rect.x() + (rect.width() - wide) // 2
        button = QRect(left_at, top, wide, button_high) if action else QRect()
        return Blocks(title, detail, action, y, bar_at, detail_at, button)

    def paint_words(
        self, painter: QPainter, rect: QRect, words: CellWords, clock: float, look: Look
    ) -> None:
        self.card(painter, rect)
        ink, blocks = self.ink, self.blocks(rect, words)
        colour = _TONES[words.tone]
        font = self._title_font(words, self._room(rect))
        self._lines(painter, rect, blocks.title_at, blocks.title, font, colour)
        if words.busy:
            self._bar(painter, rect, blocks.bar_at + _GAP, clock, words.done)
        self._lines(painter, rect, blocks.detail_at, blocks.detail, ink.label, "dim")
        if blocks.action:
            self._button(painter, blocks, look)
        self.ring(painter, rect, look)

    def _lines(
        self,
        painter: QPainter,
        rect: QRect,
        y: int,
        lines: tuple[str, ...],
        font: QFont,
        token: str,
    ) -> None:
        painter.setFont(font)
        painter.setPen(QColor(getattr(self.ink.tokens, token)))
        high = self._metrics(font).height()
        for line in lines:
            box = QRect(rect.x(), y, rect.width(), high)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine, line)
            y += high

    def _room(self, rect: QRect) -> int:
        return rect.width() - 2 * (INSET if rect.width() > NARROW else INSET // 2)

    def _title_font(self, words: CellWords, room: int) -> QFont:
        """The usual one, or a smaller one where a word would have to be broken."""
        font, small = (
            (self.body, self.ink.label)
            if words.tone == "dim"
            else (self.ink.title, self.ink.strong)
        )
        widest = max(map(self._metrics(font).horizontalAdvance, words.title.split()), default=0)
        return font if widest <= room else small

    def _metrics(self, font: QFont) -> QFontMetrics:
        ink = self.ink
        if font is self.body:
            return self.body_metrics
        if font is ink.title:
            return ink.title_metrics
        return ink.strong_metrics if font is ink.strong else ink.label_metrics

    def _button(self, painter: QPainter, blocks: Blocks, look: Look) -> None:
        tokens = self.ink.tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(tokens.field_hover if look.pointed else tokens.segment))
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.drawRoundedRect(QRectF(blocks.button).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        top = blocks.button.y() + 5
        self._lines(painter, blocks.button, top, blocks.action, self.ink.strong, "text")

    def _bar(
        self, painter: QPainter, rect: QRect, y: int, clock: float, done: float | None
    ) -> None:
        """Filled where it is known how far; else a piece travels, or rests without motion."""
        width = min(140, round(rect.width() * 0.6))
        x = rect.x() + (rect.width() - width) // 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(_NO_PEN)
        painter.setBrush(self.ink.colours["line"])
        painter.drawRoundedRect(QRectF(x, y, width, BAR), BAR / 2, BAR / 2)
        left, right = float(x), x + width * (done or 0)
        if done is None:
            piece = width * 0.36
            phase = (clock % SWEEP) / SWEEP if self.moving else 0.5
            start = x - piece + (width + piece) * phase * phase * (3 - 2 * phase)
            left, right = max(float(x), start), min(float(x + width), start + piece)
        if right > left:
            painter.setBrush(self.ink.colours["accent"])
            painter.drawRoundedRect(QRectF(left, y, right - left, BAR), BAR / 2, BAR / 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    # --- grounds and pictures ----------------------------------------------------------------

    def card(self, painter: QPainter, rect: QRect) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self.ink.colours["raised"])
        painter.setPen(QPen(self.ink.colours["line"], 1))
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def paint_picture(
        self, painter: QPainter, rect: QRect, pixmap: QPixmap, look: Look, *, quiet: bool
    ) -> None:
        """Whole, in the cell's middle; `quiet` for one that is not of this batch."""
        dpr = self.ink.dpr
        width, height = pixmap.width() / dpr, pixmap.height() / dpr
        scale = min(rect.width() / width, rect.height() / height)
        shown_w, shown_h = width * scale, height * scale
        # A pixel or two of ground at an edge would look like a fault.
        if rect.width() - shown_w < 3:  # noqa: PLR2004
            shown_w = rect.width()
        if rect.height() - shown_h < 3:  # noqa: PLR2004
            shown_h = rect.height()
        if shown_w < rect.width() or shown_h < rect.height():
            painter.fillRect(rect, self.ink.colours["raised"])
        left = rect.x() + round((rect.width() - shown_w) / 2 * dpr) / dpr
        top = rect.y() + round((rect.height() - shown_h) / 2 * dpr) / dpr
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setOpacity(0.45 if quiet else 1.0)
        painter.drawPixmap(QRectF(left, top, shown_w, shown_h), pixmap, QRectF(pixmap.rect()))
        painter.setOpacity(1.0)
        self._round(painter, rect)
        self.ring(painter, rect, look)

    def _round(self, painter: QPainter, rect: QRect) -> None:
        corners = self.ink.corners("window")
        side = RADIUS * self.ink.dpr
        for x, right in ((rect.left(), 0), (rect.right() + 1 - RADIUS, 1)):
            for y, low in ((rect.top(), 0), (rect.bottom() + 1 - RADIUS, 1)):
                source = QRectF(right * side, low * side, side, side)
                painter.drawPixmap(QRectF(x, y, RADIUS, RADIUS), corners, source)

    def badge_rect(self, rect: QRect, text: str, icon: str = "", *, low: bool = False) -> QRect:
        """Where a badge stands: top right, or `low` at the foot in the middle."""
        chip = self.ink.chip(text, icon)
        width, height = round(chip.width() / self.ink.dpr), round(chip.height() / self.ink.dpr)
        if low:
            left, top = rect.x() + (rect.width() - width) // 2, rect.bottom() + 1 - INSET - height
        else:
            left, top = rect.right() + 1 - INSET - width, rect.top() + INSET
        return QRect(left, top, width, height)

    def badge(
        self, painter: QPainter, rect: QRect, text: str, icon: str = "", *, low: bool = False
    ) -> None:
        at = self.badge_rect(rect, text, icon, low=low)
        painter.drawPixmap(QPointF(at.topLeft()), self.ink.chip(text, icon))

    def ring(self, painter: QPainter, rect: QRect, look: Look) -> None:
        if not look.focused:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.ink.colours["accent"], 2))
        painter.drawRoundedRect(QRectF(rect).adjusted(-3, -3, 3, 3), RADIUS + 2, RADIUS + 2)
