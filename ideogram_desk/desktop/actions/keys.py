"""What key was pressed, on whatever layout: letters and signs as typed, digits by their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_MODIFIERS = (
    (Qt.KeyboardModifier.ControlModifier, "Ctrl"),
    (Qt.KeyboardModifier.AltModifier, "Alt"),
    (Qt.KeyboardModifier.ShiftModifier, "Shift"),
    (Qt.KeyboardModifier.MetaModifier, "Meta"),
)
_ALT_GR = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
# The places of keys as keyboards number them, from 1; X11 and Wayland count from 9.
_ROWS = ((2, "1234567890"), (16, "QWERTYUIOP[]"), (30, "ASDFGHJKL"), (44, "ZXCVBNM,./"))
_PLACES = {first + i: sign for first, row in _ROWS for i, sign in enumerate(row)}
_MAC = {18: "1", 19: "2", 20: "3", 21: "4", 23: "5", 22: "6", 26: "7", 28: "8", 25: "9", 29: "0"}
_X11_OFFSET = 8
_BETTER = (
    *(("Return", "Enter"), (", ", " "), ("PgDown", "Pg ↓"), ("PgUp", "Pg ↑")),
    *(("Left", "←"), ("Right", "→"), ("Up", "↑"), ("Down", "↓")),
)


def place_of(scan: int, virtual: int, platform: str) -> str:
    """The sign that a key bears on the common American keyboard; "" if that is not known."""
    if platform == "cocoa":
        return _MAC.get(virtual, "")
    return _PLACES.get(scan if platform == "windows" else scan - _X11_OFFSET, "")


def pressed(event: QKeyEvent) -> list[str]:
    """What the key may mean, the likeliest first, as QKeySequence writes it."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    held &= ~Qt.KeyboardModifier.GroupSwitchModifier
    before = "".join(f"{word}+" for flag, word in _MODIFIERS if held & flag)
    text = event.text()
    found = []
    plain = not held & ~Qt.KeyboardModifier.ShiftModifier or held & _ALT_GR == _ALT_GR
    if plain and text.isprintable() and not text.isalnum() and text.strip():
        found.append(text)  # a sign that was typed, wherever the layout has it
    place = place_of(
        event.nativeScanCode(), event.nativeVirtualKey(), QGuiApplication.platformName()
    )
    own = _own(Qt.Key(event.key()))
    if place.isdigit():
        found.append(before + place)
    if own:
        found.append(before + own)
    brackets = place in ("[", "]") and held & Qt.KeyboardModifier.ControlModifier
    if place and (not own.isascii() or brackets):
        found.append(before + place)  # another alphabet; brackets that take AltGr to write
    return found


def _own(key: Qt.Key) -> str:
    match key:
        case Qt.Key.Key_Enter:
            return "Return"
        case Qt.Key.Key_unknown:
            return ""
        case _:
            return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)


def shown(keys: str) -> str:
    """Keys as the system writes them in its menus."""
    written = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    for word, better in _BETTER:
        written = written.replace(word, better)
    return written
