"""Changes that the user makes to the library, on one picture or on a hundred thousand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

REJECT, UNFLAGGED, PICK = -1, 0, 1
LABELS = ("", "red", "yellow", "green", "blue")  # a picture's label is a place in this line


@dataclass(frozen=True, slots=True)
class Rate:
    numbers: Sequence[int]
    rating: int  # stars, 0 to 5


@dataclass(frozen=True, slots=True)
class Favor:
    numbers: Sequence[int]
    favorite: bool


@dataclass(frozen=True, slots=True)
class Flag:
    numbers: Sequence[int]
    flag: int  # REJECT, UNFLAGGED, PICK


@dataclass(frozen=True, slots=True)
class Label:
    numbers: Sequence[int]
    label: int  # a place in LABELS


@dataclass(frozen=True, slots=True)
class Tag:
    """Add tags and take tags away; a tag that is in both is added."""

    numbers: Sequence[int]
    add: Sequence[str] = ()
    remove: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """The user's own words on pictures."""

    numbers: Sequence[int]
    text: str


@dataclass(frozen=True, slots=True)
class Collect:
    numbers: Sequence[int]
    collection_id: int


@dataclass(frozen=True, slots=True)
class Uncollect:
    numbers: Sequence[int]
    collection_id: int


@dataclass(frozen=True, slots=True)
class Trash:
    """Out of sight; the files stay. What holds no picture yet is left alone."""

    numbers: Sequence[int]


@dataclass(frozen=True, slots=True)
class Restore:
    numbers: Sequence[int]


@dataclass(frozen=True, slots=True)
class Stack:
    """Make one stack of pictures and of the whole stacks that they are in.

    With `runs` also of whatever their jobs made, as far as it is in no stack: what lies below them
    where each run is shown as a stack.
    """

    numbers: Sequence[int]
    runs: bool = False


@dataclass(frozen=True, slots=True)
class Unstack:
    """Take the whole stacks apart that these pictures are in."""

    numbers: Sequence[int]


@dataclass(frozen=True, slots=True)
class NewCollection:
    name: str
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class RenameCollection:
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class MoveCollection:
    """Put a collection into another one; None: to the top."""

    id: int
    parent: int | None


@dataclass(frozen=True, slots=True)
class RemoveCollection:
    """A collection and those inside it; their pictures stay in the library."""

    id: int


@dataclass(frozen=True, slots=True)
class RenameTag:
    """Everywhere; where `new` is there already, the two become one."""

    old: str
    new: str


Change = (
    Rate
    | Favor
    | Flag
    | Label
    | Tag
    | Remark
    | Collect
    | Uncollect
    | Trash
    | Restore
    | Stack
    | Unstack
    | NewCollection
    | RenameCollection
    | MoveCollection
    | RemoveCollection
    | RenameTag
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A change in the journal. `said` is a plain sentence: "Rated 37 pictures 4 stars"."""

    number: int
    at: datetime
    said: str
    count: int  # pictures that it changed
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change, or taking changes back, did to the library."""

    entry: Entry
    said: str
    numbers: Sequence[int] = ()  # what shows differently now
    hidden: Sequence[int] = ()  # of these, what went out of the library's sight
    shown: Sequence[int] = ()  # and what came back


@dataclass(frozen=True, slots=True)
class Summary:
    """What some pictures are; each mapping is how many of them have a value.

    A value that all of them share has `count`. Money is in millionths of a dollar.
    """

    count: int = 0
    ratings: Mapping[int, int] = field(default_factory=dict)
    flags: Mapping[int, int] = field(default_factory=dict)
    labels: Mapping[int, int] = field(default_factory=dict)
    favorites: int = 0
    tags: Mapping[str, int] = field(default_factory=dict)  # the most used ones
    collections: Mapping[int, int] = field(default_factory=dict)  # by their id
    remarks: Mapping[str, int] = field(default_factory=dict)  # the most used ones, "" for none
    models: Mapping[str, int] = field(default_factory=dict)
    styles: Mapping[str, int] = field(default_factory=dict)  # "" for none
    aspects: Mapping[str, int] = field(default_factory=dict)
    bytes: int = 0
    cost: int = 0  # real money
    play: int = 0  # the sandbox's
    trashed: int = 0
    stacked: int = 0
