"""The grid of the real window over the real store: groups, stacks and filters while one works."""

from dataclasses import replace

from PySide6.QtCore import Qt

from ideogram_desk.domain.change import Rate, Trash
from ideogram_desk.domain.job import PictureState
from ideogram_desk.domain.search import Grouping, Sort
from tests.desktop.driving import generate, in_session, press


async def with_pictures(start, *counts):
    desk = await start()
    for done, count in enumerate(counts):
        await generate(desk, f"a red fox number {done}", count)
        await desk.all_in(PictureState.STORED, sum(counts[: done + 1]))
    desk.window.activateWindow()
    desk.window.gallery.view.setFocus()
    return desk


def numbers(desk):
    listed = desk.window.gallery.listed
    return [listed.number_at(row) for row in range(listed.rowCount())]


async def show(desk, rows, **changes):
    gallery = desk.window.gallery
    gallery.show_view(replace(gallery.view_state(), **changes))
    await desk.until(lambda: len(numbers(desk)) == rows and not gallery.listing._reading)


@in_session
async def test_a_run_is_one_row_that_opens_and_closes_in_place(start):
    desk = await with_pictures(start, 3, 1)
    view, listed = desk.window.gallery.view, desk.window.gallery.listed
    await show(desk, 2, stacked=True)
    assert [listed.stack_count(row) for row in range(2)] == [1, 3]
    cover = listed.number_at(1)
    view.select_row(1)
    press(view, Qt.Key.Key_Return)
    await desk.until(lambda: len(numbers(desk)) == 4)
    assert listed.is_open(cover)
    assert view.current_number() == cover
    assert sorted(numbers(desk)[1:]) == [1, 2, 3]
    press(view, Qt.Key.Key_Return)
    assert len(numbers(desk)) == 2


@in_session
async def test_new_pictures_join_today_at_once(start):
    desk = await with_pictures(start, 2)
    view = desk.window.gallery.view
    await show(desk, 2, grouping=Grouping.DAY)
    assert [group.count for group in view.groups()] == [2]
    await generate(desk, "another", 2)
    assert numbers(desk) == [4, 3, 2, 1]
    assert [group.count for group in view.groups()] == [4]
    await desk.all_in(PictureState.STORED, 4)


@in_session
async def test_runs_are_groups_that_one_jumps_between(start):
    desk = await with_pictures(start, 2, 3, 1)
    view = desk.window.gallery.view
    await show(desk, 6, grouping=Grouping.RUN)
    assert [group.count for group in view.groups()] == [1, 3, 2]
    view.select_row(0)
    press(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    press(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert view.current_number() in (1, 2)


@in_session
async def test_what_is_thrown_away_leaves_the_next_one_current_and_comes_back_to_its_place(start):
    desk = await with_pictures(start, 4)
    view = desk.window.gallery.view
    view.select_row(1)
    organising = desk.session.program.desk.organising
    await organising.change(Trash([3]))
    await desk.until(lambda: numbers(desk) == [4, 2, 1])
    assert view.current_number() == 2
    assert list(view.selected_numbers()) == [2]
    await organising.undo()
    await desk.until(lambda: numbers(desk) == [4, 3, 2, 1])
    assert view.current_number() == 2


@in_session
async def test_a_rating_takes_a_picture_out_of_a_filter_and_the_next_one_follows(start):
    desk = await with_pictures(start, 4)
    view = desk.window.gallery.view
    await show(desk, 4, text="rating:0")
    view.select_row(view.listed.row_of(3))
    await desk.session.program.desk.organising.change(Rate([3], 5))
    await desk.until(lambda: numbers(desk) == [4, 2, 1])
    assert view.current_number() == 2
    await show(desk, 4, text="", sort=Sort.RATING)
    assert numbers(desk) == [3, 4, 2, 1]
    assert list(view.selected_numbers()) == [2]
