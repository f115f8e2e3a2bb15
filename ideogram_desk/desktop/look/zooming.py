"""The keys that zoom and push a picture about, for every view that has a lens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ideogram_desk.desktop.actions.keys import pressed

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from ideogram_desk.desktop.look.lens import Extent, Lens

PART = 0.2  # of the room that one key pushes the picture by
_PUSHES = {
    "Shift+Left": (PART, 0),
    "Shift+Right": (-PART, 0),
    "Shift+Up": (0, PART),
    "Shift+Down": (0, -PART),
}
KEYS = frozenset(("Z", "+", "-", "=", *_PUSHES))


def lens_after(event: QKeyEvent, lens: Lens, picture: Extent, room: Extent) -> Lens | None:
    """The lens that a key asks for; None if it is no such key."""
    for key in pressed(event):
        if key == "Z":
            return lens.toggled(picture, room)
        if key in ("+", "="):
            return lens.stepped(True, picture, room)
        if key == "-":
            return lens.stepped(False, picture, room)
        if key in _PUSHES:
            dx, dy = _PUSHES[key]
            return lens.panned(dx * room.width, dy * room.height, picture, room)
    return None


def lens_of(deed: str, lens: Lens, picture: Extent, room: Extent) -> Lens:
    """The lens after the deed "zoom", "zoom_in" or "zoom_out"."""
    if deed == "zoom":
        return lens.toggled(picture, room)
    return lens.stepped(deed == "zoom_in", picture, room)


def zoom_in_words(lens: Lens, picture: Extent, room: Extent) -> str:
    """How large it is shown; pixels of the screen to those of the picture."""
    percent = round(lens.scale(picture, room) * 100)
    return f"fit · {percent} %" if lens.fits else f"{percent} %"
