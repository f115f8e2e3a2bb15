"""Where the pieces of a chart of days stand: scale, bars and what is under the pointer. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

_STEPS = (1, 2, 5)
_LINES = 4  # at most so many lines above the ground line
_WIDEST = 28.0  # pixels of one bar
PAD = 8  # pixels at the sides of the chart
GAP = 1.0  # pixel of ground between two pieces of a bar
LEAST = 2.0  # pixels that even the smallest amount is seen by


@dataclass(frozen=True, slots=True)
class Slice:
    """What one series adds to one day, and more about it in words: "12 images"."""

    series: str
    amount: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """One day's bar, from the ground up."""

    day: date
    slices: tuple[Slice, ...] = ()

    @property
    def amount(self) -> int:
        return sum(piece.amount for piece in self.slices)


@dataclass(frozen=True, slots=True)
class Piece:
    """One slice's place."""

    day: int
    slice: int
    x: float
    y: float
    width: float
    height: float


def scale(most: int, least_step: int = 1) -> tuple[int, ...]:
    """The amounts that get a line, 0 to at least `most`; 1, 2 or 5 of a power of 10 apart."""
    step, power, at = least_step, 1, 0
    while step * _LINES < most:
        at += 1
        if at == len(_STEPS):
            at, power = 0, power * 10
        step = least_step * _STEPS[at] * power
    lines = max(1, -(-most // step))
    return tuple(step * line for line in range(lines + 1))


@dataclass(frozen=True, slots=True)
class Plot:
    """The plane that the bars stand on, in pixels, and what amount its height is."""

    left: float
    top: float
    width: float
    height: float
    most: int

    def column(self, days: int) -> float:
        return self.width / max(1, days)

    def bar_width(self, days: int) -> float:
        column = self.column(days)
        return max(1.0, min(_WIDEST, column * 0.72, column - 1))

    def y(self, amount: int) -> float:
        return self.top + self.height * (1 - amount / self.most)

    def pieces(self, days: Sequence[Day]) -> Iterator[Piece]:
        column, width = self.column(len(days)), self.bar_width(len(days))
        for index, day in enumerate(days):
            x = self.left + index * column + (column - width) / 2
            ground = self.top + self.height
            for number, one in enumerate(day.slices):
                if one.amount > 0:
                    height = max(LEAST, self.height * one.amount / self.most)
                    yield Piece(index, number, x, ground - height, width, height - GAP)
                    ground -= height

    def day_at(self, x: float, days: int) -> int | None:
        """Which day's column this is; None beside the plane."""
        if not days or not self.left <= x < self.left + self.width:
            return None
        return min(days - 1, int((x - self.left) / self.column(days)))


def dated(days: int, room: float, label: float) -> tuple[int, ...]:
    """Which days get a date below: the last, and then as many at even steps as have room."""
    most = int(room // label)
    if days < 2 or most < 2:  # noqa: PLR2004  one date, for the last day
        return (days - 1,) if days else ()
    step = next((each for each in (1, 2, 7, 14, 28, 56) if -(-days // each) <= most), days - 1)
    return tuple(reversed(range(days - 1, -1, -step)))
