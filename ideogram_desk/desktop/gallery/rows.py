"""The rows of a list by picture number: found by halves where the list is in order, else by eye."""

from __future__ import annotations

from bisect import bisect_left
from enum import Enum
from itertools import compress
from operator import neg
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Collection, Iterable

FEW = 2  # numbers worth one search each in a list that has no order
BY_HALVES = 5000  # numbers worth it in a list that has one


class Order(Enum):
    """How the numbers of a list follow each other."""

    DESCENDING = "descending"
    ASCENDING = "ascending"
    ANY = "any"


def runs(rows: Iterable[int], most: int | None = None) -> list[tuple[int, int]]:
    """Ascending rows as (first, last) of each unbroken run; one more than `most` at most."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and row == found[-1][1] + 1:
            found[-1] = (found[-1][0], row)
        elif most is not None and len(found) > most:
            break
        else:
            found.append((row, row))
    return found


def place_of(numbers: array[int], number: int) -> int:
    """Where a number is, or would be, in a descending list."""
    return bisect_left(numbers, -number, key=neg)


def row_of(numbers: array[int], number: int, order: Order) -> int:
    """-1 if it is not in the list."""
    match order:
        case Order.DESCENDING:
            row = place_of(numbers, number)
        case Order.ASCENDING:
            row = bisect_left(numbers, number)
        case _:
            try:
                return numbers.index(number)
            except ValueError:
                return -1
    return row if row < len(numbers) and numbers[row] == number else -1


def rows_of(numbers: array[int], wanted: Collection[int], order: Order) -> list[int]:
    """The rows of those that are in the list, ascending."""
    if len(wanted) <= (FEW if order is Order.ANY else BY_HALVES):
        rows = {row_of(numbers, number, order) for number in wanted}
        return sorted(row for row in rows if row >= 0)
    among = frozenset(wanted)
    return list(compress(range(len(numbers)), map(among.__contains__, numbers)))


def shared_ends(old: array[int], new: array[int]) -> tuple[int, int]:
    """How many numbers two lists begin with alike, and how many more they end with alike."""
    shorter = min(len(old), len(new))
    with memoryview(old) as one, memoryview(new) as other:  # their slices copy nothing
        first = _alike(shorter, lambda low, high: one[low:high] == other[low:high])
        ends = len(old), len(new)
        last = _alike(
            shorter - first,
            lambda low, high: (
                one[ends[0] - high : ends[0] - low] == other[ends[1] - high : ends[1] - low]
            ),
        )
    return first, last


def _alike(most: int, same: Callable[[int, int], bool]) -> int:
    """How far two lists are the same; `same` compares them between two places."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if same(low, middle) else (low, middle - 1)
    return low


def same_set(one: array[int], other: array[int]) -> bool:
    """Whether two lists of different numbers hold the same ones, in whatever order.

    By how many and their sum: to look for each of a million takes a tenth of a second.
    """
    return len(one) == len(other) > 0 and sum(one) == sum(other)
