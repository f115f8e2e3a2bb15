"""The panel as it is seen and used: by mouse, by keyboard, with much in it and with nothing."""

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QPushButton

from ideogram_desk.desktop.activity.board import TABS
from ideogram_desk.desktop.compose.prompt_edit import GrowingEdit
from ideogram_desk.domain.job import Activity, JobState
from tests.desktop.activity.conftest import delivery


def told(signal):
    seen = []
    signal.connect(lambda *what: seen.append(what))
    return seen


def keys(panel):
    rows = panel.rows
    return [rows.row(rows.index(at)).key for at in range(rows.rowCount())]


def place_of(panel, at, part):
    """Where a part of a row's card is, in the list's own pixels."""
    index = panel.rows.index(at)
    places = panel.view.places(panel.rows.row(index))
    return panel.view.visualRect(index).topLeft() + getattr(places, part).center()


def click(qtbot, panel, at, part):
    qtbot.mouseClick(
        panel.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place_of(panel, at, part))
    )


def tab(panel, name):
    return panel.findChild(QPushButton, f"activity_{name}")


def test_the_tabs_count_and_show_what_is_theirs(panel, full, qtbot):
    panel.take(full, [delivery()])
    assert tab(panel, "running").text() == "Running\n2"
    assert tab(panel, "queued").text() == "Queued\n4"
    assert tab(panel, "review").text() == "Review\n3"
    assert keys(panel) == [full.running[0].id, "delivery1"]
    for name in TABS:
        qtbot.mouseClick(tab(panel, name), Qt.MouseButton.LeftButton)
        assert panel.tab == name
        assert panel.rows.rowCount() >= 2


@pytest.mark.parametrize("name", TABS)
def test_an_empty_tab_says_so_in_one_sentence(panel, name):
    panel.show_tab(name)
    empty = panel.findChild(QLabel, "activity_empty")
    assert empty.isVisible()
    assert empty.text().endswith(".")


def test_a_cross_in_the_queue_cancels(panel, full, qtbot):
    panel.take(full, [])
    panel.show_tab("queued")
    seen = told(panel.ordered)
    click(qtbot, panel, 1, "cross")
    assert seen == [("cancel", full.queued[1].id)]


def test_run_next_is_on_every_row_but_the_first(panel, full, qtbot):
    panel.take(full, [])
    panel.show_tab("queued")
    seen, shown = told(panel.ordered), told(panel.job_shown)
    click(qtbot, panel, 2, "button")
    assert seen == [("run_next", full.queued[2].id)]
    assert shown == []


def test_a_click_on_a_card_shows_it_in_the_library(panel, full, qtbot):
    panel.take(full, [])
    panel.show_tab("done")
    seen = told(panel.job_shown)
    click(qtbot, panel, 0, "title")
    assert seen == [(full.done[0].id,)]


def test_a_press_that_is_let_go_elsewhere_does_nothing(panel, full, qtbot):
    panel.take(full, [])
    panel.show_tab("queued")
    seen = told(panel.ordered)
    viewport, left = panel.view.viewport(), Qt.MouseButton.LeftButton
    qtbot.mousePress(viewport, left, pos=place_of(panel, 1, "cross"))
    qtbot.mouseRelease(viewport, left, pos=place_of(panel, 2, "cross"))
    assert seen == []


def test_everything_can_be_done_by_keyboard(panel, full, qtbot):
    panel.take(full, [])
    panel.show_tab("queued")
    seen, moved = told(panel.ordered), told(panel.move_requested)
    view = panel.view
    view.setFocus()
    view.setCurrentIndex(panel.rows.index(0))
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    qtbot.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    first, second = full.queued[0].id, full.queued[1].id
    assert seen == [("run_next", second), ("cancel", second)]
    assert moved == [(second, first)]


def test_the_menu_offers_what_the_card_does(panel, full):
    panel.take(full, [])
    panel.show_tab("review")
    menu = panel.view.menu_for(panel.rows.row(panel.rows.index(1)))
    words = [action.text() for action in menu.actions()]
    assert words[0].startswith("Try again, may cost up to $")
    assert words[1:] == ["Dismiss", "Show in library"]


def test_a_refused_prompt_is_edited_in_its_place_and_queued_again(panel, full, qtbot):
    panel.take(full, [])
    panel.show_tab("review")
    sent = told(panel.queue_again)
    click(qtbot, panel, 0, "button")
    prompt = panel.findChild(GrowingEdit, "review_prompt")
    assert prompt.toPlainText() == "a red fox"
    assert panel.findChild(QLabel, "review_reason").text() == "The prompt was refused."
    price = panel.findChild(QPushButton, "review_queue").text()
    assert price.startswith("Queue again · $0.")
    prompt.selectAll()
    qtbot.keyClicks(prompt, "a calm fox")
    qtbot.keyClick(prompt, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    ((job, request),) = sent
    assert (job, request.prompt) == (full.review[0].id, "a calm fox")
    assert not panel.findChild(QPushButton, "review_queue").isEnabled()


def test_an_edited_prompt_outlives_what_comes_in_meanwhile(panel, full, make, qtbot):
    panel.take(full, [])
    panel.show_tab("review")
    panel._edit(full.review[1].id)
    prompt = panel.findChild(GrowingEdit, "review_prompt")
    qtbot.keyClicks(prompt, " at dawn")
    newer = make(JobState.REFUSED, reason="Another.")
    panel.take(replace(full, review=(newer, *full.review)), [])
    qtbot.wait(1)
    assert panel.findChild(GrowingEdit, "review_prompt").toPlainText() == "a red fox at dawn"
    editor = prompt.parentWidget().parentWidget()
    index = panel.rows.index_of(full.review[1].id)
    assert editor.geometry().top() == panel.view.visualRect(index).top()


def test_why_it_could_not_be_queued_stands_under_the_prompt(panel, full, qtbot):
    panel.take(full, [])
    panel.show_tab("review")
    panel._edit(full.review[0].id)
    prompt = panel.findChild(GrowingEdit, "review_prompt")
    prompt.selectAll()
    qtbot.keyClick(prompt, Qt.Key.Key_Delete)
    sent = told(panel.queue_again)
    panel.findChild(QPushButton, "review_queue").click()
    assert sent == []
    assert panel.findChild(QLabel, "review_problem").text() == "Write a prompt first."
    panel.tell_problem(full.review[0].id, "Today's budget is $20.00.")
    assert panel.findChild(QLabel, "review_problem").text() == "Today's budget is $20.00."


def test_escape_leaves_the_prompt_as_it_was(panel, full, qtbot):
    panel.take(full, [])
    panel.show_tab("review")
    panel._edit(full.review[0].id)
    qtbot.keyClick(panel.findChild(GrowingEdit, "review_prompt"), Qt.Key.Key_Escape)
    assert panel.view.edited == ""
    panel._edit(full.review[0].id)
    assert panel.view.edited == full.review[0].id
    panel.take(replace(full, review=full.review[1:]), [])
    assert panel.view.edited == ""


def test_the_whole_of_a_tab_has_its_buttons_where_they_apply(panel, full):
    panel.take(full, [])
    buttons = {name: panel.findChild(QPushButton, f"{name}_button")
               for name in ("retry_failed", "dismiss_all", "cancel_waiting")}  # fmt: skip
    shown = {}
    for name in TABS:
        panel.show_tab(name)
        shown[name] = {what for what, button in buttons.items() if button.isVisible()}
    assert shown == {
        "running": set(),
        "queued": {"cancel_waiting"},
        "review": {"retry_failed", "dismiss_all"},
        "done": set(),
    }
    seen = told(panel.all_ordered)
    panel.show_tab("queued")
    buttons["cancel_waiting"].click()
    assert seen == [("cancel_waiting",)]


def test_the_clock_runs_only_while_somebody_sees_what_it_changes(panel, full):
    panel.take(full, [])
    assert panel._clock.isActive()
    panel.show_tab("done")
    assert not panel._clock.isActive()
    panel.show_tab("running")
    panel.hide()
    assert not panel._clock.isActive()
    panel.show()
    panel.take(Activity(), [])
    assert not panel._clock.isActive()


def test_the_wait_for_the_next_attempt_counts_down(panel, make, clock):
    panel.take(
        Activity(queued=(make(reason="Rate limited", attempts=1, wait=4),), queued_count=1), []
    )
    assert "in 4 s (2 of 3)" in panel.rows.row(panel.rows.index(0)).state
    clock.pass_by(3)
    panel._tick()
    assert "in 1 s (2 of 3)" in panel.rows.row(panel.rows.index(0)).state
    clock.pass_by(2)
    panel._tick()
    assert panel.rows.rowCount() == 0
    assert tab(panel, "queued").text() == "Queued\n1"


def test_ten_thousand_waiting_jobs_are_listed_and_scrolled_without_a_stall(panel, make, qtbot):
    jobs = tuple(make(prompt=f"fox {n}") for n in range(10_000))
    panel.show_tab("queued")
    began = time.perf_counter()
    panel.take(Activity(queued=jobs, queued_count=10_000), [])
    panel.view.scrollToBottom()
    panel.grab()
    assert keys(panel)[-1] == jobs[-1].id
    assert time.perf_counter() - began < 3
    assert len(panel.view.visible_rows()) < 40


def test_the_end_of_the_list_asks_for_more_of_the_queue(panel, make):
    jobs = tuple(make() for _ in range(60))
    panel.show_tab("queued")
    panel.take(Activity(queued=jobs, queued_count=500), [])
    assert panel.findChild(QLabel, "activity_said").text() == "440 more behind these"
    wanted = told(panel.more_wanted)
    panel.view.scrollToBottom()
    assert wanted


def test_pictures_are_asked_for_once_and_only_where_they_are_seen(panel, make):
    wanted = told(panel.pictures_wanted)
    jobs = tuple(make(JobState.DONE) for _ in range(200))
    panel.take(Activity(done=jobs), [])
    assert wanted == []
    panel.show_tab("done")
    ((first,),) = wanted
    assert first[0] == jobs[0].id
    assert len(first) < 30
    panel.take(Activity(done=jobs), [])
    assert len(wanted) == 1


def test_why_nothing_is_sent_stands_over_the_list(panel):
    panel.say("Ideogram does not answer.")
    assert panel.notice.isVisible()
    panel.say("")
    assert not panel.notice.isVisible()


def test_every_button_is_named_and_every_label_plain(panel, full):
    panel.take(full, [])
    panel.show_tab("review")
    panel._edit(full.review[0].id)
    for button in panel.findChildren(QPushButton):
        if button.isVisible():
            assert button.objectName()
            assert button.accessibleName()
            assert button.toolTip()
    for label in panel.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText
