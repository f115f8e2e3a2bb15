"""Paints one picture through a lens into a room: the picture, or what stands in for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap

from ideogram_desk.desktop.gallery.checkers import fill_checkers
from ideogram_desk.desktop.gallery.ink import RADIUS, Ink, over_picture
from ideogram_desk.desktop.gallery.thumbs import wish_for
from ideogram_desk.desktop.look.lens import Extent, Lens, Place

if TYPE_CHECKING:
    from ideogram_desk.desktop.gallery.originals import Originals
    from ideogram_desk.desktop.gallery.thumbs import ThumbnailLoader
    from ideogram_desk.desktop.look.sight import Sight

BLOCKS = 2.0  # zoomed in so far, one sees the pixels as the squares they are
STAND_IN = 512  # pixels, of a thumbnail asked for where there is none at all


class SightPainter:
    """Holds where pictures come from; `ask` says what is to be decoded, `paint` never does."""

    def __init__(self, originals: Originals, loader: ThumbnailLoader) -> None:
        self.originals = originals
        self.loader = loader

    def thumbnail(self, sight: Sight) -> QPixmap | None:
        """Any thumbnail at hand; the first look asks for one."""
        pixmap = self.loader.pixmap(sight.number)
        if pixmap is None and not self.loader.has_failed(sight.number):
            self.loader.ask([wish_for(sight.number, sight.extent, STAND_IN, fill=False)])
        return pixmap

    def paint(
        self, painter: QPainter, ink: Ink, room: QRect, sight: Sight, lens: Lens, most: int
    ) -> None:
        """Nothing is painted outside of the room."""
        device = extent_of(room, ink.dpr)
        place = lens.place(sight.extent, device)
        target = on_screen(place, room, ink.dpr)
        wish = sight.wish(lens, device, most)
        image, trouble = (self.originals.get(wish) if wish else None) or (QImage(), "")
        if image.isNull():
            image = self.originals.best(sight.number) or image
        painter.save()
        painter.setClipRect(room, Qt.ClipOperation.IntersectClip)
        if not image.isNull():
            self.image(painter, image, lens, place, room, ink.dpr)
        elif (pixmap := self.thumbnail(sight)) is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(target, pixmap, QRectF(pixmap.rect()))
        else:
            painter.fillRect(target, ink.colours["raised"])
        if trouble or sight.path is None:
            seen = target.intersected(QRectF(room))
            sentence(painter, ink, seen, trouble or "There is no picture here yet.")
        painter.restore()

    def image(
        self,
        painter: QPainter,
        image: QImage,
        lens: Lens,
        place: Place,
        room: QRect,
        dpr: float,
    ) -> None:
        """Only the part of it that is seen: the rest would cost time all the same."""
        target = on_screen(place, room, dpr)
        seen = target.intersected(QRectF(room))
        if seen.isEmpty():
            return
        across = image.width() / target.width()
        down = image.height() / target.height()
        source = QRectF(
            (seen.x() - target.x()) * across,
            (seen.y() - target.y()) * down,
            seen.width() * across,
            seen.height() * down,
        )
        if image.hasAlphaChannel():
            fill_checkers(painter, seen)
        ratio = place.width / image.width()
        blocks = ratio >= BLOCKS and not lens.fits
        smooth = QPainter.RenderHint.SmoothPixmapTransform
        painter.setRenderHint(smooth, ratio != 1 and not blocks)
        painter.drawImage(seen, image, source)


def extent_of(room: QRect, dpr: float) -> Extent:
    """A room in device pixels."""
    return Extent(max(1, round(room.width() * dpr)), max(1, round(room.height() * dpr)))


def on_screen(place: Place, room: QRect, dpr: float) -> QRectF:
    """From device pixels within the room to the widget's own."""
    return QRectF(
        room.x() + place.left / dpr, room.y() + place.top / dpr, place.width / dpr,
        place.height / dpr,
    )  # fmt: skip


def sentence(painter: QPainter, ink: Ink, seen: QRectF, text: str) -> None:
    """Words at the foot of a picture, that can be read on anything."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = min(round(seen.width()) - 16, ink.title_metrics.horizontalAdvance(text) + 32)
    if width < 48:  # noqa: PLR2004  no word would be left
        return
    box = QRectF(seen.center().x() - width / 2, seen.bottom() - 52, width, 36)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(over_picture(0.86))
    painter.drawRoundedRect(box, RADIUS, RADIUS)
    painter.setPen(ink.colours["text"])
    painter.setFont(ink.title)
    line = ink.title_metrics.elidedText(text, Qt.TextElideMode.ElideRight, width - 24)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, line)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def chip_at_right(painter: QPainter, ink: Ink, room: QRect, text: str) -> None:
    chip = ink.chip(text)
    left = room.right() + 1 - 8 - chip.width() / ink.dpr
    painter.drawPixmap(QPointF(round(left), room.top() + 8), chip)
