"""The library as a list model: what Qt, a screen reader and a drag are told of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QMimeData, QModelIndex, QObject, Qt, QUrl

from ideogram_desk.desktop.gallery.paged import AnyIndex, PagedModel
from ideogram_desk.desktop.gallery.words import first_words, spoken
from ideogram_desk.domain.job import PictureState

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.gallery.records import TileSource
    from ideogram_desk.domain.job import Tile

MIME = "application/x-ideogram-desk-numbers"

_STORED = PictureState.STORED


class GalleryModel(PagedModel):
    NumberRole = Qt.ItemDataRole.UserRole + 1

    def __init__(
        self,
        source: TileSource,
        tasks: Tasks,
        files: Callable[[str], Path],
        now: Callable[[], datetime],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(source, tasks, now, parent)
        self._files = files

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._numbers):
            return None
        if role == self.NumberRole:
            return self._numbers[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            tile = self.look(self._numbers[index.row()])
            return first_words(tile.prompt) if tile else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(index.row())
        return None

    def _spoken(self, row: int) -> str:
        tile = self.tile(row)
        if tile is None:
            return "Picture, being read"
        parts = [spoken(tile, self.now())]
        if (pictures := self.stack_count(row)) > 1:
            state = "open" if self.is_open(tile.number) else "closed"
            parts.append(f"{state} stack of {pictures:,}")
        group = self.group_of(row)
        return ", ".join(parts + ([f"in {group.title}"] if group else []))

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return base | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemNeverHasChildren

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction

    def mimeTypes(self) -> list[str]:
        return ["text/uri-list", MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        return self.mime_of([self.number_at(index.row()) for index in indexes])

    def stored(self, numbers: Iterable[int]) -> list[Tile]:
        """Those of them that are files by now."""
        tiles = (self.look(n) for n in numbers)
        return [t for t in tiles if t and t.path and t.state is _STORED]

    def path_of(self, tile: Tile) -> Path | None:
        return self._files(tile.path) if tile.path else None

    def mime_of(self, numbers: Collection[int]) -> QMimeData:
        """Files for other programs, numbers for our own panels."""
        data = QMimeData()
        tiles = self.stored(numbers)
        data.setUrls([QUrl.fromLocalFile(str(self._files(t.path))) for t in tiles if t.path])
        # Also of those that nobody has looked at: the panels that take them know what is a file.
        known = (n for n in numbers if (t := self.look(n)) is None or t.state is _STORED)
        data.setData(MIME, QByteArray(",".join(map(str, known)).encode()))
        return data
