"""Where the cells of the grid lie: arithmetic only, the same cost for ten rows or ten million."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ideogram_desk.desktop.gallery.sections import Sections

if TYPE_CHECKING:
    from array import array


@dataclass(frozen=True, slots=True)
class GridLayout:
    """Square cells in even columns; they stretch a little so that the grid fills its width.

    Groups, where there are any, begin on a line of their own, below a heading `head` high.

    `lead` leaves that many places empty at the beginning of group `leading`: rows that come in
    above what is being looked at then push it straight down, and never into another column.
    """

    count: int
    width: int
    cell: int
    spacing: int
    margin: int
    lead: int = 0
    sections: Sections | None = None
    head: int = 0
    leading: int = 0
    columns: int = field(init=False)
    edge: int = field(init=False)
    stride: int = field(init=False)
    slack: int = field(init=False)
    _parts: Sections = field(init=False)
    _lines: array[int] = field(init=False)

    def __post_init__(self) -> None:
        inner = max(1, self.width - 2 * self.margin)
        # As many as come nearest to the size asked for, be they a little smaller or larger.
        columns = max(1, (inner + self.spacing + self.cell // 2) // (self.cell + self.spacing))
        edge = max(1, (inner - self.spacing * (columns - 1)) // columns)
        parts = self.sections or Sections([self.count] if self.count else ())
        object.__setattr__(self, "columns", columns)
        object.__setattr__(self, "edge", edge)
        object.__setattr__(self, "stride", edge + self.spacing)
        # Pixels left over by the division, dealt out one by one between the columns.
        object.__setattr__(
            self, "slack", max(0, inner - columns * edge - self.spacing * (columns - 1))
        )
        object.__setattr__(self, "_parts", parts)
        object.__setattr__(self, "_lines", parts.lines(columns))

    # Lines and groups

    @property
    def lines(self) -> int:
        return self._line_of_group(len(self._parts))

    @property
    def height(self) -> int:
        """Of everything, margins included."""
        if not self.count:
            return 0
        heads = self.head * len(self._parts)
        return 2 * self.margin + heads + self.lines * self.stride - self.spacing

    def _lead_of(self, group: int) -> int:
        return self.lead if group == self.leading else 0

    def _line_of_group(self, group: int) -> int:
        """The first line of a group, counted over all groups."""
        line = self._lines[group]
        if group > self.leading and self.lead:
            rows = self._parts.counts[self.leading]
            line += -(-(rows + self.lead) // self.columns) - -(-rows // self.columns)
        return line

    def top_of_group(self, group: int) -> int:
        """Where a group's heading begins."""
        return self.margin + group * self.head + self._line_of_group(group) * self.stride

    def group_at(self, y: int) -> int:
        """The group at a height, its heading and the gap below it included; the nearest one."""
        return max(0, bisect_right(range(len(self._parts)), y, key=self.top_of_group) - 1)

    def group_of(self, row: int) -> int:
        return self._parts.of(row)

    def headings(self, top: int, height: int) -> range:
        """The groups whose heading shows between two heights."""
        if not self.head or not self.count or self.top_of_group(0) >= top + height:
            return range(0)
        first = self.group_at(top)
        if self.top_of_group(first) + self.head <= top:
            first += 1
        return range(first, max(first, self.group_at(top + height - 1) + 1))

    def heading_at(self, y: int) -> int:
        """The group whose heading is at a height, or -1."""
        group = self.group_at(y)
        shown = self.head and self.count
        return group if shown and 0 <= y - self.top_of_group(group) < self.head else -1

    def line(self, row: int) -> tuple[int, int]:
        """A row's line, counted over all groups, and its column."""
        group = self._parts.of(row)
        into = row - self._parts.starts[group] + self._lead_of(group)
        line, column = divmod(into, self.columns)
        return self._line_of_group(group) + line, column

    def top_of_line(self, line: int, group: int) -> int:
        return self.margin + (group + 1) * self.head + line * self.stride

    # Cells

    def left(self, column: int) -> int:
        gaps = max(1, self.columns - 1)
        return self.margin + column * self.stride + self.slack * column // gaps

    def rect(self, row: int) -> tuple[int, int, int, int]:
        """Left, top, width and height of a row's cell, measured from the top of everything."""
        line, column = self.line(row)
        return (
            self.left(column),
            self.top_of_line(line, self._parts.of(row)),
            self.edge,
            self.edge,
        )

    def row_at(self, x: int, y: int) -> int:
        """The row whose cell holds a point, or -1: between cells there is nothing."""
        if not self.count:
            return -1
        group = self.group_at(y)
        line, below = divmod(y - self.top_of_group(group) - self.head, self.stride)
        column = min(self.columns - 1, max(0, (x - self.margin) // self.stride))
        # The dealt-out pixels can have moved the cell to the right of where division finds it.
        while x < self.left(column) and column:
            column -= 1
        across = x - self.left(column)
        into = line * self.columns + column - self._lead_of(group)
        inside = line >= 0 and below < self.edge and 0 <= across < self.edge
        there = inside and 0 <= into < self._parts.counts[group]
        return self._parts.starts[group] + into if there else -1

    def visible(self, top: int, height: int) -> range:
        """The rows of which at least a pixel or the gap below shows between two heights."""
        if not self.count:
            return range(0)
        start = self._first_from(top)
        return range(start, max(start, self._first_from(top + height - 1, after=1)))

    def _first_from(self, y: int, after: int = 0) -> int:
        """The first row of the line at a height, or of the next line."""
        group = self.group_at(y)
        line = (y - self.top_of_group(group) - self.head) // self.stride + after
        into = line * self.columns - self._lead_of(group)
        return self._parts.starts[group] + max(0, min(self._parts.counts[group], into))

    # Going about

    def moved(self, row: int, across: int, lines: int) -> int:
        """The row so many places and lines on, as near as the ends allow; -1 if all is empty."""
        last = self.count - 1
        if last < 0 or row < 0:
            return min(0, last)
        if not lines:
            return max(0, min(last, row + across))
        line, column = self.line(row)
        wanted = max(0, min(self.lines - 1, line + lines))
        return row if wanted == line else self._at(wanted, column)

    def paged(self, row: int, pixels: int) -> int:
        """The row in the same column about so many pixels on."""
        if row < 0 or not self.count:
            return self.moved(row, 0, 0)
        y = max(self.margin, min(self.height - self.margin - 1, self.rect(row)[1] + pixels))
        group = self.group_at(y)
        below = max(0, y - self.top_of_group(group) - self.head)
        line, column = self.line(row)
        wanted = min(
            self._line_of_group(group) + below // self.stride, self._line_of_group(group + 1) - 1
        )
        if wanted == line:
            return self.moved(row, 0, 1 if pixels > 0 else -1)
        return self._at(wanted, column)

    def _at(self, line: int, column: int) -> int:
        """The row in a line that is in a column, or is the nearest to it."""
        groups = range(len(self._parts))
        group = bisect_right(groups, line, key=self._line_of_group) - 1
        into = (line - self._line_of_group(group)) * self.columns + column - self._lead_of(group)
        # The first line's first places may be left empty, the last line's last ones often are.
        return self._parts.starts[group] + max(0, min(self._parts.counts[group] - 1, into))
