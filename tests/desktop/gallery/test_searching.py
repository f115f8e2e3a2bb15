"""The panel's search: views, order, groups, filters, the trash, saving, jumping, browsing."""

from array import array

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from ideogram_desk.desktop.gallery import spoken
from ideogram_desk.domain.change import Restore
from ideogram_desk.domain.events import LibraryChanged
from ideogram_desk.domain.search import Found, Group, Grouping, Sort, View, Vocabulary
from tests.desktop.gallery.test_panel import Stand

DAYS = (Group("2026-11-21", "Today", 100), Group("2026-11-20", "Yesterday", 200))


@pytest.fixture
def stand(qtbot, thumbnails, tasks, theme, files):
    made = Stand(qtbot, 300, thumbnails, tasks, theme, files)
    made.load()
    yield made
    made.panel.shut()
    made.panel.close()


def grouped(stand, **more):
    view = View(grouping=Grouping.DAY, **more)
    stand.source.arranged[view] = Found(array("q", stand.source.listed), DAYS)
    return view


def find(stand, kind, name):
    return stand.panel.findChild(kind, name)


def test_the_order_is_asked_for_and_told(qtbot, stand):
    stand.source.arranged[View(sort=Sort.OLDEST)] = Found(array("q", range(1, 301)))
    pick = stand.panel.bar.sort
    pick.set_value(Sort.OLDEST.value)
    with qtbot.waitSignal(stand.panel.view_changed) as told:
        pick.activated.emit(pick.currentIndex())
    stand.settle()
    assert told.args == [View(sort=Sort.OLDEST)]
    assert stand.numbers()[:3] == [1, 2, 3]


def test_words_and_order_make_one_view(stand):
    told = []
    stand.panel.view_changed.connect(told.append)
    stand.panel.set_sort(Sort.SIZE)
    stand.panel.set_stacked(True)
    stand.type("fern")
    assert told[-1] == View("fern", Sort.SIZE, Grouping.NONE, stacked=True)
    assert stand.panel.view_state() == told[-1]
    before = len(told)
    stand.panel.bar.tell()
    assert len(told) == before


def test_a_saved_view_is_shown_whole(stand):
    wanted = View("tag:launch fern", Sort.RATING, Grouping.RUN, stacked=True)
    stand.panel.show_view(wanted)
    stand.settle()
    bar = stand.panel.bar
    assert bar.edit.text() == "tag:launch fern"
    assert (bar.sort.sort, bar.groups.grouping, bar.groups.stacked) == (
        Sort.RATING, Grouping.RUN, True,
    )  # fmt: skip
    assert stand.panel.listing.view == wanted
    assert not bar.edit.offers


def test_a_filter_goes_in_and_comes_out_again(stand):
    stand.type("fern")
    stand.panel.toggle_filter("tag:launch")
    assert stand.panel.bar.edit.text().strip() == "fern tag:launch"
    assert stand.panel.listing.text.strip() == "fern tag:launch"
    stand.panel.toggle_filter("tag:launch")
    assert stand.panel.bar.edit.text().strip() == "fern"


def test_words_alone_replace_the_search_and_keep_the_order(stand):
    stand.panel.set_sort(Sort.SIZE)
    stand.type("fern")
    stand.panel.search("moss")
    assert stand.panel.view_state() == View("moss", Sort.SIZE)


def test_a_sentence_takes_the_days_place_while_something_is_not_understood(stand):
    header = stand.panel.header
    assert header.day.isVisible()
    stand.type("rating:nine fern")
    assert header.problem.isVisible()
    assert header.problem.text().startswith("“nine” is no rating")
    assert not header.day.isVisible()
    stand.type("rating:4 fern")
    assert not header.problem.isVisible()


def test_it_is_said_when_only_parts_of_words_were_found(stand):
    stand.source.arranged[View("oast")] = Found(array("q", [9, 5]), in_parts=True)
    stand.type("oast")
    stand.settle()
    assert "inside a word" in stand.panel.header.note.text()
    assert stand.panel.header.note.isVisible()
    stand.type("")
    stand.settle()
    assert not stand.panel.header.note.isVisible()


def test_the_day_is_silent_where_groups_or_ratings_rule(stand):
    assert stand.panel.header.day.text() == "Yesterday"
    stand.panel.show_view(grouped(stand))
    stand.settle()
    assert stand.panel.header.day.text() == ""
    stand.panel.show_view(View())
    stand.settle()
    assert stand.panel.header.day.text() == "Yesterday"
    stand.source.arranged[View(sort=Sort.RATING)] = Found(array("q", stand.source.listed))
    stand.panel.show_view(View(sort=Sort.RATING))
    stand.settle()
    assert stand.panel.header.day.text() == ""


def test_the_oldest_first_has_its_days_counted_too(stand):
    for number in range(1, 41):
        stand.source.special[number] = {"created_at": stand.panel._now().replace(month=10)}
    view = View(sort=Sort.OLDEST)
    stand.source.arranged[view] = Found(array("q", range(1, 301)))
    stand.panel.show_view(view)
    stand.settle()
    assert stand.panel.header.day.text() == "Wed 21 Oct"
    assert stand.panel.header.images.text() == "40 images"


def test_one_jumps_to_a_group_by_keyboard(qtbot, stand):
    stand.panel.show_view(grouped(stand))
    stand.settle()
    assert stand.panel.header.jump.isVisible()
    stand.panel.jump()
    popover = stand.panel.searching._jump
    qtbot.keyClicks(popover.field, "yest")
    qtbot.keyClick(popover.field, Qt.Key.Key_Return)
    assert stand.panel.view.hasFocus()
    assert stand.panel.view.current_number() == 200


def test_without_groups_there_is_nothing_to_jump_to(stand):
    stand.panel.jump()
    assert stand.panel.searching._jump is None
    assert not stand.panel.header.jump.isVisible()


def test_a_search_is_saved_with_its_order(qtbot, stand):
    stand.panel.set_sort(Sort.RATING)
    stand.type("tag:launch fern")
    qtbot.mouseClick(find(stand, QWidget, "save_search_button"), Qt.MouseButton.LeftButton)
    popover = stand.panel.searching._save
    assert popover.field.text() == "Tag launch, fern"
    with qtbot.waitSignal(stand.panel.save_search_requested) as asked:
        qtbot.keyClick(popover.field, Qt.Key.Key_Return)
    assert asked.args == ["Tag launch, fern", View("tag:launch fern", Sort.RATING)]


def test_the_empty_page_weighs_every_part_and_takes_one_out(qtbot, stand):
    stand.source.found = {"fern": array("q", [9, 8]), "rating:5": array("q")}
    stand.type("fern rating:5")
    stand.settle()
    empty = stand.panel.empty_search
    assert stand.page() is empty
    assert [part.count.text() for part in empty._parts] == ["none either", "2 pictures"]
    assert empty.why.text() == "“rating:5” hides all that the rest would find."
    qtbot.mouseClick(empty._parts[1].button, Qt.MouseButton.LeftButton)
    stand.panel.bar.tell()
    stand.settle()
    assert stand.numbers() == [9, 8]


def test_weighing_stops_when_the_search_goes_on(stand):
    stand.type("fern rating:5")
    stand.settle()
    stand.source.queries.clear()
    real = stand.source.find

    async def find_and_type_on(view, *, today, limit=None):
        found = await real(view, today=today)
        stand.panel.searching._ticket += 1
        return found

    stand.type("moss rating:5 tag:x")
    stand.tasks.run()
    stand.source.find = find_and_type_on
    stand.settle()
    weighed = [query for query in stand.source.queries if query != "moss rating:5 tag:x"]
    assert len(weighed) == 1


def test_weighing_stops_also_when_something_is_found(stand):
    stand.source.found["fern"] = array("q", [9])
    stand.type("moss rating:5 tag:x")
    stand.tasks.run()
    stand.type("fern")
    stand.source.queries.clear()
    stand.settle()
    assert stand.source.queries == ["rating:5 tag:x", "fern"]


def test_another_order_does_not_stop_the_weighing(stand):
    stand.type("moss rating:5")
    stand.tasks.run()
    assert len(stand.tasks.waiting) == 1  # the weighing
    stand.panel.set_sort(Sort.OLDEST)
    stand.settle()
    counts = [part.count.text() for part in stand.panel.empty_search._parts]
    assert counts == ["none either", "none either"]


def test_the_trash_offers_to_restore_what_is_selected_or_all(qtbot, stand):
    stand.source.found["is:trashed"] = array("q", [9, 8, 7])
    button = find(stand, QPushButton, "restore_button")
    assert not button.isVisible()
    stand.type("is:trashed")
    stand.settle()
    assert button.text() == "Restore all 3"
    assert stand.panel.header.found.text().startswith("3 in the trash")
    with qtbot.waitSignal(stand.panel.change_requested) as asked:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert isinstance(asked.args[0], Restore)
    assert list(asked.args[0].numbers) == [9, 8, 7]
    stand.panel.view.select_row(1)
    assert button.text() == "Restore 1"
    with qtbot.waitSignal(stand.panel.change_requested) as asked:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert list(asked.args[0].numbers) == [8]


def test_the_fields_words_are_read_when_it_is_gone_to_and_after_a_change(stand):
    read = []

    async def vocabulary():
        read.append(True)
        return Vocabulary(tags=(("launch", len(read)),))

    stand.source.vocabulary = vocabulary
    for _visit in range(2):
        stand.panel.focus_search()
        stand.settle()
        stand.panel.view.setFocus()
    assert stand.panel.bar.edit.vocabulary.tags == (("launch", 1),)
    stand.panel.apply(LibraryChanged((1,)))
    stand.panel.focus_search()
    stand.settle()
    assert stand.panel.bar.edit.vocabulary.tags == (("launch", 2),)


def test_the_browse_pane_is_made_when_it_is_first_shown(qtbot, stand):
    panel = stand.panel
    assert panel.browse is None
    shown = []
    panel.browse_shown.connect(shown.append)
    with qtbot.waitSignal(panel.browse_made) as made:
        qtbot.mouseClick(find(stand, QWidget, "browse_toggle"), Qt.MouseButton.LeftButton)
    assert made.args == [panel.browse]
    assert panel.browse.isVisible()
    qtbot.waitUntil(lambda: panel.browsed.sizes()[0] == 224)
    panel.toggle_browse()
    assert not panel.browse.isVisible()
    assert shown == [True, False]


def test_the_pane_is_folded_away_by_its_handle_too(qtbot, stand):
    stand.panel.toggle_browse()
    stand.panel.browsed.splitterMoved.emit(300, 1)
    assert stand.panel.state()["browse_width"] == 300
    stand.panel.browsed.splitterMoved.emit(10, 1)
    assert not stand.panel.browse.isVisible()
    assert not stand.panel.bar.browse.isChecked()
    assert stand.panel.state()["browse_width"] == 300


def test_how_it_was_left_comes_back(qtbot, stand, thumbnails, tasks, theme, files):
    stand.panel.show_view(View("fern", Sort.RATING, Grouping.DAY, stacked=True))
    stand.panel.toggle_browse()
    stand.panel.browsed.splitterMoved.emit(260, 1)
    state = stand.panel.state()
    again = Stand(qtbot, 300, thumbnails, tasks, theme, files)
    again.panel.restore(state)
    assert again.panel.view_state() == View("", Sort.RATING, Grouping.DAY, stacked=True)
    qtbot.waitUntil(lambda: again.panel.browsed.sizes()[0] == 260)
    again.panel.shut()


@pytest.mark.parametrize(
    "state",
    [{}, {"sort": "sideways", "grouping": 3, "stacked": "x", "browse": 1, "browse_width": "wide"}],
)
def test_a_state_that_is_not_understood_is_left_out(stand, state):
    stand.panel.restore(state)
    assert stand.panel.view_state() == View()
    assert stand.panel.browse is None


def test_every_control_of_the_bar_is_named_and_reached_by_tab(stand):
    for stop in stand.panel.bar.stops():
        assert stop.objectName()
        assert stop.accessibleName()
        assert stop.toolTip()
        assert stop.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_tab_leads_from_the_bar_through_the_pane_to_the_grid(qtbot, stand):
    stand.panel.toggle_browse()
    qtbot.waitUntil(stand.panel.browse.isVisible)
    stand.panel.bar.fit.setFocus()
    inside = []
    while not stand.panel.view.hasFocus():
        qtbot.keyClick(stand.panel.focusWidget(), Qt.Key.Key_Tab)
        inside.append(stand.panel.browse.isAncestorOf(stand.panel.focusWidget()))
        assert len(inside) < 30
    assert inside.count(True) > 1
    assert inside[:-1] == [True] * (len(inside) - 1)


def test_a_narrow_bar_keeps_its_field(qtbot, stand):
    bar = stand.panel.bar
    assert bar.slider.isVisible()
    stand.panel.resize(440, 600)
    assert bar.width() <= 440
    assert not bar.slider.isVisible()
    qtbot.waitUntil(lambda: bar.edit.width() > 100)
    stand.panel.resize(820, 600)
    assert bar.slider.isVisible()


def test_what_was_restored_is_read_once_only(qtbot, thumbnails, tasks, theme, files):
    made = Stand(qtbot, 300, thumbnails, tasks, theme, files)
    made.panel.restore({"sort": "oldest", "grouping": "none"})
    assert made.tasks.waiting == []
    made.load()
    assert made.panel.listing.view == View(sort=Sort.OLDEST)
    assert made.source.queries == [""]
    made.panel.shut()


def test_a_screen_reader_hears_what_was_found_and_what_was_not_understood(stand, monkeypatch):
    said = []
    monkeypatch.setattr(spoken.QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(
        spoken.QAccessible, "updateAccessibility", lambda event: said.append(event.message())
    )
    stand.source.found["fern rating:x "] = array("q", [9, 8])
    stand.type("fern rating:x ")
    stand.settle()
    assert said[0].startswith("“x” is no rating")
    assert said[1].startswith("2 of 300")
    stand.panel.apply(LibraryChanged((9,)))
    stand.settle()
    assert len(said) == 2
