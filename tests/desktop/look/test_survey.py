"""The survey: as large as there is room, taken out one by one, judged by keyboard."""

import pytest
from PySide6.QtCore import Qt

from ideogram_desk.desktop.look.survey import MOST, Survey, columns_for
from ideogram_desk.domain.change import Flag, Rate
from tests.desktop.look.conftest import make_picture


@pytest.fixture
def survey(shown, host, loader, originals, files):
    made = Survey(loader, originals, files, shown.view, host)
    made.changes = []
    made.change_requested.connect(made.changes.append)
    return made


def pictures(count):
    return [make_picture(number) for number in range(1, count + 1)]


@pytest.mark.parametrize(
    ("count", "width", "height", "ratio", "columns"),
    [(1, 1000, 800, 1, 1), (4, 1000, 800, 1, 2), (3, 1600, 500, 1, 3), (3, 800, 900, 16 / 9, 1)],
)
def test_the_columns_make_pictures_largest(count, width, height, ratio, columns):
    assert columns_for(count, width, height, ratio) == columns


def test_no_two_lie_on_each_other_and_all_are_inside(survey):
    survey.open(pictures(7), 7)
    cells = [survey.cell(place) for place in range(7)]
    assert all(survey.rect().contains(cell) for cell in cells)
    assert not any(a.intersects(b) for i, a in enumerate(cells) for b in cells[:i])


def test_all_are_decoded_the_current_one_first(qtbot, survey):
    order = []
    survey._originals.ready.connect(order.append)
    survey.open(pictures(5), 5)
    qtbot.waitUntil(lambda: len(set(order)) == 5)
    assert order[0] == 1
    assert not survey.grab().isNull()


def test_x_rejects_and_takes_out(qtbot, survey):
    survey.open(pictures(3), 3)
    qtbot.keyClick(survey, Qt.Key.Key_Right)
    qtbot.keyClick(survey, Qt.Key.Key_X)
    assert survey.changes == [Flag((2,), -1)]
    assert survey.numbers() == [1, 3]
    assert survey.judged() == 3


def test_backspace_takes_out_and_changes_nothing(qtbot, survey):
    survey.open(pictures(3), 3)
    qtbot.keyClick(survey, Qt.Key.Key_Backspace)
    assert survey.numbers() == [2, 3]
    assert survey.changes == []


def test_stars_stay_and_with_shift_go_on(qtbot, survey):
    survey.open(pictures(3), 3)
    qtbot.keyClick(survey, Qt.Key.Key_4)
    assert survey.judged() == 1
    qtbot.keyClick(survey, Qt.Key.Key_4, Qt.KeyboardModifier.ShiftModifier)
    assert survey.judged() == 2
    assert survey.changes == [Rate((1,), 4), Rate((1,), 4)]


def test_arrows_walk_the_rows(qtbot, survey):
    survey.open(pictures(6), 6)
    columns = survey.columns()
    qtbot.keyClick(survey, Qt.Key.Key_Down)
    assert survey.judged() == 1 + columns
    qtbot.keyClick(survey, Qt.Key.Key_Up)
    qtbot.keyClick(survey, Qt.Key.Key_Up)
    assert survey.judged() == 1
    qtbot.keyClick(survey, Qt.Key.Key_End)
    assert survey.judged() == 6


def test_it_is_over_with_the_last_one(qtbot, survey):
    survey.open(pictures(2), 2)
    survey.drop([1, 2])
    assert not survey.isVisible()


def test_the_current_one_stays_when_others_leave(survey):
    survey.open(pictures(5), 5)
    survey._go(3)
    survey.drop([1, 2])
    assert survey.judged() == 4


def test_enter_and_a_double_click_ask_for_the_full_view(qtbot, survey):
    survey.open(pictures(4), 4)
    with qtbot.waitSignal(survey.full_requested) as asked:
        qtbot.keyClick(survey, Qt.Key.Key_Return)
    assert asked.args == [1]
    where = survey.cell(2).center()
    with qtbot.waitSignal(survey.full_requested) as asked:
        qtbot.mouseClick(survey, Qt.MouseButton.LeftButton, pos=where)
        qtbot.mouseDClick(survey, Qt.MouseButton.LeftButton, pos=where)
    assert asked.args == [3]


def test_of_many_the_first_are_shown_and_it_says_so(survey):
    survey.open(pictures(MOST + 10), 4000)
    assert len(survey.numbers()) == MOST
    assert survey.title() == f"Survey · {MOST} pictures: the first {MOST} of 4,000 selected"


def test_n_and_escape_go_back(qtbot, survey):
    for code in (Qt.Key.Key_N, Qt.Key.Key_Escape):
        survey.open(pictures(2), 2)
        qtbot.keyClick(survey, code)
        assert not survey.isVisible()
