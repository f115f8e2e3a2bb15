"""A rating as stars: a slider to a screen reader, to everybody else a row to click at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QAbstractSlider

from ideogram_desk.desktop import icons
from ideogram_desk.desktop.kit import named
from ideogram_desk.desktop.theme import tokens_now

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QWheelEvent

MOST_STARS = 5
STEP, STAR, HEIGHT = 21, 17, 28  # pixels from star to star, of a star, of the row
_ARROWS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
}


class Stars(QAbstractSlider):
    """Zero to five stars: a click, the arrows or a digit; the same star again takes all away."""

    chosen = Signal(int)  # by the user; `show_rating` is silent

    def __init__(self, name: str) -> None:
        super().__init__()
        named(self, name, "Rating", "Rating, 0 to 5 stars (0-5)")
        self.setRange(0, MOST_STARS)
        self.setPageStep(1)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setFixedSize(MOST_STARS * STEP + 4, HEIGHT)
        self._mixed = False
        self._hovered = 0
        self._silent = False
        self.valueChanged.connect(self._heard)

    @property
    def rating(self) -> int | None:
        return None if self._mixed else self.value()

    def show_rating(self, rating: int | None) -> None:
        self._silent = True
        self._mixed = rating is None
        self.setValue(rating or 0)
        self._silent = False
        said = "mixed" if rating is None else f"{rating} of {MOST_STARS} stars"
        self.setAccessibleName(f"Rating, {said}")
        self.update()

    def choose(self, rating: int) -> None:
        """As the user does."""
        if self._mixed or rating != self.value():
            self.show_rating(rating)
            self.chosen.emit(rating)

    def _heard(self, rating: int) -> None:
        """A screen reader sets the value itself."""
        if not self._silent:
            self._mixed = False
            self.chosen.emit(rating)

    def _star_at(self, x: float) -> int:
        return min(MOST_STARS, max(1, int((x - 2) // STEP) + 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            star = self._star_at(event.position().x())
            self.choose(0 if star == self.rating else star)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = self._star_at(event.position().x())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hovered = 0
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the column scrolls

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _ARROWS.get(Qt.Key(event.key()))
        if step is not None:
            self.choose(min(MOST_STARS, max(0, self.value() + step)))
        elif event.text() in tuple("012345") and not event.modifiers():
            self.choose(int(event.text()))
        else:
            event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens, painter = tokens_now(), QPainter(self)
        lit = self._hovered or self.value()
        top = (self.height() - STAR) // 2
        for star in range(1, MOST_STARS + 1):
            on = star <= lit
            colour = tokens.warn if on and not (self._mixed and not self._hovered) else tokens.faint
            drawn = icons.pixmap("star", colour, STAR, self.devicePixelRatioF(), filled=on)
            painter.drawPixmap(2 + (star - 1) * STEP + (STEP - STAR) // 2, top, drawn)
        if self.hasFocus():
            draw_ring(painter, QRectF(self.rect()), tokens.accent)


def draw_ring(painter: QPainter, box: QRectF, colour: str) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colour), 2))
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)
