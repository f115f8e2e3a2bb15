"""What a view lists, row by row: what was found, with the stacks that are open laid out."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import TYPE_CHECKING

from ideogram_desk.desktop.gallery.rows import Order, rows_of
from ideogram_desk.desktop.gallery.sections import Sections
from ideogram_desk.domain.search import Group, Sort

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ideogram_desk.domain.search import Found, View


MOST_CHECKED = 20_000  # groups


@dataclass(frozen=True, slots=True)
class Listed:
    """`stacks` says of how many pictures the stack is that a row stands for; 1 is none.

    `opened` are the stacks laid out behind their first picture, by that picture's number.
    """

    numbers: array[int]
    groups: tuple[Group, ...] = ()
    sections: Sections | None = None  # of these groups; made of them where it is not given
    stacks: array[int] | None = None
    order: Order = Order.DESCENDING
    opened: Mapping[int, Sequence[int]] = field(default_factory=dict)


def sections_of(groups: tuple[Group, ...]) -> Sections:
    return Sections(map(attrgetter("count"), groups))


def order_of(found: Found, view: View, sections: Sections) -> Order:
    """Whether the numbers, which follow the clock, do so in this list from end to end."""
    if view.sort not in (Sort.NEWEST, Sort.OLDEST) or len(sections) > MOST_CHECKED:
        return Order.ANY
    # Within a group they do; runs may have got pictures in turns, and clocks have been set back.
    down = view.sort is Sort.NEWEST
    numbers, seams = found.numbers, sections.starts[1:-1]
    if all((numbers[place] < numbers[place - 1]) is down for place in seams):
        return Order.DESCENDING if down else Order.ASCENDING
    return Order.ANY


def laid_out(found: Found, view: View, members: Mapping[int, Sequence[int]]) -> Listed:
    """`members` are the pictures of each stack that is open, by the number of the row it has."""
    groups, sections = found.groups, sections_of(found.groups)
    if 0 in sections.counts:
        groups = tuple(group for group in groups if group.count)
        sections = sections_of(groups)
    order = order_of(found, view, sections)
    opened = _opened(found, order, members) if found.stacks is not None else {}
    if found.stacks is None or not opened:
        return Listed(found.numbers, groups, sections, found.stacks, order)
    numbers, stacks = array("q", found.numbers), array(found.stacks.typecode, found.stacks)
    counts = array("q", sections.counts)
    # From the last to the first, so that each place stays what it was in what was found.
    for place in rows_of(found.numbers, opened, order)[::-1]:
        behind = opened[numbers[place]]
        numbers[place + 1 : place + 1] = behind
        stacks[place + 1 : place + 1] = array(stacks.typecode, [1] * len(behind))
        if counts:
            counts[sections.of(place)] += len(behind)
    grown = tuple(replace(g, count=count) for g, count in zip(groups, counts, strict=True))
    return Listed(numbers, grown, Sections(counts), stacks, Order.ANY, opened)


def _opened(
    found: Found, order: Order, members: Mapping[int, Sequence[int]]
) -> dict[int, array[int]]:
    """What lies behind each row that is open; no picture is listed twice."""
    opened: dict[int, array[int]] = {}
    placed: set[int] = set()
    for cover, pictures in members.items():
        rows = {found.numbers[row] for row in rows_of(found.numbers, pictures, order)}
        behind = array("q", (n for n in pictures if n not in rows and n not in placed))
        if cover in rows and behind:
            opened[cover] = behind
            placed.update(behind)
    return opened
