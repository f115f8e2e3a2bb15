"""What a change is made of: of these numbers, this was that and is now this. There and back."""

from __future__ import annotations

import json
from array import array
from dataclasses import dataclass
from heapq import merge
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any

from ideogram_desk.store.packing import ascending, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ideogram_desk.store.database import Database

COLUMNS = frozenset({"rating", "favorite", "flag", "label", "remark", "stack", "trashed_at"})
TAG = "tag"  # old or new is the tag; the other is None
MEMBER = "member"  # old or new is the collection's id; the other is None
MADE = "made"  # old or new is a collection's row, as JSON; the number is its id
NAME = "name"  # of a collection
PARENT = "parent"  # of a collection


@dataclass(frozen=True, slots=True)
class Part:
    what: str
    old: Any
    new: Any
    numbers: array[int]  # of pictures, or the id of one collection; ascending


class Touched:
    """What carrying out parts did to the library; all numbers are ascending."""

    def __init__(self) -> None:
        self._moves: list[tuple[array[int], bool | None]] = []

    def add(self, numbers: array[int], *, trashed: bool | None = None) -> None:
        """`trashed` tells which way they went, if any."""
        if numbers:
            self._moves.append((numbers, trashed))

    @property
    def numbers(self) -> array[int]:
        if len(self._moves) == 1:  # a million of them, as like as not
            return self._moves[0][0]
        return ascending(chain.from_iterable(numbers for numbers, _ in self._moves))

    def went(self, *, trashed: bool) -> array[int]:
        """What is in the trash now and was not before, or the other way round."""
        moves = [move for move in self._moves if move[1] is not None]
        if len(moves) == 1:
            return moves[0][0] if moves[0][1] == trashed else array("q")
        there: set[int] = set()
        back: set[int] = set()
        for numbers, way in moves:
            to, of = (there, back) if way == trashed else (back, there)
            returned = of.intersection(numbers)  # where they were before all this
            of -= returned
            to.update(number for number in numbers if number not in returned)
        return ascending(there)


class Carrying:
    """Carries parts out, on the writing thread inside a transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def forth(self, parts: Sequence[Part], touched: Touched) -> None:
        self._carry_out(((part.what, part.old, part.new, part.numbers) for part in parts), touched)

    def back(self, parts: Sequence[Part], touched: Touched) -> None:
        self._carry_out(
            ((part.what, part.new, part.old, part.numbers) for part in reversed(parts)), touched
        )

    def _carry_out(
        self, moves: Iterable[tuple[str, Any, Any, array[int]]], touched: Touched
    ) -> None:
        reworded: list[array[int]] = []
        for (what, value), group in groupby(moves, key=lambda move: (move[0], move[2])):
            if what in COLUMNS:
                numbers = _joined([move[3] for move in group])
                self._set(what, value, numbers)
                trashed = value is not None if what == "trashed_at" else None
                touched.add(numbers, trashed=trashed)
                if what == "remark":
                    reworded.append(numbers)
                continue
            for _, old, new, numbers in group:
                if what == TAG:
                    self._tag(old, new, numbers)
                    reworded.append(numbers)
                    touched.add(numbers)
                elif what == MEMBER:
                    self._put(old, new, numbers)
                    touched.add(numbers)
                else:
                    touched.add(self._of_collection(what, new, numbers[0]))
        if reworded:
            once = len(reworded) == 1
            self._index(reworded[0] if once else ascending(chain.from_iterable(reworded)))

    def _set(self, column: str, value: Any, numbers: array[int]) -> None:
        self._database.execute(
            f"UPDATE picture SET {column} = ? WHERE number IN (SELECT value FROM json_each(?))",
            (value, listed(numbers)),
        )

    def _tag(self, old: str | None, new: str | None, numbers: array[int]) -> None:
        if old is not None:
            self._database.execute(
                "DELETE FROM picture_tag WHERE tag = ?"
                " AND picture IN (SELECT value FROM json_each(?))",
                (old, listed(numbers)),
            )
        if new is not None:
            self._database.execute(
                "INSERT INTO picture_tag (tag, picture) SELECT ?, value FROM json_each(?)",
                (new, listed(numbers)),
            )

    def _index(self, numbers: array[int]) -> None:
        """The user's words as they are searched, of tiles that are in the grid."""
        self._database.execute(
            "DELETE FROM tagged WHERE rowid IN (SELECT value FROM json_each(?))",
            (listed(numbers),),
        )
        self._database.execute(
            "INSERT INTO tagged (rowid, tags, remark) SELECT number, coalesce(tags, ''), remark"
            " FROM (SELECT number, remark, (SELECT group_concat(tag, ' ') FROM picture_tag"
            " WHERE picture = number) AS tags FROM picture WHERE shown"
            " AND number IN (SELECT value FROM json_each(?)))"
            " WHERE tags IS NOT NULL OR remark <> ''",
            (listed(numbers),),
        )

    def _put(self, old: int | None, new: int | None, numbers: array[int]) -> None:
        if old is not None:
            self._database.execute(
                "DELETE FROM collection_picture WHERE collection = ?"
                " AND picture IN (SELECT value FROM json_each(?))",
                (old, listed(numbers)),
            )
        if new is not None:
            self._database.execute(
                "INSERT INTO collection_picture (collection, picture)"
                " SELECT ?, value FROM json_each(?)",
                (new, listed(numbers)),
            )

    def _of_collection(self, what: str, value: Any, collection: int) -> array[int]:
        """Change the collection itself; the pictures that show its name."""
        if what == MADE and value is None:
            self._database.execute("DELETE FROM collection WHERE id = ?", (collection,))
            return array("q")
        if what == MADE:
            self._database.execute(
                "INSERT INTO collection (id, name, parent, created_at) VALUES (?, ?, ?, ?)",
                (collection, *json.loads(value)),
            )
            return array("q")
        assert what in (NAME, PARENT)
        self._database.execute(
            f"UPDATE collection SET {what} = ? WHERE id = ?", (value, collection)
        )
        if what == PARENT:
            return array("q")
        members = self._database.execute(
            "SELECT picture FROM collection_picture WHERE collection = ? ORDER BY picture",
            (collection,),
        )
        return array("q", [number for (number,) in members])


def _joined(parts: list[array[int]]) -> array[int]:
    """Numbers of several parts, none of which is in two of them."""
    return parts[0] if len(parts) == 1 else array("q", merge(*parts))
