"""The chips inside the search field: frames drawn around the words that they were read from.

The words stay text, so that typing, undoing, copying and screen readers work as in any field. Room
for a chip's edges and its cross is letter spacing, which QLineEdit takes as a text format.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QInputMethodEvent,
    QPainter,
    QPen,
    QTextCharFormat,
    QTextLayout,
)

from ideogram_desk.desktop import icons
from ideogram_desk.desktop.theme import tokens_now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ideogram_desk.domain.search import Chip, Problem

LEAD, TRAIL, EDGE = 9, 19, 6  # pixels: before a chip, its cross's room, its edge
CROSS, TALL = 10, 24


def units(text: str, place: int) -> int:
    """Where Qt sees a place in a text: it counts letters beyond the first 65,536 twice."""
    return place + sum(letter > "\uffff" for letter in text[:place])


def place(text: str, unit: int) -> int:
    """Where Python sees what Qt counts so."""
    seen = 0
    for at, letter in enumerate(text):
        if seen >= unit:
            return at
        seen += 2 if letter > "\uffff" else 1
    return len(text)


@dataclass(frozen=True, slots=True)
class Pill:
    """Where one chip stands in the field, and where its cross is; no cross while it is typed."""

    chip: Chip
    box: QRectF
    cross: QRectF | None


@dataclass(frozen=True, slots=True)
class Span:
    """How a piece of the text is set, by Qt's count."""

    start: int
    length: int
    form: QTextCharFormat


def _spaced(pixels: int) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
    form.setFontLetterSpacing(pixels)
    return form


def _doubted() -> QTextCharFormat:
    form = QTextCharFormat()
    form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    form.setUnderlineColor(QColor(tokens_now().warn))
    return form


def has_cross(chip: Chip, cursor: int) -> bool:
    """Not one that is being typed; nor where the last letter stands at the left of its word."""
    from_right = unicodedata.bidirectional(chip.text[-1]) in ("R", "AL")
    return chip.end != cursor and not from_right


def spans(text: str, chips: Sequence[Chip], problems: Sequence[Problem], cursor: int) -> list[Span]:
    """How the field's text is set; a chip that ends at the cursor is still being typed."""

    def span(start: int, end: int, form: QTextCharFormat) -> Span:
        first = units(text, start)
        return Span(first, units(text, end) - first, form)

    made = []
    starts = {chip.start for chip in chips}
    for chip in chips:
        if chip.start and text[chip.start - 1].isspace():
            made.append(span(chip.start - 1, chip.start, _spaced(LEAD)))
        if has_cross(chip, cursor):
            made.append(span(chip.end - 1, chip.end, _spaced(TRAIL)))
        if text[chip.end : chip.end + 1].isspace() and chip.end + 1 not in starts:
            made.append(span(chip.end, chip.end + 1, _spaced(LEAD - EDGE)))
    doubted = _doubted()
    made += [span(p.start, p.end, doubted) for p in problems if p.end > p.start]
    return made


def as_event(made: Sequence[Span], cursor: int) -> QInputMethodEvent:
    """The formats as QLineEdit takes them: relative to the cursor, with nothing typed."""
    kind = QInputMethodEvent.AttributeType.TextFormat
    attributes = [
        QInputMethodEvent.Attribute(kind, span.start - cursor, span.length, span.form)
        for span in made
    ]
    return QInputMethodEvent("", attributes)


def laid_out(text: str, font: QFont, made: Sequence[Span]) -> QTextLayout:
    """The field's line once more: it tells where its letters stand, QLineEdit does not."""
    layout = QTextLayout(text, font)
    ranges = []
    for span in made:
        part = QTextLayout.FormatRange()
        part.start, part.length, part.format = span.start, span.length, span.form
        ranges.append(part)
    layout.setFormats(ranges)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return layout


def pills(
    layout: QTextLayout, chips: Sequence[Chip], cursor: int, origin: float, height: int
) -> list[Pill]:
    """The chips' frames; `origin` is where the line begins in the field."""
    text = layout.text()
    made = []
    for chip in chips:
        ends = [x_at(layout, units(text, at)) for at in (chip.start, chip.end)]
        left, right = origin + min(ends) - EDGE, origin + max(ends)
        cross = None
        if not has_cross(chip, cursor):
            right += EDGE
        box = QRectF(left, (height - TALL) / 2, right - left, TALL)
        if has_cross(chip, cursor):
            cross = QRectF(right - TRAIL, box.top(), TRAIL, TALL)
        made.append(Pill(chip, box, cross))
    return made


def x_at(layout: QTextLayout, position: int) -> float:
    """How far from the line's beginning a letter stands, by Qt's count."""
    found: object = layout.lineAt(0).cursorToX(position)
    return float(found[0] if isinstance(found, tuple) else found)  # type: ignore[arg-type]


def paint(painter: QPainter, shown: Sequence[Pill], pointed: Chip | None) -> None:
    """The frames, to be drawn before the words."""
    tokens = tokens_now()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for pill in shown:
        out = pill.chip.negated
        painter.setPen(QPen(QColor(tokens.faint if out else tokens.accent), 1))
        painter.setBrush(QColor(tokens.panel if out else tokens.wash))
        painter.drawRoundedRect(pill.box.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        if pill.cross is not None:
            strong = pill.chip is pointed
            colour = tokens.text if strong else tokens.dim
            drawn = icons.pixmap("x", colour, CROSS, painter.device().devicePixelRatio())
            middle = pill.cross.center() - QPointF(CROSS / 2 - 1, CROSS / 2)
            painter.drawPixmap(middle, drawn)


def pill_at(shown: Sequence[Pill], point: QPointF) -> Pill | None:
    return next((pill for pill in shown if pill.box.contains(point)), None)


def cross_at(shown: Sequence[Pill], point: QPointF) -> Pill | None:
    return next((p for p in shown if p.cross is not None and p.cross.contains(point)), None)


HAND = Qt.CursorShape.PointingHandCursor
BEAM = Qt.CursorShape.IBeamCursor
