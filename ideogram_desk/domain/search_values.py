"""What can be looked for and what is found: views, searches as understood, facets, vocabulary."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from array import array


class Sort(StrEnum):
    NEWEST = "newest"
    OLDEST = "oldest"
    RATING = "rating"
    SIZE = "size"


class Grouping(StrEnum):
    NONE = "none"
    DAY = "day"
    CAMPAIGN = "campaign"
    RUN = "run"


@dataclass(frozen=True, slots=True)
class View:
    """What the grid shows, and how."""

    text: str = ""  # the search, as it stands in the box
    sort: Sort = Sort.NEWEST
    grouping: Grouping = Grouping.NONE
    stacked: bool = False  # pictures of one stack or run are one row


@dataclass(frozen=True, slots=True)
class Term:
    """One condition; all of a search's terms must hold.

    `kind` is "word" (`value` is text, `growing` where the word may go on), "part" (a piece of a
    word), or the name of a filter: "tag", "model", "rating" and so on. `values` are alternatives.
    """

    kind: str
    values: tuple[object, ...]
    negated: bool = False
    growing: bool = False
    low: int | None = None  # bounds of a range, both included
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Chip:
    """A part of the text that was understood, as the box shows it."""

    text: str  # as written
    label: str  # as people say it: "Rating at least 3"
    start: int
    end: int
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of the text that was not understood; it is left out of the search."""

    text: str
    sentence: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Search:
    """A text as understood."""

    text: str
    terms: tuple[Term, ...] = ()
    chips: tuple[Chip, ...] = ()
    problems: tuple[Problem, ...] = ()
    words: tuple[Chip, ...] = ()  # the plain ones: they stand in the box as they are

    @property
    def is_trash(self) -> bool:
        """Whether it looks into the trash; what lies there is listed by no other search."""
        return any(
            term.kind == "is" and term.values == ("trashed",) and not term.negated
            for term in self.terms
        )


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbours in a list under one heading; `count` is of rows."""

    key: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of a view, by picture number, in its order."""

    numbers: array[int]
    groups: tuple[Group, ...] = ()
    stacks: array[int] | None = None  # pictures in each row's closed stack; None: not stacked
    in_parts: bool = False  # nothing has these words whole: they were looked for inside words


@dataclass(frozen=True, slots=True)
class Facet:
    filter: str  # as it is written in the box: 'model:3.0'
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """How many pictures of a search there are of each kind.

    The counts of one kind leave that kind's own filters out: they say what choosing another one
    would show.
    """

    total: int = 0
    models: tuple[Facet, ...] = ()
    styles: tuple[Facet, ...] = ()
    aspects: tuple[Facet, ...] = ()
    ratings: tuple[Facet, ...] = ()
    labels: tuple[Facet, ...] = ()
    flags: tuple[Facet, ...] = ()
    favorites: tuple[Facet, ...] = ()
    tags: tuple[Facet, ...] = ()
    campaigns: tuple[Facet, ...] = ()
    collections: tuple[Facet, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that a library's filters can take, most used first."""

    tags: tuple[tuple[str, int], ...] = ()
    models: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that the text could go on with."""

    text: str  # to stand from the completion's start to its end
    label: str
    detail: str = ""  # "1,204 pictures"


@dataclass(frozen=True, slots=True)
class Completion:
    """What could stand at the cursor; `options` replace the text from `start` to `end`."""

    start: int
    end: int
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedSearch:
    name: str
    view: View
