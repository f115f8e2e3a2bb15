"""Two pictures on each other: one swiped away over the other, or only what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen

from ideogram_desk.desktop.look.canvas import Canvas
from ideogram_desk.desktop.look.difference import Difference, Differences, Pair
from ideogram_desk.desktop.look.painting import chip_at_right, on_screen, sentence

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QWidget

    from ideogram_desk.desktop.gallery.ink import Ink
    from ideogram_desk.desktop.gallery.originals import Original
    from ideogram_desk.desktop.look.painting import SightPainter
    from ideogram_desk.desktop.look.sight import Sight

GRIP = 12  # pixels beside the line that still take hold of it
KNOB = 11
STEP = 0.05


class PairCanvas(Canvas):
    """`sight` is the first of the two, and the lens is its."""

    def __init__(
        self, paints: SightPainter, name: str, spoken: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(paints, name, spoken, parent)
        self.other: Sight | None = None
        self.other_corner = ""

    def show_pair(self, first: tuple[Sight, str], second: tuple[Sight, str]) -> None:
        self.other, self.other_corner = second
        self.show_sight(first[0], corner=first[1])
        self.setAccessibleName(f"{self._kind}: {first[0].spoken()}; {second[0].spoken()}")

    def wishes(self) -> list[Original]:
        other = self.other.wish(self.lens, self.extent(), self.most) if self.other else None
        return super().wishes() + ([other] if other else [])

    def _arrived(self, number: int) -> None:
        if number in [sight.number for sight in (self.sight, self.other) if sight is not None]:
            self.update()

    def notes(self, painter: QPainter, ink: Ink, sight: Sight) -> None:
        """The first one's words at the left, the second one's at the right."""
        del sight
        room = self.room()
        chip = ink.chip(self.corner)
        painter.drawPixmap(QPointF(room.x() + 8, room.y() + 8), chip)
        chip_at_right(painter, ink, room, self.other_corner)


class SwipeCanvas(PairCanvas):
    """The first one left of a line that can be moved, the second one right of it."""

    moved = Signal(float)

    def __init__(self, paints: SightPainter, parent: QWidget | None = None) -> None:
        super().__init__(paints, "swipe_canvas", "Swipe", parent)
        self.split = 0.5
        self._held = False
        self.setMouseTracking(True)

    def set_split(self, split: float) -> None:
        self.split = min(1.0, max(0.0, split))
        self.update()
        self.moved.emit(self.split)

    def nudge(self, by: int) -> None:
        self.set_split(self.split + by * STEP)

    def line(self) -> float:
        room, dpr = self.room(), self.devicePixelRatioF()
        return room.x() + round(room.width() * self.split * dpr) / dpr

    def picture(self, painter: QPainter, ink: Ink, sight: Sight) -> None:
        room, x = self.room(), self.line()
        whole = [(sight, float(room.x()), x)]
        whole += [(self.other, x, float(room.right() + 1))] if self.other is not None else []
        for shown, left, right in whole:
            painter.save()
            painter.setClipRect(_between(room, left, right))
            self.paints.paint(painter, ink, room, shown, self.lens, self.most)
            painter.restore()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(ink.on_picture), 2))
        painter.drawLine(QLineF(x, room.top(), x, room.bottom() + 1))
        painter.setBrush(QColor(ink.colours["window"]))
        knob = QPointF(x, room.center().y())
        painter.drawEllipse(knob, KNOB, KNOB)
        for side in (-1, 1):
            tip = knob + QPointF(side * 6, 0)
            for way in (-1, 1):
                painter.drawLine(QLineF(tip, tip + QPointF(-side * 3, way * 3)))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        near = abs(event.position().x() - self.line()) <= GRIP
        if near and event.button() == Qt.MouseButton.LeftButton:
            self._held = True
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._held:
            self.set_split((x - self.room().x()) / max(1, self.room().width()))
        elif event.buttons():
            super().mouseMoveEvent(event)
        elif abs(x - self.line()) <= GRIP:
            self.setCursor(Qt.CursorShape.SplitHCursor)
        else:
            self.show_cursor()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = False
        super().mouseReleaseEvent(event)


class DifferenceCanvas(PairCanvas):
    """What differs, as bright as it differs, on black."""

    told = Signal(str)  # how much it is, a sentence

    def __init__(
        self, paints: SightPainter, differences: Differences, parent: QWidget | None = None
    ) -> None:
        super().__init__(paints, "difference_canvas", "Difference", parent)
        self._differences = differences
        self.brighter = False
        differences.ready.connect(self._tell)

    def set_brighter(self, brighter: bool) -> None:
        self.brighter = brighter
        self.update()

    def pair(self) -> Pair | None:
        """The two as they are decoded for this lens; None until both are."""
        wishes = self.wishes()
        found = [self.paints.originals.get(wish) for wish in wishes]
        images = [had[0] for had in found if had is not None and not had[0].isNull()]
        if len(images) < 2:  # noqa: PLR2004  a pair
            return None
        return Pair(wishes[0], wishes[1], self.brighter, (images[0], images[1]))

    def shown(self) -> Difference | None:
        """The difference at this size; until it is there, the last one of the same two."""
        pair = self.pair()
        if pair is None:
            return None
        self._differences.ask(pair)
        return self._differences.get(pair) or self._differences.of(pair)

    def picture(self, painter: QPainter, ink: Ink, sight: Sight) -> None:
        room = self.room()
        painter.fillRect(room, Qt.GlobalColor.black)
        shown = self.shown()
        place = self.lens.place(sight.extent, self.extent())
        target = on_screen(place, room, ink.dpr)
        if shown is not None:
            painter.save()
            painter.setClipRect(room)
            self.paints.image(painter, shown.image, self.lens, place, room, ink.dpr)
            painter.restore()
        elif trouble := self._trouble():
            sentence(painter, ink, target, trouble)

    def _trouble(self) -> str:
        found = [self.paints.originals.get(wish) for wish in self.wishes()]
        troubles = [had[1] for had in found if had is not None and had[1]]
        if len(found) < 2:  # noqa: PLR2004  a pair
            return "One of the two is no picture yet."
        return "One of the two files cannot be read." if troubles else ""

    def _tell(self) -> None:
        self.update()
        pair = self.pair()
        found = self._differences.get(pair) if pair is not None else None
        if found is not None and pair is not None and self.isVisible():
            self.told.emit(found.in_words(whole=self._is_whole(pair)))

    def _is_whole(self, pair: Pair) -> bool:
        sights = (self.sight, self.other)
        sizes = [(image.width(), image.height()) for image in pair.images]
        return all(
            sight is not None and tuple(sight.extent) == size
            for sight, size in zip(sights, sizes, strict=True)
        )


def _between(room: QRect, left: float, right: float) -> QRectF:
    return QRectF(left, room.y(), max(0.0, right - left), room.height())
