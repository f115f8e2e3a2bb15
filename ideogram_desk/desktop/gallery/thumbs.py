"""Thumbnails for the grid: read and decoded by two threads, kept as pixmaps within a bound."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict, deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QImageReader, QPixmap

from ideogram_desk.desktop.gallery.wishes import Wish, WishQueue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ideogram_desk.engine.ports import ThumbnailStore

SMALL, LARGE = 256, 512  # edges of the stored thumbnails, pixels
BATCH = 6  # read in one query; small, so that a newer wish never waits long
FRAME = 16  # milliseconds
TOLD = 2  # times that a missing thumbnail is told, so that a cure that fails cannot go on for ever

_log = logging.getLogger(__name__)


def decode(jpeg: bytes, box: int, *, fill: bool) -> QImage:
    """A thumbnail at the size it is drawn at; never enlarged, and whole: who fills, cuts.

    The reader scales while it decodes and lets go of Python's lock meanwhile: `QImage.fromData`
    and `QImage.scaled` do not, and stall the window from whatever thread they run in.
    """
    buffer = QBuffer()
    buffer.setData(jpeg)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, b"jpg")
    # First the size: it makes the reader's handler while this thread has Python's lock. `read`
    # would make it without, under a lock of Qt's, and ask for Python's in the buffer's own
    # methods: two threads that do so stand still for ever.
    size = reader.size()
    if not size.isValid() or size.isEmpty():
        return QImage()
    side = min(size.width(), size.height()) if fill else max(size.width(), size.height())
    scale = min(1.0, box / side)
    scaled = QSize(max(1, round(size.width() * scale)), max(1, round(size.height() * scale)))
    reader.setScaledSize(scaled)
    return reader.read()


class _Worker:
    """What the threads hold of the loader: no Qt object, so none can die in their hands."""

    def __init__(self, store: ThumbnailStore, queue: WishQueue, tell: Callable[[], None]) -> None:
        self._store = store
        self._queue = queue
        self._tell = tell
        self.done: deque[tuple[Wish, QImage | None]] = deque()

    def run(self) -> None:
        while wishes := self._queue.take(BATCH):
            try:
                self._serve(wishes)
            except Exception:  # noqa: BLE001  a thread that died would leave the grid grey
                _log.exception("thumbnails could not be loaded")
                self.done.extend((wish, None) for wish in wishes)
            self._queue.done(wishes)
            self._tell()

    def _serve(self, wishes: list[Wish]) -> None:
        edge = wishes[0].edge
        found = self._store.get([wish.number for wish in wishes], edge)
        lacking = [wish.number for wish in wishes if wish.number not in found]
        if lacking:
            found = {**self._store.get(lacking, SMALL if edge == LARGE else LARGE), **found}
        for wish in wishes:
            jpeg = found.get(wish.number)
            image = decode(jpeg, wish.box, fill=wish.fill) if jpeg else None
            self.done.append((wish, None if image is None or image.isNull() else image))


class ThumbnailLoader(QObject):
    """Pixmaps by picture number. `close` it before the window goes."""

    ready = Signal()  # some arrived; at most once a frame
    missing = Signal(int)  # none is stored, or it is broken: it wants to be made again

    _arrived = Signal()

    def __init__(
        self,
        store: ThumbnailStore,
        parent: QObject | None = None,
        *,
        threads: int = 2,
        megabytes: int = 96,
    ) -> None:
        super().__init__(parent)
        self._limit = megabytes * 1024 * 1024
        self._bytes = 0
        self._kept: OrderedDict[int, tuple[Wish, QPixmap]] = OrderedDict()
        self._failed: set[int] = set()
        self._told: dict[int, int] = {}
        self.decoded = 0
        self._queue = WishQueue(capacity=80)
        self._arrived.connect(self._take_in, Qt.ConnectionType.QueuedConnection)
        self._worker = _Worker(store, self._queue, self._arrived.emit)
        self._frame = QTimer(self)
        self._frame.setSingleShot(True)
        self._frame.setInterval(FRAME)
        self._frame.timeout.connect(self.ready)
        self._threads = [
            threading.Thread(target=self._worker.run, name=f"thumbnails-{i}", daemon=True)
            for i in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def set_capacity(self, wishes: int) -> None:
        """About two screens: what falls off the end is out of sight."""
        self._queue.capacity = max(8, wishes)

    def pixmap(self, number: int) -> QPixmap | None:
        """What is kept of a picture, perhaps made for another size; asks for nothing."""
        kept = self._kept.get(number)
        if kept is None:
            return None
        self._kept.move_to_end(number)
        return kept[1]

    def lacks(self, wish: Wish) -> bool:
        """Whether it would have to be loaded to be drawn at its best."""
        kept = self._kept.get(wish.number)
        return wish.number not in self._failed and (kept is None or kept[0] != wish)

    def ask(self, wishes: list[Wish]) -> None:
        """Visible and lacking; the first is loaded first."""
        if wishes:
            self._queue.ask(wishes)

    def look_ahead(self, wishes: list[Wish]) -> None:
        self._queue.look_ahead(wishes)

    def has_failed(self, number: int) -> bool:
        return number in self._failed

    def forget(self, numbers: Iterable[int]) -> None:
        """These were made (again): what was remembered of them no longer counts."""
        failed = self._failed.intersection(numbers)
        self._failed -= failed
        if failed:
            self._frame.start()

    def drop(self, numbers: Iterable[int]) -> None:
        """Throw away the pixmaps too."""
        for number in numbers:
            kept = self._kept.pop(number, None)
            if kept is not None:
                self._bytes -= _weight(kept[1])

    def close(self) -> None:
        self._queue.close()
        for thread in self._threads:
            thread.join()
        self._frame.stop()
        self._worker.done.clear()
        self._kept.clear()
        self._bytes = 0

    def _take_in(self) -> None:
        done = self._worker.done
        if not done:
            return
        while done:
            wish, image = done.popleft()
            if image is None:
                self._fail(wish.number)
            else:
                self._keep(wish, QPixmap.fromImage(image))
        while self._bytes > self._limit and len(self._kept) > 1:
            _number, (_wish, pixmap) = self._kept.popitem(last=False)
            self._bytes -= _weight(pixmap)
        if not self._frame.isActive():
            self._frame.start()

    def _keep(self, wish: Wish, pixmap: QPixmap) -> None:
        self.drop((wish.number,))
        self._kept[wish.number] = (wish, pixmap)
        self._bytes += _weight(pixmap)
        self.decoded += 1

    def _fail(self, number: int) -> None:
        if number in self._failed:
            return
        self._failed.add(number)
        told = self._told.get(number, 0)
        if told < TOLD:
            self._told[number] = told + 1
            self.missing.emit(number)


def _weight(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4


def wish_for(number: int, shape: Sequence[int | None], box: int, *, fill: bool) -> Wish:
    """The wish for a picture of a width and height: the smallest stored edge that stays sharp."""
    width, height = shape[0] or 1, shape[1] or 1
    longer = box * max(width, height) / min(width, height) if fill else box
    # A twentieth more than is there cannot be seen, and the large one costs three times the time.
    edge = SMALL if longer <= SMALL * 1.05 else LARGE
    return Wish(number, edge, box, fill)
