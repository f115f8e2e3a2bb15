"""What is listed follows the view and the news, and leaves the user where he is."""

from array import array
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from ideogram_desk.desktop.gallery.listing import Listing
from ideogram_desk.domain.events import JobsAdded, LibraryChanged
from ideogram_desk.domain.search import Found, Group, Grouping, Sort, View
from tests.desktop.gallery.conftest import NOW

TODAY = NOW.astimezone().date().isoformat()


@pytest.fixture
def shown(desk, loader, tasks, qtbot):
    made = desk(1000)
    made.listing = Listing(made.source, tasks, made.view, loader)

    def show(**changes):
        made.listing.show(replace(made.listing.view, **changes))
        tasks.run_all()

    def again():
        assert made.listing._again.isActive()
        qtbot.waitUntil(lambda: not made.listing._again.isActive())
        tasks.run_all()
        made.paint()

    made.show, made.again = show, again
    show()
    yield made
    made.listing._again.stop()


def numbers(desk):
    return list(desk.model.slice(0, desk.model.rowCount() - 1))


def select(desk, *wanted):
    flag = desk.view.selectionModel().SelectionFlag
    desk.view.select_row(desk.model.row_of(wanted[0]))
    for number in wanted[1:]:
        row = desk.model.row_of(number)
        desk.view.select_rows(row, row, flag.Select)


def by_day(*counts):
    names = ("Today", "Yesterday", "Before")
    keys = (TODAY, "2026-11-20", "2026-11-19")
    return tuple(Group(*each) for each in zip(keys, names, counts, strict=False))


def test_another_order_keeps_the_selection_and_begins_at_the_top(shown):
    view = View(sort=Sort.RATING)
    shown.source.arranged[view] = Found(array("q", [*range(1, 1001)]))
    select(shown, 998, 5)
    shown.go_to(3000)
    counts = []
    shown.view.selection_changed.connect(counts.append)
    shown.show(sort=Sort.RATING)
    assert sorted(shown.view.selected_numbers()) == [5, 998]
    assert shown.view.current_number() == 998
    assert shown.view.verticalOffset() == 0
    assert counts[-1] == 2


def test_everything_selected_stays_everything_in_another_order(shown):
    view = View(sort=Sort.RATING)
    shown.source.arranged[view] = Found(array("q", [*range(501, 1001), *range(1, 501)]))
    shown.view.select_all()
    shown.show(sort=Sort.RATING)
    assert shown.view.selection_count() == 1000
    assert shown.view.selectionModel().selection().count() == 1


def test_of_everything_selected_a_filter_shows_all_that_it_finds(shown):
    shown.source.found["a"] = array("q", [999, 800])
    shown.source.found["is:trashed"] = array("q", [5000])
    shown.view.select_all()
    shown.show(text="a")
    assert list(shown.view.selected_numbers()) == [999, 800]
    shown.show(text="")
    assert shown.view.selection_count() == 1000
    shown.show(text="is:trashed")
    assert shown.view.selection_count() == 0


def test_what_a_filter_hides_is_selected_again_when_it_goes(shown):
    shown.source.found["a"] = array("q", [999, 800])
    select(shown, 999, 900, 800)
    shown.show(text="a")
    assert list(shown.view.selected_numbers()) == [999, 800]
    shown.show(text="")
    assert list(shown.view.selected_numbers()) == [999, 900, 800]
    shown.show(text="a")
    shown.view.select_row(0)  # the user's own word: what was hidden is selected no more
    shown.show(text="")
    assert list(shown.view.selected_numbers()) == [999]


def test_a_selection_in_too_many_pieces_comes_back_with_the_order(shown):
    shown.view.pieces = 3
    turned = [n for pair in zip(range(500, 0, -1), range(1000, 500, -1), strict=True) for n in pair]
    shown.source.arranged[View(sort=Sort.SIZE)] = Found(array("q", turned))
    select(shown, *range(1000, 900, -1))
    shown.show(sort=Sort.SIZE)
    assert shown.view.selection_count() == 0
    shown.show(sort=Sort.NEWEST)
    assert shown.view.selection_count() == 100


def test_groups_are_put_around_what_is_looked_at_without_a_reset(shown, qtbot):
    shown.source.arranged[View(grouping=Grouping.DAY)] = Found(
        shown.source.listed, by_day(300, 300, 400)
    )
    shown.go_to(8000)
    view = shown.view
    row = view.visible_rows().start
    number, height = shown.model.number_at(row), view.row_rect(row).y()
    with qtbot.assertNotEmitted(shown.model.modelReset):
        shown.show(grouping=Grouping.DAY)
    assert [group.count for group in view.groups()] == [300, 300, 400]
    assert view.row_rect(shown.model.row_of(number)).y() == height
    shown.show(grouping=Grouping.NONE)
    assert view.groups() == ()
    assert view.row_rect(shown.model.row_of(number)).y() == height


def test_new_pictures_join_today_at_once_and_do_not_move_the_rest(shown):
    shown.source.arranged[View(grouping=Grouping.DAY)] = Found(
        shown.source.listed, by_day(300, 700)
    )
    shown.show(grouping=Grouping.DAY)
    shown.go_to(900)
    view = shown.view
    row = view.visible_rows().start
    number, rect = shown.model.number_at(row), view.row_rect(row)
    asked = len(shown.source.queries)
    shown.listing.apply(JobsAdded((), (1001, 1002, 1003)))
    shown.model.flush()
    assert numbers(shown)[:4] == [1003, 1002, 1001, 1000]
    assert [group.count for group in view.groups()] == [303, 700]
    assert view.row_rect(shown.model.row_of(number)) == rect
    assert view.unseen() == 3
    assert len(shown.source.queries) == asked


def test_new_pictures_of_another_order_are_searched_for(shown):
    view = View(grouping=Grouping.CAMPAIGN)
    campaigns = (Group("a", "A", 400), Group("b", "B", 600))
    shown.source.arranged[view] = Found(shown.source.listed, campaigns)
    shown.show(grouping=Grouping.CAMPAIGN)
    shown.go_to(40_000)
    row = shown.view.visible_rows().start
    number, rect = shown.model.number_at(row), shown.view.row_rect(row)
    grown = [*range(1000, 600, -1), 1001, *range(600, 0, -1)]
    shown.source.arranged[view] = Found(
        array("q", grown), (replace(campaigns[0], count=401), campaigns[1])
    )
    shown.listing.apply(JobsAdded((), (1001,)))
    shown.again()
    assert numbers(shown) == grown
    assert shown.view.row_rect(shown.model.row_of(number)) == rect
    assert shown.view.unseen() == 1


def test_scattered_news_are_counted_as_unseen_too(shown):
    view = View(sort=Sort.SIZE)
    shown.source.arranged[view] = Found(shown.source.listed)
    shown.show(sort=Sort.SIZE)
    shown.go_to(40_000)
    row = shown.view.visible_rows().start
    number, rect = shown.model.number_at(row), shown.view.row_rect(row)
    grown = [1002, *range(1000, 600, -1), 1001, *range(600, 0, -1)]
    shown.source.arranged[view] = Found(array("q", grown))
    shown.listing.apply(JobsAdded((), (1001, 1002)))
    shown.again()
    assert numbers(shown) == grown
    assert shown.view.row_rect(shown.model.row_of(number)).y() == rect.y()
    assert shown.view.unseen() == 2


def test_what_goes_into_the_trash_is_gone_and_the_next_one_is_current(shown):
    select(shown, 900)
    shown.listing.apply(LibraryChanged((900,), hidden=(900,)))
    assert shown.model.row_of(900) == -1
    assert shown.view.current_number() == 899
    assert list(shown.view.selected_numbers()) == [899]
    assert shown.listing.total == 999
    shown.listing.apply(LibraryChanged((900,), shown=(900,)))
    shown.model.flush()
    assert shown.model.row_of(900) == 100
    assert shown.listing.total == 1000


def test_many_that_go_at_once_are_searched_away(shown, qtbot):
    gone = tuple(range(2, 1001, 2))
    select(shown, 900)
    removed = []
    shown.model.rowsRemoved.connect(lambda *_: removed.append(1))
    shown.source.listed = array("q", range(999, 0, -2))
    shown.listing.apply(LibraryChanged(gone, hidden=gone))
    shown.again()
    assert not removed
    assert numbers(shown) == [*range(999, 0, -2)]
    assert shown.view.current_number() == 899
    assert list(shown.view.selected_numbers()) == [899]


def test_a_filter_that_no_longer_holds_takes_the_picture_out_gently(shown, qtbot):
    shown.source.found["rating:0"] = array("q", range(1000, 0, -1))
    shown.show(text="rating:0")
    shown.go_to(4000)
    number = shown.model.number_at(shown.view.visible_rows().start + 6)
    select(shown, number)
    first = shown.view.visible_rows().start
    above, rect = shown.model.number_at(first), shown.view.row_rect(first)
    shown.source.found["rating:0"] = array("q", [n for n in range(1000, 0, -1) if n != number])
    shown.listing.apply(LibraryChanged((number,)))
    assert shown.model.row_of(number) >= 0
    shown.again()
    assert shown.model.row_of(number) == -1
    assert shown.view.current_number() == number - 1
    assert shown.view.row_rect(shown.model.row_of(above)) == rect


def test_a_picture_that_moves_in_a_sorted_list_leaves_the_view_where_it_is(shown):
    view = View(sort=Sort.RATING)
    shown.source.arranged[view] = Found(shown.source.listed)
    shown.show(sort=Sort.RATING)
    shown.go_to(5000)
    first = shown.view.visible_rows().start
    mover, stays = shown.model.number_at(first), shown.model.number_at(first + 1)
    shown.view.select_row(first)
    rect = shown.view.row_rect(first + 1)
    rest = [n for n in shown.source.listed if n != mover]
    shown.source.arranged[view] = Found(array("q", [mover, *rest]))
    shown.listing.apply(LibraryChanged((mover,)))
    shown.again()
    assert shown.model.row_of(mover) == 0
    assert shown.view.current_number() == mover
    assert shown.view.row_rect(shown.model.row_of(stays)).y() == rect.y()


def test_in_the_trash_what_comes_out_of_it_goes(shown):
    shown.source.found["is:trashed"] = array("q", [9, 8, 7])
    shown.show(text="is:trashed")
    select(shown, 9)
    shown.listing.apply(LibraryChanged((9,), shown=(9,)))
    assert numbers(shown) == [8, 7]


def test_changed_records_are_read_again_when_they_are_looked_at(shown):
    before = len(shown.source.asked)
    shown.source.special = {n: {"rating": 4} for n in range(1, 1001)}
    shown.listing.apply(LibraryChanged(array("q", range(1, 1001))))
    shown.paint()
    shown.tasks.run_all()
    assert shown.model.tile(0).rating == 4
    assert sum(len(page) for page in shown.source.asked[before:]) <= 200


def test_the_total_is_known_though_the_first_view_is_a_search(desk, loader, tasks):
    made = desk(1000)
    made.source.found["a"] = array("q", [3])
    listing = Listing(made.source, tasks, made.view, loader)
    listing.show(View(text="a"))
    tasks.run_all()
    assert (listing.found, listing.total) == (1, 1000)


def stacked(shown):
    view = View(stacked=True)
    shown.source.arranged[view] = Found(
        array("q", [1000, 990, 980, *range(970, 0, -1)]), (), array("H", [3, 1, 2, *[1] * 970])
    )
    shown.source.members = {1000: [1000, 999, 998], 980: [980, 979]}
    shown.show(stacked=True)


def test_a_stack_is_opened_and_closed_in_place(shown, qtbot):
    stacked(shown)
    assert shown.listing.found == 976
    shown.view.select_row(0)
    with qtbot.assertNotEmitted(shown.model.modelReset):
        qtbot.keyClick(shown.view, Qt.Key.Key_Return)
        shown.tasks.run_all()
        assert numbers(shown)[:5] == [1000, 999, 998, 990, 980]
        assert [shown.model.lies_open(n) for n in (1000, 999, 990)] == [True, True, False]
        assert shown.model.stack_count(0) == 3
        assert shown.view.current_number() == 1000
        qtbot.keyClick(shown.view, Qt.Key.Key_Return)
    assert numbers(shown)[:3] == [1000, 990, 980]
    assert not shown.model.lies_open(1000)


def test_a_picture_without_a_stack_is_opened_itself(shown, qtbot):
    stacked(shown)
    shown.view.select_row(1)
    with qtbot.waitSignal(shown.view.open_requested) as asked:
        qtbot.keyClick(shown.view, Qt.Key.Key_Return)
    assert asked.args == [990]


def test_a_click_on_the_badge_opens_the_stack(shown, qtbot):
    stacked(shown)
    place, _chip = shown.view._painter.marks.stack(shown.view.row_rect(2), 2, opened=False)
    assert shown.view.hint_at(place.center()) == "Open this stack of 2 (Enter)"
    qtbot.mouseClick(shown.view.viewport(), Qt.MouseButton.LeftButton, pos=place.center())
    shown.tasks.run_all()
    assert shown.view.hint_at(place.center()) == "Close this stack of 2 (Enter)"
    assert numbers(shown)[:5] == [1000, 990, 980, 979, 970]


def test_an_open_stack_stays_open_when_a_newer_picture_becomes_its_first(shown):
    stacked(shown)
    shown.view.toggle_stack(1000)
    shown.tasks.run_all()
    view = View(stacked=True)
    shown.source.arranged[view] = Found(
        array("q", [1001, 990, 980, *range(970, 0, -1)]), (), array("H", [4, 1, 2, *[1] * 970])
    )
    shown.source.members[1000] = shown.source.members[1001] = [1001, 1000, 999, 998]
    shown.listing.apply(JobsAdded((), (1001,)))
    shown.again()
    assert numbers(shown)[:5] == [1001, 1000, 999, 998, 990]
    assert shown.model.is_open(1001)
