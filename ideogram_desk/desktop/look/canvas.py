"""A widget that shows one picture through a lens: wheel and pinch zoom, dragging pans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QColor, QNativeGestureEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from ideogram_desk.desktop.gallery.ink import Ink
from ideogram_desk.desktop.gallery.marks import marks
from ideogram_desk.desktop.look.lens import Extent, Lens
from ideogram_desk.desktop.look.painting import SightPainter, chip_at_right, extent_of
from ideogram_desk.desktop.theme import DARK

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent

    from ideogram_desk.desktop.gallery.originals import Original
    from ideogram_desk.desktop.look.sight import Sight

NOTCH = 120  # what one step of a wheel reports
SPEED = 1.25  # larger by so much a step
FULL = 1 << 29  # bytes that one picture may take, where nobody else needs any


class Canvas(QWidget):
    """Shows what it is told to; it never changes its lens itself, but asks for another one."""

    lens_asked = Signal(object)  # the Lens that the user's hand asks for
    pressed = Signal()
    resized = Signal()

    def __init__(
        self, paints: SightPainter, name: str, spoken: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._kind = spoken
        self.setAccessibleName(spoken)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(64, 64)
        self.paints = paints
        self.sight: Sight | None = None
        self.lens = Lens()
        self.most = FULL
        self.corner = ""  # what stands in the upper right
        self.framed = False
        self.is_active = False
        self._ink: Ink | None = None
        self._dragged: QPoint | None = None
        paints.originals.ready.connect(self._arrived)
        paints.loader.ready.connect(self.update)

    # What it shows

    def show_sight(self, sight: Sight | None, *, corner: str = "") -> None:
        self.sight, self.corner = sight, corner
        self.setAccessibleName(f"{self._kind}: {sight.spoken()}" if sight else self._kind)
        self.show_cursor()
        self.update()

    def set_lens(self, lens: Lens) -> None:
        self.lens = lens
        self.show_cursor()
        self.update()

    def show_cursor(self) -> None:
        """A hand where the picture can be pushed about."""
        if self._dragged is not None:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._pans():
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.unsetCursor()

    def set_active(self, active: bool) -> None:
        self.is_active = active
        self.update()

    def room(self) -> QRect:
        edge = 2 if self.framed else 0
        return self.rect().adjusted(edge, edge, -edge, -edge)

    def extent(self) -> Extent:
        """The room in device pixels."""
        return extent_of(self.room(), self.devicePixelRatioF())

    def wishes(self) -> list[Original]:
        wish = self.sight.wish(self.lens, self.extent(), self.most) if self.sight else None
        return [wish] if wish else []

    def _arrived(self, number: int) -> None:
        if self.sight is not None and self.sight.number == number:
            self.update()

    def _pans(self) -> bool:
        if self.sight is None:
            return False
        room = self.extent()
        place = self.lens.place(self.sight.extent, room)
        return place.width > room.width or place.height > room.height

    # Painting

    def ink(self) -> Ink:
        """Always the dark one: around a large picture it is dark in both themes."""
        if self._ink is None or self._ink.dpr != self.devicePixelRatioF():
            self._ink = Ink(DARK, self.font(), self.devicePixelRatioF())
        return self._ink

    def paintEvent(self, event: QPaintEvent) -> None:
        ink, painter = self.ink(), QPainter(self)
        painter.fillRect(event.rect(), ink.colours["window"])
        if self.sight is not None:
            self.picture(painter, ink, self.sight)
            self.notes(painter, ink, self.sight)
        if self.framed:
            colour = "accent" if self.is_active else "line"
            painter.setPen(QPen(QColor(ink.colours[colour]), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def picture(self, painter: QPainter, ink: Ink, sight: Sight) -> None:
        self.paints.paint(painter, ink, self.room(), sight, self.lens, self.most)

    def notes(self, painter: QPainter, ink: Ink, sight: Sight) -> None:
        room = self.room()
        marks(painter, ink, sight.marked, QPointF(room.x() + 8, room.y() + 17))
        if self.corner:
            chip_at_right(painter, ink, room, self.corner)

    # The hand

    def _ask_zoom(self, zoom: float, at: QPointF) -> None:
        if self.sight is not None:
            point = self._device(at)
            extent = self.sight.extent
            self.lens_asked.emit(self.lens.zoomed(zoom, extent, self.extent(), point))

    def _device(self, at: QPointF) -> tuple[float, float]:
        inner, dpr = at - QPointF(self.room().topLeft()), self.devicePixelRatioF()
        return inner.x() * dpr, inner.y() * dpr

    def _scale(self) -> float:
        return self.lens.scale(self.sight.extent, self.extent()) if self.sight else 1.0

    def wheelEvent(self, event: QWheelEvent) -> None:
        pixels, held = event.pixelDelta(), event.modifiers()
        if not pixels.isNull() and not held & Qt.KeyboardModifier.ControlModifier and self._pans():
            self._ask_pan(pixels)  # two fingers on a touchpad push the picture about
        else:
            steps = event.angleDelta().y() / NOTCH
            self._ask_zoom(self._scale() * SPEED**steps, event.position())
        event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self._ask_zoom(self._scale() * (1 + event.value()), event.position())
                return True
            if event.gestureType() == Qt.NativeGestureType.SmartZoomNativeGesture:
                self._ask_toggle(event.position())
                return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()
        if event.button() == Qt.MouseButton.LeftButton and self._pans():
            self._dragged = event.position().toPoint()
            self.show_cursor()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is not None:
            point = event.position().toPoint()
            moved, self._dragged = point - self._dragged, point
            self._ask_pan(moved)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        del event
        if self._dragged is not None:
            self._dragged = None
            self.show_cursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._ask_toggle(event.position())

    def _ask_pan(self, moved: QPoint) -> None:
        if self.sight is not None:
            dpr = self.devicePixelRatioF()
            dx, dy = moved.x() * dpr, moved.y() * dpr
            self.lens_asked.emit(self.lens.panned(dx, dy, self.sight.extent, self.extent()))

    def _ask_toggle(self, at: QPointF) -> None:
        if self.sight is not None:
            extent, room = self.sight.extent, self.extent()
            self.lens_asked.emit(self.lens.toggled(extent, room, self._device(at)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()
