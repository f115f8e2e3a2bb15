"""Campaigns from the window: planned, priced, queued, followed, corrected, found again."""

import functools
import json
from dataclasses import replace

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ideogram_desk.desktop.campaign.draft import Draft, draft_of
from ideogram_desk.domain.campaign import Campaign, Format
from ideogram_desk.domain.job import JobState

SMALL = draft_of(
    Campaign(
        "Small",
        "{product}, {format}",
        ("Tea", "Coffee"),
        (Format("square", "1:1"), Format("wide", "16:9")),
    )
)


def press(widget, key):
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier))


def in_session(test):
    """End the sessions while the test's loop still runs: pytest-qt turns Qt's without asyncio's."""

    @functools.wraps(test)
    async def closing(start, **fixtures):
        try:
            await test(start, **fixtures)
        finally:
            await start.close_all()

    return closing


async def queued(desk, draft=SMALL):
    desk.panel.load(draft)
    await desk.until(lambda: desk.panel.outlook and desk.panel.outlook.draft == draft)
    desk.button.click()
    await desk.until(lambda: desk.board.queued)
    return desk


@in_session
async def test_the_built_in_campaign_is_priced_and_queued_as_a_batch_of_its_cells(start):
    desk = await start()
    await desk.offers("Queue 6 images · $0.48")
    assert desk.words() == ["New · $0.08"] * 6
    desk.button.click()
    await desk.all_pictures()
    (batch,) = await desk.desk.library.batches()
    assert (batch.name, batch.states) == ("Q1 Launch", {JobState.DONE: 6})
    await desk.until(lambda: "6 of 6 done · $0.48 spent" in desk.view.sums.text())


@in_session
async def test_a_queued_campaign_is_not_offered_again_but_with_the_chip_off(start):
    desk = await queued(await start())
    await desk.all_pictures()
    await desk.until(lambda: "run already" in desk.panel.bar.reason.text())
    assert not desk.button.isEnabled()
    assert desk.panel.bar.jobs.text() == "4 jobs · 4 already run"
    desk.panel.form.skip.click()
    await desk.offers("Queue 4 images · $0.32")
    assert desk.board.queued, "the chip is no change of the campaign"


@in_session
async def test_a_product_more_shows_what_is_new_and_only_that_is_queued(start):
    desk = await queued(await start())
    await desk.all_pictures()
    desk.panel.form.products.paste("Cocoa")
    await desk.offers("Queue 2 images · $0.16")
    await desk.until(lambda: not desk.board.queued)
    assert desk.words() == ["picture"] * 4 + ["New · $0.08"] * 2
    desk.button.click()
    await desk.until(lambda: desk.board.queued)
    await desk.all_pictures()
    newest, _first = await desk.desk.library.batches()
    assert newest.states == {JobState.DONE: 2}
    assert [spot.job is None for spot in desk.board.spots] == [True] * 4 + [False] * 2


@in_session
async def test_a_batch_that_an_edit_took_out_of_sight_is_one_click_away(start):
    desk = await queued(await start())
    desk.panel.form.name.setText("Other")
    desk.panel.form.name.textEdited.emit("Other")
    await desk.until(lambda: not desk.board.queued)
    assert "goes on" in desk.view.back.toolTip()
    desk.view.back.click()
    await desk.until(lambda: desk.board.queued)
    assert desk.panel.draft.name == "Other"


@in_session
async def test_a_refused_cell_is_edited_in_place_and_queued_again(start):
    draft = replace(SMALL, products=("Tea [[fault:422]]",), formats=SMALL.formats[:1])
    desk = await queued(await start(), draft)
    await desk.until(lambda: desk.words() == ["Prompt was refused"])
    old = desk.board.spots[0].job
    matrix = desk.view.matrix
    matrix.setFocus()
    press(matrix, Qt.Key.Key_Return)
    assert desk.view.edit.isVisible()
    desk.view.edit.text.replace_text("Tea, mild")
    press(desk.view.edit.text, Qt.Key.Key_Return)
    await desk.all_pictures()
    new = desk.board.spots[0].job
    assert (new.request.prompt, new.batch, new.metadata) == ("Tea, mild", old.batch, old.metadata)
    assert not desk.view.edit.isVisible()
    (batch,) = await desk.desk.library.batches()
    assert batch.states == {JobState.DONE: 1}


@in_session
async def test_an_edited_prompt_that_is_over_the_budget_says_so_and_stays(start):
    draft = replace(SMALL, products=("Tea [[fault:422]]",), formats=SMALL.formats[:1])
    desk = await queued(await start(), draft)
    await desk.until(lambda: desk.words() == ["Prompt was refused"])
    desk.desk.day_budget = 10_000
    desk.view._take_order("edit", 0, 0)
    desk.view.edit.text.replace_text("Tea, mild")
    desk.view.edit.send.click()
    await desk.until(lambda: "budget" in desk.view.edit.why.text())
    assert desk.view.edit.isVisible()


@in_session
async def test_a_cell_is_run_again_alone_after_its_price_was_agreed_to(start):
    desk = await queued(await start())
    await desk.all_pictures()
    before = desk.board.spots[1].job
    desk.view.matrix.setFocus()
    desk.view.matrix.setCurrentIndex(desk.view.cells.index(0, 1))
    press(desk.view.matrix, Qt.Key.Key_R)
    assert desk.view.again.go.text() == "Run again · $0.08"
    press(desk.view.again.go, Qt.Key.Key_Return)
    await desk.until(lambda: desk.board.spots[1].job.id != before.id)
    await desk.all_pictures()
    assert len(await desk.desk.library.batch_jobs(before.batch)) == 5
    await desk.until(lambda: "4 of 4 done · $0.40 spent" in desk.view.sums.text())


@in_session
async def test_over_the_budget_nothing_is_queued_and_the_sentence_leads_to_it(start):
    desk = await start()
    asked = []
    desk.panel.budget_clicked.connect(lambda: asked.append("day"))
    desk.panel.load(replace(SMALL, budget="0.10"))
    await desk.offers("Queue 4 images · $0.32")
    desk.button.click()
    await desk.until(lambda: "Nothing was queued" in desk.panel.bar.notice.label.text())
    desk.panel.bar.notice.link_clicked.emit()
    assert desk.window.focusWidget() is desk.panel.form.budget
    desk.desk.day_budget = 100_000
    desk.panel.load(SMALL)
    await desk.offers("Queue 4 images · $0.32")
    desk.panel.tell("info", "")
    desk.button.click()
    await desk.until(lambda: "Nothing was queued" in desk.panel.bar.notice.label.text())
    desk.panel.bar.notice.link_clicked.emit()
    assert asked == ["day"]
    assert await desk.desk.library.batches() == []


@in_session
async def test_what_costs_more_than_the_button_says_is_shown_first(start):
    desk = await start()
    desk.panel.load(SMALL)
    await desk.offers("Queue 4 images · $0.32")
    desk.desk.prices = replace(desk.desk.prices, changed={"V_2": 100_000})
    desk.button.click()
    await desk.offers("Queue 4 images · $0.40")
    assert "look at the price" in desk.panel.bar.notice.label.text()
    assert await desk.desk.library.batches() == []


@in_session
async def test_a_paused_batch_waits_and_a_waiting_cell_can_be_cancelled(start):
    desk = await start()
    desk.desk.pause()
    await queued(desk)
    assert desk.words() == ["Queued"] * 4
    press(desk.view.matrix, Qt.Key.Key_Delete)
    await desk.until(lambda: desk.words()[0] == "Cancelled")
    desk.campaigning.show_totals(await desk.desk.totals())
    assert desk.view.pause.text() == "Resume"
    desk.view.pause.click()
    await desk.until(lambda: desk.words() == ["Cancelled"] + ["picture"] * 3)
    press(desk.view.matrix, Qt.Key.Key_Return)
    await desk.all_pictures()


@in_session
async def test_every_failed_cell_is_retried_at_once(start):
    draft = replace(SMALL, products=("Tea [[fault:expired*3]]", "Coffee"))
    desk = await queued(await start(), draft)
    await desk.until(lambda: desk.words() == ["Failed"] * 2 + ["picture"] * 2)
    await desk.until(desk.view.retry.isEnabled)
    desk.view.retry.click()
    await desk.all_pictures()
    await desk.until(lambda: not desk.view.retry.isEnabled())
    assert "$0.32 spent" in desk.view.sums.text(), "what is paid for is fetched, not bought again"


@in_session
async def test_a_recent_batch_comes_back_with_its_campaign_after_a_restart(start):
    desk = await queued(await start())
    await desk.all_pictures()
    await start.close(desk)
    again = await start()
    assert again.panel.draft != SMALL
    menu = again.panel.form.templates.make_recent_menu()
    (action,) = menu.actions()
    assert action.text().startswith("Small")
    action.trigger()
    await again.until(lambda: again.board.queued)
    assert again.words() == ["picture"] * 4
    assert again.panel.draft == SMALL
    again.panel.undo()
    assert again.panel.draft.name == "Q1 Launch"
    await again.until(lambda: not again.board.queued)


@in_session
async def test_a_batch_that_is_not_finished_is_what_the_tab_shows_after_a_restart(start):
    desk = await start()
    desk.desk.pause()
    await queued(desk)
    await start.close(desk)
    again = await start()
    await again.until(lambda: again.board.queued)
    assert again.view.title.text() == "Small"
    await again.all_pictures()


@in_session
async def test_templates_are_saved_loaded_removed_and_brought_back(start):
    desk = await start()
    desk.panel.load(SMALL)
    bar = desk.panel.form.templates
    bar.ask_name()
    assert bar.field.text() == "Small"
    bar.save.click()
    await desk.until(lambda: "Small" in bar.saved)
    desk.panel.load(Draft())
    bar.chosen.emit("Small", bar.saved["Small"])
    await desk.until(lambda: desk.panel.draft == SMALL)
    desk.panel.undo()
    assert desk.panel.draft == Draft()
    bar.remove_requested.emit("Small")
    await desk.until(lambda: not bar.saved)
    desk.panel.toast.acted.emit()
    await desk.until(lambda: "Small" in bar.saved)
    assert desk.panel.draft == Draft()


# --- files -----------------------------------------------------------------------------------


def rows(count, bad=()):
    lines = ["prompt,model,count"]
    lines += [f"a fox {n},{'9.9' if n in bad else '2 Turbo'},1" for n in range(1, count + 1)]
    return "\n".join(lines)


@in_session
async def test_a_list_is_reported_whole_priced_and_queued_without_its_bad_rows(start, tmp_path):
    desk = await start()
    file = tmp_path / "winter.csv"
    file.write_text(rows(12, bad={3, 7}), encoding="utf-8")
    desk.campaigning.import_file(file)
    report = desk.view.report
    await desk.until(report.isVisible)
    assert report.words.text() == "10 rows are fine · 2 are not"
    assert [report.model.index(n, 0).data() for n in range(2)] == ["4", "8"]
    assert report.queue.text() == "Queue 10 images · $0.50"
    assert await desk.desk.library.batches() == []
    report.queue.click()
    await desk.until(lambda: desk.board.is_list)
    await desk.all_pictures()
    assert desk.board.rows[:3] == ["a fox 1", "a fox 2", "a fox 4"]


@in_session
async def test_the_same_list_again_says_when_it_was_queued_and_leaves_it_out(start, tmp_path):
    desk = await start()
    file = tmp_path / "winter.csv"
    file.write_text(rows(3), encoding="utf-8")
    report = desk.view.report
    desk.campaigning.import_file(file)
    await desk.until(report.isVisible)
    report.queue.click()
    await desk.until(lambda: desk.board.is_list)
    await desk.all_pictures()
    desk.campaigning.import_file(file)
    await desk.until(report.isVisible)
    assert report.before.isVisible()
    assert "Already queued as a batch on" in report.before.label.text()
    assert report.words.text() == "3 rows are fine · 3 run already, left out"
    assert not report.queue.isEnabled()
    report.skip.click()
    assert report.queue.isEnabled()
    report.before.link_clicked.emit()
    await desk.until(lambda: not desk.view.reports)
    assert desk.board.is_list


@in_session
async def test_an_edited_row_of_a_list_stays_in_its_row_after_a_restart(start, tmp_path):
    desk = await start()
    file = tmp_path / "winter.csv"
    file.write_text("prompt\na fox\na hare [[fault:422]]\na fox", encoding="utf-8")
    desk.campaigning.import_file(file)
    await desk.until(desk.view.report.isVisible)
    desk.view.report.queue.click()
    await desk.until(lambda: desk.words() == ["picture", "Prompt was refused", "picture"])
    desk.view._take_order("edit", 1, 0)
    desk.view.edit.text.replace_text("a mild hare")
    desk.view.edit.send.click()
    await desk.all_pictures()
    desk.view._take_order("again", 2, 0)
    third = desk.board.spots[2].job.id
    desk.view.again.go.click()
    await desk.until(lambda: desk.board.spots[2].job.id != third)
    await desk.all_pictures()
    batch = desk.board.spots[0].job.batch
    await start.close(desk)
    again = await start()
    await again.campaigning.show_batch(batch)
    assert [spot.job.request.prompt for spot in again.board.spots] == [
        "a fox",
        "a mild hare",
        "a fox",
    ]


@in_session
async def test_a_campaign_file_goes_into_the_tab_and_can_be_undone(start, tmp_path):
    desk = await start()
    file = tmp_path / "q2.json"
    file.write_text(json.dumps({"campaign": "Q2", "prompt": "{product}", "products": ["Tea"],
                                "formats": [{"name": "a", "aspect": "1:1"}]}), encoding="utf-8")  # fmt: skip
    before = desk.panel.draft
    desk.campaigning.import_file(file)
    await desk.until(lambda: desk.panel.draft.name == "Q2")
    desk.panel.toast.action.click()
    assert desk.panel.draft == before


@in_session
async def test_a_file_that_is_no_batch_file_is_told_in_a_sentence(start, tmp_path):
    desk = await start()
    file = tmp_path / "picture.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    desk.campaigning.import_file(file)
    await desk.until(desk.panel.bar.notice.isVisible)
    desk.campaigning.import_file(tmp_path / "gone.csv")
    await desk.until(lambda: "gone.csv" in desk.panel.bar.notice.label.text())
    assert not desk.view.reports


@in_session
async def test_a_pasted_table_is_reported_as_a_file_is(start):
    desk = await start()
    desk.panel.text_pasted.emit("prompt\tmodel\na fox\t2.0\na hare\t2.0")
    await desk.until(desk.view.report.isVisible)
    assert desk.view.report.words.text() == "2 rows are fine"
    desk.view.report.cancel.click()
    assert not desk.view.reports
    await desk.until(lambda: desk.words() == ["New · $0.08"] * 6)
    QGuiApplication.clipboard().setText("prompt\na cat")
    desk.view.matrix.setFocus()
    QTest.keyClick(desk.view.matrix, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    await desk.until(lambda: desk.view.report.words.text() == "1 row is fine")
