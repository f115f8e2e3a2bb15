"""What the keys for stars, flags and labels mean for the one picture that is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from ideogram_desk.desktop.actions.keys import pressed
from ideogram_desk.domain.change import PICK, REJECT, UNFLAGGED, Change, Flag, Label, Rate

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

STARS, LABELLED = tuple("012345"), tuple("6789")
FLAGS = {"X": REJECT, "P": PICK, "U": UNFLAGGED}
KEYS = frozenset((*STARS, *LABELLED, *FLAGS, *(f"Shift+{star}" for star in STARS)))


class Culled(Protocol):
    """A record of a picture, long or short."""

    @property
    def number(self) -> int: ...
    @property
    def label(self) -> int: ...


class Culling(NamedTuple):
    change: Change
    goes_on: bool  # to the next picture


def culling(event: QKeyEvent, of: Culled) -> Culling | None:
    """The change that a key asks for; None if it is no such key.

    Shift goes on after rating; a rejected picture has been dealt with, so that goes on too.
    """
    return next((c for keys in pressed(event) if (c := culling_of(keys, of)) is not None), None)


def culling_of(keys: str, of: Culled) -> Culling | None:
    numbers, key = (of.number,), keys.removeprefix("Shift+")
    if key in STARS:
        return Culling(Rate(numbers, int(key)), goes_on=keys != key)
    if keys in FLAGS:
        return Culling(Flag(numbers, FLAGS[keys]), goes_on=FLAGS[keys] == REJECT)
    if keys in LABELLED:
        label = LABELLED.index(keys) + 1
        return Culling(Label(numbers, 0 if of.label == label else label), goes_on=False)
    return None
