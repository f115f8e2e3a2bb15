"""The settings dialog: its pages, live changes, and a key handled beside the GUI thread."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QListWidget, QWidget

from ideogram_desk.base.settings import Settings
from ideogram_desk.domain.errors import SecretUnavailable
from tests.desktop.settings.conftest import FOLDER, make_dialog

KEY = "canary-key-4711"


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
def dialog(qtbot, keys, reported, desk, secrets):
    made = make_dialog(keys, reported, desk, secrets)
    qtbot.addWidget(made)
    made.open()
    return made


async def settle():
    for _ in range(5):
        await asyncio.sleep(0)


async def test_saving_shows_progress_stays_usable_and_forgets_the_typed_key(dialog, keys):
    key = dialog.connection.key
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
    dialog.connection.key.field.setText(KEY)
    dialog.connection.key.save.click()
    await settle()
    assert dialog.connection.key.said.text() == "The <b>keyring</b> is locked."
    assert dialog.connection.key.said.property("role") == "bad"
    assert dialog.connection.key.field.text() == KEY
    assert dialog.connection.key.save.isEnabled()


async def test_a_bug_is_reported_and_the_row_works_again(dialog, keys, reported):
    keys.error = RuntimeError("boom")
    keys.go.set()
    dialog.set_key_place("keyring")
    dialog.connection.key.test.click()
    await settle()
    assert [str(error) for error in reported] == ["boom"]
    assert dialog.connection.key.test.isEnabled()
    assert "boom" not in dialog.connection.key.said.text()


async def test_a_typed_key_is_tested_else_the_one_in_use(dialog, keys):
    keys.go.set()
    dialog.set_key_place("keyring")
    dialog.connection.key.test.click()
    await settle()
    dialog.connection.key.field.setText(KEY)
    dialog.connection.key.test.click()
    await settle()
    assert keys.asked == [("test", None), ("test", KEY)]


async def test_the_dialog_may_go_while_the_keyring_thinks(dialog, keys, qtbot, reported):
    dialog.set_key_place("keyring")
    dialog.connection.key.remove.click()
    await settle()
    from shiboken6 import delete

    delete(dialog.connection.key)
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
    assert said in dialog.connection.key.where.text()
    assert dialog.connection.key.field.isEnabled() == field
    assert dialog.connection.key.test.isEnabled() == test
    assert dialog.connection.key.remove.isVisible() == remove


def test_without_a_keyring_it_is_said_before_a_key_is_entered(dialog):
    dialog.set_key_place("none", keyring=False)
    assert "memory only, for this session" in dialog.connection.key.where.text()


def test_enter_in_the_empty_field_saves_nothing(dialog, keys, qtbot):
    qtbot.keyClick(dialog.connection.key.field, Qt.Key.Key_Return)
    assert keys.asked == []
    assert dialog.isVisible()


def test_every_change_takes_effect_at_once(dialog):
    told = []
    dialog.changed.connect(told.append)
    dialog.connection.sandbox.click()
    dialog.queue.pool.setValue(9)
    dialog.look.looks._halves["light"].click()
    assert told[-1] == Settings(pool=9, theme="light", sandbox=True)
    assert len(told) == 3
    assert dialog.look._theme.choice == "light"
    assert dialog.settings == told[-1]


def test_the_pool_goes_from_one_to_ten(dialog):
    pool = dialog.queue.pool
    assert (pool.minimum(), pool.maximum(), pool.value()) == (1, 10, 5)


def test_the_queue_s_numbers_are_settings_too(dialog, qtbot):
    dialog.show_page("queue")
    dialog.queue.downloads.setValue(2)
    dialog.queue.keep_done.more.click()
    dialog.queue.keep_failed.less.click()
    spin = dialog.queue.low_water.spin
    spin.setFocus()
    spin.selectAll()
    told = []
    dialog.changed.connect(told.append)
    qtbot.keyClicks(spin, "2048")
    assert told == []  # 2, 20 and 204 MB were never meant
    qtbot.keyClick(spin, Qt.Key.Key_Return)
    now = dialog.settings
    assert (now.download_places, now.keep_done, now.keep_failed) == (2, 110, 40)
    assert now.low_water_mb == 2048


def test_a_setting_that_changes_elsewhere_is_shown_and_not_undone_by_the_next_choice(dialog):
    told = []
    dialog.changed.connect(told.append)
    dialog.choices.tell(Settings(sandbox=True, pool=3))
    assert told == []
    assert dialog.connection.sandbox.isChecked()
    assert dialog.queue.pool.value() == 3
    dialog.queue.downloads.setValue(8)
    assert told == [Settings(sandbox=True, pool=3, download_places=8)]


async def test_arrow_keys_go_through_the_pages_and_a_page_is_opened_by_name(dialog, qtbot):
    sections = dialog.findChild(QListWidget, "settings_sections")
    names = ["Key & connection", "Queue", "Money", "Callbacks", "Look", "Library & about"]
    assert [sections.item(i).text() for i in range(sections.count())] == names
    qtbot.keyClick(sections, Qt.Key.Key_Down)
    assert dialog.page == "queue"
    assert dialog.queue.isVisible()
    dialog.show_page("money")
    assert (dialog.page, dialog.money.isVisible()) == ("money", True)
    assert not dialog.queue.isVisible()
    with pytest.raises(ValueError, match="nowhere"):
        dialog.show_page("nowhere")


@pytest.mark.parametrize("page", ["connection", "queue", "money", "callbacks", "look", "about"])
async def test_no_page_is_wider_than_its_room(dialog, page):
    dialog.show_page(page)
    await settle()
    inside = dialog.pages[page]
    assert inside.minimumSizeHint().width() + 48 <= dialog._stack.width()


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
    dialog.connection.key.field.setText(KEY)
    dialog.connection.key.field.eye.trigger()
    for widget in [dialog, *dialog.findChildren(QWidget)]:
        seen = (repr(widget), widget.toolTip(), widget.accessibleName(), widget.windowTitle())
        assert not any(KEY in each for each in seen)


def test_all_text_is_plain_and_every_button_named(dialog):
    for label in dialog.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText
    for button in dialog.findChildren(QAbstractButton):
        if button.parentWidget().objectName() not in ("key_edit", "receive_secret_field"):
            assert button.objectName() == button.objectName().lower() != ""
            assert button.accessibleName()
            assert button.toolTip() or button.text()
