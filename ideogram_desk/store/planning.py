"""Finds out what a change would change, and says it in a sentence; changes nothing itself."""

from __future__ import annotations

import string
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ideogram_desk.domain.change import (
    LABELS,
    PICK,
    REJECT,
    Change,
    Collect,
    Favor,
    Flag,
    Label,
    MoveCollection,
    NewCollection,
    Rate,
    Remark,
    RemoveCollection,
    RenameCollection,
    RenameTag,
    Restore,
    Stack,
    Tag,
    Trash,
    Uncollect,
    Unstack,
)
from ideogram_desk.domain.errors import StoreError
from ideogram_desk.store.collections import Collections
from ideogram_desk.store.database import now
from ideogram_desk.store.packing import listed
from ideogram_desk.store.parts import MEMBER, TAG, Part
from ideogram_desk.store.wording import all_named, named, pictures

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ideogram_desk.store.database import Database

_THESE = "number IN (SELECT value FROM json_each(?))"
_SAME = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_FLAGS = {PICK: "Picked", REJECT: "Rejected"}


@dataclass(frozen=True, slots=True)
class Plan:
    """`said` is a sentence; `count` are the pictures that it is about."""

    said: str
    count: int
    parts: list[Part]


class Planning:
    """Reads on the writing thread, inside the transaction that will carry the plan out."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._collections = Collections(database)

    def plan(self, change: Change) -> Plan:
        """Raises NotFound, StoreError."""
        match change:
            case Tag():
                return self._tag(change)
            case RenameTag(old, new):
                return self._rename_tag(_tidy(old), _tidy(new))
            case Collect(numbers, collection):
                return self._collect(_json(numbers), collection)
            case Uncollect(numbers, collection):
                return self._uncollect(_json(numbers), collection)
            case NewCollection() | RenameCollection() | MoveCollection() | RemoveCollection():
                said, parts = self._collections.plan(change)
                members = sum(len(part.numbers) for part in parts if part.what == MEMBER)
                return Plan(said, members, parts)
            case _:
                return self._mark(change)

    # --- values of a picture's own ---------------------------------------------------------------

    def _mark(
        self, change: Rate | Favor | Flag | Label | Remark | Trash | Restore | Stack | Unstack
    ) -> Plan:
        these, begin, end = _json(change.numbers), "", ""
        match change:
            case Rate(_, rating):
                begin = "Rated" if rating else "Took the stars off"
                end = {0: "", 1: " 1 star"}.get(rating, f" {rating} stars")
                parts = self._set(these, "rating", rating)
            case Favor(_, favorite):
                begin, end = "Marked", " as favorites" if favorite else ", no longer as favorites"
                parts = self._set(these, "favorite", int(favorite))
            case Flag(_, flag):
                begin = _FLAGS.get(flag, "Took the flags off")
                parts = self._set(these, "flag", flag)
            case Label(_, label):
                begin = "Labelled" if label else "Took the labels off"
                end = f" {LABELS[label]}" if label else ""
                parts = self._set(these, "label", label)
            case Remark(_, text):
                begin = "Wrote a remark on" if text.strip() else "Took the remarks off"
                parts = self._set(these, "remark", text.strip())
            case Trash():
                begin, end = "Moved", " to the trash"
                parts = self._set(these, "trashed_at", now(), _CAN_GO)
            case Restore():
                begin = "Restored"
                parts = self._set(these, "trashed_at", None)
            case Stack():
                begin = "Stacked"
                parts = self._stack(self._stacked_with(change.numbers, these, runs=change.runs))
            case Unstack(numbers):
                begin = "Unstacked"
                parts = self._set(self._stacked_with(numbers, these), "stack", None)
        return _plan(begin, parts, end)

    def _set(self, these: str, column: str, value: Any, only: str = "TRUE") -> list[Part]:
        """A part for each value that these pictures have in place of the new one."""
        rows = self._database.execute(
            f"SELECT {column}, number FROM picture WHERE {_THESE}"
            f" AND {column} IS NOT ? AND {only} ORDER BY number",
            (these, value),
        )
        return [Part(column, old, value, numbers) for old, numbers in _by_value(rows).items()]

    # --- tags ------------------------------------------------------------------------------------

    def _tag(self, change: Tag) -> Plan:
        these = _json(change.numbers)
        wanted, unwanted = _each_once(change.add), _each_once(change.remove)
        added = [self._spelt(tag) for tag in wanted.values()]
        gone = [tag for key, tag in unwanted.items() if key not in wanted]
        on = [part for tag in added for part in self._lacking(these, tag)]
        off = [part for tag in gone for part in self._having(these, tag)]
        if not on:
            tags = "tag" if len(gone) == 1 else "tags"
            return _plan(f"Took the {tags} {all_named(gone)} off" if gone else "", off)
        end = f" {all_named(added)}"
        if off:
            end += f" and took {all_named(gone)} away"
        return _plan("Tagged", off + on, end)

    def _spelt(self, tag: str) -> str:
        """A tag as it is written already, in capitals or not; else as it comes."""
        row = self._database.execute(
            "SELECT tag FROM picture_tag WHERE tag = ? LIMIT 1", (tag,)
        ).fetchone()
        return str(row[0]) if row else tag

    def _lacking(self, these: str, tag: str) -> list[Part]:
        rows = self._database.execute(
            f"SELECT number FROM picture WHERE {_THESE} AND NOT EXISTS (SELECT 1 FROM picture_tag"
            " WHERE tag = ? AND picture = number) ORDER BY number",
            (these, tag),
        )
        numbers = array("q", [number for (number,) in rows])
        return [Part(TAG, None, tag, numbers)] if numbers else []

    def _having(self, these: str, tag: str) -> list[Part]:
        """A part for each way in which the tag is written there."""
        rows = self._database.execute(
            "SELECT tag, picture AS number FROM picture_tag WHERE tag = ?"
            " AND picture IN (SELECT value FROM json_each(?)) ORDER BY picture",
            (tag, these),
        )
        return [Part(TAG, spelt, None, numbers) for spelt, numbers in _by_value(rows).items()]

    def _rename_tag(self, old: str, new: str) -> Plan:
        if not new:
            raise StoreError("A tag needs a name.")
        rows = self._database.execute(
            "SELECT tag, picture FROM picture_tag WHERE tag = ? AND tag <> ? COLLATE BINARY"
            " ORDER BY picture",
            (old, new),
        )
        off = [Part(TAG, spelt, None, numbers) for spelt, numbers in _by_value(rows).items()]
        (same,) = self._database.execute("SELECT ? = ? COLLATE NOCASE", (old, new)).fetchone()
        changed = array("q", sorted(number for part in off for number in part.numbers))
        if same:
            on = [Part(TAG, None, new, changed)] if changed else []
        else:
            new = self._spelt(new)
            on = self._lacking(listed(changed), new)
        return _plan(f"Renamed the tag {named(old)} to {named(new)} on", off + on)

    # --- collections and stacks ------------------------------------------------------------------

    def _collect(self, these: str, collection: int) -> Plan:
        name = self._collections.name(collection)
        rows = self._database.execute(
            f"SELECT number FROM picture WHERE {_THESE} AND NOT EXISTS (SELECT 1 FROM"
            " collection_picture WHERE collection = ? AND picture = number) ORDER BY number",
            (these, collection),
        )
        numbers = array("q", [number for (number,) in rows])
        parts = [Part(MEMBER, None, collection, numbers)] if numbers else []
        return _plan("Put", parts, f" into {named(name)}")

    def _uncollect(self, these: str, collection: int) -> Plan:
        name = self._collections.name(collection)
        rows = self._database.execute(
            "SELECT picture FROM collection_picture WHERE collection = ?"
            " AND picture IN (SELECT value FROM json_each(?)) ORDER BY picture",
            (collection, these),
        )
        numbers = array("q", [number for (number,) in rows])
        parts = [Part(MEMBER, collection, None, numbers)] if numbers else []
        return _plan("Took", parts, f" out of {named(name)}")

    def _stack(self, these: str) -> list[Part]:
        parts = self._set(these, "stack", self._database.next_number("change"))
        if len(parts) == 1 and (parts[0].old is not None or len(parts[0].numbers) == 1):
            return []  # they are one stack already, or there is only one picture
        return parts

    def _stacked_with(self, numbers: Sequence[int], these: str, *, runs: bool = False) -> str:
        """These pictures and all that lie in one stack with any of them."""
        found = set(numbers)
        stacks = f"SELECT stack FROM picture WHERE {_THESE} AND stack IS NOT NULL"
        ways = [f"stack IN ({stacks})"]
        if runs:
            jobs = f"SELECT job FROM picture WHERE {_THESE} AND stack IS NULL"
            ways.append(f"job IN ({jobs}) AND stack IS NULL AND shown AND trashed_at IS NULL")
        for way in ways:
            rows = self._database.execute(f"SELECT number FROM picture WHERE {way}", (these,))
            found.update(number for (number,) in rows)
        return listed(array("q", found))


# What has its picture; the rest goes with its job.
_CAN_GO = "trashed_at IS NULL AND state = 'stored'"


def _plan(begin: str, parts: list[Part], end: str = "") -> Plan:
    if any(part.what == TAG for part in parts):
        count = len({number for part in parts for number in part.numbers})
    else:
        count = sum(len(part.numbers) for part in parts)  # no picture is in two of them
    return Plan(f"{begin} {pictures(count)}{end}", count, parts)


def _by_value(rows: Iterable[tuple[Any, int]]) -> dict[Any, array[int]]:
    found: dict[Any, array[int]] = {}
    for value, number in rows:
        if value not in found:
            found[value] = array("q")
        found[value].append(number)
    return found


def _json(numbers: Sequence[int]) -> str:
    return listed(numbers if isinstance(numbers, array) else array("q", numbers))


def _each_once(tags: Iterable[str]) -> dict[str, str]:
    """Tags by what makes them the same to SQLite's NOCASE: the letters of ASCII."""
    found: dict[str, str] = {}
    for tag in filter(None, map(_tidy, tags)):
        found.setdefault(tag.translate(_SAME), tag)
    return found


def _tidy(tag: str) -> str:
    return " ".join(tag.split())
