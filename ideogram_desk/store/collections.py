"""Collections: which there are, and what changing them would change."""

from __future__ import annotations

import json
from array import array
from typing import TYPE_CHECKING

from ideogram_desk.domain.change import (
    MoveCollection,
    NewCollection,
    RemoveCollection,
    RenameCollection,
)
from ideogram_desk.domain.collection import Collection
from ideogram_desk.domain.errors import NotFound, StoreError
from ideogram_desk.store.database import now
from ideogram_desk.store.parts import MADE, MEMBER, NAME, PARENT, Part
from ideogram_desk.store.wording import named

if TYPE_CHECKING:
    from collections.abc import Callable
    from sqlite3 import Cursor

    from ideogram_desk.store.database import Database
    from ideogram_desk.store.rows import Row

LONGEST = 200

# The tree from one collection down, it first.
_BRANCH = """WITH RECURSIVE branch (id, depth) AS (VALUES (?, 0) UNION ALL
    SELECT collection.id, depth + 1 FROM collection JOIN branch ON parent = branch.id)
    SELECT id FROM branch ORDER BY depth, id"""


class Collections:
    """Plans on the writing thread; a plan is what it says and its parts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def plan(
        self, change: NewCollection | RenameCollection | MoveCollection | RemoveCollection
    ) -> tuple[str, list[Part]]:
        """Raises NotFound, StoreError."""
        match change:
            case NewCollection(name, parent):
                return self._made(name, parent)
            case RenameCollection(collection, name):
                return self._renamed(collection, name)
            case MoveCollection(collection, parent):
                return self._moved(collection, parent)
            case RemoveCollection(collection):
                return self._removed(collection)

    def name(self, collection: int) -> str:
        return str(self._row(collection)[0])

    def _made(self, name: str, parent: int | None) -> tuple[str, list[Part]]:
        name = self._free_name(name, parent, None)
        where = f" in {named(self.name(parent))}" if parent is not None else ""
        row = json.dumps([name, parent, now()], ensure_ascii=False)
        number = self._database.next_number("collection")
        return f"Made the collection {named(name)}{where}", [Part(MADE, None, row, _one(number))]

    def _renamed(self, collection: int, name: str) -> tuple[str, list[Part]]:
        old, parent, _ = self._row(collection)
        name = self._free_name(name, parent, collection)
        parts = [] if name == old else [Part(NAME, old, name, _one(collection))]
        return f"Renamed the collection {named(old)} to {named(name)}", parts

    def _moved(self, collection: int, parent: int | None) -> tuple[str, list[Part]]:
        name, old, _ = self._row(collection)
        if parent == old:
            return "", []
        if parent is None:
            where = "to the top"
        else:
            where = f"into {named(self.name(parent))}"
            if parent in self._branch(collection):
                raise StoreError(f"The collection {named(name)} cannot be put into itself.")
        self._free_name(name, parent, collection)
        parts = [Part(PARENT, old, parent, _one(collection))]
        return f"Moved the collection {named(name)} {where}", parts

    def _removed(self, collection: int) -> tuple[str, list[Part]]:
        """The innermost first, each after its pictures: so it can go, and come back reversed."""
        branch = self._branch(collection)
        said = f"Removed the collection {named(self.name(collection))}"
        if len(branch) > 1:
            said += f" and {len(branch) - 1} inside it"
        parts = []
        for inner in reversed(branch):
            if members := self._members(inner):
                parts.append(Part(MEMBER, inner, None, members))
            row = json.dumps(self._row(inner), ensure_ascii=False)
            parts.append(Part(MADE, row, None, _one(inner)))
        return said, parts

    def _members(self, collection: int) -> array[int]:
        rows = self._database.execute(
            "SELECT picture FROM collection_picture WHERE collection = ? ORDER BY picture",
            (collection,),
        )
        return array("q", [number for (number,) in rows])

    def _row(self, collection: int) -> Row:
        row: Row | None = self._database.execute(
            "SELECT name, parent, created_at FROM collection WHERE id = ?", (collection,)
        ).fetchone()
        if row is None:
            raise NotFound("This collection is not there any more.")
        return row

    def _branch(self, collection: int) -> list[int]:
        return [row[0] for row in self._database.execute(_BRANCH, (collection,))]

    def _free_name(self, name: str, parent: int | None, own: int | None) -> str:
        name = " ".join(name.split())[:LONGEST]
        if not name:
            raise StoreError("A collection needs a name.")
        beside = self._database.execute(
            "SELECT name FROM collection WHERE parent IS ? AND id IS NOT ?", (parent, own)
        )
        if name.casefold() in {other.casefold() for (other,) in beside}:
            raise StoreError(f"There is a collection {named(name)} here already.")
        return name


def all_collections(query: Callable[[str], Cursor]) -> list[Collection]:
    """By name; of each its own pictures are counted, without those in the trash."""
    counts = dict(
        query("SELECT collection, count(*) FROM collection_picture GROUP BY collection").fetchall()
    )
    trashed = query(
        "SELECT collection, count(*) FROM picture CROSS JOIN collection_picture"
        " ON picture = number WHERE trashed_at IS NOT NULL GROUP BY collection"
    )
    for collection, count in trashed:
        counts[collection] -= count
    found = [
        Collection(number, name, parent, counts.get(number, 0))
        for number, name, parent in query("SELECT id, name, parent FROM collection")
    ]
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))


def _one(number: int) -> array[int]:
    return array("q", [number])
