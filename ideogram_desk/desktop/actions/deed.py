"""One thing that can be done: its name, its keys, its icon, and where it applies."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag, auto


class Where(Flag):
    """Where the focus must be for a deed's keys."""

    GRID = auto()
    VIEWER = auto()  # a picture shown large, or several compared
    LIBRARY = GRID | VIEWER
    WINDOW = auto()  # anywhere
    UNDER = auto()  # anywhere, unless who has the focus answers the key itself


@dataclass(frozen=True, slots=True)
class Deed:
    """`fewest` and `most` (one, or as many as you like) pictures; `row` joins the sheet's lines."""

    name: str
    title: str
    section: str
    keys: tuple[str, ...] = ()  # as QKeySequence writes them; the first one is shown
    where: Where = Where.WINDOW
    icon: str = ""
    fewest: int = 0
    most: int | None = None
    row: str = ""
    near: tuple[str, ...] = ()  # further keys, which act in the library only
    words: str = ""  # by which the palette finds it too
    listed: bool = True  # in the palette
    answered: bool = False  # whoever has the focus answers the keys itself; they are only told
    repeats: bool = False  # while the key is held down

    @property
    def short(self) -> str:
        """Its words where what comes before the colon is said already: in a menu of its own."""
        words = self.title.rpartition(": ")[2]
        return words[:1].upper() + words[1:]


@dataclass(frozen=True, slots=True)
class Habit:
    """Keys that a widget answers itself and that are no deeds: they stand in the sheet."""

    title: str
    section: str
    keys: tuple[str, ...]


def why_not(deed: Deed, count: int) -> str:
    """Why a deed cannot act on so many pictures; "" if it can."""
    most = deed.most
    if deed.fewest <= count and (most is None or count <= most):
        return ""
    if most is not None:
        return "Select one picture."
    return "Select a picture first." if deed.fewest == 1 else "Select two pictures or more."
