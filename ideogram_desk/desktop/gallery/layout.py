"""Where the cells of the grid lie: arithmetic only, the same cost for ten rows or ten million."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class GridLayout:
    """Square cells in even columns; they stretch a little so that the grid fills its width.

    `lead` leaves that many places empty at the very top: rows that come in above what is being
    looked at then push it straight down, and never into another column.
    """

    count: int
    width: int
    cell: int
    spacing: int
    margin: int
    lead: int = 0
    columns: int = field(init=False)
    edge: int = field(init=False)
    stride: int = field(init=False)
    slack: int = field(init=False)

    def __post_init__(self) -> None:
        inner = max(1, self.width - 2 * self.margin)
        # As many as come nearest to the size asked for, be they a little smaller or larger.
        columns = max(1, (inner + self.spacing + self.cell // 2) // (self.cell + self.spacing))
        edge = max(1, (inner - self.spacing * (columns - 1)) // columns)
        object.__setattr__(self, "columns", columns)
        object.__setattr__(self, "edge", edge)
        object.__setattr__(self, "stride", edge + self.spacing)
        # Pixels left over by the division, dealt out one by one between the columns.
        object.__setattr__(
            self, "slack", max(0, inner - columns * edge - self.spacing * (columns - 1))
        )

    @property
    def lines(self) -> int:
        return -(-(self.count + self.lead) // self.columns) if self.count else 0

    @property
    def height(self) -> int:
        """Of everything, margins included."""
        return 2 * self.margin + self.lines * self.stride - self.spacing if self.count else 0

    def left(self, column: int) -> int:
        gaps = max(1, self.columns - 1)
        return self.margin + column * self.stride + self.slack * column // gaps

    def rect(self, row: int) -> tuple[int, int, int, int]:
        """Left, top, width and height of a row's cell, measured from the top of everything."""
        line, column = divmod(row + self.lead, self.columns)
        return self.left(column), self.margin + line * self.stride, self.edge, self.edge

    def row_at(self, x: int, y: int) -> int:
        """The row whose cell holds a point, or -1: between cells there is nothing."""
        line, below = divmod(y - self.margin, self.stride)
        column = min(self.columns - 1, max(0, (x - self.margin) // self.stride))
        # The dealt-out pixels can have moved the cell to the right of where division finds it.
        while x < self.left(column) and column:
            column -= 1
        across = x - self.left(column)
        row = line * self.columns + column - self.lead
        inside = line >= 0 and below < self.edge and 0 <= across < self.edge
        return row if inside and 0 <= row < self.count else -1

    def visible(self, top: int, height: int) -> range:
        """The rows of which at least a pixel or the gap below shows between two heights."""
        first = max(0, (top - self.margin) // self.stride)
        last = (top + height - 1 - self.margin) // self.stride
        start = max(0, first * self.columns - self.lead)
        return range(start, max(start, min(self.count, (last + 1) * self.columns - self.lead)))

    def moved(self, row: int, across: int, lines: int) -> int:
        """The row so many places and lines on, as near as the ends allow; -1 if all is empty."""
        last = self.count - 1
        if last < 0 or row < 0:
            return min(0, last)
        if not lines:
            return max(0, min(last, row + across))
        line, column = divmod(row + self.lead, self.columns)
        lowest = (last + self.lead) // self.columns
        wanted = max(0, min(lowest, line + lines)) * self.columns + column - self.lead
        if wanted < 0:  # that place in the first line is left empty
            return wanted + self.columns
        return row if wanted > last and line == lowest else min(last, wanted)
