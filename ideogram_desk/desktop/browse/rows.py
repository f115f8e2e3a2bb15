"""One row of the browse pane: what it shows and what it stands for; pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BROWSE, HISTORY = "browse", "history"  # the pane's two pages


class Kind(StrEnum):
    SECTION = auto()  # a heading; folds
    FACET = auto()  # a filter; also a tag
    COLLECTION = auto()  # a filter with a place in the tree
    SAVED = auto()  # a whole search
    ORDER = auto()  # something to do, named by its target
    DRAFT = auto()  # a name being written for something new
    SAYING = auto()  # a quiet word where a section has nothing


PRESSABLE = (Kind.FACET, Kind.COLLECTION)


@dataclass(frozen=True, slots=True)
class Row:
    """`rows` stand under it and fold away with it."""

    key: str  # in the whole pane
    title: str
    kind: Kind
    count: int | None = None
    filter: str = ""  # what a press puts into the search, or takes out of it
    mark: str = ""  # an icon's name, or what is drawn: "stars 4", "label 1", "aspect 16:9"
    is_on: bool = False
    is_out: bool = False  # the search leaves it out
    target: str = ""  # the tag, the saved search, the collection's number, the order
    note: str = ""  # at the right of a heading
    tip: str = ""
    rows: tuple[Row, ...] = ()

    def shows_as(self, other: Row) -> bool:
        """Whether both look the same, whatever stands under them."""
        return (
            self.title == other.title
            and self.count == other.count
            and self.is_on == other.is_on
            and self.is_out == other.is_out
            and self.note == other.note
            and self.mark == other.mark
            and self.filter == other.filter
            and self.target == other.target
            and self.tip == other.tip
            and bool(self.rows) == bool(other.rows)
        )

    def said(self) -> str:
        """The row as a screen reader reads it."""
        parts = [self.title]
        if self.count is not None:
            parts.append(f"{self.count:,} picture{'' if self.count == 1 else 's'}")
        if self.note:
            parts.append(self.note)
        if self.is_on:
            parts.append("on")
        if self.is_out:
            parts.append("left out")
        return ", ".join(parts)


def walk(rows: Sequence[Row]) -> Iterator[Row]:
    """All of them, from the top down."""
    for row in rows:
        yield row
        yield from walk(row.rows)
