"""The first thing a new user sees."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from ideogram_desk.desktop.theme import Theme
from ideogram_desk.desktop.welcome import SAMPLES, Welcome

KEY = "canary-key-4711"


@pytest.fixture
def welcome(qtbot):
    made = Welcome(Theme())
    made.resize(800, 600)
    qtbot.addWidget(made)
    made.show()
    return made


def test_in_a_narrow_window_one_choice_stands_above_the_other(welcome, qtbot):
    key, trial = (welcome.findChild(QWidget, f"welcome_{name}") for name in ("key", "sandbox"))
    assert key.y() == trial.y()
    welcome.resize(330, 900)
    qtbot.waitUntil(lambda: trial.y() > key.geometry().bottom())
    assert key.width() > 250
    welcome.resize(800, 600)
    qtbot.waitUntil(lambda: key.y() == trial.y())


def test_a_key_is_asked_to_be_saved_and_shows_nowhere(welcome, qtbot):
    assert not welcome.save.isEnabled()
    qtbot.keyClicks(welcome.field, f" {KEY}")
    with qtbot.waitSignal(welcome.key_entered) as told:
        qtbot.keyClick(welcome.field, Qt.Key.Key_Return)
    assert told.args == [KEY]
    assert welcome.progress.isVisible()
    assert not welcome.save.isEnabled()
    for widget in [welcome, *welcome.findChildren(QWidget)]:
        seen = (repr(widget), widget.toolTip(), widget.accessibleName(), widget.windowTitle())
        assert not any(KEY in each for each in seen)


def test_a_saved_key_leads_to_the_sample_prompts(welcome):
    welcome.field.setText(KEY)
    welcome.key_saved()
    assert welcome.title.text() == "Your pictures will appear here"
    assert not welcome.choices.isVisible()
    assert welcome.field.text() == ""


def test_a_refused_key_stays_and_the_reason_is_plain(welcome):
    welcome.field.setText(KEY)
    welcome.save.click()
    welcome.key_failed("<b>No</b>")
    assert welcome.said.text() == "<b>No</b>"
    assert welcome.said.isVisible()
    assert welcome.field.text() == KEY
    assert welcome.save.isEnabled()
    assert welcome.field.property("invalid") is True


def test_the_sandbox_can_be_chosen(welcome, qtbot):
    with qtbot.waitSignal(welcome.sandbox_chosen):
        welcome.sandbox.click()
    welcome.set_ready(ready=True)
    assert not welcome.sandbox.isVisible()


@pytest.mark.parametrize("ready", [False, True])
def test_a_sample_prompt_is_one_click_away(welcome, qtbot, ready):
    welcome.set_ready(ready=ready)
    with qtbot.waitSignal(welcome.sample_chosen) as told:
        welcome.findChild(QAbstractButton, "sample_coffee_bag").click()
    assert told.args == [SAMPLES["Coffee bag"]]


def test_every_control_is_named_and_every_text_plain(welcome):
    for label in welcome.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText
    for button in welcome.findChildren(QAbstractButton):
        if button.parentWidget() is not welcome.field:
            assert button.objectName()
            assert button.accessibleName()
            assert button.toolTip()
