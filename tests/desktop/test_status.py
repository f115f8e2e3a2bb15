"""The status bar: counts, progress, messages, and figures that move nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QWidget

from ideogram_desk.desktop.kit import Button
from ideogram_desk.desktop.status import StatusBar
from ideogram_desk.desktop.status_run import Run, time_left
from ideogram_desk.desktop.theme import Theme
from ideogram_desk.domain.job import QueueTotals


class Clock:
    def __init__(self):
        self.at = 0.0

    def __call__(self):
        return self.at


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def bar(qtbot, clock):
    made = StatusBar(Theme(), clock)
    made.resize(1400, 30)
    qtbot.addWidget(made)
    made.show()
    return made


def text(bar, name):
    return bar.findChild(QWidget, name).text()


def test_it_tells_what_runs_what_waits_money_and_library(bar):
    bar.apply(
        QueueTotals(
            queued=31, running=5, spent_today=4_320_000, pictures=48_204, bytes=71_000_000_000
        )
    )
    assert text(bar, "status_queue") == "5 running · 31 queued"
    assert text(bar, "status_money") == "Today $4.32"
    assert text(bar, "status_library") == "48,204 images · 71 GB"


def test_nothing_to_do_is_idle_and_shows_no_progress(bar):
    bar.apply(QueueTotals())
    assert text(bar, "status_queue") == "Idle"
    assert not bar.findChild(QProgressBar).isVisible()
    assert text(bar, "status_library") == "0 images · 0 bytes"


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("ideogram", "Ideogram"),
        ("sandbox", "Sandbox"),
        ("offline", "Offline"),
        ("no_key", "No key"),
    ],
)
def test_the_connection_is_told_in_a_word(bar, kind, word):
    bar.set_connection(kind)
    assert text(bar, "status_connection") == word


def test_progress_counts_since_the_queue_was_last_empty(bar, clock):
    for waiting in (50, 49, 40, 31):
        bar.apply(QueueTotals(queued=waiting))
        clock.at += 10
    assert text(bar, "status_progress_text").startswith("19 of 50")
    assert bar.findChild(QProgressBar).value() == 19
    bar.apply(QueueTotals())
    bar.apply(QueueTotals(queued=2))
    assert text(bar, "status_progress_text") == "0 of 2"


def test_time_left_comes_from_what_was_learnt_else_from_the_pace(bar, clock):
    for waiting in (50, 45, 40):
        bar.apply(QueueTotals(queued=waiting))
        clock.at += 30
    bar.apply(QueueTotals(queued=40))
    assert text(bar, "status_progress_text") == "10 of 50 · 6 min left"
    bar.apply(QueueTotals(queued=40, seconds_left=61))
    assert text(bar, "status_progress_text") == "10 of 50 · 1 min left"
    bar.apply(QueueTotals(queued=40, paused=True))
    assert text(bar, "status_progress_text") == "10 of 50 · paused"


def test_what_waits_for_the_user_keeps_no_bar_on(bar):
    bar.apply(QueueTotals(held=3, held_reason="<b>No credit</b>"))
    assert text(bar, "status_queue") == "3 on hold"
    assert not bar.findChild(QProgressBar).isVisible()
    assert "<b>" not in bar.findChild(Button, "status_queue").toolTip()


def test_the_day_stands_against_its_budget_and_the_rest_in_the_tooltip(bar):
    totals = QueueTotals(spent_today=4_320_000, reserved=180_000, unsure=60_000)
    bar.apply(totals, budget=20_000_000)
    assert text(bar, "status_money") == "Today $4.32 of $20"
    told = bar.findChild(QLabel, "status_money").toolTip()
    assert "$0.18 set aside" in told
    assert "$0.06 may have been paid" in told
    assert "$15.50 left of today's budget" in told
    bar.apply(totals, budget=12_500_000)
    assert text(bar, "status_money") == "Today $4.32 of $12.50"


def test_why_nothing_is_sent_stands_beside_the_progress(bar):
    bar.apply(QueueTotals(queued=9, resting="Ideogram does not answer."))
    resting = bar.findChild(QLabel, "status_resting")
    assert resting.isVisible()
    assert resting.text() == "Ideogram does not answer."
    bar.apply(QueueTotals(queued=9, resting="Ideogram does not answer.", paused=True))
    assert not resting.isVisible()


def test_the_queues_words_lead_to_activity_and_tell_the_places(bar, qtbot):
    bar.apply(QueueTotals(queued=9, places=3))
    queue = bar.findChild(Button, "status_queue")
    assert "3 pictures at a time" in queue.toolTip()
    with qtbot.waitSignal(bar.queue_clicked):
        queue.click()


def test_what_needs_a_look_is_a_button(bar, qtbot):
    review = bar.findChild(Button, "status_review")
    bar.apply(QueueTotals())
    assert not review.isVisible()
    bar.apply(QueueTotals(review=1))
    assert review.text() == "1 needs a look"
    bar.apply(QueueTotals(review=2))
    assert review.text() == "2 need a look"
    with qtbot.waitSignal(bar.review_clicked):
        review.click()


def test_pause_and_resume(bar, qtbot):
    pause = bar.findChild(Button, "pause_button")
    with qtbot.waitSignal(bar.pause_toggled) as told:
        pause.click()
    assert told.args == [True]
    bar.apply(QueueTotals(paused=True))
    assert pause.text() == "Resume"
    assert text(bar, "status_queue") == "Paused"
    with qtbot.waitSignal(bar.pause_toggled) as told:
        pause.click()
    assert told.args == [False]


def places(bar):
    return [part.x() for part in (*bar.findChildren(QLabel), *bar.findChildren(Button))]


def test_changing_figures_move_nothing(bar, qtbot):
    bar.apply(QueueTotals(queued=88, running=10, spent_today=8_880_000))
    qtbot.wait(1)
    before = places(bar)
    for queued in (87, 80, 11, 9):
        bar.apply(QueueTotals(queued=queued, running=1, spent_today=1_110_000))
        qtbot.wait(1)
        assert places(bar) == before


def test_a_message_goes_by_itself_and_a_serious_one_stays(bar):
    bar.say("Saved")
    assert bar.message.isVisible()
    assert bar.message._timer.isActive()
    bar.message._start_fading()
    bar.message._fade.finished.emit()
    assert not bar.message.isVisible()
    bar.say("The disk is full.", serious=True)
    assert not bar.message._timer.isActive()
    bar.message.click()
    assert not bar.message.isVisible()


def test_a_hostile_or_endless_message_is_one_plain_line(bar, qtbot):
    bar.say("<img src=/x> & " + "y" * 2_000_000, serious=True)
    qtbot.wait(1)
    assert bar.width() == 1400
    assert bar.message.text().startswith("<img src=/x> && ")
    assert "<img" not in bar.message.toolTip()
    assert bar.message.width() < 1400


def test_every_control_is_named(bar):
    bar.apply(QueueTotals(queued=3, review=1))
    for button in bar.findChildren(Button):
        if button.isVisible():
            assert button.objectName()
            assert button.accessibleName()
            assert button.toolTip()
    for label in bar.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText


def test_a_run_counts_what_failed_as_gone_through():
    run = Run()
    run.count(4, 0)
    run.count(3, 1)
    run.count(5, 2)
    assert (run.done, run.total) == (1, 6)
    run.count(0, 3)
    assert (run.done, run.total) == (0, 0)


def test_no_pace_is_guessed_from_one_picture():
    run = Run()
    run.count(4, 0)
    run.count(3, 10)
    assert run.seconds_left(10) is None


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "5 s left"),
        (42, "40 s left"),
        (55, "1 min left"),
        (180, "3 min left"),
        (7200, "2 h left"),
    ],
)
def test_time_left_is_told_roughly(seconds, said):
    assert time_left(seconds) == said


def test_a_narrow_window_is_not_made_wider_by_a_full_bar(bar, qapp, qtbot):
    Theme().apply(qapp)
    bar.resize(900, 30)
    bar.apply(
        QueueTotals(
            queued=8_888,
            running=10,
            review=88,
            spent_today=88_880_000,
            pictures=48_204,
            bytes=71_000_000_000,
            resting="Ideogram does not answer; what waits is sent when it does.",
        ),
        budget=100_000_000,
    )
    qtbot.wait(1)
    assert bar.minimumSizeHint().width() <= 900
    assert not bar.findChild(QProgressBar).isVisible()
    assert "0 of 8,898" in bar.findChild(Button, "status_queue").toolTip()
    bar.resize(1400, 30)
    assert bar.findChild(QProgressBar).isVisible()
