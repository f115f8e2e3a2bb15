"""The pane in use: pressed, folded, named, dropped on, by pointer and by keyboard alone."""

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QMenu

from ideogram_desk.desktop.browse.model import COLLECTION_MIME, DRAFT
from ideogram_desk.desktop.gallery.model import MIME
from ideogram_desk.domain.change import (
    Collect,
    Favor,
    Flag,
    Label,
    MoveCollection,
    NewCollection,
    Rate,
    RemoveCollection,
    RenameCollection,
    RenameTag,
    Tag,
    Uncollect,
)
from ideogram_desk.domain.collection import Collection
from ideogram_desk.domain.search import View
from tests.desktop.browse.conftest import COLLECTIONS, SAVED, make_facets


def index(pane, key):
    return pane.page.rows.index_of(key)


def go_to(pane, key):
    pane.page.enter()
    tree = pane.page.tree
    for above in pane.page.rows.above(key):
        tree.expand(index(pane, above.key))
    tree.setCurrentIndex(index(pane, key))
    return tree


def click(qtbot, pane, key, *, dx=None, modifier=Qt.KeyboardModifier.NoModifier):
    rect = pane.page.tree.visualRect(index(pane, key))
    spot = rect.center() if dx is None else rect.topLeft() + type(rect.center())(dx, 12)
    qtbot.mouseClick(pane.page.tree.viewport(), Qt.MouseButton.LeftButton, modifier, spot)


def editor(pane):
    return pane.page.tree.findChild(QLineEdit, "browse_name_edit")


def leave(qtbot, pane, key=Qt.Key.Key_Return):
    """End the writing of a name."""
    qtbot.keyClick(editor(pane), key)
    writing = QAbstractItemView.State.EditingState
    qtbot.waitUntil(lambda: pane.page.tree.state() != writing and editor(pane) is None)


@pytest.fixture
def asked(pane):
    """What the pane asks for, in order."""
    found = []
    pane.change_requested.connect(found.append)
    return found


# --- pressing ---------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_key_puts_a_filter_into_the_search(pane, qtbot, key):
    tree = go_to(pane, "tags/tag:poster")
    with qtbot.waitSignal(pane.filter_toggled) as told:
        qtbot.keyClick(tree, key)
    assert told.args == ["tag:poster"]


def test_so_does_a_click(pane, qtbot):
    with qtbot.waitSignal(pane.filter_toggled) as told:
        click(qtbot, pane, "ratings/rating:5")
    assert told.args == ["rating:5"]


def test_shift_and_alt_leave_out(pane, qtbot):
    tree = go_to(pane, "tags/tag:poster")
    with qtbot.waitSignal(pane.filter_toggled) as told:
        qtbot.keyClick(tree, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert told.args == ["-tag:poster"]
    with qtbot.waitSignal(pane.filter_toggled) as told:
        click(qtbot, pane, "tags/tag:poster", modifier=Qt.KeyboardModifier.AltModifier)
    assert told.args == ["-tag:poster"]


def test_a_saved_search_is_a_whole_view(pane, qtbot):
    tree = go_to(pane, "saved/Unsorted")
    with qtbot.waitSignal(pane.saved_chosen) as told:
        qtbot.keyClick(tree, Qt.Key.Key_Return)
    assert told.args == [View("rating:0")]


def test_every_row_can_be_reached_by_the_arrow_keys(pane, qtbot):
    tree = go_to(pane, "saved")
    reached = set()
    for _ in range(200):
        row = pane.page.rows.row(tree.currentIndex())
        reached.add(row.key)
        if row.rows and not tree.isExpanded(tree.currentIndex()):
            qtbot.keyClick(tree, Qt.Key.Key_Right)
        qtbot.keyClick(tree, Qt.Key.Key_Down)
    assert {"saved", "collections/new", "collection/3", "aspects/aspect:16:9"} <= reached
    assert "states/is:trashed" in reached


def test_a_heading_folds_at_a_click_and_stays_so(pane, qtbot):
    tree = pane.page.tree
    click(qtbot, pane, "tags")
    assert not tree.isExpanded(index(pane, "tags"))
    pane.show_facets(make_facets(("other", "words")))
    assert not tree.isExpanded(index(pane, "tags"))
    assert pane.state()["folds"]["tags"] is False


def test_folds_are_kept_from_one_start_to_the_next(pane):
    pane.restore({"folds": {"collection/1": True, "tags": False, "x": 7}, "tab": "history"})
    tree = pane.page.tree
    assert tree.isExpanded(index(pane, "collection/1"))
    assert not tree.isExpanded(index(pane, "tags"))
    assert pane.tab == "history"
    pane.restore({"folds": "rubbish", "tab": 4})


def test_a_collection_folds_at_its_mark_and_is_pressed_beside_it(pane, qtbot):
    pressed = []
    pane.filter_toggled.connect(pressed.append)
    click(qtbot, pane, "collection/1", dx=12)
    assert pane.page.tree.isExpanded(index(pane, "collection/1"))
    assert pressed == []
    click(qtbot, pane, "collection/1", dx=80)
    assert pressed == ["collection:Clients"]
    click(qtbot, pane, "collection/4", dx=12)  # it holds nothing that could fold
    assert pressed[1:] == ["collection:Portfolio"]


def test_all_tags_are_listed_on_demand(pane, qtbot):
    pane.show_facets(make_facets(tuple(f"t{n}" for n in range(60))))
    tree = go_to(pane, "tags/whole")
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    assert pane.page.rows.rowCount(index(pane, "tags")) == 61
    tree = go_to(pane, "tags/part")
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    assert pane.page.rows.rowCount(index(pane, "tags")) == 13


# --- finding in the list ----------------------------------------------------------------------


def test_what_is_looked_for_stands_open_and_then_all_is_as_before(pane, qtbot):
    click(qtbot, pane, "collections")  # folded by hand
    qtbot.keyClicks(pane.page.field, "final")
    tree = pane.page.tree
    for key in ("collections", "collection/1", "collection/2"):
        assert tree.isExpanded(index(pane, key))
    qtbot.keyClick(pane.page.field, Qt.Key.Key_Escape)
    assert pane.page.field.text() == ""
    assert not tree.isExpanded(index(pane, "collections"))
    assert not tree.isExpanded(index(pane, "collection/1"))
    assert "collection/1" not in pane.state()["folds"]


def test_what_is_folded_while_looking_is_not_kept(pane, qtbot):
    pane.page.field.setText("po")
    click(qtbot, pane, "tags")
    assert not pane.page.tree.isExpanded(index(pane, "tags"))
    pane.page.field.clear()
    assert pane.page.tree.isExpanded(index(pane, "tags"))


def test_down_goes_from_the_field_into_the_list(pane, qtbot):
    qtbot.keyClick(pane.page.field, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is pane.page.tree
    assert pane.page.tree.currentIndex().isValid()


# --- names ------------------------------------------------------------------------------------


def test_a_tag_is_renamed_in_place(pane, qtbot, asked):
    tree = go_to(pane, "tags/tag:poster")
    qtbot.keyClick(tree, Qt.Key.Key_F2)
    assert editor(pane).text() == "poster"
    qtbot.keyClicks(editor(pane), "placard")
    leave(qtbot, pane)
    assert asked == [RenameTag("poster", "placard")]


def test_new_counts_do_not_undo_what_is_being_written(pane, qtbot, asked):
    tree = go_to(pane, "collection/4")
    qtbot.keyClick(tree, Qt.Key.Key_F2)
    qtbot.keyClicks(editor(pane), "Show")
    pane.show_collections(
        (*COLLECTIONS[:3], replace(COLLECTIONS[3], count=99), Collection(8, "Another", None))
    )
    assert editor(pane).text() == "Show"
    leave(qtbot, pane)
    assert asked == [RenameCollection(4, "Show")]


def test_escape_leaves_a_name_as_it_was(pane, qtbot, asked):
    tree = go_to(pane, "collection/4")
    qtbot.keyClick(tree, Qt.Key.Key_F2)
    qtbot.keyClicks(editor(pane), "Show")
    leave(qtbot, pane, Qt.Key.Key_Escape)
    assert asked == []


def test_a_saved_search_is_renamed_and_removed(pane, qtbot):
    tree = go_to(pane, "saved/Unsorted")
    qtbot.keyClick(tree, Qt.Key.Key_F2)
    qtbot.keyClicks(editor(pane), "To do")
    with qtbot.waitSignal(pane.saved_renamed) as told:
        leave(qtbot, pane)
    assert told.args == ["Unsorted", "To do"]
    with qtbot.waitSignal(pane.saved_removed) as told:
        qtbot.keyClick(tree, Qt.Key.Key_Delete)
    assert told.args == ["Unsorted"]


def test_a_new_collection_is_named_where_it_will_stand(pane, qtbot, asked):
    tree = go_to(pane, "collections/new")
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    assert editor(pane).text() == ""
    qtbot.keyClicks(editor(pane), "Summer")
    leave(qtbot, pane)
    assert asked == [NewCollection("Summer", None)]
    assert not index(pane, DRAFT).isValid()


def test_one_in_another_by_the_insert_key(pane, qtbot, asked):
    tree = go_to(pane, "collection/4")
    qtbot.keyClick(tree, Qt.Key.Key_Insert)
    qtbot.keyClicks(editor(pane), "Prints")
    leave(qtbot, pane)
    assert asked == [NewCollection("Prints", 4)]


def test_the_keyboard_stands_on_a_collection_that_was_just_made(pane, qtbot, asked):
    tree = go_to(pane, "collection/4")
    qtbot.keyClick(tree, Qt.Key.Key_Insert)
    qtbot.keyClicks(editor(pane), "Prints")
    leave(qtbot, pane)
    pane.show_facets(make_facets())  # something else comes first
    pane.show_collections((*COLLECTIONS, Collection(9, "Prints", 4), Collection(10, "Prints", 1)))
    assert tree.currentIndex() == index(pane, "collection/9")
    qtbot.keyClick(tree, Qt.Key.Key_Up)
    pane.show_collections((*COLLECTIONS, Collection(9, "Prints", 4)))
    assert tree.currentIndex() == index(pane, "collection/4")


def test_a_new_one_without_a_name_is_none(pane, qtbot, asked):
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Return):
        tree = go_to(pane, "collections/new")
        qtbot.keyClick(tree, Qt.Key.Key_Return)
        leave(qtbot, pane, key)
        assert not index(pane, DRAFT).isValid()
    assert asked == []


def test_the_search_as_it_stands_is_kept_under_a_name(pane, qtbot):
    pane.show_search("fern", ())
    tree = go_to(pane, "saved/save")
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    qtbot.keyClicks(editor(pane), "Ferns")
    with qtbot.waitSignal(pane.search_saved) as told:
        leave(qtbot, pane)
    assert told.args == ["Ferns"]


def test_a_collection_is_removed_by_delete_and_a_tag_is_not(pane, qtbot, asked):
    qtbot.keyClick(go_to(pane, "tags/tag:poster"), Qt.Key.Key_Delete)
    qtbot.keyClick(go_to(pane, "collection/2"), Qt.Key.Key_Delete)
    assert asked == [RemoveCollection(2)]


# --- moving and dropping ----------------------------------------------------------------------


def keys_move(qtbot, pane, moved, into):
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(go_to(pane, moved), Qt.Key.Key_X, control)
    qtbot.keyClick(go_to(pane, into), Qt.Key.Key_V, control)


def drag(pane, key, data):
    """Whether a drag over that row is welcome; it is dropped there if it is."""
    tree = pane.page.tree
    for above in pane.page.rows.above(key):
        tree.expand(index(pane, above.key))
    tree.scrollTo(index(pane, key))
    spot = tree.visualRect(index(pane, key)).center()
    actions = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    entered = QDragEnterEvent(spot, actions, data, left, none)
    tree.dragMoveEvent(entered)
    tree.dropEvent(QDropEvent(QPointF(spot), actions, data, left, none))
    return tree


def pictures(*numbers):
    data = QMimeData()
    data.setData(MIME, ",".join(map(str, numbers)).encode())
    return data


def collection(number):
    data = QMimeData()
    data.setData(COLLECTION_MIME, str(number).encode())
    return data


def test_a_collection_is_moved_by_keys_and_by_drag(pane, qtbot, asked):
    keys_move(qtbot, pane, "collection/4", "collection/2")
    drag(pane, "collection/2", collection(4))
    assert asked == [MoveCollection(4, 2)] * 2
    asked.clear()
    keys_move(qtbot, pane, "collection/3", "collections")
    drag(pane, "collections", collection(3))
    assert asked == [MoveCollection(3, None)] * 2


@pytest.mark.parametrize(
    ("moved", "into"),
    [
        ("collection/1", "collection/1"),
        ("collection/1", "collection/3"),  # that stands in it
        ("collection/2", "collection/1"),  # where it is
        ("collection/4", "collections"),
        ("collection/4", "tags/tag:poster"),
    ],
)
def test_never_into_itself_or_to_where_it_is(pane, qtbot, asked, moved, into):
    keys_move(qtbot, pane, moved, into)
    drag(pane, into, collection(moved.partition("/")[2]))
    assert asked == []


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("collection/3", Collect([7, 5], 3)),
        ("tags/tag:poster", Tag([7, 5], add=("poster",))),
        ("ratings/rating:5", Rate([7, 5], 5)),
        ("ratings/rating:0", Rate([7, 5], 0)),
        ("labels/label:red", Label([7, 5], 1)),
        ("labels/label:none", Label([7, 5], 0)),
        ("flags/is:picked", Flag([7, 5], 1)),
        ("flags/is:rejected", Flag([7, 5], -1)),
        ("flags/is:favorite", Favor([7, 5], favorite=True)),
    ],
)
def test_pictures_become_what_they_are_dropped_on(pane, asked, key, change):
    drag(pane, key, pictures(7, 5))
    (made,) = asked
    assert replace(made, numbers=list(made.numbers)) == change


def test_what_another_program_says_are_pictures_changes_nothing(pane, asked):
    for text in ("", "1,x", "99999999999999999999999"):
        data = QMimeData()
        data.setData(MIME, text.encode())
        drag(pane, "tags/tag:poster", data)
    assert asked == []


@pytest.mark.parametrize("key", ["models/model:3.0", "saved/Unsorted", "tags", "collections/new"])
def test_where_a_drop_means_nothing_it_is_not_welcome(pane, asked, key):
    tree = drag(pane, key, pictures(7))
    assert asked == []
    assert tree.target == ""


def test_a_dragged_collection_carries_its_number(pane):
    rows = pane.page.rows
    data = rows.mimeData([index(pane, "collection/3")])
    assert bytes(data.data(COLLECTION_MIME).data()) == b"3"
    drags = Qt.ItemFlag.ItemIsDragEnabled
    assert rows.flags(index(pane, "collection/3")) & drags
    assert not rows.flags(index(pane, "tags/tag:poster")) & drags


# --- the menu ---------------------------------------------------------------------------------


def names(pane, key):
    return [deed.name for deed in pane.page.deeds_of(pane.page.rows.row_named(key)) if deed.name]


def test_the_menu_has_what_the_keys_do(pane):
    assert names(pane, "tags/tag:poster") == ["press", "leave_out", "rename"]
    assert names(pane, "collection/1") == [
        "press", "leave_out", "new", "cut", "rename", "remove",
    ]  # fmt: skip
    assert names(pane, "saved/Unsorted") == ["press", "rename", "remove"]
    assert names(pane, "models/model:3.0") == ["press", "leave_out"]
    assert names(pane, "collections") == ["new"]
    assert names(pane, "tags/none") == [] if index(pane, "tags/none").isValid() else True


def test_selected_pictures_are_put_in_and_taken_out_without_a_mouse(pane, asked):
    pane.page.selected = lambda: [4, 2]
    rows = pane.page.rows
    assert {"add", "take"} <= set(names(pane, "collection/1"))
    for key in ("collection/3", "tags/tag:poster"):
        pane.page.do("add", rows.row_named(key))
        pane.page.do("take", rows.row_named(key))
    assert asked == [
        Collect([4, 2], 3), Uncollect([4, 2], 3),
        Tag([4, 2], add=("poster",)), Tag([4, 2], remove=("poster",)),
    ]  # fmt: skip


def test_the_menu_key_opens_it_and_it_does_what_it_says(pane, monkeypatch, asked):
    monkeypatch.setattr(QMenu, "popup", lambda _menu, _at: None)
    tree = go_to(pane, "collection/2")
    reason = QContextMenuEvent.Reason.Keyboard
    spot = tree.visualRect(tree.currentIndex()).center()
    tree.contextMenuEvent(QContextMenuEvent(reason, spot, spot))
    menu = pane.page.findChild(QMenu, "browse_menu")
    remove = next(a for a in menu.actions() if a.objectName() == "browse_remove")
    assert remove.text() == "Remove\tDel"
    remove.trigger()
    menu.close()
    assert asked == [RemoveCollection(2)]


# --- cost -------------------------------------------------------------------------------------


def test_five_thousand_tags_and_two_thousand_collections_cost_few_rows(pane):
    """What is not listed is not made: the widgets stay as few, and so do the rows asked for."""
    collections = [Collection(n, f"C{n}", None if n < 100 else n % 100, n) for n in range(2000)]
    facets = make_facets(tuple(f"tag{n}" for n in range(5000)))
    pane.show_all(facets, collections, SAVED, "", ())
    QTest.qWait(0)
    before = len(pane.findChildren(QLineEdit)), len(pane.page.tree.viewport().children())
    read = []
    model = pane.page.rows
    data = model.data
    model.data = lambda *a: read.append(a) or data(*a)
    pane.page.tree.viewport().repaint()
    assert len(read) < 200
    assert (len(pane.findChildren(QLineEdit)), len(pane.page.tree.viewport().children())) == before
    assert model.rowCount(index(pane, "tags")) == 13
    start = time.perf_counter()
    pane.show_facets(make_facets(tuple(f"tag{n}" for n in range(4999, -1, -1))))
    assert time.perf_counter() - start < 0.5  # a twentieth of it is usual


def test_the_pane_is_read_out_by_name(pane):
    for widget in (pane, pane.tabs, pane.page.field, pane.page.tree, pane.history):
        assert widget.objectName()
        assert widget.accessibleName()


def test_it_asks_for_news_when_it_comes_into_sight(pane, qtbot):
    pane.hide()
    with qtbot.waitSignal(pane.refresh_wanted):
        pane.show()
    with qtbot.waitSignal(pane.refresh_wanted):
        pane.show_tab("history")
