"""The survey: all that is selected at once, as large as there is room, until the best are left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen

from ideogram_desk.desktop.actions.keys import pressed
from ideogram_desk.desktop.gallery.cover import Cover
from ideogram_desk.desktop.gallery.culling import culling
from ideogram_desk.desktop.gallery.ink import Ink
from ideogram_desk.desktop.gallery.marks import marks
from ideogram_desk.desktop.look.canvas import FULL
from ideogram_desk.desktop.look.lens import Lens
from ideogram_desk.desktop.look.painting import SightPainter, extent_of, on_screen
from ideogram_desk.desktop.look.sight import Sight, sight_of
from ideogram_desk.desktop.theme import DARK
from ideogram_desk.domain.change import REJECT, Flag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
    from PySide6.QtWidgets import QWidget

    from ideogram_desk.desktop.gallery.originals import Originals
    from ideogram_desk.desktop.gallery.thumbs import ThumbnailLoader
    from ideogram_desk.domain.job import Picture

MOST = 24  # pictures that are still large enough to judge
HEAD, FOOT, GAP = 40, 34, 8
_HINTS = "0–5 rate   P pick   X reject   Backspace take out   Enter full view   Esc"
_WHOLE = Lens()


def columns_for(count: int, width: int, height: int, ratio: float) -> int:
    """So many columns that pictures of a ratio, width to height, come out largest."""

    def size(columns: int) -> float:
        rows = -(-count // columns)
        return min(width / columns, height / rows * ratio)

    return max(range(1, max(1, count) + 1), key=size)


class Survey(Cover):
    """What is taken out of it stays in the library; what is rejected is taken out too."""

    full_requested = Signal(int)

    def __init__(
        self,
        loader: ThumbnailLoader,
        originals: Originals,
        files: Callable[[str], Path],
        home: QWidget,
        parent: QWidget,
    ) -> None:
        super().__init__("survey_view", "Survey", parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.home = home
        self._files = files
        self._originals = originals
        self._paints = SightPainter(originals, loader)
        self._sights: list[Sight] = []
        self._current = 0
        self._of = 0  # how many were selected
        self._ink: Ink | None = None
        originals.ready.connect(self._arrived)
        loader.ready.connect(self.update)

    # Coming and going

    def open(self, pictures: Sequence[Picture], of: int) -> None:
        """These of so many that are selected."""
        self._sights = [self._sight(picture) for picture in pictures[:MOST]]
        self._current, self._of = 0, of
        self.come(self.home)
        self._changed()

    def numbers(self) -> list[int]:
        return [sight.number for sight in self._sights] if self.isVisible() else []

    def judged(self) -> int:
        return self._sights[self._current].number if self.isVisible() and self._sights else -1

    def renew(self, pictures: Iterable[Picture]) -> None:
        fresh = {picture.number: picture for picture in pictures}
        self._sights = [
            self._sight(fresh[sight.number]) if sight.number in fresh else sight
            for sight in self._sights
        ]
        self._changed()

    def drop(self, numbers: Iterable[int]) -> None:
        """Take these out; with the last one it is over."""
        gone = set(numbers)
        before = sum(s.number in gone for s in self._sights[: self._current])
        self._sights = [sight for sight in self._sights if sight.number not in gone]
        self._current = max(0, min(self._current - before, len(self._sights) - 1))
        if self._sights:
            self._changed()
        else:
            self.dismiss()

    def left(self) -> None:
        self._sights = []
        self._originals.ask([])

    def resized(self) -> None:
        self._changed()

    def uncovered(self) -> None:
        self._changed()

    def _sight(self, picture: Picture) -> Sight:
        return sight_of(picture, self._files(picture.path) if picture.path else None)

    def _changed(self) -> None:
        if self.isVisible() and self._sights:
            self.setAccessibleDescription(self._sights[self._current].spoken())
            self._ask()
            self.update()

    def _arrived(self, number: int) -> None:
        if self.isVisible() and number in self.numbers():
            self.update()

    # Where they lie

    def columns(self) -> int:
        room = self._room()
        ratios = sorted(s.extent.width / s.extent.height for s in self._sights)
        usual = ratios[len(ratios) // 2] if ratios else 1.0
        return columns_for(len(self._sights), room.width(), room.height(), usual)

    def _room(self) -> QRect:
        return self.rect().adjusted(GAP, HEAD, -GAP, -FOOT)

    def cell(self, place: int) -> QRect:
        columns, room = self.columns(), self._room()
        rows = -(-len(self._sights) // columns)
        row, column = divmod(place, columns)
        width, height = room.width() // columns, room.height() // rows
        x, y = room.x() + column * width, room.y() + row * height
        return QRect(x, y, width, height).adjusted(GAP // 2, GAP // 2, -GAP // 2, -GAP // 2)

    def _ask(self) -> None:
        """The current one first."""
        if not self.on_top():
            return
        dpr, most = self.devicePixelRatioF(), FULL // MOST
        order = sorted(range(len(self._sights)), key=lambda place: abs(place - self._current))
        wishes = [self._sights[i].wish(_WHOLE, extent_of(self.cell(i), dpr), most) for i in order]
        self._originals.ask([wish for wish in wishes if wish is not None])

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._ink is None or self._ink.dpr != self.devicePixelRatioF():
            self._ink = Ink(DARK, self.font(), self.devicePixelRatioF())
        ink, painter = self._ink, QPainter(self)
        painter.fillRect(event.rect(), ink.colours["window"])
        for place, sight in enumerate(self._sights):
            self._picture(painter, ink, self.cell(place), sight, current=place == self._current)
        self._words(painter, ink)
        painter.end()

    def _picture(
        self, painter: QPainter, ink: Ink, cell: QRect, sight: Sight, *, current: bool
    ) -> None:
        self._paints.paint(painter, ink, cell, sight, _WHOLE, FULL // MOST)
        place = _WHOLE.place(sight.extent, extent_of(cell, ink.dpr))
        seen = on_screen(place, cell, ink.dpr)
        marks(painter, ink, sight.marked, QPointF(seen.x() + 8, seen.y() + 17))
        if current:
            painter.setPen(QPen(QColor(ink.colours["accent"]), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(cell)

    def _words(self, painter: QPainter, ink: Ink) -> None:
        head = QRect(16, 0, self.width() - 32, HEAD)
        foot = QRect(16, self.height() - FOOT, self.width() - 32, FOOT)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(ink.title)
        painter.setPen(ink.colours["text"])
        painter.drawText(head, Qt.AlignmentFlag.AlignLeft | middle, self.title())
        painter.setFont(ink.label)
        painter.setPen(ink.colours["dim"])
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight | middle, _HINTS)
        if self._sights:
            room = foot.width() - ink.label_metrics.horizontalAdvance(_HINTS) - 24
            prompt = ink.elided(self._sights[self._current].prompt, max(0, room))
            painter.drawText(foot, Qt.AlignmentFlag.AlignLeft | middle, prompt)

    def title(self) -> str:
        count = len(self._sights)
        rest = f": the first {MOST} of {self._of:,} selected" if self._of > MOST else ""
        return f"Survey · {count} picture{'' if count == 1 else 's'}{rest}"

    # Keys and mouse

    def answer(self, event: QKeyEvent) -> bool:
        if not self._sights:
            return False
        asked = culling(event, self._sights[self._current])
        if asked is not None:
            self.change_requested.emit(asked.change)
            match asked.change:
                case Flag(flag=flag) if flag == REJECT:
                    self.drop([self.judged()])
                case _ if asked.goes_on:
                    self._go(self._current + 1)
            return True
        return any(self._do(key) for key in pressed(event))

    def _do(self, key: str) -> bool:
        last = len(self._sights) - 1
        match key:
            case "Esc" | "N":
                self.dismiss()
            case "Return":
                self.full_requested.emit(self.judged())
            case "Backspace":
                self.drop([self.judged()])
            case "Left":
                self._go(self._current - 1)
            case "Right":
                self._go(self._current + 1)
            case "Up":
                self._go(self._current - self.columns())
            case "Down":
                self._go(self._current + self.columns())
            case "Home" | "End":
                self._go(0 if key == "Home" else last)
            case _:
                return False
        return True

    def go_on(self) -> None:
        """To the next picture."""
        self._go(self._current + 1)

    def _go(self, place: int) -> None:
        if 0 <= place < len(self._sights):
            self._current = place
            self._changed()

    def _at(self, point: QPointF) -> int:
        spots = range(len(self._sights))
        return next((i for i in spots if self.cell(i).contains(point.toPoint())), -1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go(self._at(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._at(event.position()) >= 0:
            self.full_requested.emit(self.judged())
