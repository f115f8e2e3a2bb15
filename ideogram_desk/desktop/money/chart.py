"""A chart of days as stacked bars, read with the eye, the pointer, the keyboard or a screen reader.

It knows nothing of what it counts: amounts are whole numbers, and who shows it words them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QColor, QFont, QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ideogram_desk.desktop.kit import named, tip
from ideogram_desk.desktop.money.chart_layout import PAD, Day, Piece, Plot, Slice, scale
from ideogram_desk.desktop.money.chart_painter import (
    paint_bars,
    paint_dates,
    paint_ground,
    paint_lines,
)
from ideogram_desk.desktop.theme import LABEL, tokens_now

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent

HEIGHT = 208
_TOP, _FOOT = 14, 26  # pixels above and below the plane
_MOVES = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0)} | {
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class DayChart(QWidget):
    """One bar a day; arrow keys go from day to day and from slice to slice."""

    pointed = Signal(str)  # what the pointer or the keyboard is at, in words; "" for nothing

    def __init__(
        self,
        name: str,
        accessible: str,
        *,
        amount_words: Callable[[int], str],
        axis_words: Callable[[int], str],
        series_words: Callable[[str], str],
        day_words: Callable[[date], str],
        empty: str,
        least_step: int = 1,
    ) -> None:
        super().__init__()
        named(self, name, accessible)
        self._title = accessible
        self._amount_words, self._axis_words = amount_words, axis_words
        self._series_words = series_words
        self._day_words, self._empty, self._least_step = day_words, empty, least_step
        self._days: tuple[Day, ...] = ()
        self._order: tuple[str, ...] = ()
        self._at: tuple[int, int | None] | None = None  # a day, and a slice of it or all of it
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._describe()

    def sizeHint(self) -> QSize:
        return QSize(420, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, HEIGHT)

    # --- what it shows -----------------------------------------------------------------------

    @property
    def days(self) -> tuple[Day, ...]:
        return self._days

    @property
    def said(self) -> str:
        """What the pointer or the keyboard is at, in words."""
        return self._words_at(self._at)

    @property
    def is_empty(self) -> bool:
        return not any(day.amount for day in self._days)

    def show_days(self, days: Sequence[Day], order: Sequence[str]) -> None:
        """Show these days, oldest first. `order` gives the series their colours."""
        if (tuple(days), tuple(order)) == (self._days, self._order):
            return
        before = self._days[self._at[0]].day if self._at else None
        self._days, self._order = tuple(days), tuple(order)
        at = next((i for i, day in enumerate(self._days) if day.day == before), None)
        self._point(None if at is None else (at, None))
        self._describe()
        self.update()

    def _describe(self) -> None:
        if self.is_empty:
            self.setAccessibleDescription(self._empty)
            return
        total = self._amount_words(sum(day.amount for day in self._days))
        most = max(self._days, key=lambda day: day.amount)
        self.setAccessibleDescription(
            f"{total} in {len(self._days)} days; the most, {self._amount_words(most.amount)}, on "
            f"{self._day_words(most.day)}. Arrow keys go from day to day and up the bar."
        )

    def _words_at(self, at: tuple[int, int | None] | None) -> str:
        if at is None:
            return ""
        day = self._days[at[0]]
        head = self._day_words(day.day)
        if at[1] is None:
            return f"{head} · {self._amount_words(day.amount)}"
        one: Slice = day.slices[at[1]]
        parts = (head, self._series_words(one.series), self._amount_words(one.amount), one.note)
        return " · ".join(part for part in parts if part)

    def _point(self, at: tuple[int, int | None] | None) -> None:
        if at == self._at:
            return
        self._at = at
        said = self.said
        self.setAccessibleName(f"{self._title}: {said}" if said else self._title)
        if self.hasFocus():
            event = QAccessibleEvent(self, QAccessible.Event.NameChanged)
            QAccessible.updateAccessibility(event)
        self.pointed.emit(said)
        self.update()

    # --- pointer and keyboard ----------------------------------------------------------------

    def _plot(self) -> tuple[Plot, tuple[int, ...]]:
        lines = scale(max((day.amount for day in self._days), default=0), self._least_step)
        metrics = self.fontMetrics()
        left = max(metrics.horizontalAdvance(self._axis_words(each)) for each in lines)
        left += PAD + 8
        room = (self.width() - left - PAD, self.height() - _TOP - _FOOT)
        return Plot(left, _TOP, max(1, room[0]), max(1, room[1]), lines[-1]), lines

    def pieces(self) -> list[Piece]:
        """Where every slice is painted."""
        return list(self._plot()[0].pieces(self._days))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        where = event.position()
        plot, _ = self._plot()
        day = plot.day_at(where.x(), len(self._days))
        if day is None or self.is_empty:
            self._point(None)
            QToolTip.hideText()
            return
        over = (p for p in plot.pieces(self._days) if p.day == day)
        piece = next((p for p in over if p.y <= where.y() < p.y + p.height + 1), None)
        self._point((day, piece.slice if piece else None))
        QToolTip.showText(event.globalPosition().toPoint(), tip(self.said), self)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self.hasFocus():
            self._point(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        last = len(self._days) - 1
        if self.is_empty or key not in (*_MOVES, Qt.Key.Key_Home, Qt.Key.Key_End):
            super().keyPressEvent(event)
            return
        day, piece = self._at or (last, None)
        if key is Qt.Key.Key_Home:
            day, piece = 0, None
        elif key is Qt.Key.Key_End:
            day, piece = last, None
        elif self._at is not None:
            along, up = _MOVES[key]
            day, piece = (min(max(day + along, 0), last), None) if along else (day, piece)
            if up:
                piece = self._climbed(day, piece, up)
        self._point((day, piece))

    def _climbed(self, day: int, piece: int | None, up: int) -> int | None:
        """The slice above or below; below the lowest is the whole day."""
        wanted = (-1 if piece is None else piece) + up
        wanted = min(wanted, len(self._days[day].slices) - 1)
        return wanted if wanted >= 0 else None

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if (
            self._at is None
            and not self.is_empty
            and event.reason() != Qt.FocusReason.MouseFocusReason
        ):
            self._point((len(self._days) - 1, None))
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point(None)
        self.update()

    # --- painting ----------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(LABEL)
        painter.setFont(font)
        plot, lines = self._plot()
        paint_ground(painter, plot)
        if self.is_empty:
            painter.setPen(QColor(tokens_now().dim))
            plane = QRectF(plot.left, plot.top, plot.width, plot.height)
            said = self._empty if self._days else ""  # not before it is known
            painter.drawText(plane, Qt.AlignmentFlag.AlignCenter, said)
        else:
            paint_lines(painter, plot, [(each, self._axis_words(each)) for each in lines])
            paint_bars(painter, plot, self._days, self._order, self._at)
        paint_dates(painter, plot, [day.day for day in self._days])
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(tokens_now().accent))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
