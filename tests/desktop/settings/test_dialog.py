"""The settings dialog: live changes, and a key that is handled beside the GUI thread."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from ideogram_desk.base.settings import Settings
from ideogram_desk.desktop.bridge import Tasks
from ideogram_desk.desktop.settings.dialog import LibraryPlace, SettingsDialog
from ideogram_desk.desktop.settings.key_section import KeyActions
from ideogram_desk.desktop.theme import Theme
from ideogram_desk.domain.errors import SecretUnavailable

KEY = "canary-key-4711"
FOLDER = Path("/home/x/<b>library")


class Keys:
    """A stand-in for the key's home: it waits until it is let go, and may refuse."""

    def __init__(self):
        self.asked = []
        self.go = asyncio.Event()
        self.error = None

    async def _do(self, *what):
        self.asked.append(what)
        await self.go.wait()
        if self.error:
            raise self.error
        return "It worked."

    async def save(self, text):
        return await self._do("save", text)

    async def test(self, text):
        return await self._do("test", text)

    async def remove(self):
        return await self._do("remove")


@pytest.fixture
def keys():
    return Keys()


@pytest.fixture
def reported():
    return []


@pytest.fixture
def dialog(qtbot, keys, reported):
    made = SettingsDialog(
        Theme(),
        Settings(),
        Tasks(reported.append),
        KeyActions(keys.save, keys.test, keys.remove),
        LibraryPlace(FOLDER, 48_204, 71_000_000_000),
    )
    qtbot.addWidget(made)
    made.open()
    return made


async def settle():
    for _ in range(5):
        await asyncio.sleep(0)


async def test_saving_shows_progress_stays_usable_and_forgets_the_typed_key(dialog, keys):
    key = dialog.key
    key.field.setText(f" {KEY} ")
    key.save.click()
    await settle()
    assert keys.asked == [("save", KEY)]
    assert key.progress.isVisible()
    assert key.field.isEnabled()
    assert not key.save.isEnabled()
    keys.go.set()
    await settle()
    assert key.said.text() == "It worked."
    assert key.field.text() == ""
    assert not key.progress.isVisible()


async def test_a_refusal_is_a_plain_sentence_under_the_field(dialog, keys):
    keys.error = SecretUnavailable("The <b>keyring</b> is locked.")
    keys.go.set()
    dialog.key.field.setText(KEY)
    dialog.key.save.click()
    await settle()
    assert dialog.key.said.text() == "The <b>keyring</b> is locked."
    assert dialog.key.said.property("role") == "bad"
    assert dialog.key.field.text() == KEY
    assert dialog.key.save.isEnabled()


async def test_a_bug_is_reported_and_the_row_works_again(dialog, keys, reported):
    keys.error = RuntimeError("boom")
    keys.go.set()
    dialog.set_key_place("keyring")
    dialog.key.test.click()
    await settle()
    assert [str(error) for error in reported] == ["boom"]
    assert dialog.key.test.isEnabled()
    assert "boom" not in dialog.key.said.text()


async def test_a_typed_key_is_tested_else_the_one_in_use(dialog, keys):
    keys.go.set()
    dialog.set_key_place("keyring")
    dialog.key.test.click()
    await settle()
    dialog.key.field.setText(KEY)
    dialog.key.test.click()
    await settle()
    assert keys.asked == [("test", None), ("test", KEY)]


async def test_the_dialog_may_go_while_the_keyring_thinks(dialog, keys, qtbot, reported):
    dialog.set_key_place("keyring")
    dialog.key.remove.click()
    await settle()
    from shiboken6 import delete

    delete(dialog.key)
    keys.go.set()
    await settle()
    assert reported == []


@pytest.mark.parametrize(
    ("place", "said", "field", "test", "remove"),
    [
        ("environment", "IDEOGRAM_API_KEY", False, True, False),
        ("keyring", "system's keyring", True, True, True),
        ("memory", "memory only", True, True, True),
        ("none", "no key yet", True, False, False),
    ],
)
def test_where_the_key_is_decides_what_can_be_done(dialog, place, said, field, test, remove):
    dialog.set_key_place(place)
    assert said in dialog.key.where.text()
    assert dialog.key.field.isEnabled() == field
    assert dialog.key.test.isEnabled() == test
    assert dialog.key.remove.isVisible() == remove


def test_without_a_keyring_it_is_said_before_a_key_is_entered(dialog):
    dialog.set_key_place("none", keyring=False)
    assert "memory only, for this session" in dialog.key.where.text()


def test_enter_in_the_empty_field_saves_nothing(dialog, keys, qtbot):
    qtbot.keyClick(dialog.key.field, Qt.Key.Key_Return)
    assert keys.asked == []
    assert dialog.isVisible()


def test_every_change_takes_effect_at_once(dialog):
    told = []
    dialog.changed.connect(told.append)
    dialog.sandbox.click()
    dialog.pool.setValue(9)
    dialog.looks._halves["light"].click()
    assert told[-1] == Settings(pool=9, theme="light", sandbox=True)
    assert len(told) == 3
    assert dialog._theme.choice == "light"
    assert dialog.settings == told[-1]


def test_the_pool_goes_from_one_to_ten(dialog):
    assert (dialog.pool.minimum(), dialog.pool.maximum(), dialog.pool.value()) == (1, 10, 5)


def test_escape_closes_and_nothing_asks(dialog, qtbot):
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_the_library_is_told_and_shown(dialog, qtbot):
    assert dialog.findChild(QLabel, "library_holds").text() == "48,204 images · 71 GB"
    assert dialog.findChild(QLabel, "library_path").text() == str(FOLDER)
    with qtbot.waitSignal(dialog.reveal_requested) as told:
        dialog.findChild(QAbstractButton, "library_reveal_button").click()
    assert told.args == [FOLDER]


def test_the_key_shows_nowhere_in_the_dialog(dialog):
    dialog.key.field.setText(KEY)
    dialog.key.field.eye.trigger()
    for widget in [dialog, *dialog.findChildren(QWidget)]:
        seen = (repr(widget), widget.toolTip(), widget.accessibleName(), widget.windowTitle())
        assert not any(KEY in each for each in seen)


def test_all_text_is_plain_and_every_button_named(dialog):
    for label in dialog.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText
    for button in dialog.findChildren(QAbstractButton):
        if button.parentWidget() is not dialog.key.field:
            assert button.objectName()
            assert button.accessibleName()
            assert button.toolTip()
