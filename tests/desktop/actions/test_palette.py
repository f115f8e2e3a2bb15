"""The palette: found by a few letters, run where the focus was, the last ones first."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from ideogram_desk.desktop.actions.matching import matching, score
from ideogram_desk.desktop.actions.palette import Commands, Palette
from ideogram_desk.desktop.actions.table import DEEDS, NAMED

LISTED = [deed for deed in DEEDS if deed.listed]


@pytest.fixture
def palette(stand):
    made = Palette(stand.deeds, stand)
    made.present()
    return made


def titles(palette):
    model = palette.commands
    return [model.index(row).data() for row in range(model.rowCount())]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("comp", "compare"),
        ("rate 4", "rate_4"),
        ("4 stars", "rate_4"),
        ("delete", "trash"),
        ("green", "label_green"),
        ("settings", "settings"),
        ("cpp", "copy_prompt"),
        ("REJ", "reject"),
        ("favorite", "favorite"),
    ],
)
def test_a_few_letters_find_what_is_meant(typed, first):
    assert matching(typed, LISTED, [])[0].name == first


def test_letters_that_are_not_there_find_nothing():
    assert matching("qqq", LISTED, []) == []
    assert score("zzz", "Compare") == 0
    assert score("compare nothing", "Compare") == 0


def test_what_was_done_last_comes_first():
    assert [d.name for d in matching("", LISTED, ["quit", "pick"])[:2]] == ["quit", "pick"]
    assert matching("rate", LISTED, ["rate_2"])[0].name == "rate_2"


def test_typing_and_enter_do_the_deed_where_the_focus_was(qtbot, stand, palette):
    assert palette.field.hasFocus()
    qtbot.keyClicks(palette.field, "rate 4")
    assert titles(palette)[0] == "Rate: 4 stars"
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert stand.done == ["rate_4"]
    assert not palette.isVisible()
    assert stand.grid.hasFocus()
    palette.present()
    assert titles(palette)[0] == "Rate: 4 stars"


def test_up_and_down_go_round_and_esc_leaves_everything_as_it_was(qtbot, stand, palette):
    last = palette.commands.rowCount() - 1
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.list.currentIndex().row() == last
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.list.currentIndex().row() == 1
    qtbot.keyClick(palette.field, Qt.Key.Key_PageDown)
    assert palette.list.currentIndex().row() == 12
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert stand.grid.hasFocus()
    assert stand.done == []


def test_what_cannot_be_done_stands_last_with_its_reason(qtbot, stand, palette):
    palette.dismiss()
    stand.selected = []
    palette.present()
    qtbot.keyClicks(palette.field, "survey")
    row = titles(palette).index("Survey")
    assert not palette.commands.is_possible(row)
    index = palette.commands.index(row)
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Survey, N, Select two pictures or more."
    palette._run(row)
    assert palette.isVisible()
    assert stand.done == []


def test_a_click_elsewhere_puts_it_away_without_taking_the_focus_back(qtbot, stand, palette):
    stand.text.setFocus()
    assert not palette.isVisible()
    assert stand.text.hasFocus()


def test_nothing_found_is_said(qtbot, palette):
    qtbot.keyClicks(palette.field, "qqqq")
    assert palette.list.isHidden()
    assert palette._nothing.isVisible()
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()


def test_it_lists_no_deed_that_nobody_does(stand):
    del stand.deeds._bound["compare"]
    palette = Palette(stand.deeds, stand)
    palette.present()
    assert NAMED["compare"].title not in titles(palette)


def test_its_model_is_one(stand, qtmodeltester):
    model = Commands(stand.deeds)
    QAbstractItemModelTester(model)
    model.look()
    model.find("")
    qtmodeltester.check(model)
    model.find("rate")
    model.find("qqqq")


def test_recent_deeds_of_an_earlier_start_are_taken_as_far_as_they_are_known(stand):
    stand.deeds.remember(["pick", 7, "gone", "quit"])
    assert stand.deeds.recent == ["pick", "quit"]
