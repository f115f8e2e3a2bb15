"""Where two pictures differ: computed off the window's thread, in bands that hold nobody up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import QImage, QPainter

from ideogram_desk.desktop.gallery.errands import Errands
from ideogram_desk.desktop.gallery.originals import rows_of_band

if TYPE_CHECKING:
    from ideogram_desk.desktop.gallery.originals import Original

DOUBLINGS = 3  # of what is faint, when it is wanted brighter: eight times

_Mode = QPainter.CompositionMode
_Format = QImage.Format


@dataclass(frozen=True, slots=True)
class Pair:
    """Two decoded pictures; they are told apart by what was decoded, not by their pixels."""

    first: Original
    second: Original
    brighter: bool
    images: tuple[QImage, QImage] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Difference:
    """`part` is how much of it differs, 0 to 1; `same` that not a single pixel does."""

    image: QImage
    part: float
    same: bool

    def in_words(self, *, whole: bool) -> str:
        """`whole`: they were held against each other at their true sizes."""
        if self.same:
            return "The same, pixel for pixel." if whole else "No difference at this size."
        percent = round(self.part * 100)
        said = "Less than 1 %" if percent < 1 else f"{percent} %"
        return f"{said} of it differs."


def difference(pair: Pair) -> Difference:
    """Black where they are the same. The second one is laid over the first at the first's size."""
    first, second = pair.images
    width, height = first.width(), first.height()
    made = QImage(first.size(), _Format.Format_RGB32)
    across, down = second.width() / width, second.height() / height
    spare = -width % 4  # rows of bytes are padded to four
    rows = rows_of_band(width)
    zeros, same = 0, True
    onto = QPainter(made)
    for top in range(0, height, rows):
        count = min(rows, height - top)
        band = QImage(width + spare, count, _Format.Format_RGB32)
        band.fill(Qt.GlobalColor.black)
        painter = QPainter(band)
        painter.drawImage(0, 0, first, 0, top, width, count)
        painter.setCompositionMode(_Mode.CompositionMode_Difference)
        if across == down == 1:
            painter.drawImage(0, 0, second, 0, top, width, count)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            source = QRect(0, round(top * down), second.width(), max(1, round(count * down)))
            painter.drawImage(QRect(0, 0, width, count), second, source)
        painter.end()
        grey = _bytes(band.convertToFormat(_Format.Format_Grayscale8))
        dark = grey.count(0) - spare * count
        zeros += dark
        if same and dark == width * count:
            colours = _bytes(band.convertToFormat(_Format.Format_RGB888))
            same = colours.count(0) == len(colours)
        else:
            same = False
        onto.drawImage(0, top, _brighter(band) if pair.brighter else band)
    onto.end()
    return Difference(made, 1 - zeros / max(1, width * height), same)


def _bytes(image: QImage) -> bytes:
    # The view on the bits does not keep the picture: its caller's name for it does.
    return bytes(image.constBits())


def _brighter(band: QImage) -> QImage:
    for _ in range(DOUBLINGS):
        twice = band.copy()
        painter = QPainter(twice)
        painter.setCompositionMode(_Mode.CompositionMode_Plus)
        painter.drawImage(0, 0, band)
        painter.end()
        band = twice
    return band


class Differences(QObject):
    """Keeps the last difference. `close` it before the window goes."""

    ready = Signal()

    _arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: tuple[Pair, Difference] | None = None
        self._arrived.connect(self._take_in, Qt.ConnectionType.QueuedConnection)
        self._errands = Errands(difference, self._arrived.emit, waiting=1, name="difference")

    def get(self, pair: Pair) -> Difference | None:
        return self._kept[1] if self._kept is not None and self._kept[0] == pair else None

    def of(self, pair: Pair) -> Difference | None:
        """What is kept of the same two pictures, perhaps at another size."""
        if self._kept is None:
            return None
        had, found = self._kept
        before = (had.first.number, had.second.number)
        return found if before == (pair.first.number, pair.second.number) else None

    def ask(self, pair: Pair) -> None:
        if self.get(pair) is None:
            self._errands.want([pair])

    def clear(self) -> None:
        self._errands.want(())
        self._kept = None

    def close(self) -> None:
        self._errands.close()
        self._kept = None

    def _take_in(self) -> None:
        while self._errands.done:
            self._kept = self._errands.done.popleft()
            self.ready.emit()
