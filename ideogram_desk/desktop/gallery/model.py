"""The library as a list model: every picture's number at once, the records by pages on demand."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    QUrl,
)

from ideogram_desk.desktop.gallery.records import Records, TileSource
from ideogram_desk.desktop.gallery.words import first_words, state_in_a_word
from ideogram_desk.domain.job import PictureState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.domain.job import Tile

MIME = "application/x-ideogram-desk-numbers"

AnyIndex = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


def runs(rows: Iterable[int]) -> list[tuple[int, int]]:
    """Ascending rows as (first, last) of each unbroken run."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and row == found[-1][1] + 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found


class GalleryModel(QAbstractListModel):
    """`numbers` always descend: the newest picture is row 0."""

    NumberRole = Qt.ItemDataRole.UserRole + 1

    def __init__(
        self,
        source: TileSource,
        tasks: Tasks,
        files: Callable[[str], Path],
        now: Callable[[], datetime],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._source = source
        self._tasks = tasks
        self._files = files
        self._now = now
        self._numbers: array[int] = array("q")
        self._records = Records()
        self._arriving: list[int] = []
        self._stale: set[int] = set()
        self._tick = QTimer(self)
        self._tick.setSingleShot(True)
        self._tick.setInterval(0)
        self._tick.timeout.connect(self.flush)

    # What the list holds

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._numbers)

    def number_at(self, row: int) -> int:
        return self._numbers[row] if 0 <= row < len(self._numbers) else -1

    def slice(self, first: int, last: int) -> array[int]:
        """The numbers of the rows from `first` to `last`, both included."""
        return self._numbers[first : last + 1]

    def row_of(self, number: int) -> int:
        row = self._place(number)
        return row if row < len(self._numbers) and self._numbers[row] == number else -1

    def _place(self, number: int) -> int:
        low, high = 0, len(self._numbers)
        while low < high:
            middle = (low + high) // 2
            if self._numbers[middle] > number:
                low = middle + 1
            else:
                high = middle
        return low

    def tile(self, row: int) -> Tile | None:
        """The record of a row if it is at hand; else its page is asked for, once."""
        number = self._numbers[row]
        tile = self._records.get(number)
        if tile is None and not self._records.is_asked(number):
            self._read(self._records.missing_of_page(self._numbers, row))
        return tile

    def look(self, number: int) -> Tile | None:
        """The record of a number if it is at hand; asks for nothing."""
        return self._records.get(number)

    def ask_for(self, numbers: Sequence[int]) -> None:
        """Read these records soon: they are selected and may be dragged or copied."""
        wanted = [n for n in numbers if self.look(n) is None and not self._records.is_asked(n)]
        self._read(wanted)

    # How the list changes

    def reset(self, numbers: array[int]) -> None:
        """Show another list; `numbers` descend and belong to the model from now on."""
        self.beginResetModel()
        self._arriving.clear()
        self._numbers = numbers
        self._records.drop(self._stale)
        self._stale.clear()
        self._records.forget_asked()
        self.endResetModel()

    def prepend(self, numbers: Iterable[int]) -> None:
        """New pictures; those of one tick come in together. Old ones find their place too."""
        self._arriving.extend(numbers)
        self._tick.start()

    def refresh(self, numbers: Iterable[int]) -> None:
        """Read these records again; those that nobody has looked at stay unread."""
        self._stale.update(self._records.known(numbers))
        if self._stale:
            self._tick.start()

    def remove(self, numbers: Iterable[int]) -> None:
        self.flush()
        gone = [
            (row, n) for n in sorted(set(numbers), reverse=True) if (row := self.row_of(n)) >= 0
        ]
        self._records.drop(n for _row, n in gone)
        for first, last in reversed(runs(row for row, _n in gone)):
            self.beginRemoveRows(_NOWHERE, first, last)
            del self._numbers[first : last + 1]
            self.endRemoveRows()

    def flush(self) -> None:
        self._tick.stop()
        stale, self._stale = self._stale, set()
        if stale:
            self._read(sorted(stale, reverse=True))
        arriving, self._arriving = self._arriving, []
        new = sorted({n for n in arriving if self.row_of(n) < 0}, reverse=True)
        # From the oldest up, so that a place found stays true until it is used.
        while new:
            place = self._place(new[-1])
            start = len(new) - 1
            while start and self._place(new[start - 1]) == place:
                start -= 1
            block = array("q", new[start:])
            del new[start:]
            self.beginInsertRows(_NOWHERE, place, place + len(block) - 1)
            self._numbers[place:place] = block
            self.endInsertRows()

    # Reading records

    def _read(self, numbers: list[int]) -> None:
        if numbers:
            self._tasks.start(self._fetch(numbers, self._records.ask(numbers)))

    async def _fetch(self, numbers: list[int], ticket: int) -> None:
        try:
            tiles = await self._source.tiles(numbers)
        except BaseException:
            self._records.give_up(ticket, numbers)
            raise
        self._tell(self._records.settle(ticket, numbers, tiles))

    def _tell(self, numbers: list[int]) -> None:
        rows = [row for n in numbers if (row := self.row_of(n)) >= 0]
        if rows:
            self.dataChanged.emit(self.index(min(rows)), self.index(max(rows)))

    # What Qt asks

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
        state = state_in_a_word(tile, self._now())
        parts = ["Picture", first_words(tile.prompt), tile.aspect, state]
        parts += ["favorite"] * tile.favorite
        parts += [f"{tile.rating} of 5 stars"] * bool(tile.rating)
        parts += ["sandbox"] * tile.sandbox
        return ", ".join(parts)

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
        return [t for t in tiles if t and t.path and t.state is PictureState.STORED]

    def path_of(self, tile: Tile) -> Path | None:
        return self._files(tile.path) if tile.path else None

    def mime_of(self, numbers: Iterable[int]) -> QMimeData:
        """Files for other programs, numbers for our own panels."""
        tiles = self.stored(numbers)
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(self._files(t.path))) for t in tiles if t.path])
        data.setData(MIME, QByteArray(",".join(str(t.number) for t in tiles).encode()))
        return data
