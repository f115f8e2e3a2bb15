"""Which rows of a list belong to which group: prefix sums, searched by halves."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Sections:
    """Groups by how many rows each has, none of them empty; never changed once made."""

    def __init__(self, counts: Iterable[int] = ()) -> None:
        self.counts = array("q", counts)
        self.starts = array("q", accumulate(self.counts, initial=0))
        self._columns = 0
        self._lines = array("q")

    def __len__(self) -> int:
        return len(self.counts)

    @property
    def rows(self) -> int:
        return self.starts[-1]

    def of(self, row: int) -> int:
        """The group that a row is in."""
        return bisect_right(self.starts, row, 0, len(self.counts)) - 1

    def lines(self, columns: int) -> array[int]:
        """How many lines of so many columns lie above each group, and at last above the end."""
        if columns != self._columns:
            self._columns = columns
            self._lines = array("q", accumulate(self._lines_each(columns), initial=0))
        return self._lines

    def _lines_each(self, columns: int) -> Iterable[int]:
        most = max(self.counts, default=0)
        if most > len(self.counts):
            return [-(-count // columns) for count in self.counts]
        # Many small groups: to look a quotient up takes a third of the time of dividing.
        table = [-(-count // columns) for count in range(most + 1)]
        return map(table.__getitem__, self.counts)

    def replaced(self, first: int, last: int, counts: Iterable[int]) -> Sections:
        """With these counts in the place of some groups, both ends included."""
        changed = array("q", self.counts)
        changed[first : last + 1] = array("q", counts)
        return Sections(changed)
