"""What hangs under the bar: a name to save under, a group to jump to; and the arranging menus."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ideogram_desk.desktop.gallery.search_arranging import GroupingButton, SortPick
from ideogram_desk.desktop.gallery.search_popover import GroupModel, JumpPopover, SavePopover
from ideogram_desk.domain.search import Group, Grouping, Sort

DAYS = tuple(
    Group(f"2026-{month:02}-{day:02}", f"{day} {name} 2026", month * day)
    for month, name in ((11, "November"), (10, "October"))
    for day in range(28, 0, -1)
)


class Stand:
    def __init__(self, qtbot, size=(600, 500)):
        self.window = QWidget()
        self.window.resize(*size)
        self.control = QPushButton("Here")
        column = QVBoxLayout(self.window)
        column.addWidget(self.control)
        column.addStretch(1)
        qtbot.addWidget(self.window)
        with qtbot.waitActive(self.window):
            self.window.show()
        self.control.setFocus()


@pytest.fixture
def stand(qtbot):
    made = Stand(qtbot)
    yield made
    made.window.close()


@pytest.fixture
def jump(stand):
    made = JumpPopover(stand.window)
    made.ask(stand.control, DAYS, "2026-10-28")
    return made


def titles(jump):
    return [jump.listed.index(row, 0).data() for row in range(jump.listed.rowCount())]


def test_a_name_is_offered_and_enter_saves_it(qtbot, stand):
    popover = SavePopover(stand.window)
    popover.ask(stand.control, "Rating at least 3")
    assert popover.field.selectedText() == "Rating at least 3"
    qtbot.keyClicks(popover.field, "  The   best ")
    with qtbot.waitSignal(popover.saved) as saved:
        qtbot.keyClick(popover.field, Qt.Key.Key_Return)
    assert saved.args == ["The best"]
    assert popover.isHidden()
    assert stand.control.hasFocus()


def test_nothing_is_saved_under_no_name(qtbot, stand):
    popover = SavePopover(stand.window)
    said = []
    popover.saved.connect(said.append)
    popover.ask(stand.control, " ")
    assert not popover.button.isEnabled()
    qtbot.keyClick(popover.field, Qt.Key.Key_Return)
    assert said == []
    assert not popover.isHidden()


def test_escape_and_looking_elsewhere_close_it(qtbot, stand):
    popover = SavePopover(stand.window)
    popover.ask(stand.control, "x")
    qtbot.keyClick(popover.field, Qt.Key.Key_Escape)
    assert popover.isHidden()
    assert stand.control.hasFocus()
    popover.ask(stand.control, "x")
    stand.control.setFocus()
    assert popover.isHidden()
    popover.ask(stand.control, "x")
    stand.window.resize(500, 400)
    assert popover.isHidden()


def test_it_hangs_wholly_inside_the_panel(qtbot, stand):
    stand.window.resize(320, 400)
    popover = SavePopover(stand.window)
    popover.ask(stand.control, "x")
    assert stand.window.rect().contains(popover.geometry())
    assert popover.y() > stand.control.geometry().bottom()


def test_the_group_that_is_looked_at_is_chosen_first(qtbot, jump):
    assert jump.view.currentIndex().data() == "28 October 2026"
    with qtbot.waitSignal(jump.chosen) as gone:
        qtbot.keyClick(jump.field, Qt.Key.Key_Return)
    assert gone.args == ["2026-10-28"]
    assert jump.isHidden()


def test_groups_are_narrowed_by_any_of_their_words(qtbot, jump):
    qtbot.keyClicks(jump.field, "nov 7")
    assert titles(jump) == ["27 November 2026", "17 November 2026", "7 November 2026"]
    qtbot.keyClick(jump.field, Qt.Key.Key_Down)
    with qtbot.waitSignal(jump.chosen) as gone:
        qtbot.keyClick(jump.field, Qt.Key.Key_Return)
    assert gone.args == ["2026-11-17"]


def test_it_says_when_no_group_has_the_words(qtbot, jump):
    said = []
    jump.chosen.connect(said.append)
    qtbot.keyClicks(jump.field, "zebra")
    assert jump.none.isVisible()
    assert not jump.view.isVisible()
    qtbot.keyClick(jump.field, Qt.Key.Key_Return)
    assert said == []


def test_the_keys_stay_inside_the_list_of_groups(qtbot, jump):
    qtbot.keyClick(jump.field, Qt.Key.Key_PageDown)
    qtbot.keyClick(jump.field, Qt.Key.Key_PageDown)
    qtbot.keyClick(jump.field, Qt.Key.Key_PageDown)
    assert jump.view.currentIndex().row() == len(DAYS) - 1
    for _page in range(9):
        qtbot.keyClick(jump.field, Qt.Key.Key_PageUp)
    assert jump.view.currentIndex().row() == 0


def test_a_click_goes_to_a_group(qtbot, jump):
    jump.view.scrollToTop()
    box = jump.view.visualRect(jump.listed.index(1, 0))
    with qtbot.waitSignal(jump.chosen) as gone:
        qtbot.mouseClick(jump.view.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert gone.args == ["2026-11-27"]


def test_of_hundreds_of_thousands_of_groups_those_nearby_are_listed(stand):
    groups = tuple(Group(str(n), f"Run {n}", 4) for n in range(300_000))
    jump = JumpPopover(stand.window)
    for at in (0, 150_000, 299_999):
        jump.ask(stand.control, groups, str(at))
        assert jump.view.currentIndex().data() == f"Run {at}"
        assert jump.listed.rowCount() == 2000
        jump.leave()
    jump.field.setText("299999")
    assert titles(jump) == ["Run 299999"]
    jump.field.setText("run 2")
    assert jump.listed.rowCount() == 2000


def test_the_list_of_groups_is_a_sound_model(qtmodeltester):
    model = GroupModel()
    model.show(DAYS)
    qtmodeltester.check(model)
    model.show(DAYS, "october")
    assert model.rowCount() == 28
    qtmodeltester.check(model)
    said = model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "28 October 2026, 280"


def test_the_order_is_chosen_by_the_user_only_aloud(qtbot):
    pick = SortPick()
    qtbot.addWidget(pick)
    told = []
    pick.sort_chosen.connect(told.append)
    pick.set_value(Sort.SIZE.value)
    assert (pick.sort, told) == (Sort.SIZE, [])
    pick.activated.emit(pick.currentIndex())
    assert told == [Sort.SIZE]
    assert [pick.itemText(i) for i in range(pick.count())] == [
        "Newest", "Oldest", "Best rated", "Largest",
    ]  # fmt: skip


def test_the_grouping_button_tells_what_is_in_force(qtbot):
    button = GroupingButton()
    qtbot.addWidget(button)
    told = []
    button.arranged.connect(lambda: told.append((button.grouping, button.stacked)))
    menu = button.menu()
    actions = {action.objectName(): action for action in menu.actions()}
    actions["group_day_action"].trigger()
    actions["stacked_action"].trigger()
    assert told == [(Grouping.DAY, False), (Grouping.DAY, True)]
    assert button.toolTip() == "Groups and stacks: group by day, stacks closed"
    button.show_arranged(Grouping.NONE, stacked=False)
    assert len(told) == 2
    assert button.accessibleName() == "Groups and stacks"
