"""The same was run before: asked at the button, answered by a click or by the same keys again."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from ideogram_desk.desktop.compose.generate_bar import READ, REPEAT
from ideogram_desk.desktop.compose.question import question
from ideogram_desk.domain.batch import Earlier
from ideogram_desk.domain.job import JobState
from ideogram_desk.domain.money import Prices, price_key

NOW = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)
EARLIER = Earlier("job1", datetime(2026, 11, 12, 9, 0, tzinfo=UTC), JobState.DONE, (1, 2, 3, 4))


@pytest.fixture
def repeated(panel):
    seen = []
    panel.repeat_requested.connect(lambda what, run_next: seen.append((what, run_next)))
    return seen


@pytest.fixture
def asked(panel, sent, clock):
    """A composer that has just been told that the same was run before."""
    panel.change(prompt="a red fox")
    clock.now += 10
    panel.send()
    panel.ask_repeat(sent[0][0], EARLIER, NOW)
    return panel


def standing(panel):
    return panel.findChild(QWidget, "repeat_question").isVisible()


def test_it_names_the_day_and_what_can_be_shown(asked):
    assert asked.findChild(QLabel, "repeat_text").text() == "You ran this on 12 Nov."
    assert asked.findChild(QPushButton, "repeat_show").text() == "Show 4 images"


@pytest.mark.parametrize(
    ("state", "numbers", "said"),
    [
        (JobState.QUEUED, (), ("The same waits in the queue already.", "Show it")),
        (JobState.SENDING, (), ("The same is being made just now.", "Show it")),
        (JobState.UNSURE, (), ("You sent this today, and it may have been paid for.", "Show it")),
        (JobState.DONE, (7,), ("You ran this today.", "Show 1 image")),
    ],
)
def test_it_says_how_far_the_earlier_one_is(state, numbers, said):
    assert question(Earlier("job1", NOW, state, numbers), NOW) == said


def test_the_same_keys_again_run_it_anyway(asked, clock, sent, repeated, qtbot):
    clock.now += READ + 0.01
    prompt = asked.findChild(QWidget, "prompt_edit")
    qtbot.keyClick(prompt, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert repeated == sent
    assert not standing(asked)


def test_a_slow_double_click_is_no_answer(asked, clock, repeated):
    clock.now += REPEAT + 0.05
    asked.send()
    assert repeated == []
    assert standing(asked)


def test_run_anyway_keeps_that_it_was_to_run_next(panel, sent, clock, repeated):
    panel.change(prompt="a red fox")
    clock.now += 10
    panel.send(run_next=True)
    panel.ask_repeat(sent[0][0], EARLIER, NOW)
    panel.findChild(QPushButton, "repeat_anyway").click()
    assert repeated == [(sent[0][0], True)]


def test_show_leads_to_the_earlier_ones(asked, repeated):
    shown = []
    asked.earlier_requested.connect(shown.append)
    asked.findChild(QPushButton, "repeat_show").click()
    assert shown == [EARLIER]
    assert repeated == []
    assert not standing(asked)


def test_it_goes_when_the_request_is_another_one(asked, clock, sent):
    asked.change(prompt="a blue fox")
    assert not standing(asked)
    clock.now += 10
    asked.send()
    assert len(sent) == 2


def test_it_is_not_asked_about_what_stands_there_no_more(panel, sent, clock):
    panel.change(prompt="a red fox")
    clock.now += 10
    panel.send()
    panel.change(prompt="a blue fox")
    panel.ask_repeat(sent[0][0], EARLIER, NOW)
    assert not standing(panel)


def test_prices_that_the_user_changed_are_on_the_button_and_at_the_speeds(panel):
    panel.change(prompt="a red fox", count=2)
    model = panel.composition().request.model
    panel.set_prices(Prices({price_key(model, "default"): 50_000}))
    assert "$0.10" in panel.findChild(QPushButton, "generate_button").text()
    assert panel.form.speed.currentText() == "Default · $0.05"


def test_the_link_of_a_notice_about_the_budget_leads_to_the_budget(panel, qtbot):
    panel.tell("bad", "Today's budget is $20.00.", "Budget", money=True)
    with qtbot.waitSignal(panel.budget_clicked), qtbot.assertNotEmitted(panel.notice_clicked):
        panel.findChild(QPushButton, "compose_notice_link").click()
    panel.tell("warn", "There is no key.", "Enter it")
    with qtbot.waitSignal(panel.notice_clicked):
        panel.findChild(QPushButton, "compose_notice_link").click()
