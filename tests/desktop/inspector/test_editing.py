"""What is edited in the inspector becomes a change of the pictures that it shows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from ideogram_desk.desktop.inspector.collecting import paths
from ideogram_desk.desktop.kit import Button
from ideogram_desk.domain.change import (
    Collect,
    Favor,
    Flag,
    Label,
    Rate,
    Remark,
    Summary,
    Tag,
    Uncollect,
)
from ideogram_desk.domain.collection import Collection

MANY = range(10, 47)
COLLECTIONS = [
    Collection(1, "Clients", None, 9),
    Collection(2, "Acme", 1, 4),
    Collection(3, "Best of", None, 3),
]


@pytest.fixture
def wanted(panel):
    found = []
    panel.change_requested.connect(found.append)
    return found


@pytest.fixture
def show_one(panel, make_picture):
    def show(number=1, **said):
        picture = make_picture(**said)
        object.__setattr__(picture, "number", number)
        panel.set_collections(COLLECTIONS)
        panel.show_picture(picture, None, None)
        return panel.picture

    return show


@pytest.fixture
def show_many(panel, make_picture):
    def show(**said):
        panel.set_collections(COLLECTIONS)
        panel.show_many([make_picture()], MANY, Summary(count=len(MANY), **said))
        return panel.many

    return show


def find(panel, name):
    found = panel.findChild(QWidget, name)
    assert found is not None, name
    assert found.isVisibleTo(panel), name
    return found


def star(qtbot, stars, place):
    qtbot.mouseClick(
        stars, Qt.MouseButton.LeftButton, pos=QPoint(2 + 21 * (place - 1) + 10, stars.height() // 2)
    )


def write(qtbot, field, text, *, enter=True):
    qtbot.keyClicks(field, text)
    if enter:
        qtbot.keyClick(field, Qt.Key.Key_Return)


def enter(qtbot, field, text):
    """Without the list of what it could be completed to."""
    field.setText(text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_a_star_is_clicked_and_the_same_again_takes_all_away(show_one, wanted, qtbot):
    stars = show_one(rating=2).marks.stars
    star(qtbot, stars, 4)
    star(qtbot, stars, 4)
    assert wanted == [Rate((1,), 4), Rate((1,), 0)]
    assert stars.rating == 0


def test_stars_are_set_by_keyboard_and_stop_at_their_ends(show_one, wanted, qtbot):
    stars = show_one(rating=4).marks.stars
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_0, Qt.Key.Key_Left):
        qtbot.keyClick(stars, key)
    assert wanted == [Rate((1,), 5), Rate((1,), 0)]


def test_a_screen_reader_reads_and_sets_the_stars(show_one, wanted):
    stars = show_one(rating=3).marks.stars
    assert stars.accessibleName() == "Rating, 3 of 5 stars"
    value = QAccessible.queryAccessibleInterface(stars).valueInterface()
    assert value.currentValue() == 3
    value.setCurrentValue(5)
    assert wanted == [Rate((1,), 5)]


def test_showing_a_picture_changes_nothing(show_one, show_many, wanted):
    show_one(rating=3, favorite=True, flag=1, label=2, tags=("a",), remark="x")
    show_many(ratings={1: 37}, tags={"b": 37}, remarks={"y": 37}, collections={1: 37})
    assert wanted == []


def test_pick_and_reject_exclude_each_other_and_go_off_again(panel, show_one, wanted):
    show_one()
    pick, reject = find(panel, "pick_button"), find(panel, "reject_button")
    pick.click()
    reject.click()
    assert not pick.isChecked()
    reject.click()
    assert wanted == [Flag((1,), 1), Flag((1,), -1), Flag((1,), 0)]


def test_one_label_at_a_time_each_with_its_letter(panel, show_one, wanted):
    show_one(label=1)
    red, blue = find(panel, "label_red_button"), find(panel, "label_blue_button")
    assert red.isChecked()
    assert "red (6)" in red.toolTip()
    blue.click()
    assert not red.isChecked()
    blue.click()
    assert wanted == [Label((1,), 4), Label((1,), 0)]


def test_what_some_have_is_mixed_and_a_press_gives_it_to_all(panel, show_many, wanted):
    view = show_many(
        ratings={0: 30, 5: 7}, favorites=7, flags={0: 37}, labels={0: 30, 3: 7}, remarks={"": 37}
    )
    marks = view.marks
    assert marks.stars.rating is None
    assert marks.stars.accessibleName() == "Rating, mixed"
    assert marks.mixed.text() == "Applies to 37 · mixed: rating, favorite, label"
    assert [mark.is_mixed for mark in marks.labels] == [False, False, True, False]
    find(panel, "many_favorite_button").click()
    find(panel, "many_label_green_button").click()
    assert wanted == [Favor(MANY, True), Label(MANY, 3)]


def test_no_stars_can_be_given_to_pictures_that_differ(show_many, wanted, qtbot):
    stars = show_many(ratings={0: 30, 5: 7}).marks.stars
    qtbot.keyClick(stars, Qt.Key.Key_0)
    assert wanted == [Rate(MANY, 0)]


def test_a_tag_is_added_and_taken_away(panel, show_one, wanted, qtbot):
    view = show_one(tags=("launch",))
    write(qtbot, view.tags.field, "coffee")
    panel.findChild(Button, "inspector_tags_editor_tag_launch").click()
    assert wanted == [Tag((1,), ("coffee",)), Tag((1,), (), ("launch",))]


def test_a_tag_that_is_there_already_is_no_change(show_one, wanted, qtbot):
    write(qtbot, show_one(tags=("launch",)).tags.field, "Launch")
    assert wanted == []


def test_a_tag_of_some_is_given_to_all(panel, show_many, wanted):
    view = show_many(tags={"launch": 37, "coffee": 12})
    assert view.tags.tags == ("launch",)
    assert view.tags.note.text() == "applies to 37"
    some = find(panel, "many_tags_some_coffee")
    assert some.toolTip() == "12 of 37 have the tag coffee: give it to all of them"
    some.click()
    assert wanted == [Tag(MANY, ("coffee",))]


@pytest.mark.parametrize("group", ["tags", "collections"])
def test_what_was_begun_is_not_carried_to_other_pictures(
    panel, show_one, make_picture, wanted, group
):
    field = getattr(show_one(1), group).field
    field.setText("cof")
    show_one(1)  # told again
    assert field.text() == "cof"
    show_one(2)
    assert field.text() == ""
    panel.show_many([make_picture()], [1, 2, 3], Summary(count=3))
    field = getattr(panel.many, group).field
    field.setText("cof")
    panel.show_many([make_picture()], [1, 3, 3], Summary(count=3))
    assert field.text() == ""
    assert wanted == []


def test_the_known_tags_are_asked_for_when_one_begins_to_write(panel, show_one, qtbot):
    view = show_one()
    asked = []
    panel.known_wanted.connect(lambda: asked.append(1))
    panel.activateWindow()
    view.tags.field.setFocus()
    qtbot.waitUntil(lambda: asked == [1])
    panel.set_known(["coffee", "copper"], COLLECTIONS)
    completer = view.tags.field.completer()
    completer.setCompletionPrefix("COF")
    assert completer.currentCompletion() == "coffee"


def test_what_is_chosen_from_the_list_is_added_at_once(panel, show_one, wanted, qtbot):
    view = show_one()
    panel.set_known(["coffee"], COLLECTIONS)
    view.tags.field.completer().activated[str].emit("coffee")
    view.collections.field.completer().activated[str].emit("Clients / Acme")
    qtbot.waitUntil(lambda: len(wanted) == 2)
    assert wanted == [Tag((1,), ("coffee",)), Collect((1,), 2)]
    assert view.tags.tags == ("coffee",)


def test_a_note_is_kept_when_the_field_is_left(panel, show_one, wanted, qtbot):
    view = show_one(remark="old")
    panel.activateWindow()
    view.remark.edit.setFocus()
    qtbot.waitUntil(view.remark.edit.hasFocus)
    view.remark.edit.selectAll()
    qtbot.keyClicks(view.remark.edit, "new")
    assert wanted == []
    view.marks.stars.setFocus()
    assert wanted == [Remark((1,), "new")]
    view.remark.commit()
    assert len(wanted) == 1


def test_ctrl_enter_keeps_a_note_and_esc_takes_it_back(panel, show_one, wanted, qtbot):
    view = show_one(remark="old")
    left = []
    panel.left.connect(lambda: left.append(view.remark.text))
    write(qtbot, view.remark.edit, " one", enter=False)
    qtbot.keyClick(view.remark.edit, Qt.Key.Key_Escape)
    write(qtbot, view.remark.edit, " two", enter=False)
    qtbot.keyClick(view.remark.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert left == ["old", "old two"]
    assert wanted == [Remark((1,), "old two")]


def test_a_note_begun_stays_with_its_picture(show_one, wanted, qtbot):
    view = show_one(1, remark="old")
    write(qtbot, view.remark.edit, "!", enter=False)
    show_one(1, remark="from elsewhere")  # told again while one writes
    assert view.remark.text == "old!"
    show_one(2, remark="other")
    assert wanted == [Remark((1,), "old!")]
    assert view.remark.text == "other"


@pytest.mark.parametrize("group", ["tags", "collections"])
def test_esc_leaves_a_field_and_adds_nothing(panel, show_one, wanted, qtbot, group):
    field = getattr(show_one(), group).field
    field.setText("half")
    with qtbot.waitSignal(panel.left):
        qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert (field.text(), wanted) == ("", [])


def test_notes_that_differ_are_mixed_until_one_writes(panel, show_many, wanted, qtbot):
    view = show_many(remarks={"": 30, "x": 7})
    assert view.remark.edit.placeholderText().startswith("mixed")
    panel.commit()
    assert wanted == []
    write(qtbot, view.remark.edit, "all", enter=False)
    panel.commit()
    assert wanted == [Remark(MANY, "all")]


def test_a_collection_is_known_by_its_path_and_by_its_name(show_one, wanted, qtbot):
    field = show_one().collections.field
    enter(qtbot, field, "clients / acme")
    enter(qtbot, field, "Acme")
    enter(qtbot, field, "  best   of ")
    assert wanted == [Collect((1,), 2), Collect((1,), 2), Collect((1,), 3)]
    assert field.text() == ""


def test_an_unknown_name_asks_for_a_new_collection(panel, show_many, wanted, qtbot):
    asked = []
    panel.collection_wanted.connect(lambda name, numbers: asked.append((name, numbers)))
    enter(qtbot, show_many().collections.field, "Kraft")
    enter(qtbot, panel.many.collections.field, "   ")
    assert asked == [("Kraft", MANY)]
    assert wanted == []


def test_collections_of_all_are_left_and_of_some_are_joined(panel, show_many, wanted):
    view = show_many(collections={2: 37, 3: 4, 99: 37})
    assert view.collections.shown == ("Clients / Acme", "Best of")
    find(panel, "many_collections_2").click()
    find(panel, "many_collections_3").click()
    assert wanted == [Uncollect(MANY, 2), Collect(MANY, 3)]


def test_the_field_of_a_deed_opens_its_group_and_has_the_focus(panel, show_one, qtbot):
    view = show_one()
    view.remark.set_open(False)
    panel.activateWindow()
    panel.edit_field("remark")
    qtbot.waitUntil(view.remark.edit.hasFocus)
    assert view.remark.edit.isVisible()


def test_edit_and_rerun_names_its_picture(panel, show_one):
    asked = []
    panel.rerun_requested.connect(asked.append)
    show_one(7)
    find(panel, "rerun_button").click()
    assert asked == [7]


@pytest.mark.parametrize(("count", "shown"), [(2, True), (4, True), (5, False)])
def test_two_to_four_can_be_compared(panel, make_picture, count, shown):
    panel.show_many([make_picture()], range(count), Summary(count=count))
    assert panel.many.marks.compare.isVisible() is shown


def test_every_part_one_can_press_is_named(panel, show_one, show_many):
    show_one(tags=("a",), collections=("Acme",))
    show_many(tags={"a": 37, "b": 1}, collections={2: 37, 3: 1})
    for view in (panel.picture, panel.many):
        for widget in view.findChildren(QWidget):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(view):
                assert widget.accessibleName(), widget.objectName()
                assert widget.objectName() == widget.objectName().lower()


def test_a_collection_that_lies_in_itself_ends_all_the_same():
    assert paths([Collection(1, "a", 2), Collection(2, "b", 1)])[1].startswith("b / a")
