"""The grid: its place kept, its selection, its keys, its drags, and how little work it makes."""

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QProxyStyle, QStyle

from ideogram_desk.desktop.gallery.records import PAGE
from ideogram_desk.domain.job import JobState, PictureState


def press(qtbot, desk, row, held=Qt.KeyboardModifier.NoModifier):
    centre = desk.view.row_rect(row).center()
    qtbot.mouseClick(desk.view.viewport(), Qt.MouseButton.LeftButton, held, centre)


def key(qtbot, desk, code, held=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(desk.view, code, held)


def turn(view, angle=0, pixels=0, held=Qt.KeyboardModifier.NoModifier, at=None):
    centre = QPointF(at or view.viewport().rect().center())
    event = QWheelEvent(
        centre,
        QPointF(view.viewport().mapToGlobal(centre)),
        QPoint(0, pixels),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        held,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)


SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def counted(desk):
    calls = []
    real = desk.model.tile
    desk.model.tile = lambda row: calls.append(row) or real(row)
    return calls


def test_the_first_look_reads_and_decodes_what_is_visible(qtbot, desk, loader):
    shown = desk(100_000)
    visible = len(shown.view.visible_rows())
    qtbot.waitUntil(lambda: loader.decoded >= visible)
    assert visible < 30
    assert sum(len(page) for page in shown.source.asked) == PAGE
    assert loader.decoded <= 3 * visible  # with two screens ahead
    calls = counted(shown)
    shown.paint()
    assert len(calls) == visible


@pytest.mark.parametrize("value", [0, 41, 200_000])
def test_new_pictures_do_not_move_what_is_looked_at(qtbot, desk, value):
    shown = desk(100_000)
    shown.go_to(value)
    view = shown.view
    row = view.visible_rows().start
    number, rect = shown.model.number_at(row), view.row_rect(row)
    unseen = []
    view.unseen_changed.connect(unseen.append)
    calls = counted(shown)
    shown.model.prepend(range(100_001, 100_004))
    shown.model.flush()
    shown.paint()
    moved = view.row_rect(shown.model.row_of(number))
    assert len(calls) <= len(view.visible_rows())
    if value:
        assert (moved, unseen) == (rect, [3])
        view.verticalScrollBar().setValue(0)
        assert unseen == [3, 0]
        assert view.row_rect(0).topLeft() == rect.topLeft() or view.row_rect(0).y() == 12
    else:
        assert shown.model.number_at(0) == 100_003
        assert (view.row_rect(0).x(), view.row_rect(0).y(), unseen) == (12, 12, [])


def test_pictures_that_leave_above_do_not_move_what_is_looked_at(desk):
    shown = desk(10_000)
    shown.go_to(5_000)
    row = shown.view.visible_rows().start
    number, rect = shown.model.number_at(row), shown.view.row_rect(row)
    shown.model.remove([9_999, 9_997, 9_996, number - 1])
    assert shown.view.row_rect(shown.model.row_of(number)) == rect


def test_another_width_keeps_the_first_picture_first(desk):
    shown = desk(10_000)
    shown.go_to(50_000)
    view = shown.view
    row, height = view.visible_rows().start, view.row_rect(view.visible_rows().start).y()
    view.resize(1200, 640)
    assert view.row_rect(row).y() == height


def test_another_size_keeps_the_picture_under_the_pointer(desk):
    shown = desk(10_000)
    shown.go_to(50_000)
    view = shown.view
    row = view.visible_rows().start + view.grid.columns + 1
    before = view.row_rect(row).center().y()
    sizes = []
    view.cell_changed.connect(sizes.append)
    turn(view, angle=120, held=CTRL, at=view.row_rect(row).center())
    assert sizes == [view.cell()]
    assert view.cell() > 184
    assert abs(view.row_rect(row).center().y() - before) <= 2


def test_a_notch_of_the_wheel_is_a_row_and_parts_of_it_add_up(desk):
    shown = desk(10_000)
    view = shown.view
    lines = QApplication.wheelScrollLines() / 3
    turn(view, angle=-120)
    assert view.verticalOffset() == int(view.grid.stride * lines)
    for _part in range(8):
        turn(view, angle=15)
    assert view.verticalOffset() <= 1
    turn(view, pixels=-33)
    assert 33 <= view.verticalOffset() <= 34


def test_the_arrows_move_and_shift_extends(qtbot, desk):
    shown = desk(1000)
    view, columns = shown.view, shown.view.grid.columns
    assert view.current_number() == 1000  # with the focus comes a current picture
    assert view.selection_count() == 0
    key(qtbot, shown, Qt.Key.Key_Right)
    key(qtbot, shown, Qt.Key.Key_Down)
    assert view.current_number() == 1000 - 1 - columns
    assert list(view.selected_numbers()) == [999 - columns]
    key(qtbot, shown, Qt.Key.Key_Right, SHIFT)
    key(qtbot, shown, Qt.Key.Key_Right, SHIFT)
    assert view.selection_count() == 3
    key(qtbot, shown, Qt.Key.Key_Up, SHIFT)
    assert view.selection_count() == columns - 2 + 1
    key(qtbot, shown, Qt.Key.Key_End)
    assert view.current_number() == 1
    assert view.row_rect(999).bottom() <= view.viewport().height()
    key(qtbot, shown, Qt.Key.Key_PageUp)
    assert view.current_number() > 1
    key(qtbot, shown, Qt.Key.Key_Home)
    assert (view.current_number(), view.verticalOffset()) == (1000, 0)


def test_all_of_a_hundred_thousand_is_one_range(qtbot, desk):
    shown = desk(100_000)
    counts = []
    shown.view.selection_changed.connect(counts.append)
    key(qtbot, shown, Qt.Key.Key_A, CTRL)
    assert shown.view.selectionModel().selection().count() == 1
    assert counts == [100_000]
    assert len(shown.view.selected_numbers()) == 100_000
    assert len(shown.source.asked) == 1
    key(qtbot, shown, Qt.Key.Key_D, CTRL)
    assert shown.view.selection_count() == 0


def test_escape_clears_and_then_belongs_to_the_window(qtbot, desk):
    shown = desk(50)
    press(qtbot, shown, 3)
    key(qtbot, shown, Qt.Key.Key_Escape)
    assert shown.view.selection_count() == 0
    assert shown.view.current_number() == 47


def test_space_and_enter_ask_for_the_current_picture(qtbot, desk):
    shown = desk(50)
    press(qtbot, shown, 3)
    with qtbot.waitSignal(shown.view.preview_requested) as asked:
        key(qtbot, shown, Qt.Key.Key_Space)
    assert asked.args == [47]
    with qtbot.waitSignal(shown.view.open_requested) as asked:
        key(qtbot, shown, Qt.Key.Key_Return)
    assert asked.args == [47]


def test_clicks_select_one_a_run_or_one_more(qtbot, desk):
    shown = desk(1000)
    press(qtbot, shown, 2)
    press(qtbot, shown, 6, SHIFT)
    assert list(shown.view.selected_numbers()) == [998, 997, 996, 995, 994]
    press(qtbot, shown, 4, CTRL)
    press(qtbot, shown, 0, CTRL)
    assert list(shown.view.selected_numbers()) == [1000, 998, 997, 995, 994]
    press(qtbot, shown, 3)
    assert list(shown.view.selected_numbers()) == [997]
    qtbot.mouseClick(shown.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert shown.view.selection_count() == 0


def test_the_selection_follows_its_pictures_when_new_ones_come(qtbot, desk):
    shown = desk(1000)
    press(qtbot, shown, 2)
    shown.model.prepend([1001, 1002])
    shown.model.flush()
    assert list(shown.view.selected_numbers()) == [998]
    assert shown.view.current_number() == 998


def test_after_a_removal_the_next_picture_is_current(qtbot, desk):
    shown = desk(1000)
    press(qtbot, shown, 2)
    shown.model.remove([998])
    assert shown.view.current_number() == 997


def test_advancing_goes_past_all_that_is_selected(qtbot, desk):
    shown = desk(1000)
    press(qtbot, shown, 2)
    shown.view.advance()
    assert (shown.view.current_number(), shown.view.selection_count()) == (997, 1)
    press(qtbot, shown, 9, SHIFT)
    press(qtbot, shown, 4)
    press(qtbot, shown, 8, SHIFT)
    press(qtbot, shown, 5, CTRL)
    shown.view.advance()
    assert list(shown.view.selected_numbers()) == [991]
    press(qtbot, shown, 0)
    key(qtbot, shown, Qt.Key.Key_End)
    shown.view.advance()
    assert list(shown.view.selected_numbers()) == [1]


def test_a_selection_is_turned_around(qtbot, desk):
    shown = desk(50)
    press(qtbot, shown, 2)
    key(qtbot, shown, Qt.Key.Key_I, CTRL | SHIFT)
    assert shown.view.selection_count() == 49
    assert 48 not in shown.view.selected_numbers()


def test_control_g_asks_for_a_stack_and_shift_takes_it_apart(qtbot, desk):
    shown = desk(50)
    asked = []
    shown.view.stack_requested.connect(asked.append)
    key(qtbot, shown, Qt.Key.Key_G, CTRL)
    key(qtbot, shown, Qt.Key.Key_G, CTRL | SHIFT)
    assert asked == [True, False]


class Still(QProxyStyle):
    """A style of a system whose user wants nothing to move."""

    def styleHint(self, hint, option=None, widget=None, returned=None):
        if hint == QStyle.StyleHint.SH_Widget_Animation_Duration:
            return 0
        return super().styleHint(hint, option, widget, returned)


def test_nothing_moves_where_the_system_asks_for_it(qtbot, desk):
    shown = desk(50)
    assert shown.view._painter.moving
    still = Still()
    shown.view.setStyle(still)
    assert not shown.view._painter.moving


def test_the_menu_key_asks_at_the_current_picture(qtbot, desk):
    shown = desk(50)
    press(qtbot, shown, 1)
    with qtbot.waitSignal(shown.view.context_requested) as asked:
        event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
        QApplication.sendEvent(shown.view.viewport(), event)
    centre = shown.view.viewport().mapToGlobal(shown.view.row_rect(1).center())
    assert asked.args == [centre]


def test_a_drag_takes_the_stored_files_of_the_selection(qtbot, desk):
    shown = desk(50)
    press(qtbot, shown, 0)
    press(qtbot, shown, 2, SHIFT)
    drag = shown.view.drag()
    assert [url.fileName() for url in drag.mimeData().urls()] == ["50.png", "49.png", "48.png"]
    assert not drag.pixmap().isNull()
    drag.deleteLater()


def test_nothing_is_dragged_where_nothing_is_stored(qtbot, desk):
    shown = desk(50)
    shown.source.special[50] = {"state": PictureState.EXPECTED, "job_state": JobState.QUEUED}
    shown.model.refresh([50])
    shown.model.flush()
    shown.tasks.run_all()
    press(qtbot, shown, 0)
    assert shown.view.drag() is None


def test_time_passes_only_where_something_is_being_made(qtbot, desk):
    shown = desk(50)
    assert not shown.view._clock.isActive()
    making = {"state": PictureState.EXPECTED, "job_state": JobState.ACCEPTED, "attempts": 1}
    shown.source.special[50] = making
    shown.model.refresh([50])
    shown.model.flush()
    shown.tasks.run_all()
    shown.paint()
    assert shown.view._clock.interval() == 40
    shown.view.set_motion(False)
    shown.paint()
    assert shown.view._clock.interval() == 500
    shown.source.special.clear()
    shown.model.refresh([50])
    shown.model.flush()
    shown.tasks.run_all()
    shown.paint()
    assert not shown.view._clock.isActive()


def test_a_run_is_selected_as_one_reads(desk):
    shown = desk(50)
    first, last = shown.view.row_rect(3).center(), shown.view.row_rect(5).center()
    rect = shown.view.row_rect(3)
    rect.setTopLeft(first)
    rect.setBottomRight(last)
    shown.view.setSelection(rect, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    assert list(shown.view.selected_numbers()) == [47, 46, 45]


def test_every_state_can_be_painted(qtbot, desk):
    shown = desk(60)
    states = [(p, j) for p in PictureState for j in JobState]
    for place, (state, job_state) in enumerate(states[:60]):
        shown.source.special[60 - place] = {
            "state": state,
            "job_state": job_state,
            "reason": "because of a long and winding story " * (place % 4),
            "sandbox": bool(place % 2),
            "favorite": bool(place % 3),
            "rating": place % 6,
        }
    shown.model.refresh(range(1, 61))
    shown.model.flush()
    shown.tasks.run_all()
    for cell in (112, 184, 440):
        shown.view.set_cell(cell)
        for filled in (True, False):
            shown.view.set_fill(filled)
            assert not shown.view.grab().isNull()


def test_only_the_tile_that_is_looked_at_is_marked_as_of_the_sandbox(desk):
    shown = desk(60)
    shown.source.special = {n: {"sandbox": True} for n in range(1, 61)}
    shown.model.refresh(range(1, 61))
    shown.model.flush()
    shown.tasks.run_all()
    shown.paint()

    def marked():
        return ("chip", "", "layers") in shown.view._painter.ink._kept

    assert not marked()
    shown.view.select_row(2)
    shown.paint()
    assert marked()
