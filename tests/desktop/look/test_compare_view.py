"""Comparing: panes, turns, the three ways, one lens for all, and judging by keyboard alone."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QPushButton

from ideogram_desk.desktop.look.compare_bars import Way
from ideogram_desk.desktop.look.compare_view import CompareView
from ideogram_desk.domain.change import Flag, Rate
from ideogram_desk.domain.request import Request
from tests.desktop.look.conftest import make_picture

_ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def view(shown, host, loader, originals, files):
    made = CompareView(loader, originals, files, shown.view, host)
    made.changes = []
    made.change_requested.connect(made.changes.append)
    yield made
    made.differences.close()


def pictures(*numbers):
    return [make_picture(number) for number in numbers]


def seen(view):
    return [pane.sight.number for pane in view.panes if pane.isVisibleTo(view)]


def decoded(qtbot, view):
    found = view._originals
    qtbot.waitUntil(lambda: all(found.get(wish) for wish in view.canvas().wishes()))


@pytest.mark.parametrize("count", [2, 3, 4])
def test_two_to_four_are_all_shown_side_by_side(view, count):
    view.open(pictures(*range(1, count + 1)))
    assert seen(view) == list(range(1, count + 1))
    assert view.head.title.text().startswith(f"Compare · {count} pictures")


def test_of_more_two_are_shown_at_a_time(view):
    view.open(pictures(8, 7, 6, 5, 4, 3))
    assert seen(view) == [8, 7]
    assert view.head.title.text().startswith("Compare · 2 of 6")
    assert view.judged() == 7


def test_one_lens_serves_all(qtbot, view):
    view.open(pictures(1, 2, 3))
    qtbot.keyClick(view, Qt.Key.Key_Z)
    qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    canvases = [*view.panes, view.swipe, view.difference]
    assert {canvas.lens for canvas in canvases} == {view.lens}
    assert view.lens.zoom == 1
    assert view.lens.x > 0.5
    qtbot.mouseDClick(view.panes[2], Qt.MouseButton.LeftButton, pos=QPoint(30, 30))
    assert {canvas.lens.zoom for canvas in canvases} == {0}


def test_stars_and_rejecting_go_on_to_the_next_candidate(qtbot, view):
    view.open(pictures(8, 7, 6, 5, 4, 3))
    qtbot.keyClick(view, Qt.Key.Key_4)
    assert seen(view) == [8, 6]
    qtbot.keyClick(view, Qt.Key.Key_X)
    assert seen(view) == [8, 5]
    assert view.changes == [Rate((7,), 4), Flag((6,), -1)]


def test_picking_stays(qtbot, view):
    view.open(pictures(1, 2))
    qtbot.keyClick(view, Qt.Key.Key_P)
    assert view.changes == [Flag((1,), 1)]
    assert view.judged() == 1


def test_with_all_shown_the_verdict_goes_from_pane_to_pane(qtbot, view):
    view.open(pictures(1, 2, 3))
    for _ in range(3):
        qtbot.keyClick(view, Qt.Key.Key_2)
    assert view.changes == [Rate((1,), 2), Rate((2,), 2), Rate((3,), 2)]
    assert [pane.is_active for pane in view.panes[:3]] == [True, False, False]


def test_after_the_last_candidate_it_says_so(qtbot, view):
    view.open(pictures(8, 7, 6, 5, 4))
    for _ in range(4):
        qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.head.told.text() == "That was the last one."
    assert seen(view) == [8, 4]


def test_c_swaps_and_the_buttons_do_what_the_keys_do(qtbot, view):
    view.open(pictures(1, 2))
    qtbot.keyClick(view, Qt.Key.Key_C)
    assert seen(view) == [2, 1]
    view.findChild(QPushButton, "compare_swap").click()
    assert seen(view) == [1, 2]
    view.findChild(QPushButton, "compare_reject").click()
    assert view.changes == [Flag((1,), -1)]
    view.findChild(QPushButton, "compare_left").click()
    assert view.judged() == 1


def test_a_click_on_a_pane_makes_it_the_one_being_judged(qtbot, view):
    view.open(pictures(1, 2))
    qtbot.mouseClick(view.panes[1], Qt.MouseButton.LeftButton)
    assert view.judged() == 2
    assert view.hasFocus()


def test_a_click_in_the_filmstrip_brings_a_candidate_up(qtbot, view):
    view.open(pictures(8, 7, 6, 5, 4))
    where = view.strip.cell(4).center()
    qtbot.mouseClick(view.strip, Qt.MouseButton.LeftButton, pos=where)
    assert seen(view) == [8, 4]


def test_the_filmstrip_keeps_the_judged_one_in_sight(view):
    view.open([make_picture(n) for n in range(100, 0, -1)])
    view.compared.choose(50)
    view._show()
    assert view.strip.rect().contains(view.strip.cell(50))


def test_what_differs_is_in_the_table(view):
    first = make_picture(1, request=Request(prompt="a fern", model="V_3", style="design"))
    second = replace(first, number=2, seed=5)
    view.open([first, second])
    listed = view.table.listed
    assert [listed.index(0, column).data() for column in range(3)] == ["≠ Seed", "11", "5"]
    assert listed.headerData(1, Qt.Orientation.Horizontal) == "Left"


def test_swiping_shows_one_left_and_one_right_of_the_line(qtbot, view, poster):
    for number, colour in ((1, "red"), (2, "blue")):
        path = poster(f"pictures/{number}.png")
        image = QImage(1280, 720, QImage.Format.Format_RGB32)
        image.fill(QColor(colour))
        image.save(str(path))
    view.open(pictures(1, 2))
    qtbot.keyClick(view, Qt.Key.Key_W)
    assert view.way is Way.SWIPE
    decoded(qtbot, view)

    def colours():
        image = view.swipe.grab().toImage()
        y = round(image.height() * 0.4)
        return [image.pixelColor(round(image.width() * x), y).name() for x in (0.3, 0.7)]

    assert colours() == ["#ff0000", "#0000ff"]
    for _ in range(9):
        qtbot.keyClick(view, Qt.Key.Key_Left, _ALT)
    assert view.swipe.split == pytest.approx(0.05)
    assert colours() == ["#0000ff", "#0000ff"]


def test_the_line_is_dragged_and_the_picture_is_not(qtbot, view):
    view.open(pictures(1, 2))
    view.set_way(Way.SWIPE)
    at = QPoint(round(view.swipe.line()), 100)
    qtbot.mousePress(view.swipe, Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseMove(view.swipe, QPoint(round(view.swipe.width() * 0.25), 100))
    qtbot.mouseRelease(view.swipe, Qt.MouseButton.LeftButton)
    assert view.swipe.split == pytest.approx(0.25, abs=0.01)
    assert view.lens.fits


def test_the_difference_is_shown_and_told(qtbot, view, poster):
    view.open(pictures(1, 2))
    with qtbot.waitSignal(view.difference.told, timeout=5000) as told:
        qtbot.keyClick(view, Qt.Key.Key_D)
        decoded(qtbot, view)
    assert told.args == ["No difference at this size."]
    assert view.head.told.text() == told.args[0]
    with qtbot.waitSignal(view.difference.told, timeout=5000) as told:
        qtbot.keyClick(view, Qt.Key.Key_Z)
    assert told.args == ["The same, pixel for pixel."]
    assert view.head.brighter.isVisible()
    qtbot.keyClick(view, Qt.Key.Key_B)
    assert view.difference.brighter


def test_a_file_that_is_gone_has_no_difference(qtbot, view, tmp_path):
    (tmp_path / "pictures/2.png").unlink()
    view.open(pictures(1, 2))
    view.set_way(Way.DIFFERENCE)
    decoded(qtbot, view)
    assert view.difference._trouble() == "One of the two files cannot be read."
    assert not view.grab().isNull()


def test_what_changed_is_shown_at_once(view):
    view.open(pictures(1, 2))
    view.renew([make_picture(2, rating=5), make_picture(77)])
    assert view.panes[1].sight.marked.rating == 5
    assert view.numbers() == [1, 2]


def test_when_one_is_left_it_is_over(shown, view):
    view.open(pictures(1, 2, 3))
    view.drop([2])
    assert seen(view) == [1, 3]
    view.drop([3])
    assert not view.isVisible()
    assert view.numbers() == []


def test_the_next_candidate_is_decoded_beforehand(qtbot, view):
    view.open(pictures(8, 7, 6, 5, 4))
    qtbot.waitUntil(lambda: view._originals.best(6) is not None)


def test_escape_and_done_go_back(qtbot, shown, view):
    view.open(pictures(1, 2))
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert not view.isVisible()
    view.open(pictures(1, 2))
    view.findChild(QPushButton, "compare_done").click()
    assert not view.isVisible()


def test_tab_goes_round_inside_and_digits_are_never_swallowed(qtbot, view):
    view.open(pictures(1, 2))
    for _ in range(20):
        qtbot.keyClick(view.window().focusWidget(), Qt.Key.Key_Tab)
        if view.table.hasFocus():
            break
    assert view.table.hasFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_5)
    assert view.changes == [Rate((1,), 5)]


def test_every_control_has_a_name_and_a_tooltip(view):
    view.open(pictures(1, 2))
    for press in view.findChildren(QPushButton):
        assert press.objectName() == press.objectName().lower()
        assert press.accessibleName()
        assert "(" in press.toolTip(), press.objectName()
    assert view.accessibleName() == "Compare"
    assert view.panes[0].accessibleName().startswith("Picture 1: a poster of fern")


def test_all_that_is_decoded_for_four_keeps_within_the_bound(view, tmp_path):
    view.open([make_picture(n, width=16_000, height=5_000) for n in (1, 2, 3, 4)])
    view.zoom("zoom")
    wishes = [wish for pane in view.panes for wish in pane.wishes()]
    assert len(wishes) == 4
    assert sum(wish.width * wish.height * 4 for wish in wishes) <= 1 << 29
