"""What a drop on a row of the browse pane would change; pure but for the mime data."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from ideogram_desk.desktop.browse.model import COLLECTION_MIME, BrowseModel
from ideogram_desk.desktop.browse.rows import Kind, Row
from ideogram_desk.desktop.browse.sections import COLLECTIONS
from ideogram_desk.desktop.gallery.model import MIME as PICTURES_MIME
from ideogram_desk.domain.change import (
    LABELS,
    PICK,
    REJECT,
    UNFLAGGED,
    Change,
    Collect,
    Favor,
    Flag,
    Label,
    MoveCollection,
    Rate,
    Tag,
    Uncollect,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QMimeData

_FLAGS = {"is:pick": PICK, "is:picked": PICK, "is:rejected": REJECT, "is:unflagged": UNFLAGGED}


def dropped_change(rows: BrowseModel, data: QMimeData, row: Row) -> Change | None:
    """The change that dropping this here asks for; None where it is not welcome."""
    if data.hasFormat(COLLECTION_MIME):
        return move_into(rows, f"collection/{_text(data, COLLECTION_MIME)}", row)
    if data.hasFormat(PICTURES_MIME):
        numbers = _numbers(data)
        return given(row, numbers) if numbers else None
    return None


def welcome(rows: BrowseModel, data: QMimeData, row: Row) -> bool:
    """The same, without reading a hundred thousand numbers at each move of the pointer."""
    if data.hasFormat(COLLECTION_MIME):
        return dropped_change(rows, data, row) is not None
    return data.hasFormat(PICTURES_MIME) and given(row, ()) is not None


def move_into(rows: BrowseModel, moved: str, into: Row) -> MoveCollection | None:
    """A collection into another one, or to the top; never into itself or what it holds."""
    collection = rows.row_named(moved)
    if collection is None:
        return None
    over = next(rows.above(moved), None)
    if into.key == COLLECTIONS:
        return MoveCollection(int(collection.target), None) if over != into else None
    above = {row.key for row in rows.above(into.key)} | {into.key}
    if into.kind is not Kind.COLLECTION or moved in above or (over and over.key == into.key):
        return None
    return MoveCollection(int(collection.target), int(into.target))


def given(row: Row, numbers: Sequence[int]) -> Change | None:
    """What gives these pictures what the row stands for."""
    if row.kind is Kind.COLLECTION:
        return Collect(numbers, int(row.target))
    if row.kind is not Kind.FACET:
        return None
    if row.target:
        return Tag(numbers, add=(row.target,))
    return _marked(row, numbers)


def taken(row: Row, numbers: Sequence[int]) -> Change | None:
    """What takes it away from them again."""
    if row.kind is Kind.COLLECTION:
        return Uncollect(numbers, int(row.target))
    return Tag(numbers, remove=(row.target,)) if row.kind is Kind.FACET and row.target else None


def _marked(row: Row, numbers: Sequence[int]) -> Change | None:
    name, _, value = row.filter.partition(":")
    if name == "rating" and value.isdigit():
        return Rate(numbers, int(value))
    if name == "label" and value in (*LABELS, "none"):
        return Label(numbers, LABELS.index("" if value == "none" else value))
    if row.filter == "is:favorite":
        return Favor(numbers, favorite=True)
    flag = _FLAGS.get(row.filter)
    return Flag(numbers, flag) if flag is not None else None


def _numbers(data: QMimeData) -> array[int]:
    """What the grid says is dragged; none where another program only says so."""
    try:
        return array("q", map(int, _text(data, PICTURES_MIME).split(",")))
    except (ValueError, OverflowError):
        return array("q")


def _text(data: QMimeData, kind: str) -> str:
    return bytes(data.data(kind).data()).decode("ascii", "replace")
