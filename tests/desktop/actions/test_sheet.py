"""The key sheet: every key of what can be done, found by word or by key."""

import pytest
from PySide6.QtCore import Qt

from ideogram_desk.desktop.actions.sheet import COLUMN, KeySheet, Row, lines_of
from ideogram_desk.desktop.actions.table import DEEDS


@pytest.fixture
def sheet(stand):
    made = KeySheet(stand.deeds, stand)
    made.present()
    return made


def seen(sheet):
    return [row.line.title for row in sheet.findChildren(Row) if row.isVisible()]


def test_every_deed_with_a_key_has_a_line(sheet):
    lines = {line.title for line in lines_of(DEEDS)}
    for deed in DEEDS:
        if deed.keys:
            assert (deed.row or deed.title) in lines
    assert set(seen(sheet)) == lines


def test_keys_that_belong_together_share_a_line():
    by_title = {line.title: line.keys for line in lines_of(DEEDS)}
    assert by_title["Rate: 0 to 5 stars"] == ("0", "…", "5")
    assert by_title["Find pictures"] == ("Ctrl+F", "/")
    assert by_title["Redo"] == ("Ctrl+Shift+Z", "Ctrl+Y")


def test_it_is_searched_by_words_and_by_keys(qtbot, sheet):
    qtbot.keyClicks(sheet.field, "stars")
    assert seen(sheet) == ["Rate: 0 to 5 stars", "Rate and go on"]
    sheet.field.clear()
    qtbot.keyClicks(sheet.field, "ctrl+k")
    assert seen(sheet) == ["Find a command"]
    sheet.field.clear()
    qtbot.keyClicks(sheet.field, "delete")
    assert seen(sheet) == ["Move to the trash"]
    sheet.field.clear()
    qtbot.keyClicks(sheet.field, "qqqq")
    assert seen(sheet) == []
    assert sheet._nothing.isVisible()


def test_what_is_bound_later_is_there_when_it_is_shown_again(stand):
    del stand.deeds._bound["compare"]
    sheet = KeySheet(stand.deeds, stand)
    sheet.present()
    assert "Compare" not in seen(sheet)
    sheet.dismiss()
    stand.deeds.bind("compare", lambda: None)
    sheet.present()
    assert "Compare" in seen(sheet)


def test_it_fits_a_small_window_and_scrolls_by_key(qtbot, stand, sheet):
    stand.resize(700, 500)
    assert sheet.width() <= 700
    assert sheet.height() <= 500
    bar = sheet._scroll.verticalScrollBar()
    assert bar.maximum() > 0
    qtbot.keyClick(sheet.field, Qt.Key.Key_PageDown)
    assert bar.value() > 0
    assert all(row.width() == COLUMN for row in sheet.findChildren(Row))


def test_esc_gives_the_focus_back(qtbot, stand, sheet):
    qtbot.keyClick(sheet.field, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    assert stand.grid.hasFocus()


def test_rows_are_named_for_those_who_hear_them(sheet):
    names = {row.accessibleName() for row in sheet.findChildren(Row)}
    assert "Undo: Ctrl+Z" in names
