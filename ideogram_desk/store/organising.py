"""The library as the user organises it: changes in one transaction each, and back again."""

from __future__ import annotations

from array import array
from dataclasses import replace
from typing import TYPE_CHECKING, ParamSpec

from ideogram_desk.domain.change import Entry, Outcome
from ideogram_desk.domain.errors import NotFound
from ideogram_desk.store.collections import all_collections
from ideogram_desk.store.database import now
from ideogram_desk.store.journal import ENTRY, Journal, entry_of
from ideogram_desk.store.packing import ascending, listed
from ideogram_desk.store.parts import Carrying, Touched
from ideogram_desk.store.planning import Planning
from ideogram_desk.store.summary import summary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ideogram_desk.domain.change import Change, Summary
    from ideogram_desk.domain.collection import Collection
    from ideogram_desk.store.database import Database


P = ParamSpec("P")

_ROOM = -16_000  # kilobytes of pages that the writing connection may hold, as SQLite says it


class Organising:
    """The engine's OrganisingStore over a Database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._planning = Planning(database)
        self._carrying = Carrying(database)
        self._journal = Journal(database)

    # --- changes ---------------------------------------------------------------------------------

    async def change(self, change: Change) -> Outcome | None:
        return await self._write(self._change, change)

    def _change(self, change: Change) -> Outcome | None:
        plan = self._planning.plan(change)
        if not plan.parts:
            return None
        touched = Touched()
        self._carrying.forth(plan.parts, touched)
        entry = self._journal.write(plan.said, plan.count, plan.parts)
        return _outcome(entry, entry.said, touched)

    async def undo(self) -> Outcome | None:
        return await self._write(self._undo)

    def _undo(self) -> Outcome | None:
        entry = self._journal.last_done()
        if entry is None:
            return None
        touched = Touched()
        return _outcome(self._back(entry, touched), f"Undone: {entry.said}", touched)

    async def redo(self) -> Outcome | None:
        return await self._write(self._redo)

    def _redo(self) -> Outcome | None:
        entry = self._journal.next_undone()
        if entry is None:
            return None
        touched = Touched()
        return _outcome(self._forth(entry, touched), f"Done again: {entry.said}", touched)

    async def go_to(self, number: int) -> Outcome | None:
        return await self._write(self._go_to, number)

    def _go_to(self, number: int) -> Outcome | None:
        goal = self._journal.entry(number) if number else None
        if number and goal is None:
            raise NotFound("This change is not in the history any more.")
        touched = Touched()
        last: Entry | None = None
        while (entry := self._journal.last_done()) and entry.number > number:
            last = self._back(entry, touched)
        while (entry := self._journal.next_undone()) and entry.number <= number:
            last = self._forth(entry, touched)
        if last is None:
            return None
        where = f"Back to: {goal.said}" if goal else "Back to the beginning"
        if goal and goal.undone:
            where = f"Forward to: {goal.said}"
        return _outcome(replace(goal, undone=False) if goal else last, where, touched)

    async def _write(
        self, work: Callable[P, Outcome | None], *args: P.args, **kwargs: P.kwargs
    ) -> Outcome | None:
        return await self._database.write(self._roomy, lambda: work(*args, **kwargs))

    def _roomy(self, work: Callable[[], Outcome | None]) -> Outcome | None:
        """With room for the pages of many rows, which takes half the time; given back after."""
        (usual,) = self._database.execute("PRAGMA cache_size").fetchone()
        self._database.execute(f"PRAGMA cache_size = {_ROOM}")
        try:
            return work()
        finally:
            self._database.execute(f"PRAGMA cache_size = {usual}")

    def _back(self, entry: Entry, touched: Touched) -> Entry:
        self._carrying.back(self._journal.parts(entry.number), touched)
        self._journal.set_undone(entry, undone=True)
        return replace(entry, undone=True)

    def _forth(self, entry: Entry, touched: Touched) -> Entry:
        self._carrying.forth(self._journal.parts(entry.number), touched)
        self._journal.set_undone(entry, undone=False)
        return replace(entry, undone=False)

    # --- marks that are no changes ---------------------------------------------------------------

    async def mark_exported(self, numbers: Sequence[int]) -> Sequence[int]:
        return await self._database.write(self._mark, "exported_at", numbers, True)

    async def mark_missing(self, numbers: Sequence[int], *, missing: bool) -> Sequence[int]:
        return await self._database.write(self._mark, "missing_at", numbers, missing)

    def _mark(self, column: str, numbers: Sequence[int], marked: bool) -> Sequence[int]:
        differs = "IS NULL" if marked else "IS NOT NULL"
        rows = self._database.execute(
            f"UPDATE picture SET {column} = ? WHERE {column} {differs}"
            " AND number IN (SELECT value FROM json_each(?)) RETURNING number",
            (now() if marked else None, listed(array("q", numbers))),
        )
        return ascending(number for (number,) in rows.fetchall())

    # --- reading ---------------------------------------------------------------------------------

    async def history(self, limit: int = 200) -> list[Entry]:
        return await self._database.read(self._history, limit)

    def _history(self, limit: int) -> list[Entry]:
        rows = self._database.query(
            f"SELECT {ENTRY} FROM change WHERE dropped = 0 ORDER BY number DESC LIMIT ?", (limit,)
        )
        return [entry_of(row) for row in rows]

    async def collections(self) -> list[Collection]:
        return await self._database.read(all_collections, self._database.query)

    async def summary(self, numbers: Sequence[int]) -> Summary:
        return await self._database.read(summary, self._database.query, array("q", numbers))


def _outcome(entry: Entry, said: str, touched: Touched) -> Outcome:
    return Outcome(
        entry, said, touched.numbers, touched.went(trashed=True), touched.went(trashed=False)
    )
