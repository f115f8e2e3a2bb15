"""Whole pictures for the preview: decoded off the window's thread at the size they are shown at."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QColorSpace, QImage, QImageReader, QPixmap

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KEPT = 4  # the one that is shown, its neighbours, and the last one before
WAITING = 3  # wishes; older ones have been left behind

TOO_LARGE = "Too large to preview here. The file is whole: open it in another program."
UNREADABLE = "The file could not be read."


class Original(NamedTuple):
    number: int
    path: Path
    width: int  # device pixels to fit into
    height: int


def decode(wish: Original) -> tuple[QImage, str]:
    """The picture, never enlarged; or an empty one, and why."""
    reader = QImageReader(str(wish.path))
    reader.setAutoTransform(True)
    size = reader.size()
    room = QSize(wish.width, wish.height)
    if size.isValid() and (size.width() > room.width() or size.height() > room.height()):
        reader.setScaledSize(size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        limit = QImageReader.allocationLimit() * 1024 * 1024
        heavy = limit and size.isValid() and size.width() * size.height() * 4 > limit
        return image, TOO_LARGE if heavy else UNREADABLE
    space, standard = image.colorSpace(), QColorSpace(QColorSpace.NamedColorSpace.SRgb)
    if space.isValid() and space != standard:
        image.convertToColorSpace(standard)
    return image, ""


class _Worker:
    """What the thread holds: no Qt object, so none can die in its hands."""

    def __init__(self, tell: Callable[[], None]) -> None:
        self._tell = tell
        self._wanted: deque[Original] = deque(maxlen=WAITING)
        self._changed = threading.Condition()
        self._closed = False
        self.done: deque[tuple[Original, QImage, str]] = deque()

    def ask(self, wishes: list[Original]) -> None:
        """The last one is served first."""
        with self._changed:
            for wish in wishes:
                if wish in self._wanted:
                    self._wanted.remove(wish)
                self._wanted.append(wish)
            self._changed.notify()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()

    def run(self) -> None:
        while True:
            with self._changed:
                while not (self._wanted or self._closed):
                    self._changed.wait()
                if self._closed:
                    return
                wish = self._wanted.pop()
            self.done.append((wish, *decode(wish)))
            self._tell()


class Originals(QObject):
    """Keeps a few pictures about the one that is looked at. `close` it before the window goes."""

    ready = Signal(int)

    _arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: OrderedDict[Original, tuple[QPixmap, str]] = OrderedDict()
        self._arrived.connect(self._take_in, Qt.ConnectionType.QueuedConnection)
        self._worker = _Worker(self._arrived.emit)
        self._thread: threading.Thread | None = None

    def get(self, wish: Original) -> tuple[QPixmap, str] | None:
        kept = self._kept.get(wish)
        if kept is not None:
            self._kept.move_to_end(wish)
        return kept

    def ask(self, wishes: list[Original]) -> None:
        """The first is wanted now, the others perhaps next."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._worker.run, name="preview", daemon=True)
            self._thread.start()
        lacking = [wish for wish in wishes if wish not in self._kept]
        if lacking:
            self._worker.ask(lacking[::-1])

    def clear(self) -> None:
        self._kept.clear()

    def close(self) -> None:
        self._worker.close()
        if self._thread is not None:
            self._thread.join()
        self._worker.done.clear()
        self._kept.clear()

    def _take_in(self) -> None:
        while self._worker.done:
            wish, image, trouble = self._worker.done.popleft()
            self._kept[wish] = (QPixmap.fromImage(image), trouble)
            self._kept.move_to_end(wish)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            self.ready.emit(wish.number)
