"""What the pictures of a selection have in common, and where they differ; pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import eq
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ideogram_desk.domain.change import Summary
    from ideogram_desk.domain.job import Picture

Value = TypeVar("Value", int, str)


@dataclass(frozen=True, slots=True)
class Shared:
    """The subject of the inspector's editing; None stands for "mixed".

    Where it is a mapping it tells how many of the pictures have each flag, label, tag, collection
    (by its id).
    """

    numbers: Sequence[int]
    rating: int | None = 0
    favorite: bool | None = False
    flags: Mapping[int, int] = field(default_factory=dict)
    labels: Mapping[int, int] = field(default_factory=dict)
    remark: str | None = ""
    tags: Mapping[str, int] = field(default_factory=dict)
    collections: Mapping[int, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.numbers)

    @property
    def applies(self) -> str:
        """What a group says of its edits: "applies to 37"; "" for one picture."""
        return f"applies to {self.count:,}" if self.count > 1 else ""

    @property
    def mixed(self) -> tuple[str, ...]:
        """The marks in which the pictures differ, as people call them."""
        marks = (
            ("rating", self.rating is None),
            ("favorite", self.favorite is None),
            ("flag", len(self.flags) > 1),
            ("label", len(self.labels) > 1),
        )
        return tuple(name for name, differs in marks if differs)

    def has(self, counts: Mapping[Value, int], value: Value) -> bool | None:
        """Whether all have it or none has; None: some."""
        had = counts.get(value, 0)
        return None if 0 < had < self.count else had > 0

    def of_all(self, counts: Mapping[Value, int]) -> tuple[Value, ...]:
        """What every picture has."""
        return tuple(value for value, count in counts.items() if count >= self.count)

    def of_some(self, counts: Mapping[Value, int]) -> tuple[Value, ...]:
        """What some have and others have not."""
        return tuple(value for value, count in counts.items() if count < self.count)


def of_picture(picture: Picture) -> Shared:
    """What a picture's own record tells; its collections have no ids there."""
    return Shared(
        numbers=(picture.number,),
        rating=picture.rating,
        favorite=picture.favorite,
        flags={picture.flag: 1},
        labels={picture.label: 1},
        remark=picture.remark,
        tags=dict.fromkeys(picture.tags, 1),
    )


def of_summary(numbers: Sequence[int], summary: Summary) -> Shared:
    count = len(numbers)
    return Shared(
        numbers=numbers,
        rating=_one(summary.ratings, count),
        favorite=None if 0 < summary.favorites < count else summary.favorites > 0,
        flags=summary.flags,
        labels=summary.labels,
        remark=_one(summary.remarks, count),
        tags=summary.tags,
        collections=summary.collections,
    )


def same(one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether these are the same pictures; of any kind of sequence."""
    return one is other or (len(one) == len(other) and all(map(eq, one, other)))


def _one(counts: Mapping[Value, int], count: int) -> Value | None:
    """The one value that all have."""
    return next((value for value, had in counts.items() if had >= count), None)
