"""Where everything on a card stands, and how it is painted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPixmap

if TYPE_CHECKING:
    from ideogram_desk.desktop.activity.rows import Action, Row
    from ideogram_desk.desktop.gallery.ink import Ink

GAP = 8  # between two cards
PAD = 10
BAR = 4
CROSS = 14
THUMB = 40
RADIUS = 8
BUTTON = 26
SWEEP = 1.4  # seconds for the moving piece to cross the bar
_LEAST_SHARE = 3  # of a title: with less than a third left for its beginning, its end gives way
_LINES = 6  # of words under the bar: a server's reason is told whole
_TONES = {"plain": "accent", "warn": "warn", "bad": "bad"}


class Places(NamedTuple):
    """The rectangles of one card, as wide as the card."""

    height: int  # with the gap under it
    title: QRect
    right: QRect
    bar: QRect
    cross: QRect
    lines: tuple[str, ...]
    words: QRect  # where the first of the lines stands
    button: QRect
    thumb: QRect

    def action_at(self, point: QPoint, row: Row) -> Action | None:
        """What a click here asks for; crosses are easier to hit than they look."""
        if row.cross is not None and self.cross.adjusted(-6, -7, 6, 7).contains(point):
            return row.cross
        if row.action is not None and self.button.contains(point):
            return row.action
        return None


def places(row: Row, width: int, ink: Ink, *, compact: bool) -> Places:
    """Lay a card out; a compact one has its action at the end of its one line of words."""
    left, inner = PAD, width - 2 * PAD
    thumb = QRect()
    if row.picture:
        thumb = QRect(PAD, PAD, THUMB, THUMB)
        left, inner = left + THUMB + PAD, inner - THUMB - PAD
    line, small = ink.title_metrics.height(), ink.label_metrics.height()
    y = PAD
    beside = CROSS + 6 if row.cross is not None and not row.bar else 0
    right_width = ink.label_metrics.horizontalAdvance(row.right) + 2 if row.right else 0
    right = QRect(left + inner - beside - right_width, y, right_width, line)
    title = QRect(left, y, inner - beside - (right_width + 8 if right_width else 0), line)
    cross = QRect(left + inner - CROSS, y + (line - CROSS) // 2, CROSS, CROSS)
    y += line
    bar = QRect()
    if row.bar:
        y += 6
        room = CROSS + 8 if row.cross is not None else 0
        bar = QRect(left, y + (CROSS - BAR) // 2, inner - room, BAR)
        cross.moveTop(y)
        y += CROSS
    y += 4
    button_width = _button_width(row, ink)
    if compact:
        words = QRect(left, y, inner, small)
        button = QRect(left + inner - button_width, y - 3, button_width, small + 6)
        room = inner - button_width - 6 if button_width else inner
        lines = ink.wrapped(row.state, ink.label, room, 1)
        y += small
    else:
        lines = ink.wrapped(row.state, ink.label, inner, _LINES)
        words = QRect(left, y, inner, small * len(lines))
        y += small * len(lines)
        button = QRect()
        if row.action is not None:
            y += 8
            button = QRect(left, y, min(inner, button_width + 20), BUTTON)
            y += BUTTON
    y = max(y, thumb.bottom() + 1) + PAD
    return Places(y + GAP, title, right, bar, cross, lines, words, button, thumb)


def _button_width(row: Row, ink: Ink) -> int:
    if row.action is None:
        return 0
    return ink.strong_metrics.horizontalAdvance(row.action.text) + 2


class Look(NamedTuple):
    """How a card is to be painted this time."""

    selected: bool = False
    focused: bool = False
    hovered: bool = False
    pointed: Action | None = None  # the action under the pointer
    moment: float = 0.0  # of the motion, seconds; 0 where nothing is to move
    compact: bool = False
    picture: QPixmap | None = None


class CardPainter:
    def __init__(self, ink: Ink) -> None:
        self.ink = ink

    def paint(self, painter: QPainter, rect: QRect, row: Row, look: Look) -> None:
        at = places(row, rect.width(), self.ink, compact=look.compact)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(rect.topLeft())
        self._frame(painter, QRect(0, 0, rect.width(), at.height - GAP), look)
        tokens, metrics = self.ink.tokens, self.ink.title_metrics
        painter.setPen(QColor(tokens.text))
        painter.setFont(self.ink.title)
        painter.drawText(at.title, _LEFT, _shortened(row.title, metrics, at.title.width()))
        painter.setPen(QColor(tokens.dim))
        painter.setFont(self.ink.label)
        painter.drawText(at.right, _RIGHT, row.right)
        if row.bar:
            self._bar(painter, at.bar, row, look.moment)
        line = self.ink.label_metrics.height()
        painter.setFont(self.ink.label)
        painter.setPen(QColor(tokens.dim))
        for number, words in enumerate(at.lines):
            spot = at.words.translated(0, number * line)
            painter.drawText(QRect(spot.topLeft(), spot.size()), _TOP, words)
        if row.picture:
            self._thumb(painter, at.thumb, look.picture)
        if row.cross is not None:
            self._cross(painter, at.cross, lit=look.pointed == row.cross)
        if row.action is not None:
            self._button(painter, at.button, row, look)
        painter.restore()

    def _frame(self, painter: QPainter, card: QRect, look: Look) -> None:
        tokens = self.ink.tokens
        line = tokens.accent if look.focused else tokens.line
        fill = tokens.field_hover if look.hovered or look.selected else tokens.raised
        painter.setPen(QPen(QColor(line), 1))
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)

    def _bar(self, painter: QPainter, bar: QRect, row: Row, moment: float) -> None:
        tokens = self.ink.tokens
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.line))
        painter.drawRoundedRect(QRectF(bar), BAR / 2, BAR / 2)
        painter.setBrush(QColor(str(getattr(tokens, _TONES[row.tone]))))
        if row.share is None:  # nobody knows how far it is: a piece goes across
            piece = bar.width() * 0.3
            way = (moment % SWEEP) / SWEEP if moment else 0.0
            left = bar.left() + (bar.width() - piece) * (0.5 - abs(way - 0.5)) * 2
            painter.drawRoundedRect(QRectF(left, bar.top(), piece, BAR), BAR / 2, BAR / 2)
        elif row.share > 0:
            full = max(float(BAR), bar.width() * min(1.0, row.share))
            painter.drawRoundedRect(QRectF(bar.left(), bar.top(), full, BAR), BAR / 2, BAR / 2)

    def _cross(self, painter: QPainter, cross: QRect, *, lit: bool) -> None:
        tokens = self.ink.tokens
        drawn = self.ink.icon("x", tokens.text if lit else tokens.dim, CROSS)
        painter.drawPixmap(cross.topLeft(), drawn)

    def _button(self, painter: QPainter, button: QRect, row: Row, look: Look) -> None:
        """A drawn button; on a compact card it is a link that shows when it is of use."""
        tokens = self.ink.tokens
        assert row.action is not None
        lit = look.pointed == row.action
        painter.setFont(self.ink.strong)
        if look.compact:
            if look.hovered or look.focused:
                painter.setPen(QColor(tokens.link if lit else tokens.text))
                painter.drawText(button, _RIGHT, row.action.text)
            return
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.setBrush(QColor(tokens.field_hover if lit else tokens.panel))
        painter.drawRoundedRect(QRectF(button).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setPen(QColor(tokens.text))
        words = self.ink.strong_metrics.elidedText(
            row.action.text, Qt.TextElideMode.ElideRight, button.width() - 12
        )
        painter.drawText(button, Qt.AlignmentFlag.AlignCenter, words)

    def _thumb(self, painter: QPainter, spot: QRect, picture: QPixmap | None) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.ink.tokens.line))
        painter.drawRoundedRect(QRectF(spot), 5, 5)
        if picture is None or picture.isNull():
            return
        size = picture.deviceIndependentSize()
        scale = THUMB / max(size.width(), size.height())
        width, height = size.width() * scale, size.height() * scale
        where = QPointF(
            spot.left() + (THUMB - width) / 2,
            spot.top() + (THUMB - height) / 2,
        )
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(
            QRectF(where.x(), where.y(), width, height), picture, QRectF(picture.rect())
        )


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_TOP = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextSingleLine


def _shortened(title: str, metrics: QFontMetrics, width: int) -> str:
    """The title as far as there is room; of a cell, its format stays readable."""
    product, dot, form = title.rpartition(" · ")
    left = width - metrics.horizontalAdvance(dot + form)
    if not dot or left < width // _LEAST_SHARE or metrics.horizontalAdvance(title) <= width:
        return metrics.elidedText(title, Qt.TextElideMode.ElideRight, width)
    return metrics.elidedText(product, Qt.TextElideMode.ElideRight, left) + dot + form
