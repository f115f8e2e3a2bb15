"""The window's own deeds in the real window: keys, palette, sheet, recall, and F6 through it all."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget

from ideogram_desk.desktop.actions.table import DEEDS
from ideogram_desk.domain.job import PictureState
from tests.desktop.driving import generate, in_session

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def key(code, held=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget(), code, held)


async def with_pictures(start, count=3):
    desk = await start()
    await generate(desk, "a red fox", count)
    await desk.all_in(PictureState.STORED, count)
    desk.window.activateWindow()
    desk.window.show_number(desk.tiles()[0].number)
    desk.window.gallery.view.setFocus()
    return desk


@in_session
async def test_every_deed_of_the_table_is_done_by_somebody(start):
    desk = await start()
    assert {deed.name for deed in DEEDS if not desk.window.deeds.is_bound(deed.name)} == set()


@in_session
async def test_the_palette_does_what_is_typed(start):
    desk = await with_pictures(start)
    window = desk.window
    key(Qt.Key.Key_K, CTRL)
    field = desk.find(QLineEdit, "command_palette_edit")
    assert field.hasFocus()
    QTest.keyClicks(field, "activity")
    key(Qt.Key.Key_Return)
    assert window.columns.right.page == "activity"
    assert window.gallery.view.hasFocus()
    assert window.state()["recent"] == ["activity"]


@in_session
async def test_the_sheet_comes_by_f1_anywhere_and_by_a_question_mark_in_the_grid(start):
    desk = await with_pictures(start)
    key(Qt.Key.Key_Question, SHIFT)
    sheet = desk.find(QWidget, "key_sheet")
    assert sheet.isVisible()
    key(Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    desk.window.compose.focus_prompt()
    key(Qt.Key.Key_Question, SHIFT)
    assert not sheet.isVisible()
    key(Qt.Key.Key_F1)
    assert sheet.isVisible()


@in_session
async def test_the_keyboard_alone_goes_through_every_part_of_the_window(start):
    desk = await with_pictures(start)
    window = desk.window
    columns = window.columns
    window.gallery.toggle_browse()
    parts = (columns.left, window.gallery.browse, columns.middle, columns.right, window.status)

    def held():
        focus = QApplication.focusWidget()
        return next(place for place, part in enumerate(parts) if part.isAncestorOf(focus))

    window.gallery.view.setFocus()
    gone = []
    for _ in range(5):
        key(Qt.Key.Key_F6)
        gone.append(held())
    assert gone == [3, 4, 0, 1, 2]
    assert window.gallery.view.hasFocus()
    key(Qt.Key.Key_F6, SHIFT)
    assert held() == 1


@in_session
async def test_ctrl_b_leads_into_the_browse_pane_and_back(start):
    desk = await with_pictures(start)
    key(Qt.Key.Key_B, CTRL)
    assert desk.window.gallery.browse.isAncestorOf(QApplication.focusWidget())
    key(Qt.Key.Key_B, CTRL)
    assert not desk.window.gallery.browse.isVisible()
    assert desk.window.gallery.view.hasFocus()


@in_session
async def test_how_the_library_is_arranged_can_be_said_in_the_palette(start):
    desk = await with_pictures(start)
    gallery = desk.window.gallery
    for name in ("sort_rating", "group_day", "stacks"):
        desk.window.deeds.run(name)
    view = gallery.view_state()
    assert (view.sort, view.grouping, view.stacked) == ("rating", "day", True)
    cell = gallery.view.cell()
    key(Qt.Key.Key_Plus, CTRL)
    assert gallery.view.cell() > cell


@in_session
async def test_a_part_that_is_folded_away_is_passed_over(start):
    desk = await with_pictures(start)
    window = desk.window
    window.columns.fold(2)
    for _ in range(4):
        key(Qt.Key.Key_F6)
        assert not window.columns.right.isAncestorOf(QApplication.focusWidget())


@in_session
async def test_a_part_is_entered_where_it_was_left(start):
    desk = await with_pictures(start)
    key(Qt.Key.Key_F6)
    key(Qt.Key.Key_F6, SHIFT)
    assert desk.window.gallery.view.hasFocus()


@in_session
async def test_keys_that_are_letters_stay_letters_while_one_writes(start):
    desk = await with_pictures(start)
    window = desk.window
    window.gallery.focus_search()
    QTest.keyClicks(QApplication.focusWidget(), "xi")
    assert desk.find(QLineEdit, "search_edit").text().startswith("xi")
    assert window.columns.sizes()[2] > 0
    window.gallery.view.setFocus()
    key(Qt.Key.Key_I)
    assert window.columns.sizes()[2] == 0


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@in_session
async def test_r_asks_what_to_recall_and_p_takes_the_prompt(start):
    desk = await with_pictures(start)
    desk.window.compose.change(prompt="something else", seed="77")
    desk.window.gallery.view.setFocus()
    key(Qt.Key.Key_R)
    menu = desk.find(QMenu, "recall_menu")
    assert menu.isVisible()
    QTest.keyClick(menu, Qt.Key.Key_P)
    assert not menu.isVisible()
    await desk.until(lambda: desk.window.compose.draft()["prompt"] == "a red fox")
    assert desk.window.compose.draft()["seed"] == "77"


@in_session
async def test_what_cannot_be_done_is_said_in_the_status_bar(start):
    desk = await with_pictures(start)
    desk.window.gallery.view.clearSelection()
    key(Qt.Key.Key_E)
    assert desk.window.status.message.said == "Select a picture first."


@in_session
async def test_what_the_palette_did_last_is_known_at_the_next_start(start):
    desk = await start()
    desk.window.restore({"recent": ["compare", "no_such_deed"]})
    assert desk.window.deeds.recent == ["compare"]
