"""The library as the user organises it: each change is told to all, once, and can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ideogram_desk.domain.events import LibraryChanged, PicturesChanged, QueueChanged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ideogram_desk.domain.change import Change, Entry, Outcome, Summary
    from ideogram_desk.domain.collection import Collection
    from ideogram_desk.engine.bus import Bus
    from ideogram_desk.engine.ports import OrganisingStore


class Organising:
    """The part of the desk that changes what is in the library, and takes changes back."""

    def __init__(self, store: OrganisingStore, bus: Bus) -> None:
        self._store = store
        self._bus = bus

    async def change(self, change: Change) -> Entry | None:
        """Make a change; it is on the disk when this returns. None: all was so already.

        Raises NotFound, StoreError: then nothing is changed.
        """
        return self._told(await self._store.change(change))

    async def undo(self) -> Entry | None:
        """Take the newest change back; None if there is none."""
        return self._told(await self._store.undo())

    async def redo(self) -> Entry | None:
        """Make the change again that was undone last; None if there is none."""
        return self._told(await self._store.redo())

    async def go_to(self, entry_id: int) -> Entry | None:
        """Undo or redo until this change is the last one made; 0: until none is."""
        return self._told(await self._store.go_to(entry_id))

    async def history(self, limit: int = 200) -> list[Entry]:
        """The changes that can be undone or redone, newest first."""
        return await self._store.history(limit)

    async def collections(self) -> list[Collection]:
        return await self._store.collections()

    async def summary(self, numbers: Sequence[int]) -> Summary:
        """What these pictures have in common, and what not."""
        return await self._store.summary(numbers)

    async def mark_exported(self, numbers: Sequence[int]) -> None:
        """Remember that pictures left the library; no change that could be undone."""
        self._tell_marked(await self._store.mark_exported(numbers))

    async def mark_missing(self, numbers: Sequence[int], *, missing: bool) -> None:
        """Remember that files are not found, or found again."""
        self._tell_marked(await self._store.mark_missing(numbers, missing=missing))

    def _told(self, outcome: Outcome | None) -> Entry | None:
        if outcome is None:
            return None
        self._bus.tell(
            LibraryChanged(
                outcome.numbers, outcome.hidden, outcome.shown, outcome.said, outcome.entry
            )
        )
        if outcome.hidden or outcome.shown:  # the totals do not count what is in the trash
            self._bus.tell(QueueChanged())
        return outcome.entry

    def _tell_marked(self, numbers: Sequence[int]) -> None:
        if numbers:
            self._bus.tell(PicturesChanged(tuple(numbers)))
