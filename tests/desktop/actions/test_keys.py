"""Keys as they are pressed on layouts that put signs and digits elsewhere."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from ideogram_desk.desktop.actions.keys import place_of, pressed, shown

NONE, SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


def key(code, text="", held=NONE, scan=0):
    return pressed(QKeyEvent(QEvent.Type.KeyPress, code, held, scan, 0, 0, text))


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (key(Qt.Key.Key_X, "x"), "X"),
        (key(Qt.Key.Key_3, "3", scan=12), "3"),
        (key(Qt.Key.Key_Exclam, "!", SHIFT, scan=10), "Shift+1"),
        (key(Qt.Key.Key_1, "1", SHIFT), "Shift+1"),
        (key(Qt.Key.Key_1, "1", Qt.KeyboardModifier.KeypadModifier), "1"),
        (key(Qt.Key.Key_Enter, "\r", Qt.KeyboardModifier.KeypadModifier), "Return"),
        (key(Qt.Key.Key_Delete, "\x7f"), "Del"),
        (key(Qt.Key.Key_Z, "\x1a", CTRL | SHIFT), "Ctrl+Shift+Z"),
        # a French keyboard: the digits' row writes signs, digits need Shift
        (key(Qt.Key.Key_Ampersand, "&", scan=10), "1"),
        (key(Qt.Key.Key_1, "1", SHIFT, scan=10), "Shift+1"),
        (key(Qt.Key.Key_Colon, "/", SHIFT, scan=60), "/"),
        # a German one: signs on other keys, brackets with AltGr, Y and Z the other way round
        (key(Qt.Key.Key_Slash, "/", SHIFT, scan=16), "/"),
        (key(Qt.Key.Key_Question, "?", SHIFT, scan=20), "?"),
        (key(Qt.Key.Key_Udiaeresis, "\x1b", CTRL, scan=34), "Ctrl+["),
        (key(Qt.Key.Key_Plus, "+", CTRL, scan=35), "Ctrl+]"),
        (key(Qt.Key.Key_Z, "z", scan=29), "Z"),
        # a Russian one
        (key(0x427, "ч", scan=53), "X"),
        (key(0x42F, "\x1a", CTRL, scan=52), "Ctrl+Z"),
    ],
)
def test_a_key_means_the_same_on_every_layout(found, wanted):
    assert wanted in found


def test_a_sign_that_was_typed_comes_before_the_place_of_its_key():
    assert key(Qt.Key.Key_Slash, "/", SHIFT, scan=16)[0] == "/"
    assert "Shift+7" not in key(Qt.Key.Key_Slash, "/", SHIFT, scan=16)[:1]


def test_a_german_minus_is_not_taken_for_the_slash_that_is_elsewhere_in_its_place():
    assert "/" not in key(Qt.Key.Key_Minus, "-", scan=61)


def test_places_are_known_on_every_system():
    assert place_of(10, 0, "xcb") == place_of(2, 0, "windows") == place_of(0, 18, "cocoa") == "1"
    assert place_of(34, 0, "wayland") == place_of(26, 0, "windows") == "["
    assert place_of(0, 0, "xcb") == ""


def test_keys_are_written_as_people_read_them():
    assert shown("Ctrl+Shift+Z") == "Ctrl+Shift+Z"
    assert shown("R, A") == "R A"
    assert shown("Ctrl+Return") == "Ctrl+Enter"
