"""What assistive technology is told of the grid."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from tests.desktop.gallery.test_view import key

_Name = QAccessible.Text.Name


@pytest.fixture(autouse=True)
def listened_to(qapp):
    """As if a screen reader ran: only then does Qt tell it what changes."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def test_the_grid_is_a_table_with_a_cell_for_each_picture(desk):
    shown = desk(1000)
    table = QAccessible.queryAccessibleInterface(shown.view)
    assert table.role() == QAccessible.Role.Table
    assert table.text(_Name) == "Library"
    assert table.childCount() == 1000
    cell = table.child(2)
    assert cell.role() == QAccessible.Role.Cell
    assert cell.text(_Name).startswith("Picture, a poster of fern number 998, 16:9, stored")
    assert cell.tableCellInterface().rowIndex() == 2
    corner = shown.view.viewport().mapToGlobal(shown.view.row_rect(2).topLeft())
    assert cell.rect().topLeft() == corner
    assert cell.rect().size() == shown.view.row_rect(2).size()


def test_the_picture_at_a_place_is_found(desk):
    shown = desk(1000)
    table = QAccessible.queryAccessibleInterface(shown.view)
    where = shown.view.viewport().mapToGlobal(shown.view.row_rect(5).center())
    assert table.childAt(where.x(), where.y()).tableCellInterface().rowIndex() == 5


def test_cells_tell_what_is_selected_and_follow_the_keys(qtbot, desk):
    shown = desk(1000)
    table = QAccessible.queryAccessibleInterface(shown.view)
    key(qtbot, shown, Qt.Key.Key_Right)
    key(qtbot, shown, Qt.Key.Key_Right)
    row = shown.view.currentIndex().row()
    assert table.child(row).state().selected
    assert not table.child(row - 1).state().selected
    assert table.selectionInterface().selectedItemCount() == 1


def test_cells_stay_true_when_pictures_come_and_go(desk):
    shown = desk(50)
    table = QAccessible.queryAccessibleInterface(shown.view)
    assert table.child(0).text(_Name).startswith("Picture, a poster of fern number 50,")
    shown.model.prepend([51])
    shown.model.flush()
    shown.paint()
    shown.tasks.run_all()
    assert table.childCount() == 51
    assert "number 51," in table.child(0).text(_Name)
    shown.model.remove([51, 50])
    assert table.childCount() == 49
    assert "number 49," in table.child(0).text(_Name)
