"""Groups in the grid: headings, the one held at the top, and the ways from group to group."""

from array import array

import pytest
from PySide6.QtCore import QPoint, Qt

from ideogram_desk.desktop.gallery.grid import HEAD
from ideogram_desk.desktop.gallery.stacks import Listed
from ideogram_desk.domain.search import Group

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def shown(desk):
    made = desk(1000)
    counts = {"a": 7, "b": 300, "c": 1, "d": 692}
    groups = tuple(Group(key, f"Group {key}", count) for key, count in counts.items())
    made.model.reset(Listed(array("q", made.source.listed), groups))
    made.paint()
    made.tasks.run_all()
    return made


def test_each_group_has_its_heading(shown):
    view = shown.view
    assert view.headings()[0] == (0, 12)
    assert view.row_rect(0).y() == 12 + HEAD
    second = view.headings()[1]
    assert second == (1, view.row_rect(7).y() - HEAD)


def test_the_heading_of_what_is_looked_at_is_held_until_the_next_comes(shown):
    view = shown.view
    assert view.covered() == 0
    shown.go_to(view.grid.top_of_group(1) - 10)
    assert view.headings()[:2] == [(0, 10 - HEAD), (1, 10)]
    shown.go_to(5000)
    assert view.headings()[0] == (1, 0)
    assert view.covered() == HEAD
    under = QPoint(view.row_rect(view.visible_rows().start).center().x(), HEAD // 2)
    assert view.row_at(under) == -1
    assert view.heading_at(QPoint(60, HEAD // 2)) == 1


def test_the_group_at_the_top_is_told(shown):
    told = []
    shown.view.group_changed.connect(told.append)
    shown.go_to(shown.view.grid.top_of_group(1))
    shown.go_to(shown.view.grid.top_of_group(3))
    assert told == ["b", "d"]


def test_a_jump_puts_the_heading_at_the_top_and_its_first_picture_under_the_keys(shown):
    view = shown.view
    assert view.jump("d")
    assert view.current_number() == shown.model.number_at(308)
    assert view.headings()[0] == (3, 0)
    assert view.row_rect(308).y() == HEAD
    assert not view.jump("nothing of that name")


def test_control_and_arrows_go_from_group_to_group(shown, qtbot):
    view = shown.view

    def go(key):
        qtbot.keyClick(view, key, CTRL)
        row = view.currentIndex().row()
        assert view.row_rect(row).top() >= view.covered()
        assert view.row_rect(row).bottom() < view.viewport().height()
        return row

    view.select_row(0)
    down, up = Qt.Key.Key_Down, Qt.Key.Key_Up
    assert [go(down) for _ in range(4)] == [7, 307, 308, 308]
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert [go(up) for _ in range(5)] == [308, 307, 7, 0, 0]
    assert view.verticalOffset() == 0
    assert view.selection_count() == 1


def test_arrows_cross_from_group_to_group_in_their_column(shown, qtbot):
    view = shown.view
    columns = view.grid.columns
    assert columns == 4
    view.select_row(2)
    rows = []
    for _step in range(3):
        qtbot.keyClick(view, Qt.Key.Key_Down)
        rows.append(view.currentIndex().row())
    assert rows == [6, 9, 13]
    view.select_row(307)  # the only one of its group
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert view.currentIndex().row() == 303


def test_a_click_on_a_heading_selects_its_group(shown, qtbot):
    view = shown.view
    heading = QPoint(60, view.headings()[1][1] + HEAD // 2)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 12 + HEAD // 2))
    assert view.selection_count() == 7
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, CTRL, heading)
    assert view.selection_count() == 307
    beside = QPoint(600, heading.y())
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=beside)
    assert view.selection_count() == 0


def test_who_rests_on_a_heading_is_told_what_a_click_does(shown):
    view = shown.view
    assert view.hint_at(QPoint(60, 12 + HEAD // 2)) == "Select the 7 in this group"
    assert view.hint_at(view.row_rect(0).center()) == ""
    assert view.hint_at(QPoint(600, 12 + HEAD // 2)) == ""


def test_pictures_that_leave_take_their_group_with_them(shown):
    shown.go_to(9000)
    view = shown.view
    row = view.visible_rows().start
    number, rect = shown.model.number_at(row), view.row_rect(row)
    shown.model.remove([1000, 999, 998, 693, 900])
    assert [(group.key, group.count) for group in view.groups()] == [
        ("a", 4),
        ("b", 299),
        ("d", 692),
    ]
    assert shown.model.sections.rows == shown.model.rowCount()
    assert view.row_rect(shown.model.row_of(number)) == rect


def test_another_size_keeps_what_is_looked_at_among_many_groups(shown):
    shown.go_to(9000)
    view = shown.view
    row = view.visible_rows().start + 5
    before = view.row_rect(row).center().y()
    view.set_cell(130, view.row_rect(row).center())
    assert abs(view.row_rect(row).center().y() - before) <= 2


def test_headings_are_painted_over_what_goes_by(shown, qtbot, loader):
    qtbot.waitUntil(lambda: loader.decoded > 0)
    shown.go_to(5000)
    image = shown.view.viewport().grab().toImage()
    ground = shown.view._painter.ink.colours["window"].name()
    right = [image.pixelColor(x, HEAD // 2).name() for x in range(400, 600, 7)]
    assert set(right) == {ground}


def test_a_group_is_told_to_who_listens(shown):
    role = Qt.ItemDataRole.AccessibleTextRole
    assert shown.model.index(307).data(role).startswith("Picture")
    shown.model.tile(307)
    shown.tasks.run_all()
    assert shown.model.index(307).data(role).endswith(", in Group c")
