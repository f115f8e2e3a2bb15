"""Pictures on the clipboard: their files at once, and a moment later the bitmap beside them."""

from __future__ import annotations

import contextlib
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QGuiApplication, QImage, QImageReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

PNG = "image/png"
MOST_BYTES = 32 * 1024 * 1024  # of a PNG that is handed on as it is


def files_data(paths: Iterable[Path]) -> QMimeData:
    """Files, as file managers take them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


class FileClipboard(QObject):
    """Copies files. Of a single one the bitmap too: for editors that paste only pictures."""

    _decoded = Signal(object, QImage, bytes)  # from a reading thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._decoded.connect(self._add, Qt.ConnectionType.QueuedConnection)

    def copy(self, make: Callable[[], QMimeData]) -> None:
        """`make` gives the data with its files; it may be asked twice."""
        data = make()
        urls = data.urls()
        if not urls:
            return
        QGuiApplication.clipboard().setMimeData(data)
        if len(urls) == 1:
            path = Path(urls[0].toLocalFile())
            Thread(target=self._read, args=(make, path), name="copying", daemon=True).start()

    def _read(self, make: Callable[[], QMimeData], path: Path) -> None:
        """On a thread of its own; the reader lets go of the interpreter while it decodes."""
        reader = QImageReader(str(path))
        reader.setAutoTransform(True)
        is_png = bytes(reader.format().data()) == b"png"  # unknown again once it has been read
        image, png = reader.read(), b""
        with contextlib.suppress(OSError):
            if is_png and path.stat().st_size <= MOST_BYTES:
                png = path.read_bytes()
        with contextlib.suppress(RuntimeError):  # the window may have gone meanwhile
            if not image.isNull():
                self._decoded.emit(make, image, png)

    def _add(self, make: Callable[[], QMimeData], image: QImage, png: bytes) -> None:
        """Beside the files, unless something else has been copied meanwhile."""
        data, clipboard = make(), QGuiApplication.clipboard()
        if clipboard.mimeData().urls() != data.urls():
            return
        data.setImageData(image)
        if png:  # as it is: else it would be encoded anew, on this thread, at every paste
            data.setData(PNG, png)
        clipboard.setMimeData(data)
