"""The records behind the grid: a bounded store of tiles, read by pages and never twice at once."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from array import array
    from collections.abc import Collection, Iterable, Sequence

    from ideogram_desk.domain.job import Tile

PAGE = 200
PAGES = 40


class TileSource(Protocol):
    async def tiles(self, numbers: Sequence[int]) -> list[Tile]: ...


class Records:
    """Tiles by number. Every reading has a ticket, so that only the newest answer counts."""

    def __init__(self, limit: int = PAGE * PAGES) -> None:
        self._limit = limit
        self._tiles: OrderedDict[int, Tile] = OrderedDict()
        self._asked: dict[int, int] = {}
        self._absent: set[int] = set()
        self._old: set[int] = set()  # held, shown, and to be read again when they are looked at
        self._ticket = 0

    def __len__(self) -> int:
        return len(self._tiles)

    def get(self, number: int) -> Tile | None:
        tile = self._tiles.get(number)
        if tile is not None:
            self._tiles.move_to_end(number)
        return tile

    def is_asked(self, number: int) -> bool:
        return number in self._asked or number in self._absent

    def is_old(self, number: int) -> bool:
        return number in self._old

    def missing_of_page(self, numbers: array[int], row: int) -> list[int]:
        """What is still to be read of the page that a row lies in.

        Pages are counted from the end, so that new pictures at the top do not move them.
        """
        end = len(numbers) - (len(numbers) - 1 - row) // PAGE * PAGE
        page = numbers[max(0, end - PAGE) : end]
        lacking = (n for n in page if n not in self._tiles or n in self._old)
        return [n for n in lacking if not self.is_asked(n)]

    def known(self, numbers: Collection[int]) -> list[int]:
        """Those whose record is held or being read: the others are read when they are seen.

        Of more numbers than can be held, all that is held: to go through a million takes longer.
        """
        if len(numbers) > self._limit:
            return [*self._tiles, *self._asked]
        return [n for n in numbers if n in self._tiles or self.is_asked(n)]

    def outdate(self, numbers: Iterable[int]) -> None:
        """Show them as they are until they are looked at; what was asked before does not count."""
        for number in numbers:
            self._asked.pop(number, None)
            self._absent.discard(number)
            if number in self._tiles:
                self._old.add(number)

    def ask(self, numbers: Iterable[int]) -> int:
        self._ticket += 1
        for number in numbers:
            self._asked[number] = self._ticket
            self._absent.discard(number)
            self._old.discard(number)
        return self._ticket

    def settle(self, ticket: int, numbers: Iterable[int], tiles: Iterable[Tile]) -> list[int]:
        """Take in the answer to one asking; the numbers whose record is new."""
        waiting = {n for n in numbers if self._asked.get(n) == ticket}
        fresh = []
        for tile in tiles:
            if tile.number in waiting:
                self._tiles[tile.number] = tile
                self._tiles.move_to_end(tile.number)
                fresh.append(tile.number)
        for number in waiting:
            del self._asked[number]
        self._absent.update(waiting.difference(fresh))
        while len(self._tiles) > self._limit:
            self._old.discard(self._tiles.popitem(last=False)[0])
        return fresh

    def give_up(self, ticket: int, numbers: Iterable[int]) -> None:
        """The asking failed; the next look may ask again."""
        for number in numbers:
            if self._asked.get(number) == ticket:
                del self._asked[number]
                self._tiles.pop(number, None)

    def drop(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            self._tiles.pop(number, None)
            self._asked.pop(number, None)
            self._absent.discard(number)
            self._old.discard(number)

    def forget_asked(self) -> None:
        """The list has changed: answers under way are for another one.

        Records stay, but for those that were just being read again: they are known to be old.
        """
        for number in self._asked:
            self._tiles.pop(number, None)
        self._asked.clear()
        self._absent.clear()
