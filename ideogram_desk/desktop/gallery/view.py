"""The grid of the library: paints its tiles, selects them by mouse and keyboard, drags them out."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPainter

from ideogram_desk.desktop.gallery.drag import make_drag
from ideogram_desk.desktop.gallery.ink import Ink
from ideogram_desk.desktop.gallery.painter import OUTSET, Look, TilePainter
from ideogram_desk.desktop.gallery.selecting import SelectingView
from ideogram_desk.desktop.gallery.thumbs import ThumbnailLoader, wish_for
from ideogram_desk.domain.job import PictureState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QDrag, QHideEvent, QPaintEvent, QPixmap
    from PySide6.QtWidgets import QWidget

    from ideogram_desk.desktop.gallery.model import GalleryModel
    from ideogram_desk.desktop.gallery.wishes import Wish
    from ideogram_desk.desktop.theme import Theme
    from ideogram_desk.domain.job import Tile

MOVING, COUNTING = 40, 500  # milliseconds between paintings of a bar, and of seconds
AHEAD = 40  # milliseconds of rest before pictures are loaded that are not seen yet


class GalleryView(SelectingView):
    scrolled = Signal()

    def __init__(
        self,
        listed: GalleryModel,
        loader: ThumbnailLoader,
        theme: Theme,
        now: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(listed, parent)
        self.setObjectName("gallery_view")
        self.setAccessibleName("Library")
        self._loader = loader
        self._theme = theme
        self._now = now
        self._fill = True
        self._live: set[int] = set()  # visible rows whose looks change with time
        self._moves = False
        self._down = True
        self._offset = 0
        self._painter = TilePainter(self._make_ink())
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._tick)
        self._ahead = QTimer(self)
        self._ahead.setSingleShot(True)
        self._ahead.setInterval(AHEAD)
        self._ahead.timeout.connect(self._look_ahead)
        theme.changed.connect(self._restyle)
        loader.ready.connect(self.viewport().update)

    # How it looks

    def _make_ink(self) -> Ink:
        return Ink(self._theme.tokens, self.font(), self.devicePixelRatioF())

    def _restyle(self) -> None:
        self._painter.ink = self._make_ink()
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == event.Type.FontChange:
            self._restyle()

    def set_fill(self, fill: bool) -> None:
        """Pictures fill their cells, cut off at the edges; or fit into them whole."""
        self._fill = fill
        self.viewport().update()

    def set_motion(self, moving: bool) -> None:
        self._painter.moving = moving
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._painter.ink.dpr != self.devicePixelRatioF():
            self._painter.ink = self._make_ink()
        area = event.rect()
        if area == self.viewport().rect():
            self._live.clear()
        painter = QPainter(self.viewport())
        painter.fillRect(area, self._painter.ink.colours["window"])
        top = self.verticalOffset() + area.top() - OUTSET
        lacking: list[Wish] = []
        moment = (self._now(), time.monotonic())
        for row in self.grid.visible(top, area.height() + 2 * OUTSET):
            if self.row_rect(row).adjusted(-OUTSET, -OUTSET, OUTSET, OUTSET).intersects(area):
                self._paint_row(painter, row, moment, lacking)
        painter.end()
        self._loader.set_capacity(2 * len(self.visible_rows()))
        self._loader.ask(lacking)
        self._set_clock()

    def _paint_row(
        self, painter: QPainter, row: int, moment: tuple[datetime, float], lacking: list[Wish]
    ) -> None:
        tile = self.listed.tile(row)
        pixmap: QPixmap | None = None
        if tile is not None and tile.state is PictureState.STORED:
            wish = self._wish(tile)
            if self._loader.lacks(wish):
                lacking.append(wish)
            pixmap = self._loader.pixmap(tile.number)
        selection = self.selectionModel()
        current = self.currentIndex().row() == row
        look = Look(
            selected=selection.hasSelection() and selection.isSelected(self.index_of(row)),
            focused=current and self.keyboard and self.hasFocus(),
            hovered=row == self.hovered,
            fill=self._fill,
        )
        words = self._painter.paint(painter, self.row_rect(row), tile, pixmap, look, moment)
        if words is not None and (words.busy or words.ticking):
            self._live.add(row)
            self._moves = self._moves or words.busy

    def _wish(self, tile: Tile) -> Wish:
        box = round(self.grid.edge * self._painter.ink.dpr)
        return wish_for(tile.number, (tile.width, tile.height), box, fill=self._fill)

    def _set_clock(self) -> None:
        if not self._live:
            self._moves = False
            self._clock.stop()
            return
        interval = MOVING if self._moves and self._painter.moving else COUNTING
        if not self._clock.isActive() or self._clock.interval() != interval:
            self._clock.start(interval)

    def _tick(self) -> None:
        self._live.intersection_update(self.visible_rows())
        for row in self._live:
            self.update_row(row)
        if not self._live:
            self._clock.stop()

    def hideEvent(self, event: QHideEvent) -> None:
        self._clock.stop()
        super().hideEvent(event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self._down = self.verticalOffset() >= self._offset
        self._offset = self.verticalOffset()
        self._ahead.start()
        self.scrolled.emit()

    def _look_ahead(self) -> None:
        """Wish for two more screens in the direction of scrolling, nearest first."""
        rows = self.visible_rows()
        most = 2 * len(rows)
        if self._down:
            ahead: Iterable[int] = range(rows.stop, min(self.count(), rows.stop + most))
        else:
            ahead = range(rows.start - 1, max(-1, rows.start - 1 - most), -1)
        wishes = []
        for row in ahead:
            tile = self.listed.tile(row)
            if tile is not None and tile.state is PictureState.STORED:
                wish = self._wish(tile)
                if self._loader.lacks(wish):
                    wishes.append(wish)
        self._loader.look_ahead(wishes)

    # Dragging out

    def drag(self) -> QDrag | None:
        """The drag of what is selected, with those of it that are files by now."""
        numbers = self.selected_numbers()
        first = [self.current_number(), *numbers[:12]]
        unique = dict.fromkeys(n for n in first if n in numbers)
        pixmaps = [p for n in unique if (p := self._loader.pixmap(n)) is not None]
        return make_drag(self, self.listed, numbers, pixmaps, self._painter.ink)

    def startDrag(self, supported: Qt.DropAction) -> None:
        drag = self.drag()
        if drag is not None:
            drag.exec(supported & Qt.DropAction.CopyAction)
