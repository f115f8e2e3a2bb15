"""The grid of the library: paints its tiles, selects them by mouse and keyboard, drags them out."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QStyle, QToolTip

from ideogram_desk.desktop.gallery.drag import make_drag
from ideogram_desk.desktop.gallery.grid import HEAD, MARGIN
from ideogram_desk.desktop.gallery.ink import Ink
from ideogram_desk.desktop.gallery.painter import OUTSET, Look, TilePainter
from ideogram_desk.desktop.gallery.steering import SteeredView
from ideogram_desk.desktop.gallery.thumbs import ThumbnailLoader, wish_for
from ideogram_desk.domain.job import PictureState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from PySide6.QtCore import QEvent, QPoint
    from PySide6.QtGui import QDrag, QHideEvent, QPaintEvent, QPixmap
    from PySide6.QtWidgets import QWidget

    from ideogram_desk.desktop.gallery.model import GalleryModel
    from ideogram_desk.desktop.gallery.wishes import Wish
    from ideogram_desk.desktop.theme import Theme
    from ideogram_desk.domain.job import Tile

MOVING, COUNTING = 40, 500  # milliseconds between paintings of a bar, and of seconds
AHEAD = 40  # milliseconds of rest before pictures are loaded that are not seen yet


class GalleryView(SteeredView):
    scrolled = Signal()
    group_changed = Signal(str)  # the key of the group at the top, "" without groups

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
        self._group = ""
        self._painter = TilePainter(self._make_ink())
        self._painter.moving = self._is_lively()
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._tick)
        self._ahead = QTimer(self)
        self._ahead.setSingleShot(True)
        self._ahead.setInterval(AHEAD)
        self._ahead.timeout.connect(self._look_ahead)
        theme.changed.connect(self._restyle)
        loader.ready.connect(self.viewport().update)
        listed.regrouped.connect(self._tell_group)
        listed.modelReset.connect(self._tell_group)

    # How it looks

    def _make_ink(self) -> Ink:
        return Ink(self._theme.tokens, self.font(), self.devicePixelRatioF())

    def _restyle(self) -> None:
        self._painter.use(self._make_ink())
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == event.Type.FontChange:
            self._restyle()
        elif event.type() == event.Type.StyleChange:
            self.set_motion(self._is_lively())

    def _is_lively(self) -> bool:
        """Whether the system lets things move."""
        hint = QStyle.StyleHint.SH_Widget_Animation_Duration
        return self.style().styleHint(hint, None, self) > 0

    def set_fill(self, fill: bool) -> None:
        """Pictures fill their cells, cut off at the edges; or fit into them whole."""
        self._fill = fill
        self.viewport().update()

    def set_motion(self, moving: bool) -> None:
        self._painter.moving = moving
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._painter.ink.dpr != self.devicePixelRatioF():
            self._painter.use(self._make_ink())
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
        self._paint_headings(painter, area)
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
        number = self.listed.number_at(row)
        look = Look(
            selected=selection.hasSelection() and selection.isSelected(self.index_of(row)),
            focused=current and self.keyboard and self.hasFocus(),
            hovered=row == self.hovered,
            fill=self._fill,
            stack=self.listed.stack_count(row),
            opened=self.listed.is_open(number),
            among=self.listed.lies_open(number),
        )
        words = self._painter.paint(painter, self.row_rect(row), tile, pixmap, look, moment)
        if words is not None and (words.busy or words.ticking):
            self._live.add(row)
            self._moves = self._moves or words.busy

    def _paint_headings(self, painter: QPainter, area: QRect) -> None:
        held = self.covered() > 0
        for place, (group, top) in enumerate(self.headings()):
            rect = QRect(0, top, self.viewport().width(), HEAD)
            if rect.intersects(area):
                title, count = self._heading(group)
                self._painter.heading.paint(
                    painter, rect, title, count, margin=MARGIN, held=held and not place
                )

    def _heading(self, group: int) -> tuple[str, str]:
        shown = self.listed.groups[group]
        count = f"{shown.count:,}"
        if not self.listed.is_stacked:
            count += " image" if shown.count == 1 else " images"
        return shown.title, count

    def heading_at(self, point: QPoint) -> int:
        """As in any grid, but on its words only: beside them is nothing."""
        group = super().heading_at(point)
        if group < 0 or point.x() > MARGIN + self._painter.heading.reach(*self._heading(group)):
            return -1
        return group

    def is_badge(self, row: int, point: QPoint) -> bool:
        pictures, rect = self.listed.stack_count(row), self.row_rect(row)
        if pictures <= 1:
            return False
        opened = self.listed.is_open(self.listed.number_at(row))
        return self._painter.marks.stack(rect, pictures, opened=opened)[0].contains(point)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == event.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.hint_at(event.pos()), self.viewport())
            return True
        return super().viewportEvent(event)

    def hint_at(self, point: QPoint) -> str:
        """What can be done at a point that does not look like it."""
        row, group = self.row_at(point), self.heading_at(point)
        if group >= 0:
            return f"Select the {self.listed.groups[group].count:,} in this group"
        if row < 0 or not self.is_badge(row, point):
            return ""
        deed = "Close" if self.listed.is_open(self.listed.number_at(row)) else "Open"
        return f"{deed} this stack of {self.listed.stack_count(row):,} (Enter)"

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
        self._tell_group()

    def _tell_group(self) -> None:
        top = self.top_group()
        key = self.listed.groups[top].key if top >= 0 else ""
        if key != self._group:
            self._group = key
            self.group_changed.emit(key)

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
        current = self.currentIndex()
        first = [self.current_number()] * self.selectionModel().isSelected(current)
        unique = dict.fromkeys([*first, *numbers[:12]])
        pixmaps = [p for n in unique if (p := self._loader.pixmap(n)) is not None]
        return make_drag(self, self.listed, numbers, pixmaps, self._painter.ink)

    def startDrag(self, supported: Qt.DropAction) -> None:
        drag = self.drag()
        if drag is not None:
            drag.exec(supported & Qt.DropAction.CopyAction)
