"""Whole pictures for looking closely: decoded off the window's thread, no larger than is wanted."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QColorSpace, QImage, QImageIOHandler, QImageReader, QPainter

from ideogram_desk.desktop.gallery.errands import Errands

if TYPE_CHECKING:
    from pathlib import Path

MEGABYTES = 256  # kept, beside what is wanted just now
RESTING = 64  # of them, while nothing is wanted at all
KEPT = 32  # pictures, however small
WAITING = 32  # wishes
LARGEST = 336  # megabytes that one decoded picture may take: 80 megapixels, the library's own limit
BAND = 1 << 20  # pixels that are worked on without letting go of Python's lock

TOO_LARGE = "Too large to be shown here. The file is whole: open it in another program."
MISSING = "The file is not where it was kept. This is its thumbnail."
UNREADABLE = "The file could not be read. This is its thumbnail."

_MEGABYTE = 1024 * 1024
_STANDARD = QColorSpace.NamedColorSpace.SRgb
_Format = QImage.Format


class Original(NamedTuple):
    number: int
    path: Path
    width: int  # device pixels to fit into
    height: int


def decode(wish: Original) -> tuple[QImage, str]:
    """The picture in sRGB, upright, never enlarged; or an empty one, and why."""
    if not wish.path.exists():
        return QImage(), MISSING
    reader = QImageReader(str(wish.path))
    reader.setAutoTransform(True)
    size = reader.size()
    room = QSize(wish.width, wish.height)
    if reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90:
        room.transpose()  # the size told is that of the picture lying on its side
    if size.isValid() and (size.width() > room.width() or size.height() > room.height()):
        reader.setScaledSize(_within(size, room))
    image = reader.read()
    if image.isNull():
        limit = QImageReader.allocationLimit() * _MEGABYTE
        heavy = limit and size.isValid() and size.width() * size.height() * 4 > limit
        return image, TOO_LARGE if heavy else UNREADABLE
    return standard(image), ""


def _within(size: QSize, room: QSize) -> QSize:
    """Fitted in; the room itself where it has the picture's shape but for the rounding."""
    fitted = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
    spare = room - fitted
    return room if max(spare.width(), spare.height()) <= 1 else fitted


def standard(image: QImage) -> QImage:
    """In sRGB, in one of the two formats that are painted fastest.

    By bands: these conversions keep Python's lock, and the window would stand still meanwhile.
    """
    alpha = image.hasAlphaChannel()
    wanted = _Format.Format_ARGB32_Premultiplied if alpha else _Format.Format_RGB32
    space, srgb = image.colorSpace(), QColorSpace(_STANDARD)
    foreign = space.isValid() and space != srgb
    if not foreign and image.format() == wanted:
        return image
    made = QImage(image.size(), wanted)
    painter = QPainter(made)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    rows = rows_of_band(image.width())
    for top in range(0, image.height(), rows):
        band = image.copy(0, top, image.width(), min(rows, image.height() - top))
        if foreign:
            band.convertToColorSpace(srgb)
        band.convertTo(wanted)
        band.setColorSpace(QColorSpace())
        painter.drawImage(0, top, band)
    painter.end()
    return made


def rows_of_band(width: int) -> int:
    return max(1, BAND // max(1, width))


class Originals(QObject):
    """Keeps pictures about the one that is looked at. `close` it before the window goes.

    What is wanted is kept in any case; of what was wanted before, the latest within a bound.
    """

    ready = Signal(int)

    _arrived = Signal()

    def __init__(self, parent: QObject | None = None, *, megabytes: int = MEGABYTES) -> None:
        super().__init__(parent)
        QImageReader.setAllocationLimit(max(LARGEST, QImageReader.allocationLimit()))
        self._limit = megabytes * _MEGABYTE
        self._bytes = 0
        self._kept: OrderedDict[Original, tuple[QImage, str]] = OrderedDict()
        self._wanted: frozenset[Original] = frozenset()
        self._arrived.connect(self._take_in, Qt.ConnectionType.QueuedConnection)
        self._errands = Errands(decode, self._arrived.emit, waiting=WAITING, name="originals")

    @property
    def bytes(self) -> int:
        """How much is kept now."""
        return self._bytes

    def get(self, wish: Original) -> tuple[QImage, str] | None:
        kept = self._kept.get(wish)
        if kept is not None:
            self._kept.move_to_end(wish)
        return kept

    def best(self, number: int) -> QImage | None:
        """The largest that is kept of a picture, to stand in for the one that is being made."""
        kept = [image for wish, (image, _) in self._kept.items() if wish.number == number]
        best = max(kept, key=QImage.width, default=None)
        return None if best is None or best.isNull() else best

    def ask(self, wishes: list[Original]) -> None:
        """The first is wanted now, the others perhaps next; nothing else is wanted any more."""
        self._wanted = frozenset(wishes)
        self._drop()
        brought = {wish for wish, _ in tuple(self._errands.done)}
        self._errands.want(w for w in wishes if w not in self._kept and w not in brought)

    def clear(self) -> None:
        self._errands.want(())
        self._wanted = frozenset()
        self._kept.clear()
        self._bytes = 0

    def close(self) -> None:
        self._errands.close()
        self._kept.clear()
        self._bytes = 0

    def _take_in(self) -> None:
        while self._errands.done:
            wish, (image, trouble) = self._errands.done.popleft()
            old = self._kept.pop(wish, None)
            self._bytes += image.sizeInBytes() - (old[0].sizeInBytes() if old else 0)
            self._kept[wish] = (image, trouble)
            self._drop()
            self.ready.emit(wish.number)

    def _drop(self) -> None:
        limit = self._limit if self._wanted else min(self._limit, RESTING * _MEGABYTE)
        for wish in list(self._kept):
            if self._bytes <= limit and len(self._kept) <= KEPT:
                return
            if wish not in self._wanted:
                self._bytes -= self._kept.pop(wish)[0].sizeInBytes()
