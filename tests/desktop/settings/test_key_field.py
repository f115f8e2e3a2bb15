"""The key's field gives the key to nobody but its reader."""

from __future__ import annotations

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLineEdit

from ideogram_desk.desktop.settings.key_field import KeyField

KEY = "canary-key-4711"


def test_the_key_is_masked_until_the_eye_is_pressed_and_again_when_focus_goes(qtbot):
    field = KeyField("key_edit", "Paste a key")
    other = QLineEdit()
    qtbot.addWidget(field)
    qtbot.addWidget(other)
    field.setText(KEY)
    assert field.echoMode() == QLineEdit.EchoMode.Password
    assert field.displayText() != KEY
    field.eye.trigger()
    assert field.displayText() == KEY
    field.show()
    field.hide()
    assert field.echoMode() == QLineEdit.EchoMode.Password


def test_the_key_stands_in_no_repr_title_tooltip_or_accessible_text(qtbot):
    field = KeyField("key_edit", "Paste a key")
    qtbot.addWidget(field)
    field.setText(KEY)
    seen = [repr(field), str(field), field.toolTip(), field.accessibleName(), field.windowTitle()]
    seen += [field.accessibleDescription(), field.whatsThis(), field.statusTip()]
    interface = QAccessible.queryAccessibleInterface(field)
    seen += [interface.text(kind) for kind in (QAccessible.Text.Name, QAccessible.Text.Value)]
    field.selectAll()
    field.copy()
    assert not any(KEY in each for each in seen)


def test_what_comes_along_in_a_paste_is_left_out(qtbot):
    field = KeyField("key_edit", "")
    qtbot.addWidget(field)
    field.setText(f"  {KEY}\n ")
    assert field.key == KEY
