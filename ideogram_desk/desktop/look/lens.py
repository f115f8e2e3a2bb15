"""What part of a picture is seen, and how large: pure arithmetic in device pixels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

STEPS = (1 / 16, 1 / 8, 1 / 6, 1 / 4, 1 / 3, 1 / 2, 2 / 3, 1, 1.5, 2, 3, 4, 6, 8, 12, 16)
LARGEST = STEPS[-1]
HARDLY = 1.1
_NEAR = 1.001  # less than a thousandth apart is the same size


class Extent(NamedTuple):
    """Of a picture in its own pixels, or of the room it lies in, in device pixels."""

    width: int
    height: int


class Place(NamedTuple):
    """Where the whole picture lies in its room, parts of it perhaps outside."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Lens:
    """`zoom` is device pixels to one of the picture's, 0 fits the picture in whole.

    `x` and `y` are the point of the picture that lies in the middle of the room, 0 to 1: said of
    any picture, so that linked views of pictures of other sizes show the same part.
    """

    zoom: float = 0.0
    x: float = 0.5
    y: float = 0.5

    @property
    def fits(self) -> bool:
        return self.zoom == 0

    def scale(self, picture: Extent, room: Extent) -> float:
        return self.zoom or fitting(picture, room)

    def place(self, picture: Extent, room: Extent) -> Place:
        """In the middle where there is room to spare, else without a gap at any edge."""
        scale = self.scale(picture, room)
        width, height = round(picture.width * scale), round(picture.height * scale)
        left = _along(self.x, width, room.width)
        top = _along(self.y, height, room.height)
        return Place(left, top, width, height)

    def zoomed(
        self, zoom: float, picture: Extent, room: Extent, at: tuple[float, float] | None = None
    ) -> Lens:
        """Another size; what lies under the point `at` of the room stays there."""
        fit = fitting(picture, room)
        # Never smaller than fitted in; but a small picture, fitted in enlarged, down to its own.
        zoom = min(max(LARGEST, fit), max(min(fit, 1.0), zoom))
        if 1 / _NEAR < zoom / fit < _NEAR:
            return Lens()
        held = at or (room.width / 2, room.height / 2)
        before = self.place(picture, room)
        u = (held[0] - before.left) / before.width
        v = (held[1] - before.top) / before.height
        x = u + (room.width / 2 - held[0]) / (picture.width * zoom)
        y = v + (room.height / 2 - held[1]) / (picture.height * zoom)
        return Lens(zoom, x, y).within(picture, room)

    def stepped(
        self, up: bool, picture: Extent, room: Extent, at: tuple[float, float] | None = None
    ) -> Lens:
        """The next size that people name; below the whole picture there is none."""
        now = self.scale(picture, room)
        if up:
            wanted = next((step for step in STEPS if step > now * _NEAR), LARGEST)
        else:
            wanted = next((step for step in reversed(STEPS) if step * _NEAR < now), 0.0)
        return self.zoomed(wanted, picture, room, at)

    def toggled(self, picture: Extent, room: Extent, at: tuple[float, float] | None = None) -> Lens:
        """True pixels if it is fitted in, else fitted in."""
        return self.zoomed(1.0, picture, room, at) if self.fits else Lens()

    def panned(self, dx: float, dy: float, picture: Extent, room: Extent) -> Lens:
        """The picture follows a pointer that moves by so many device pixels."""
        scale = self.scale(picture, room)
        x = self.x - dx / (picture.width * scale)
        y = self.y - dy / (picture.height * scale)
        return replace(self, x=x, y=y).within(picture, room)

    def within(self, picture: Extent, room: Extent) -> Lens:
        """The same sight, so said that the next pan moves at once."""
        scale = self.scale(picture, room)
        return replace(
            self,
            x=_held(self.x, picture.width * scale, room.width),
            y=_held(self.y, picture.height * scale, room.height),
        )


def fitting(picture: Extent, room: Extent) -> float:
    """In whole; where that is hardly larger than its true pixels, these: they are sharper."""
    across = room.width / max(1, picture.width)
    scale = max(min(across, room.height / max(1, picture.height)), 1e-6)
    return 1.0 if 1 < scale < HARDLY else scale


def _held(centre: float, size: float, room: int) -> float:
    if size <= room:
        return 0.5
    half = room / 2 / size
    return min(1 - half, max(half, centre))


def _along(centre: float, size: int, room: int) -> float:
    """Whole device pixels, so that a picture at its true size is not blurred."""
    if size <= room:
        return (room - size) // 2
    return float(round(room / 2 - _held(centre, size, room) * size))
