"""The library as the window sees it from its first frame on, before it has been opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio
    from array import array
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from ideogram_desk.domain.errors import StoreError
    from ideogram_desk.domain.job import Tile
    from ideogram_desk.domain.search import Found, View, Vocabulary
    from ideogram_desk.engine.desk import Desk


class LateLibrary:
    """Answers when the library is open; who asks earlier waits, and sees no thumbnails yet."""

    def __init__(self, library: Path) -> None:
        self._library = library
        self._desk: Desk | None = None
        self._error: StoreError | None = None
        self._opened: asyncio.Event | None = None

    def open(self, desk: Desk) -> None:
        self._desk = desk
        if self._opened is not None:
            self._opened.set()

    def fail(self, error: StoreError) -> None:
        self._error = error
        if self._opened is not None:
            self._opened.set()

    async def desk(self) -> Desk:
        """The engine. Raises the StoreError that kept the library from being opened."""
        if self._desk is None and self._error is None:
            import asyncio

            self._opened = self._opened or asyncio.Event()
            await self._opened.wait()
        if self._desk is None:
            assert self._error is not None
            raise self._error
        return self._desk

    async def find(self, view: View, *, today: date, limit: int | None = None) -> Found:
        return await (await self.desk()).library.find(view, today=today, limit=limit)

    async def count(self, view: View, *, today: date) -> int:
        """How many pictures a view has."""
        return await (await self.desk()).library.count(view, today=today)

    async def stack(self, number: int, view: View, *, today: date) -> array[int]:
        """The pictures of the closed stack that a row of this view stands for."""
        return await (await self.desk()).library.stack(number, view, today=today)

    async def vocabulary(self) -> Vocabulary:
        return await (await self.desk()).library.vocabulary()

    async def tiles(self, numbers: Sequence[int]) -> list[Tile]:
        return await (await self.desk()).library.tiles(numbers)

    def absolute(self, path: str) -> Path:
        return self._library / path

    # A ThumbnailStore, for the loader's threads.

    def put(self, number: int, thumbnails: Mapping[int, bytes]) -> None:
        if self._desk is not None:
            self._desk.thumbnails.put(number, thumbnails)

    def get(self, numbers: Sequence[int], edge: int) -> dict[int, bytes]:
        return self._desk.thumbnails.get(numbers, edge) if self._desk is not None else {}

    def close(self) -> None:
        """The store is its opener's to close."""
