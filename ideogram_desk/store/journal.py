"""The journal of changes: rows that are only added to, and the way back and forth along them.

The changes that hold are those that are not undone; what is undone are always the newest of those
not dropped. A new change drops what is undone: it stays in the table, but nobody goes there again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ideogram_desk.domain.change import Entry
from ideogram_desk.store.database import now
from ideogram_desk.store.packing import pack, unpack
from ideogram_desk.store.parts import Part
from ideogram_desk.store.rows import time_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ideogram_desk.store.database import Database
    from ideogram_desk.store.rows import Row

ENTRY = "number, at, said, count, undone"


def entry_of(row: Row) -> Entry:
    """An Entry from the columns of `ENTRY`."""
    return Entry(row[0], time_of(row[1]), row[2], row[3], bool(row[4]))


class Journal:
    """Works on the writing thread, inside a transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def write(self, said: str, count: int, parts: Sequence[Part]) -> Entry:
        self._database.execute("UPDATE change SET dropped = 1 WHERE undone = 1 AND dropped = 0")
        number = self._database.next_number("change")
        at = now()
        self._database.execute(
            "INSERT INTO change (number, at, said, count) VALUES (?, ?, ?, ?)",
            (number, at, said, count),
        )
        self._database.execute_many(
            "INSERT INTO change_part (change, n, what, old, new, numbers)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                (number, n, part.what, part.old, part.new, pack(part.numbers))
                for n, part in enumerate(parts)
            ),
        )
        return Entry(number, time_of(at), said, count)

    def parts(self, number: int) -> list[Part]:
        rows = self._database.execute(
            "SELECT what, old, new, numbers FROM change_part WHERE change = ? ORDER BY n", (number,)
        )
        return [Part(what, old, new, unpack(numbers)) for what, old, new, numbers in rows]

    def last_done(self) -> Entry | None:
        return self._find("undone = 0 ORDER BY number DESC")

    def next_undone(self) -> Entry | None:
        return self._find("undone = 1 AND dropped = 0 ORDER BY number")

    def entry(self, number: int) -> Entry | None:
        return self._find("number = ? AND dropped = 0", number)

    def _find(self, which: str, *values: int) -> Entry | None:
        row = self._database.execute(
            f"SELECT {ENTRY} FROM change WHERE {which} LIMIT 1", values
        ).fetchone()
        return None if row is None else entry_of(row)

    def set_undone(self, entry: Entry, *, undone: bool) -> None:
        self._database.execute(
            "UPDATE change SET undone = ? WHERE number = ?", (int(undone), entry.number)
        )
