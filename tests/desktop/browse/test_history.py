"""The list of what was done, and the way back."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt

from ideogram_desk.desktop.browse.history_model import HistoryModel, steps
from ideogram_desk.domain.change import Entry
from tests.desktop.gallery.conftest import NOW


def entries(*numbers, undone=()):
    return [
        Entry(n, NOW - timedelta(minutes=60 - n), f"Change {n}", 1, n in undone) for n in numbers
    ]


def shown(model):
    return [model.step(model.index(at)).number for at in range(model.rowCount())]


@pytest.fixture
def model(qapp, qtmodeltester):
    made = HistoryModel()
    made.show(steps(entries(3, 2, 1), NOW, whole=True))
    qtmodeltester.check(made, force_py=True)
    return made


def test_the_newest_that_holds_is_where_the_library_is():
    found = steps(entries(4, 3, 2, 1, undone={4, 3}), NOW, whole=True)
    assert [step.number for step in found if step.is_now] == [2]
    assert [step.number for step in found if step.undone] == [4, 3]


def test_when_all_is_undone_the_library_is_at_the_beginning():
    found = steps(entries(2, 1, undone={2, 1}), NOW, whole=True)
    assert [step.number for step in found if step.is_now] == [0]


def test_a_history_that_is_cut_off_has_no_beginning():
    assert [step.number for step in steps(entries(9, 8), NOW, whole=False)] == [9, 8]
    assert steps([], NOW, whole=True) == []


def test_a_new_change_comes_in_at_the_top(model, qtbot):
    held = QPersistentModelIndex(model.index(0))
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.rowsInserted) as told:
        model.show(steps(entries(4, 3, 2, 1), NOW, whole=True))
    assert told.args[1:] == [0, 0]
    assert held.row() == 1
    assert shown(model) == [4, 3, 2, 1, 0]


@pytest.mark.parametrize("wanted", [(5, 2, 1), (4, 3, 2), (), (3,), (9, 8, 7), (3, 2, 1)])
def test_any_history_takes_the_place_of_any_other(model, wanted):
    model.show(steps(entries(*wanted), NOW, whole=False))
    assert shown(model) == list(wanted)


def test_a_step_is_read_out_whole(model):
    model.show(steps(entries(3, 2, undone={3}), NOW, whole=False))
    role = Qt.ItemDataRole.AccessibleTextRole
    said = [model.data(model.index(at), role) for at in range(2)]
    assert said[0].startswith("Change 3, today ")
    assert said[0].endswith(", undone")
    assert said[1].endswith(", where the library is now")


@pytest.fixture
def listed(pane):
    pane.show_history(entries(4, 3, 2, 1, undone={4}))
    pane.show_tab("history")
    return pane


def test_a_press_on_a_step_goes_there(listed, qtbot):
    view = listed.history
    spot = view.visualRect(listed.steps.index(2)).center()
    with qtbot.waitSignal(listed.go_to_requested) as asked:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert asked.args == [2]


def test_the_keyboard_goes_there_too(listed, qtbot):
    listed.enter()
    qtbot.keyClick(listed.history, Qt.Key.Key_End)
    with qtbot.waitSignal(listed.go_to_requested) as asked:
        qtbot.keyClick(listed.history, Qt.Key.Key_Return)
    assert asked.args == [0]


def test_where_the_library_is_nothing_is_asked(listed, qtbot):
    listed.history.setCurrentIndex(listed.steps.index(1))
    with qtbot.assertNotEmitted(listed.go_to_requested):
        qtbot.keyClick(listed.history, Qt.Key.Key_Return)


def test_a_library_without_changes_says_what_would_stand_here(pane):
    pane.show_tab("history")
    assert pane.empty.isVisible()
    pane.show_history(entries(1))
    assert not pane.empty.isVisible()
    assert pane.history.isVisible()
