"""The queue in the real window: asked twice, over budget, refused and edited, cancelled and brought
back, left while it works, and what a second start finds."""

import asyncio
import json
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from ideogram_desk.base.settings import Settings
from ideogram_desk.desktop.compose.prompt_edit import GrowingEdit
from ideogram_desk.domain.job import JobState, NewJob, PictureState
from ideogram_desk.domain.request import Request
from tests.desktop.driving import click, generate, in_session, press, type_into
from tests.fakes.sandbox import Sandbox

CTRL = Qt.KeyboardModifier.ControlModifier


def rows(desk):
    """The keys of what Activity lists."""
    model = desk.window.columns.activity.rows
    return [model.row(model.index(at)).key for at in range(model.rowCount())]


def card(desk, at, part):
    """A click on a part of a card."""
    view = desk.window.columns.activity.view
    index = view.rows.index(at)
    spot = getattr(view.places(view.rows.row(index)), part).center()
    click(view.viewport(), view.visualRect(index).topLeft() + spot)


async def jobs(desk, *states):
    return await desk.session.program.desk.library.jobs(states or None)


async def until_jobs(desk, state, count):
    async with asyncio.timeout(20):
        while len(await jobs(desk, state)) != count:  # noqa: ASYNC110  the store tells nobody
            await asyncio.sleep(0.01)


async def queue_paused(desk, *prompts):
    """Jobs that wait, because the queue is paused."""
    engine = desk.session.program.desk
    engine.pause()
    return await engine.queue([NewJob(Request(prompt)) for prompt in prompts])


@in_session
async def test_the_same_request_again_is_asked_about_and_run_only_on_a_word(start):
    desk = await start()
    await generate(desk, "a red fox")
    await desk.all_in(PictureState.STORED, 1)
    prompt, question = desk.find(QWidget, "prompt_edit"), desk.find(QWidget, "repeat_question")
    press(prompt, Qt.Key.Key_Return, CTRL)
    await desk.until(question.isVisible)
    assert len(await jobs(desk)) == 1
    click(desk.find(QPushButton, "repeat_show"))
    await desk.until(lambda: desk.window.gallery.view.current_number() == 1)
    await asyncio.sleep(0.4)  # longer than a double click
    press(prompt, Qt.Key.Key_Return, CTRL)
    await desk.until(question.isVisible)
    click(desk.find(QPushButton, "repeat_anyway"))
    await desk.all_in(PictureState.STORED, 2)


@in_session
async def test_over_the_days_budget_nothing_is_queued_and_the_link_leads_to_it(start):
    desk = await start(settings=Settings(day_budget_usd=0.05))
    type_into(desk.find(QWidget, "prompt_edit"), "a red fox")
    press(desk.find(QWidget, "prompt_edit"), Qt.Key.Key_Return, CTRL)
    notice = desk.find(QLabel, "compose_notice_text")
    await desk.until(lambda: "budget is $0.05" in notice.text())
    assert await jobs(desk) == []
    assert "of $0.05" in desk.find(QLabel, "status_money").text()
    desk.find(QPushButton, "compose_notice_link").click()
    assert desk.find(QWidget, "settings_dialog").isVisible()


@in_session
async def test_a_changed_price_is_on_the_button_and_in_what_is_set_aside(start):
    desk = await start(settings=Settings(prices_usd={"ideogram-3:default": 0.01}))
    desk.window.compose.change(count=2)
    assert "$0.02" in desk.find(QPushButton, "generate_button").text()
    desk.session.program.desk.pause()
    await generate(desk, "a red fox", 2)
    await desk.until(lambda: "$0.02 set aside" in desk.find(QLabel, "status_money").toolTip())


@in_session
async def test_a_refused_prompt_is_edited_in_activity_and_becomes_a_picture(start):
    desk = await start()
    await generate(desk, "a fox [[fault:422]]")
    review = desk.find(QPushButton, "status_review")
    await desk.until(review.isVisible)
    click(review)
    await desk.until(lambda: len(rows(desk)) == 1)
    (refused,) = rows(desk)
    card(desk, 0, "button")
    prompt = desk.find(GrowingEdit, "review_prompt")
    prompt.selectAll()
    type_into(prompt, "a calm fox")
    press(prompt, Qt.Key.Key_Return, CTRL)
    await until_jobs(desk, JobState.DONE, 1)
    await desk.until(lambda: rows(desk) == [])
    assert not review.isVisible()
    assert (await jobs(desk, JobState.DONE))[0].id != refused
    await desk.all_in(PictureState.STORED, 1)


@in_session
async def test_what_was_cancelled_together_comes_back_in_its_order(start):
    desk = await start()
    desk.window.columns.show_activity("queued")
    asked = await queue_paused(desk, "one", "two", "three")
    await desk.until(lambda: rows(desk) == [job.id for job in asked])
    click(desk.find(QPushButton, "cancel_waiting_button"))
    await desk.until(lambda: rows(desk) == [])
    assert len(await jobs(desk, JobState.CANCELLED)) == 3
    click(desk.find(QPushButton, "toast_action"))
    await desk.until(lambda: rows(desk) == [job.id for job in asked])


@in_session
async def test_a_waiting_job_runs_next_or_a_place_sooner(start):
    desk = await start()
    desk.window.columns.show_activity("queued")
    one, two, three = (job.id for job in await queue_paused(desk, "one", "two", "three"))
    await desk.until(lambda: rows(desk) == [one, two, three])
    card(desk, 2, "button")
    await desk.until(lambda: rows(desk) == [three, one, two])
    view = desk.window.columns.activity.view
    view.setCurrentIndex(view.rows.index(2))
    press(view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    await desk.until(lambda: rows(desk) == [three, two, one])
    view.rows.move_requested.emit(three, None)
    await desk.until(lambda: rows(desk) == [two, one, three])


@in_session
async def test_what_is_done_is_listed_with_its_picture_and_shown_in_the_library(start):
    desk = await start()
    desk.window.columns.show_activity("done")
    await generate(desk, "a red fox")
    await desk.until(lambda: len(rows(desk)) == 1)
    pictures = desk.window.columns.activity.view.pictures
    await desk.until(lambda: pictures.get(rows(desk)[0], None) is not None)
    await desk.until(lambda: not pictures[rows(desk)[0]].isNull())
    card(desk, 0, "title")
    await desk.until(lambda: desk.window.gallery.view.current_number() == 1)


@in_session
async def test_a_hidden_activity_asks_the_store_for_nothing(start):
    desk = await start()
    desk.window.columns.show_activity()
    desk.window.columns.show_right("inspector")
    await generate(desk, "a red fox")
    await desk.all_in(PictureState.STORED, 1)
    assert not desk.session.acting._rest.isActive()
    assert rows(desk) == []


@in_session
async def test_a_held_queue_says_why_and_goes_on_by_a_button(start):
    desk = await start()
    await generate(desk, "a fox [[fault:401*1]]")
    strip = desk.find(QWidget, "strip")
    await desk.until(strip.isVisible)
    # The reason is known a moment before the job is on hold.
    await desk.until(lambda: desk.find(QPushButton, "strip_settings") is not None)
    await desk.until(lambda: not desk.window.status.message.isVisible())
    click(desk.find(QPushButton, "strip_resume"))
    await desk.all_in(PictureState.STORED, 1)
    await desk.until(lambda: not strip.isVisible())


async def leaving(desk):
    """A window that was asked to close while a picture is being made and its answer awaited."""
    desk.window.compose.change(generation="2.0")
    await generate(desk, "a red fox")
    await until_jobs(desk, JobState.SENDING, 1)
    answer = asyncio.ensure_future(desk.session.may_close())
    await desk.until(desk.find(QWidget, "strip").isVisible)
    assert desk.find(QLabel, "strip_text").text().startswith("Closing as soon as 1 picture")
    return answer


@in_session
async def test_a_window_with_nothing_under_way_closes_at_once(start):
    desk = await start()
    assert await desk.session.may_close()


@in_session
async def test_closing_waits_for_what_is_being_made(start):
    slow = Sandbox("--seconds", "1")
    try:
        desk = await start(url=slow.url)
        answer = await leaving(desk)
        assert await answer
        assert not desk.session._hurried
        await desk.all_in(PictureState.STORED, 1)
        await desk.close()
    finally:
        slow.close()


@in_session
async def test_closing_can_be_thought_better_of(start):
    slow = Sandbox("--seconds", "1")
    try:
        desk = await start(url=slow.url)
        answer = await leaving(desk)
        click(desk.find(QPushButton, "strip_stay"))
        assert not await answer
        assert not (await desk.session.program.desk.totals()).paused
        assert not desk.find(QWidget, "strip").isVisible()
        await desk.all_in(PictureState.STORED, 1)
        await desk.close()
    finally:
        slow.close()


@in_session
async def test_closing_now_leaves_an_open_question_that_the_next_start_asks(start):
    slow = Sandbox("--seconds", "60")
    try:
        desk = await start(url=slow.url)
        answer = await leaving(desk)
        click(desk.find(QPushButton, "strip_close_now"))
        assert await answer
        async with asyncio.timeout(10):
            await desk.close()
        again = await start(url=slow.url)
        await again.until(again.find(QWidget, "strip").isVisible)
        assert "may have cost" in again.find(QLabel, "strip_text").text()
        click(again.find(QPushButton, "strip_look"))
        await again.until(lambda: len(rows(again)) == 1)
        click(again.find(QPushButton, "strip_resume"))
        await again.until(lambda: not again.find(QWidget, "strip").isVisible())
        await again.close()
    finally:
        slow.close()


@pytest.mark.qt_log_ignore("This plugin does not support raise")
@in_session
async def test_a_later_start_brings_the_window_to_the_front_with_its_files(start, tmp_path):
    desk = await start()
    desk.window.showMinimized()
    file = tmp_path / "rows.csv"
    file.write_text("prompt\na red fox\n", encoding="utf-8")
    later = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "ideogram_desk", str(file), cwd=Path(__file__).parents[2]
    )
    assert await asyncio.wait_for(later.wait(), 20) == 0
    await desk.until(lambda: not desk.window.isMinimized())
    assert desk.window.columns.left.page == "batch"
    await desk.until(lambda: desk.session.campaigning is not None)


@in_session
async def test_batch_and_activity_are_made_when_they_are_first_shown_and_remembered(start):
    desk = await start()
    columns = desk.window.columns
    assert (columns.batch, columns.campaign, columns.activity) == (None, None, None)
    desk.find(QPushButton, "left_tabs_batch").click()
    desk.find(QPushButton, "right_tabs_activity").click()
    assert columns.batch.isVisible()
    assert columns.campaign.isVisible()
    assert columns.activity.isVisible()
    assert not desk.window.gallery.isVisible()
    state = json.loads(json.dumps(desk.window.state()))
    await desk.close()
    again = await start()
    again.window.restore(state)
    assert again.window.columns.batch.isVisible()
    assert again.window.columns.activity.isVisible()
    assert json.loads(json.dumps(again.window.state()["batch"])) == state["batch"]


@in_session
async def test_a_batch_that_was_never_shown_keeps_its_draft(start):
    desk = await start()
    desk.window.restore({"batch": {"name": "Spring"}})
    assert desk.window.state()["batch"] == {"name": "Spring"}


@in_session
async def test_keys_lead_to_every_column(start):
    desk = await start()
    window = desk.window
    trigger = {action.objectName(): action.trigger for action in window.actions()}
    trigger["batch_action"]()
    assert window.columns.left.page == "batch"
    trigger["find_action"]()
    assert window.columns.left.page == "compose"
    trigger["activity_action"]()
    assert window.columns.right.page == "activity"
    trigger["activity_action"]()
    assert window.columns.right.page == "inspector"
    window.columns.fold(2)
    trigger["activity_action"]()
    assert window.columns.sizes()[2] > 0
    assert window.columns.activity.isVisible()
