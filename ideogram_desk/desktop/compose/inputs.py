"""Input pictures: chosen or dropped files as small thumbnails, checked before they are taken."""

from __future__ import annotations

import contextlib
import stat
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QImageReader, QPainter, QPixmap
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from ideogram_desk.desktop import icons
from ideogram_desk.desktop.kit import FlowLayout, named, slug
from ideogram_desk.desktop.theme import tokens_now

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QPaintEvent

MOST_BYTES = 25 * 1024 * 1024
_MOST_DROPPED = 100  # of a drop; no model takes more than ten
_MOST_PIXELS = 40_000_000  # above, a sign stands for the picture: decoding takes too much memory
_SIDE = 49


def file_problem(path: Path) -> str:
    """Why a file cannot be sent, as a sentence; "" if it can."""
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            return f"“{path.name}” is not a file."
        if facts.st_size > MOST_BYTES:
            return f"“{path.name}” is larger than 25 MB."
        with path.open("rb") as file:
            head = file.read(12)
    except (OSError, ValueError):
        return f"“{path.name}” cannot be read."
    webp = head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    if head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")) or webp:
        return ""
    return f"“{path.name}” is no PNG, JPEG or WebP picture."


def dropped_files(mime: QMimeData) -> tuple[Path, ...]:
    """The local files of a drop; what a browser or another host offers is left out."""
    urls = mime.urls()[:_MOST_DROPPED] if mime.hasUrls() else []
    return tuple(Path(u.toLocalFile()) for u in urls if u.isLocalFile() and not u.host())


def accept(
    held: tuple[str, ...], offered: Iterable[Path], most: int
) -> tuple[tuple[str, ...], str]:
    """The files to hold now, and a sentence about the first that was not taken."""
    kept, said = list(held), ""
    for path in offered:
        if str(path) in kept:
            continue
        refused = file_problem(path)
        if not refused and len(kept) >= most:
            refused = "One picture only." if most == 1 else f"At most {most} pictures."
        if refused:
            said = said or refused
        else:
            kept.append(str(path))
    return tuple(kept), said


def thumbnail(path: str, side: int) -> QImage:
    """The middle of a picture, `side` pixels square; null if it cannot or should not be read.

    For any thread: QImageReader lets go of the interpreter while it decodes.
    """
    reader = QImageReader(path)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > _MOST_PIXELS:
        return QImage()
    square = QSize(side, side)
    reader.setScaledSize(size.scaled(square, Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    image = reader.read()
    left, top = (image.width() - side) // 2, (image.height() - side) // 2
    return image if image.isNull() else _cut(image, left, top, side)


def _cut(image: QImage, left: int, top: int, side: int) -> QImage:
    return image.copy(max(left, 0), max(top, 0), side, side)


class _Thumb(QPushButton):
    """One input picture; a click takes it away."""

    def __init__(self, path: str) -> None:
        super().__init__()
        name = Path(path).name
        self._path = path
        self.setProperty("role", "tile")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(_SIDE, _SIDE)
        named(self, slug("input", name), f"{name}, press to remove", f"{name}: click to remove it")
        self.setIcon(icons.icon("file-image", tokens_now().dim, size=20))
        self.setIconSize(QSize(20, 20))

    @property
    def path(self) -> str:
        return self._path

    def show_picture(self, drawn: QImage) -> None:
        self.setIcon(QIcon(QPixmap.fromImage(drawn)))
        self.setIconSize(QSize(_SIDE - 6, _SIDE - 6))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        tokens = tokens_now()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.panel))
        painter.drawEllipse(self.width() - 17, 2, 15, 15)
        cross = icons.pixmap("x", tokens.text, 11, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - 15, 4, cross)


class InputStrip(QWidget):
    """The input pictures of a request, and a tile to add one."""

    changed = Signal(tuple)  # paths
    said = Signal(str)  # why one was not taken
    _decoded = Signal(str, QImage)  # from a reading thread

    def __init__(self, name: str, accessible: str) -> None:
        super().__init__()
        named(self, name, accessible)
        self._files: tuple[str, ...] = ()
        self._most = 1
        self._flow = FlowLayout(self)
        self._dialog: QFileDialog | None = None
        self.add_button = named(
            QPushButton(), f"{name}_add", "Add a picture", "Add a PNG, JPEG or WebP up to 25 MB"
        )
        self.add_button.setProperty("role", "tile")
        self.add_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.add_button.setFixedSize(_SIDE, _SIDE)
        self.add_button.setIcon(icons.icon("plus", tokens_now().dim))
        self.add_button.clicked.connect(self._open_dialog)
        self._flow.addWidget(self.add_button)
        self._decoded.connect(self._show_picture)

    def show_files(self, files: tuple[str, ...], most: int) -> None:
        self._most = most
        self.add_button.setVisible(len(files) < most)
        if files == self._files:
            return
        self._files = files
        while self._flow.count() > 1:
            item = self._flow.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for index, path in enumerate(files):
            thumb = _Thumb(path)
            thumb.clicked.connect(lambda _on=False, path=path: self._remove(path))
            self._flow.insert(index, thumb)
            thumb.show()
        self.updateGeometry()
        if files:
            side = round((_SIDE - 6) * self.devicePixelRatioF())
            reading = Thread(target=self._read, args=(files, side), daemon=True)
            reading.start()

    def _read(self, files: tuple[str, ...], side: int) -> None:
        """On a thread of its own: a large picture takes a moment."""
        for path in files:
            drawn = thumbnail(path, side)
            with contextlib.suppress(RuntimeError):  # the window may have gone meanwhile
                if not drawn.isNull():
                    self._decoded.emit(path, drawn)

    def _show_picture(self, path: str, drawn: QImage) -> None:
        for index in range(self._flow.count()):
            item = self._flow.itemAt(index)
            thumb = item.widget() if item is not None else None
            if isinstance(thumb, _Thumb) and thumb.path == path:
                thumb.show_picture(drawn)

    def offer(self, paths: Iterable[Path]) -> None:
        """Take the files that can be taken, and say why the others cannot."""
        kept, said = accept(self._files, paths, self._most)
        if kept != self._files:
            self.changed.emit(kept)
        self.said.emit(said)

    def _remove(self, path: str) -> None:
        self.changed.emit(tuple(p for p in self._files if p != path))

    def _open_dialog(self) -> None:
        if self._dialog is None:
            self._dialog = QFileDialog(self, "Add pictures")
            self._dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
            self._dialog.setNameFilter("Pictures (*.png *.jpg *.jpeg *.webp)")
            self._dialog.filesSelected.connect(lambda names: self.offer(map(Path, names)))
        self._dialog.open()
