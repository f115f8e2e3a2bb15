"""The full view: Enter opens one picture over the whole window, at any size up to its pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter

from ideogram_desk.desktop.gallery.cover import Cover
from ideogram_desk.desktop.gallery.culling import culling
from ideogram_desk.desktop.gallery.ink import Ink
from ideogram_desk.desktop.look.canvas import FULL, Canvas
from ideogram_desk.desktop.look.lens import Extent, Lens
from ideogram_desk.desktop.look.painting import SightPainter
from ideogram_desk.desktop.look.sight import Sight, sight_of
from ideogram_desk.desktop.look.zooming import lens_after, lens_of, zoom_in_words
from ideogram_desk.desktop.theme import DARK

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent
    from PySide6.QtWidgets import QWidget

    from ideogram_desk.desktop.gallery.originals import Original, Originals
    from ideogram_desk.desktop.gallery.thumbs import ThumbnailLoader
    from ideogram_desk.desktop.gallery.view import GalleryView

FOOT = 34  # the line under the picture
WORDS = 300  # the least that is left to the prompt
_HINTS = "Z true pixels   + − zoom   0–5 rate   P pick   X reject   ← →   Esc"


class FullView(Cover):
    """Follows the grid's current picture, as the grid follows the arrow keys pressed here.

    The lens stays from picture to picture, so that the same part of each can be looked at.
    """

    def __init__(
        self,
        view: GalleryView,
        loader: ThumbnailLoader,
        originals: Originals,
        parent: QWidget,
    ) -> None:
        super().__init__("full_view", "Full view", parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._view = view
        self._originals = originals
        self._ink: Ink | None = None
        self.canvas = Canvas(SightPainter(originals, loader), "full_picture", "Picture", self)
        self.canvas.lens_asked.connect(self.set_lens)
        self.canvas.resized.connect(self._ask)
        view.current_changed.connect(self._follow)
        listed = view.listed
        for changed in (listed.dataChanged, listed.rowsInserted, listed.rowsRemoved):
            changed.connect(self._refresh)
        originals.ready.connect(self._note)

    # Coming and going

    def open(self, number: int) -> None:
        self.canvas.set_lens(Lens())
        self.come(self._view)
        self.show_number(number)

    def number(self) -> int:
        """The picture that is looked at, -1 while there is none."""
        return self.canvas.sight.number if self.isVisible() and self.canvas.sight else -1

    def left(self) -> None:
        self.canvas.show_sight(None)
        self._originals.ask([])

    def uncovered(self) -> None:
        self._ask()

    def resizeEvent(self, event: object) -> None:
        del event
        self.canvas.setGeometry(0, 0, self.width(), max(64, self.height() - FOOT))

    def show_number(self, number: int) -> None:
        self._look(number)
        self._ask()

    def _follow(self, number: int) -> None:
        if self.isVisible():
            if number < 0:
                self.dismiss()
            else:
                self.show_number(number)

    def _refresh(self) -> None:
        if self.isVisible() and self.canvas.sight is not None:
            self.show_number(self.canvas.sight.number)

    def _look(self, number: int) -> None:
        sight = self._sight(self._view.listed.row_of(number))
        if sight is None:  # its record is being read; what is seen stays until then
            had = self.canvas.sight
            sight = _unread(number, had) if had is None or had.number != number else had
        self.canvas.show_sight(sight)
        self.setAccessibleDescription(sight.spoken())
        self._note()

    def _sight(self, row: int) -> Sight | None:
        tile = self._view.listed.tile(row) if 0 <= row < self._view.listed.rowCount() else None
        return sight_of(tile, self._view.listed.path_of(tile)) if tile is not None else None

    # The lens

    def set_lens(self, lens: Lens) -> None:
        self.canvas.set_lens(lens)
        self._ask()
        self._note()

    def zoom(self, deed: str) -> None:
        """What the deeds "zoom", "zoom_in" and "zoom_out" do while this is seen."""
        canvas = self.canvas
        if canvas.sight is not None:
            self.set_lens(lens_of(deed, canvas.lens, canvas.sight.extent, canvas.extent()))

    def _ask(self) -> None:
        """What is seen, as the lens has it; and the neighbours, fitted in."""
        sight = self.canvas.sight
        if not self.on_top() or sight is None:
            return
        wishes: list[Original] = self.canvas.wishes()
        row = self._view.listed.row_of(sight.number)
        for near in (row + 1, row - 1):
            beside = self._sight(near) if row >= 0 else None
            wish = beside.wish(Lens(), self.canvas.extent(), FULL) if beside else None
            wishes += [wish] if wish else []
        self._originals.ask(wishes)

    # The line at the foot

    def _note(self) -> None:
        self.update(0, self.height() - FOOT, self.width(), FOOT)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._ink is None or self._ink.dpr != self.devicePixelRatioF():
            self._ink = Ink(DARK, self.font(), self.devicePixelRatioF())
        ink, painter = self._ink, QPainter(self)
        painter.fillRect(event.rect(), ink.colours["window"])
        sight = self.canvas.sight
        if sight is not None:
            self._foot(painter, ink, sight)
        painter.end()

    def _foot(self, painter: QPainter, ink: Ink, sight: Sight) -> None:
        """Facts at the left, keys at the right where there is room, between them the prompt."""
        line = QRect(16, self.height() - FOOT, self.width() - 32, FOOT)
        facts, middle = self.facts(), Qt.AlignmentFlag.AlignVCenter
        taken = ink.label_metrics.horizontalAdvance(facts)
        hints = ink.label_metrics.horizontalAdvance(_HINTS)
        hints = hints if line.width() - taken - hints > WORDS else 0
        painter.setFont(ink.label)
        painter.setPen(ink.colours["dim"])
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | middle, facts)
        if hints:
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | middle, _HINTS)
        painter.setFont(ink.title)
        painter.setPen(ink.colours["text"])
        room = line.adjusted(taken + 24, 0, -hints - 24, 0)
        for words in ink.wrapped(sight.prompt, ink.title, max(1, room.width()), 1):
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)

    def facts(self) -> str:
        """The line under the picture, in words."""
        sight, listed = self.canvas.sight, self._view.listed
        if sight is None:
            return ""
        room = self.canvas.extent()
        parts = [zoom_in_words(self.canvas.lens, sight.extent, room)]
        parts.append(f"{sight.extent.width} × {sight.extent.height}")
        parts += [f"seed {sight.seed}"] if sight.seed is not None else []
        parts.append(f"{listed.row_of(sight.number) + 1:,} of {listed.rowCount():,}")
        return " · ".join(parts)

    # Keys

    def answer(self, event: QKeyEvent) -> bool:
        sight = self.canvas.sight
        if sight is None:
            return False
        lens = lens_after(event, self.canvas.lens, sight.extent, self.canvas.extent())
        if lens is not None:
            self.set_lens(lens)
            return True
        asked = culling(event, sight)
        if asked is not None:
            self.change_requested.emit(asked.change)
            if asked.goes_on:
                self.go_on()
            return True
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        match Qt.Key(event.key()):
            case Qt.Key.Key_Escape | Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.dismiss()
            case Qt.Key.Key_Space:
                self.dismiss()
                self._view.preview_requested.emit(sight.number)
            case key:
                return self._view.walk(key)
        return True

    def go_on(self) -> None:
        """To the next picture."""
        self._view.walk(Qt.Key.Key_Right)


class _Unread:
    """Stands in for a record that is being read."""

    favorite, rating, flag, label = False, 0, 0, 0


def _unread(number: int, had: Sight | None) -> Sight:
    extent = had.extent if had is not None else Extent(1024, 1024)
    return Sight(number, None, extent, "", _Unread())
