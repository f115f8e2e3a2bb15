"""Deeds done by key, by action and by name, where they belong and nowhere else."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu, QPushButton

from ideogram_desk.desktop.actions.deed import Where
from ideogram_desk.desktop.actions.registry import Deeds
from ideogram_desk.desktop.actions.table import DEEDS

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.mark.parametrize(
    ("key", "held", "done"),
    [
        (Qt.Key.Key_3, None, "rate_3"),
        (Qt.Key.Key_3, SHIFT, "rate_3_next"),
        (Qt.Key.Key_X, None, "reject"),
        (Qt.Key.Key_6, None, "label_red"),
        (Qt.Key.Key_Delete, None, "trash"),
        (Qt.Key.Key_Slash, None, "find"),
        (Qt.Key.Key_Question, SHIFT, "keys"),
        (Qt.Key.Key_C, CTRL | SHIFT, "copy_prompt"),
        (Qt.Key.Key_F, CTRL, "find"),
        (Qt.Key.Key_K, CTRL, "palette"),
        (Qt.Key.Key_F1, None, "keys"),
        (Qt.Key.Key_Z, CTRL, "undo"),
        (Qt.Key.Key_Z, CTRL | SHIFT, "redo"),
    ],
)
def test_a_key_in_the_grid_does_its_deed_once(qtbot, stand, key, held, done):
    qtbot.keyClick(stand.grid, key, held or Qt.KeyboardModifier.NoModifier)
    assert stand.done == [done]


def test_every_key_of_the_library_does_its_deed_there(stand):
    for deed in DEEDS:
        for where, widget in ((Where.GRID, stand.grid), (Where.VIEWER, stand.viewer)):
            if not deed.where & where or deed.answered or deed.name in ("compare", "survey"):
                continue
            stand.selected = [1, 2] if deed.fewest > 1 else [1]
            for keys in (*deed.keys, *deed.near):
                if ", " in keys or (where is Where.VIEWER and deed.fewest > 1):
                    continue
                stand.done.clear()
                QApplication.sendEvent(widget, _event(keys))
                assert stand.done == [deed.name], (keys, where)


def _event(keys, repeated=False):
    *held, key = keys.split("+") if keys != "+" else ("+",)
    modifiers = Qt.KeyboardModifier.NoModifier
    for one in held:
        modifiers |= {"Ctrl": CTRL, "Shift": SHIFT}[one]
    code = {"Del": Qt.Key.Key_Delete}.get(key) or Qt.Key(ord(key))
    return QKeyEvent(QEvent.Type.KeyPress, code, modifiers, key if not held else "", repeated)


def test_letters_are_letters_in_a_text_field(qtbot, stand):
    stand.text.setFocus()
    qtbot.keyClicks(stand.text, "xpu3/?")
    qtbot.keyClick(stand.text, Qt.Key.Key_Z, CTRL)
    qtbot.keyClick(stand.text, Qt.Key.Key_Delete)
    assert stand.done == []
    qtbot.keyClick(stand.text, Qt.Key.Key_K, CTRL)
    assert stand.done == ["palette"]


def test_undo_reaches_the_library_from_a_button_of_another_column(qtbot, stand):
    button = QPushButton("Elsewhere")
    stand.centralWidget().layout().addWidget(button)
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_X)
    qtbot.keyClick(button, Qt.Key.Key_Z, CTRL)
    assert stand.done == ["undo"]


def test_a_key_that_is_held_down_rates_one_picture_only(stand):
    QApplication.sendEvent(stand.grid, _event("X"))
    for _ in range(5):
        QApplication.sendEvent(stand.grid, _event("X", repeated=True))
    assert stand.done == ["reject"]
    QApplication.sendEvent(stand.viewer, _event("+", repeated=True))
    assert stand.done[1:] == ["zoom_in"]


def test_a_place_keeps_its_own_keys(stand):
    stand.selected = [1, 2]
    assert not stand.deeds.eventFilter(stand.viewer, _event("C"))
    assert stand.deeds.eventFilter(stand.grid, _event("C"))
    assert stand.done == ["compare"]


def test_a_deed_acts_on_the_pictures_of_the_place_that_has_the_focus(stand):
    assert list(stand.deeds.numbers()) == [7]
    stand.viewer.setFocus()
    assert list(stand.deeds.numbers()) == [99]
    stand.text.setFocus()  # as the palette's field: the place before still counts
    assert list(stand.deeds.numbers()) == [99]
    stand.grid.setFocus()
    stand.deeds.advance()
    assert stand.moved == 1
    stand.viewer.setFocus()
    stand.deeds.advance()
    assert stand.moved == 1


def test_a_place_that_is_not_seen_any_more_does_not_count(stand):
    stand.viewer.setFocus()
    stand.viewer.hide()
    stand.text.setFocus()
    assert list(stand.deeds.numbers()) == [7]


def test_what_cannot_be_done_says_why_and_does_nothing(qtbot, stand):
    stand.selected = []
    with qtbot.waitSignal(stand.deeds.refused) as said:
        qtbot.keyClick(stand.grid, Qt.Key.Key_X)
    assert said.args == ["Select a picture first."]
    stand.deeds.bind("undo", lambda: stand.done.append("undo"), enabled=lambda: False)
    with qtbot.waitSignal(stand.deeds.refused):
        assert not stand.deeds.run("undo")
    assert stand.done == []


def test_a_deed_without_anybody_to_do_it_is_not_there(qtbot):
    button = QPushButton()
    qtbot.addWidget(button)
    deeds = Deeds(button)
    deeds.attend(button, Where.GRID, lambda: [1])
    assert deeds.bound() == []
    assert not deeds.eventFilter(button, _event("X"))
    deeds.bind("reject", lambda: None)
    assert [deed.name for deed in deeds.bound()] == ["reject"]
    with pytest.raises(KeyError):
        deeds.bind("no_such_deed", lambda: None)


def test_there_is_one_action_for_menu_key_and_button(qtbot, stand):
    action = stand.deeds.action("reject")
    assert action is stand.deeds.action("reject")
    assert action.shortcut().toString() == "X"
    menu = QMenu(stand)
    menu.addAction(action)
    qtbot.keyClick(stand.text, Qt.Key.Key_X)  # a shortcut in a menu acts in no text field
    assert stand.done == []
    action.trigger()
    assert stand.done == ["reject"]
