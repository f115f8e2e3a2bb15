"""How a row of the browse pane is painted: mark, title, count, and whether it is on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from ideogram_desk.desktop import theme
from ideogram_desk.desktop.browse.rows import Kind
from ideogram_desk.domain.change import LABELS

if TYPE_CHECKING:
    from ideogram_desk.desktop.browse.rows import Row
    from ideogram_desk.desktop.gallery.ink import Ink

HEIGHT = 26
PAD = 10  # at the left of a heading and the right of a count
STEP = 14  # into the tree
MARK = 14
FOLD = 12
RADIUS = 6
STARS = 5
SINK = 3
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


class Look(NamedTuple):
    """How a row is to be painted this time."""

    depth: int = 0
    is_open: bool = False
    selected: bool = False
    focused: bool = False
    hovered: bool = False
    is_target: bool = False  # what is dragged would be dropped on it
    is_cut: bool = False  # it waits to be put somewhere else


class Places(NamedTuple):
    fold: QRect
    mark: QRect
    title: QRect
    right: QRect


def places(row: Row, rect: QRect, look: Look, count_width: int) -> Places:
    """Where everything in a row stands; a heading has its fold mark at the very left."""
    if row.kind is Kind.SECTION:  # a little nearer to what is under it
        rect = rect.translated(0, SINK)
    middle = rect.top() + (rect.height() - FOLD) // 2
    left = rect.left() + PAD + STEP * max(0, look.depth - 1)
    fold = QRect(left - 2, middle, FOLD, FOLD)
    mark = QRect()
    if row.kind is Kind.SECTION:
        words = fold.right() + 5
    else:
        wide = _mark_width(row.mark)
        mark = QRect(left + FOLD + 2, rect.top() + (rect.height() - MARK) // 2, wide, MARK)
        words = mark.right() + 8 if wide else mark.left()
    right = rect.right() - PAD
    count = QRect(right - count_width + 1, rect.top(), count_width, rect.height())
    room = count.left() - 8 - words if count_width else right - words
    title = QRect(words, rect.top(), max(0, room), rect.height())
    return Places(fold, mark, title, count)


def _mark_width(mark: str) -> int:
    if not mark:
        return 0
    return STARS * (MARK - 1) if mark.startswith("stars ") else MARK


class RowPainter:
    def __init__(self, ink: Ink) -> None:
        self.ink = ink
        self.small = QFont(ink.label)
        self.small.setFeature(QFont.Tag("tnum"), 1)
        self.small_metrics = QFontMetrics(self.small)
        self.body = QFont(ink.title)
        self.body.setWeight(QFont.Weight.Normal)
        self.struck = QFont(self.body)
        self.struck.setStrikeOut(True)

    def places(self, row: Row, rect: QRect, look: Look) -> Places:
        return places(row, rect, look, self._right_width(row))

    def _right_width(self, row: Row) -> int:
        words = self._right_words(row)
        width = self.small_metrics.horizontalAdvance(words) + 2 if words else 0
        return width + MARK + 4 if row.is_on or row.is_out else width

    @staticmethod
    def _right_words(row: Row) -> str:
        return row.note or (f"{row.count:,}" if row.count is not None else "")

    def paint(self, painter: QPainter, rect: QRect, row: Row, look: Look) -> None:
        at = self.places(row, rect, look)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, rect, row, look)
        if row.rows:
            name = "chevron-down" if look.is_open else "chevron-right"
            painter.drawPixmap(at.fold.topLeft(), self.ink.icon(name, self.ink.tokens.dim, FOLD))
        if look.is_cut:
            painter.setOpacity(0.5)
        self._mark(painter, at.mark, row)
        self._title(painter, at.title, row, look)
        self._right(painter, at.right, row)
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRect, row: Row, look: Look) -> None:
        tokens = self.ink.tokens
        line: str | None = None
        fill: str | None = None
        if row.is_on or row.is_out:
            fill = tokens.wash
        elif (look.hovered or look.selected) and row.kind is not Kind.SAYING:
            fill = tokens.raised
        if look.is_target or look.focused:
            line = tokens.accent
        if fill is None and line is None:
            return
        painter.setPen(QPen(QColor(line), 1) if line is not None else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(fill) if fill is not None else Qt.BrushStyle.NoBrush)
        box = QRectF(rect).adjusted(4.5, 0.5, -4.5, -0.5)
        painter.drawRoundedRect(box, RADIUS, RADIUS)

    def _title(self, painter: QPainter, room: QRect, row: Row, look: Look) -> None:
        tokens = self.ink.tokens
        match row.kind:
            case Kind.SECTION:
                font, colour = self.ink.label, tokens.text if look.hovered else tokens.dim
            case Kind.SAYING:
                font, colour = self.ink.label, tokens.dim
            case Kind.ORDER:
                font, colour = self.body, tokens.text if look.hovered else tokens.dim
            case _ if row.mark.startswith("stars "):
                return  # the stars say it
            case _:
                dim = row.is_out or (row.count == 0 and not row.is_on)
                font, colour = self.body, tokens.dim if dim else tokens.text
                font = self.struck if row.is_out else font
        metrics = self.ink.label_metrics if font is self.ink.label else self.ink.title_metrics
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = metrics.elidedText(row.title, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _LEFT, shown)

    def _right(self, painter: QPainter, room: QRect, row: Row) -> None:
        tokens = self.ink.tokens
        painter.setFont(self.small)
        painter.setPen(QColor(tokens.link if row.note else tokens.dim))
        painter.drawText(room, _RIGHT, self._right_words(row))
        if row.is_on or row.is_out:  # told by its shape too
            top = room.top() + (room.height() - MARK) // 2
            sign = "check" if row.is_on else "minus"
            painter.drawPixmap(room.left(), top, self.ink.icon(sign, tokens.link, MARK))

    # --- marks -------------------------------------------------------------------------------

    def _mark(self, painter: QPainter, room: QRect, row: Row) -> None:
        what, _, value = row.mark.partition(" ")
        if not what:
            return
        if what == "stars":
            self._stars(painter, room, int(value))
        elif what == "label":
            self._label(painter, room, int(value))
        elif what == "aspect":
            self._aspect(painter, room, value)
        else:
            colour = self.ink.tokens.text if row.is_on else self.ink.tokens.dim
            painter.drawPixmap(room.topLeft(), self.ink.icon(what, colour, MARK))

    def _stars(self, painter: QPainter, room: QRect, count: int) -> None:
        tokens, size = self.ink.tokens, MARK - 3
        for place in range(STARS):
            spot = QPointF(room.left() + place * (MARK - 1), room.top() + 1.5)
            full = place < count
            colour = tokens.warn if full else tokens.faint
            painter.drawPixmap(spot, self.ink.icon("star", colour, size, filled=full))

    def _label(self, painter: QPainter, room: QRect, label: int) -> None:
        """With its letter: nothing is told by colour alone."""
        box = QRectF(room)
        if not 0 < label < len(LABELS):
            painter.setPen(QPen(QColor(self.ink.tokens.faint), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.LABELS[label]))
        painter.drawRoundedRect(box, 4, 4)
        font = QFont(self.ink.strong)
        font.setPixelSize(10)
        painter.setFont(font)
        painter.setPen(QColor(theme.DARK.window))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, LABELS[label][0].upper())

    def _aspect(self, painter: QPainter, room: QRect, aspect: str) -> None:
        """The picture's own form, as large as there is room."""
        wide, _, high = aspect.partition(":")
        if not (wide.isdigit() and high.isdigit() and int(wide) and int(high)):
            return
        scale = (MARK - 2) / max(int(wide), int(high))
        width, height = max(3.0, int(wide) * scale), max(3.0, int(high) * scale)
        middle = QRectF(room).center()
        box = QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height)
        painter.setPen(QPen(QColor(self.ink.tokens.dim), 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 1.5, 1.5)
