"""The rows of a view: every picture's number at once, the records by pages on demand."""

from __future__ import annotations

from array import array
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QTimer,
    Signal,
)

from ideogram_desk.desktop.gallery.records import Records, TileSource
from ideogram_desk.desktop.gallery.rows import (
    Order,
    place_of,
    row_of,
    rows_of,
    runs,
    shared_ends,
)
from ideogram_desk.desktop.gallery.stacks import Listed, sections_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from datetime import datetime

    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.gallery.sections import Sections
    from ideogram_desk.domain.job import Tile
    from ideogram_desk.domain.search import Group

PIECES = 64  # runs of rows that are taken out one by one
MANY_GROUPS = 2000  # past this, one

AnyIndex = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class PagedModel(QAbstractListModel):
    """Rows in the order of a view; in groups, if it has them."""

    regrouped = Signal()  # groups or stacks are others, the rows are the same

    def __init__(
        self,
        source: TileSource,
        tasks: Tasks,
        now: Callable[[], datetime],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._source = source
        self._tasks = tasks
        self.now = now
        self._records = Records()
        self._arriving: list[int] = []
        self._stale: set[int] = set()
        self._set(Listed(array("q")))
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
        return row_of(self._numbers, number, self._order)

    def rows_of(self, numbers: Collection[int]) -> list[int]:
        """The rows of those that are listed, ascending."""
        return rows_of(self._numbers, numbers, self._order)

    def group_of(self, row: int) -> Group | None:
        return self.groups[self.sections.of(row)] if self.sections and row >= 0 else None

    @property
    def is_stacked(self) -> bool:
        return self._stacks is not None

    def stack_count(self, row: int) -> int:
        """Of how many pictures the stack is that a row stands for, open or closed; 1 is none."""
        return self._stacks[row] if self._stacks is not None else 1

    def is_open(self, number: int) -> bool:
        return number in self.opened

    def lies_open(self, number: int) -> bool:
        """Whether it is one of an open stack, the first one included."""
        return number in self.opened or number in self._members

    def tile(self, row: int) -> Tile | None:
        """The record of a row if it is at hand; else its page is asked for, once."""
        number = self._numbers[row]
        tile = self._records.get(number)
        if (tile is None or self._records.is_old(number)) and not self._records.is_asked(number):
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

    def _set(self, listed: Listed) -> None:
        self._numbers = listed.numbers
        self._stacks = listed.stacks
        self._order = listed.order
        self.opened = listed.opened
        self._members = {n for behind in listed.opened.values() for n in behind}
        self._regroup(listed.groups, listed.sections)

    def _regroup(self, groups: tuple[Group, ...], sections: Sections | None = None) -> None:
        self.groups = groups
        self.sections: Sections | None = None
        if groups:
            self.sections = sections or sections_of(groups)

    def reset(self, listed: Listed | array[int]) -> None:
        """Show another list; its numbers belong to the model from now on."""
        self.beginResetModel()
        self._arriving.clear()
        self._set(listed if isinstance(listed, Listed) else Listed(listed))
        self._records.drop(self._stale)
        self._stale.clear()
        self._records.forget_asked()
        self.endResetModel()

    def patch(self, listed: Listed) -> bool:
        """Become another list by one insertion or removal; False if it takes more than that."""
        self.flush()
        old, new = self._numbers, listed.numbers
        first, last = shared_ends(old, new)
        gone, come = len(old) - first - last, len(new) - first - last
        if gone and come:
            return False
        if gone:
            self.beginRemoveRows(_NOWHERE, first, first + gone - 1)
            self._set(listed)
            self.endRemoveRows()
        elif come:
            self.beginInsertRows(_NOWHERE, first, first + come - 1)
            self._set(listed)
            self.endInsertRows()
        else:
            self._set(listed)
            self.regrouped.emit()
        return True

    def prepend(self, numbers: Iterable[int]) -> None:
        """New pictures; those of one tick come in together. Old ones find their place too."""
        self._arriving.extend(numbers)
        self._tick.start()

    def refresh(self, numbers: Collection[int]) -> None:
        """Read these records again; those that nobody has looked at stay unread."""
        known = self._records.known(numbers)
        if len(known) > PIECES:
            self._records.outdate(known)  # read when they are looked at, which is at once
            self._tell_all()
        elif known:
            self._stale.update(known)
            self._tick.start()

    def remove(self, numbers: Collection[int]) -> bool:
        """Take rows out; False if they are too scattered, and nothing has been done."""
        self.flush()
        most = PIECES if len(self.groups) <= MANY_GROUPS else 1
        gone = runs(self.rows_of(numbers), most)
        if len(gone) > most:
            return False
        self._records.drop(numbers)
        for first, last in reversed(gone):
            self.beginRemoveRows(_NOWHERE, first, last)
            self._shrink(first, last)
            del self._numbers[first : last + 1]
            if self._stacks is not None:
                del self._stacks[first : last + 1]
            self.endRemoveRows()
        return True

    def _shrink(self, first: int, last: int) -> None:
        if self.sections is not None:
            places = range(self.sections.of(first), self.sections.of(last) + 1)
            starts = self.sections.starts
            gone = [min(starts[p + 1], last + 1) - max(starts[p], first) for p in places]
            self._resize(places[0], [-count for count in gone])

    def _resize(self, first: int, changes: list[int]) -> None:
        """Some groups, from the first one on, get so many rows more; none at all: they go."""
        assert self.sections is not None
        end = first + len(changes)
        pairs = zip(self.groups[first:end], changes, strict=True)
        left = [replace(g, count=g.count + more) for g, more in pairs if g.count + more]
        sections = self.sections.replaced(first, end - 1, (group.count for group in left))
        self._regroup(self.groups[:first] + tuple(left) + self.groups[end:], sections)

    def flush(self) -> None:
        self._tick.stop()
        stale, self._stale = self._stale, set()
        if stale:
            self._read(sorted(stale, reverse=True))
        arriving, self._arriving = self._arriving, []
        new = sorted({n for n in arriving if self.row_of(n) < 0}, reverse=True)
        # From the oldest up, so that a place found stays true until it is used.
        while new:
            place = place_of(self._numbers, new[-1])
            start = len(new) - 1
            while start and place_of(self._numbers, new[start - 1]) == place:
                start -= 1
            self._insert(place, array("q", new[start:]))
            del new[start:]

    def _insert(self, place: int, block: array[int]) -> None:
        self.beginInsertRows(_NOWHERE, place, place + len(block) - 1)
        if self.sections is not None:
            self._resize(self.sections.of(max(0, place - 1)), [len(block)])
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
        if self._order is Order.ANY and len(numbers) > 1:
            self._tell_all()  # the view looks at what it shows only; finding them takes longer
            return
        rows = [row for n in numbers if (row := self.row_of(n)) >= 0]
        if rows:
            self.dataChanged.emit(self.index(min(rows)), self.index(max(rows)))

    def _tell_all(self) -> None:
        if self._numbers:
            self.dataChanged.emit(self.index(0), self.index(len(self._numbers) - 1))
