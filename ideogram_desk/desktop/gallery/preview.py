"""The large preview over the window: Space shows and hides it, arrows go on to the neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPainter

from ideogram_desk.desktop.gallery.checkers import fill_checkers
from ideogram_desk.desktop.gallery.cover import Cover
from ideogram_desk.desktop.gallery.culling import culling
from ideogram_desk.desktop.gallery.ink import RADIUS, Ink, over_picture
from ideogram_desk.desktop.gallery.marks import marks
from ideogram_desk.desktop.gallery.originals import Original, Originals
from ideogram_desk.desktop.gallery.words import Words, first_words, words_of
from ideogram_desk.desktop.theme import DARK
from ideogram_desk.domain.job import PictureState

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QPixmap
    from PySide6.QtWidgets import QWidget

    from ideogram_desk.desktop.gallery.thumbs import ThumbnailLoader
    from ideogram_desk.desktop.gallery.view import GalleryView
    from ideogram_desk.domain.job import Tile

MARGIN = 24
CAPTION = 76  # the height kept free below the picture
MEGABYTES = 128  # of decoded pictures, beside the ones about the one that is shown
SECONDS = 500  # milliseconds between looks at a picture in the making


class Preview(Cover):
    """Lies over its parent and follows the grid's current picture; `originals` is its own."""

    def __init__(
        self,
        view: GalleryView,
        loader: ThumbnailLoader,
        now: Callable[[], datetime],
        parent: QWidget,
    ) -> None:
        super().__init__("preview", "Preview", parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._view = view
        self._loader = loader
        self._now = now
        self._number = -1
        self._ink: Ink | None = None
        self.originals = Originals(self, megabytes=MEGABYTES)
        self._clock = QTimer(self)
        self._clock.setInterval(SECONDS)
        self._clock.timeout.connect(self.update)
        view.current_changed.connect(self._follow)
        view.listed.dataChanged.connect(self._refresh)
        loader.ready.connect(self._refresh)
        self.originals.ready.connect(self._refresh)

    # Coming and going

    def open(self, number: int) -> None:
        self.come(self._view)
        self._show(number)

    def number(self) -> int:
        """The picture that is looked at, -1 while there is none."""
        return self._number if self.isVisible() else -1

    def go_on(self) -> None:
        """To the next picture."""
        self._view.walk(Qt.Key.Key_Right)

    def left(self) -> None:
        self._clock.stop()
        self.originals.ask([])

    def resized(self) -> None:
        self._ask()

    def _follow(self, number: int) -> None:
        if not self.isVisible():
            return
        if number < 0:
            self.dismiss()
        else:
            self._show(number)

    def _show(self, number: int) -> None:
        self._number = number
        self._ask()
        tile = self._tile()
        if tile is not None:
            self.setAccessibleDescription(first_words(tile.prompt))
        self.update()

    def _refresh(self) -> None:
        if self.isVisible():
            self._ask()
            self.update()

    # Pictures

    def _tile(self) -> Tile | None:
        row = self._view.listed.row_of(self._number)
        return self._view.listed.tile(row) if row >= 0 else None

    def room(self) -> QRect:
        """Where the picture may lie."""
        return self.rect().adjusted(MARGIN, MARGIN, -MARGIN, -CAPTION)

    def _wish(self, tile: Tile | None) -> Original | None:
        if tile is None or tile.state is not PictureState.STORED:
            return None
        path = self._view.listed.path_of(tile)
        if path is None:
            return None
        room, dpr = self.room().size(), self.devicePixelRatioF()
        return Original(
            tile.number, path, max(1, round(room.width() * dpr)), max(1, round(room.height() * dpr))
        )

    def _ask(self) -> None:
        listed = self._view.listed
        row = listed.row_of(self._number)
        near = (
            [r for r in (row, row + 1, row - 1) if 0 <= r < listed.rowCount()] if row >= 0 else []
        )
        wishes = [self._wish(listed.tile(r)) for r in near]
        self.originals.ask([wish for wish in wishes if wish is not None])

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = self._fresh_ink()
        painter = QPainter(self)
        painter.fillRect(event.rect(), ink.colours["window"])
        tile = self._tile()
        words = words_of(tile, self._now()) if tile is not None else None
        if words is not None:
            self._say(painter, ink, words)
            if words.ticking != self._clock.isActive():
                (self._clock.start if words.ticking else self._clock.stop)()
        elif tile is not None:
            self._clock.stop()
            self._picture(painter, ink, tile)
        if tile is not None:
            self._caption(painter, ink, tile)
        painter.end()

    def _fresh_ink(self) -> Ink:
        """Always the dark one: around a large picture it is dark in both themes."""
        if self._ink is None or self._ink.dpr != self.devicePixelRatioF():
            self._ink = Ink(DARK, self.font(), self.devicePixelRatioF())
        return self._ink

    def _picture(self, painter: QPainter, ink: Ink, tile: Tile) -> None:
        wish = self._wish(tile)
        original, trouble = (self.originals.get(wish) if wish else None) or (QImage(), "")
        shown = self._loader.pixmap(tile.number) if original.isNull() else None
        target = self._target(tile, original if shown is None else shown)
        exact = original.width() == round(target.width() * ink.dpr)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not exact)
        if not original.isNull():
            if original.hasAlphaChannel():
                fill_checkers(painter, target)
            painter.drawImage(target, original, QRectF(original.rect()))
        elif shown is not None:
            painter.drawPixmap(target, shown, QRectF(shown.rect()))
        else:
            painter.fillRect(target, ink.colours["raised"])
        if trouble:
            self._trouble(painter, ink, target, trouble)

    def _target(self, tile: Tile, shown: QImage | QPixmap) -> QRectF:
        """The same place for the thumbnail and the picture itself, so that nothing jumps."""
        room, dpr = self.room(), self.devicePixelRatioF()
        size = QSize(tile.width or 0, tile.height or 0)
        if size.isEmpty():
            size = QSize(1, 1) if shown.isNull() else shown.size()
        device = QSize(round(room.width() * dpr), round(room.height() * dpr))
        fitted = size.scaled(device, Qt.AspectRatioMode.KeepAspectRatio)
        left = room.x() * dpr + (device.width() - fitted.width()) // 2
        top = room.y() * dpr + (device.height() - fitted.height()) // 2
        return QRectF(left / dpr, top / dpr, fitted.width() / dpr, fitted.height() / dpr)

    def _trouble(self, painter: QPainter, ink: Ink, target: QRectF, text: str) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = min(round(target.width()), ink.title_metrics.horizontalAdvance(text) + 32)
        box = QRectF(target.center().x() - width / 2, target.bottom() - 52, width, 36)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(over_picture(0.86))
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        painter.setPen(ink.colours["text"])
        painter.setFont(ink.title)
        line = ink.title_metrics.elidedText(text, Qt.TextElideMode.ElideRight, width - 24)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, line)

    def _say(self, painter: QPainter, ink: Ink, words: Words) -> None:
        centre = self.room().center()
        lines = ink.wrapped(words.detail, ink.label, min(420, self.room().width()), 3)
        y = centre.y() - 20
        painter.setPen(ink.colours["text"])
        painter.setFont(ink.title)
        painter.drawText(QRect(0, y, self.width(), 24), Qt.AlignmentFlag.AlignCenter, words.title)
        painter.setPen(ink.colours["dim"])
        painter.setFont(ink.label)
        for place, line in enumerate(lines):
            box = QRect(0, y + 28 + place * 18, self.width(), 18)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, line)

    def _caption(self, painter: QPainter, ink: Ink, tile: Tile) -> None:
        width = min(760, self.width() - 2 * MARGIN)
        left, top = (self.width() - width) // 2, self.height() - CAPTION + 14
        prompt = ink.wrapped(tile.prompt, ink.title, width, 1)
        painter.setPen(ink.colours["text"])
        painter.setFont(ink.title)
        centred = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
        for line in prompt:
            painter.drawText(QRect(left, top, width, 20), centred, line)
        painter.setPen(ink.colours["dim"])
        painter.setFont(ink.label)
        facts = QRect(left, top + 24, width, 18)
        painter.drawText(facts, centred, self._facts(tile))
        half = ink.label_metrics.horizontalAdvance(self._facts(tile)) // 2
        marks(painter, ink, tile, QPointF(facts.center().x() + half + 12, facts.center().y() + 1))

    def _facts(self, tile: Tile) -> str:
        listed = self._view.listed
        parts = [f"{tile.width} × {tile.height}"] if tile.width and tile.height else [tile.aspect]
        parts += [f"seed {tile.seed}"] if tile.seed is not None else []
        parts.append(f"{listed.row_of(tile.number) + 1:,} of {listed.rowCount():,}")
        return " · ".join(parts)

    # Keys and mouse

    def answer(self, event: QKeyEvent) -> bool:
        key, tile = Qt.Key(event.key()), self._tile()
        asked = culling(event, tile) if tile is not None else None
        if asked is not None:
            self.change_requested.emit(asked.change)
            if asked.goes_on:
                self.go_on()
            return True
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if key in (Qt.Key.Key_Space, Qt.Key.Key_Escape):
            self.dismiss()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.dismiss()
            self._view.open_requested.emit(self._number)
        else:
            return self._view.walk(key)
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.room().contains(event.position().toPoint()):
            self.dismiss()
