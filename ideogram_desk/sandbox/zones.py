"""Zones: where in a picture the lettering stands, as the scene has left room for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ideogram_desk.sandbox.canvas import Canvas

Box = tuple[float, float, float, float]

_BOXES: dict[str, Box] = {
    "top": (0.07, 0.065, 0.93, 0.41),
    "bottom": (0.07, 0.62, 0.93, 0.92),
    "sky": (0.055, 0.1, 0.6, 0.57),
    "left": (0.055, 0.14, 0.49, 0.86),
    "low": (0.07, 0.7, 0.93, 0.9),
}


@dataclass(frozen=True, slots=True)
class Zone:
    place: str
    panel: bool = False  # the ground is plain there: fine lettering is legible
    quiet: bool = False  # small lettering suits the scene better
    busy: bool = False  # the ground is restless: fine lettering is lost there
    letter: bool = False  # the headline's first letter is the scene

    @property
    def box(self) -> Box:
        return _BOXES[self.place]


def beside(c: Canvas, *, plain: bool = False) -> Zone:
    """The side that scenes leave free which fill the right, or the upper part."""
    return Zone("left" if c.wide else "bottom", panel=plain)
