"""Draws a chart of days: ground, lines with their amounts, stacked bars, dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from ideogram_desk.desktop.money.chart_layout import PAD, dated
from ideogram_desk.desktop.theme import tokens_now

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ideogram_desk.desktop.money.chart_layout import Day, Plot

# The first four series have a colour of their own; whoever shows more gathers the rest into "".
SERIES_TOKENS = ("accent", "good", "warn", "bad")
REST_TOKEN = "faint"  # noqa: S105  a colour
_ROUND = 3.0
_AIR = 14  # pixels between two dates
_BELOW = 17  # pixels from the ground to the line that the dates stand on


def series_token(series: str, order: Sequence[str]) -> str:
    """The colour of a series: by its place in `order`, and grey for the rest."""
    coloured = [each for each in order if each][: len(SERIES_TOKENS)]
    return SERIES_TOKENS[coloured.index(series)] if series in coloured else REST_TOKEN


def paint_ground(painter: QPainter, plot: Plot) -> None:
    line = QRectF(plot.left, round(plot.y(0)), plot.width, 1)
    painter.fillRect(line, QColor(tokens_now().line))


def paint_lines(painter: QPainter, plot: Plot, lines: Sequence[tuple[int, str]]) -> None:
    """A line at each amount, and its words at the left."""
    tokens = tokens_now()
    painter.setPen(QColor(tokens.dim))
    flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    for amount, words in lines:
        y = round(plot.y(amount))
        painter.fillRect(QRectF(plot.left, y, plot.width, 1), QColor(tokens.line))
        painter.drawText(QRectF(PAD, y - 8, plot.left - PAD - 8, 16), flags, words)


def paint_bars(
    painter: QPainter,
    plot: Plot,
    days: Sequence[Day],
    order: Sequence[str],
    at: tuple[int, int | None] | None,
) -> None:
    """The bars; with `at`, a day and a slice of it or all of it, the others step back."""
    tokens = tokens_now()
    column = plot.column(len(days))
    if at is not None:
        lit = QRectF(plot.left + at[0] * column, plot.top, column, plot.height)
        painter.fillRect(lit, QColor(tokens.raised))
    painter.setPen(Qt.PenStyle.NoPen)
    pieces = list(plot.pieces(days))
    tops = {piece.day: piece.slice for piece in pieces}
    for piece in pieces:
        series = days[piece.day].slices[piece.slice].series
        colour = QColor(str(getattr(tokens, series_token(series, order))))
        if at not in (None, (piece.day, None), (piece.day, piece.slice)):
            colour = _faded(colour, QColor(tokens.panel))
        painter.setBrush(colour)
        box = QRectF(piece.x, piece.y, piece.width, piece.height)
        painter.drawPath(_bar(box, rounded=tops[piece.day] == piece.slice))


def paint_dates(painter: QPainter, plot: Plot, days: Sequence[date]) -> None:
    """Dates below, as many as have room; the first and the last stay inside the plane."""
    painter.setPen(QColor(tokens_now().dim))
    metrics = painter.fontMetrics()
    said = [f"{day.day} {day:%b}" for day in days]
    label = max((metrics.horizontalAdvance(text) for text in said), default=1) + _AIR
    column = plot.column(len(days))
    for index in dated(len(days), plot.width, label):
        half = metrics.horizontalAdvance(said[index]) / 2
        middle = plot.left + (index + 0.5) * column
        middle = min(max(middle, half), plot.left + plot.width - half)
        painter.drawText(QPointF(middle - half, plot.y(0) + _BELOW), said[index])


def _faded(colour: QColor, ground: QColor) -> QColor:
    """Half way to the ground; a see-through colour would show the lines behind the bar."""
    return QColor(
        (colour.red() + ground.red()) // 2,
        (colour.green() + ground.green()) // 2,
        (colour.blue() + ground.blue()) // 2,
    )


def _bar(box: QRectF, *, rounded: bool) -> QPainterPath:
    """A slice; the top one of a bar has round shoulders."""
    path = QPainterPath()
    radius = min(_ROUND, box.width() / 2, box.height()) if rounded else 0.0
    path.moveTo(box.bottomLeft())
    path.lineTo(box.left(), box.top() + radius)
    path.quadTo(box.topLeft(), QPointF(box.left() + radius, box.top()))
    path.lineTo(box.right() - radius, box.top())
    path.quadTo(box.topRight(), QPointF(box.right(), box.top() + radius))
    path.lineTo(box.bottomRight())
    path.closeSubpath()
    return path
