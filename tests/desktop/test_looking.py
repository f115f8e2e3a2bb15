"""Looking closely in the real window: opening, culling into the library, undo, and what leaves."""

from PySide6.QtCore import Qt

from ideogram_desk.domain.change import Rate, Trash
from ideogram_desk.domain.job import PictureState
from tests.desktop.driving import generate, in_session, press


async def stored(desk, count):
    await generate(desk, "a red fox", count)
    await desk.all_in(PictureState.STORED, count)
    desk.window.show_number(count)
    desk.window.gallery.view.setFocus()
    return desk.window.gallery.view


async def picture(desk, number):
    (found,) = await desk.session.program.desk.library.pictures([number])
    return found


@in_session
async def test_enter_opens_the_full_view_and_space_goes_to_the_preview(start):
    desk = await start()
    view = await stored(desk, 2)
    press(view, Qt.Key.Key_Return)
    full = desk.session.looking.full
    assert full.isVisible()
    assert full.geometry() == desk.window.rect()
    press(full, Qt.Key.Key_Space)
    assert not full.isVisible()
    preview = desk.session.looking._preview
    assert preview.isVisible()
    press(preview, Qt.Key.Key_Escape)
    assert view.hasFocus()


@in_session
async def test_what_is_rated_in_the_full_view_is_in_the_library_and_undone(start):
    desk = await start()
    view = await stored(desk, 2)
    press(view, Qt.Key.Key_Return)
    full = desk.session.looking.full
    press(full, Qt.Key.Key_4)
    await desk.until(lambda: "4 of 5 stars" in full.accessibleDescription())
    assert (await picture(desk, 2)).rating == 4
    press(full, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    await desk.until(lambda: "stars" not in full.accessibleDescription())
    assert (await picture(desk, 2)).rating == 0


@in_session
async def test_what_is_rejected_in_the_preview_is_so_in_the_library(start):
    desk = await start()
    view = await stored(desk, 2)
    press(view, Qt.Key.Key_Space)
    preview = desk.session.looking._preview
    press(preview, Qt.Key.Key_X)
    assert preview.number() == 1
    await desk.until(lambda: desk.window.gallery.listed.look(2).flag == -1)


@in_session
async def test_c_compares_what_is_selected_and_what_is_trashed_leaves(start):
    desk = await start()
    view = await stored(desk, 4)
    view.selectAll()
    press(view, Qt.Key.Key_C)
    await desk.until(lambda: desk.session.looking.comparison is not None)
    comparison = desk.session.looking.comparison
    await desk.until(comparison.isVisible)
    assert comparison.numbers() == [4, 3, 2, 1]
    press(comparison, Qt.Key.Key_5)
    await desk.until(lambda: comparison.panes[0].sight.marked.rating == 5)
    assert comparison.judged() == 3
    desk.session.organising.change(Trash([3]))
    await desk.until(lambda: comparison.numbers() == [4, 2, 1])
    desk.session.organising.change(Rate([2], 3))
    await desk.until(lambda: comparison.panes[1].sight.marked.rating == 3)
    press(comparison, Qt.Key.Key_Escape)
    assert view.hasFocus()


@in_session
async def test_n_surveys_and_enter_there_opens_one_over_it(start):
    desk = await start()
    view = await stored(desk, 3)
    view.selectAll()
    press(view, Qt.Key.Key_N)
    await desk.until(lambda: desk.session.looking.survey_view is not None)
    survey = desk.session.looking.survey_view
    await desk.until(survey.isVisible)
    press(survey, Qt.Key.Key_Right)
    press(survey, Qt.Key.Key_Return)
    full = desk.session.looking.full
    assert full.number() == 2
    press(full, Qt.Key.Key_Escape)
    assert survey.hasFocus()
    press(survey, Qt.Key.Key_X)
    assert survey.numbers() == [3, 1]
    await desk.until(lambda: desk.window.gallery.listed.look(2).flag == -1)
    assert view.selection_count() == 3


@in_session
async def test_one_selected_picture_is_compared_with_those_that_follow(start):
    desk = await start()
    await stored(desk, 3)
    desk.session.looking.compare()
    await desk.until(lambda: desk.session.looking.comparison is not None)
    assert desk.session.looking.comparison.numbers() == [3, 2, 1]


@in_session
async def test_the_palette_zooms_what_is_looked_at_and_nothing_else(start):
    desk = await start()
    view = await stored(desk, 1)
    assert desk.window.deeds.why_not("zoom")
    press(view, Qt.Key.Key_Return)
    full = desk.session.looking.full
    assert not desk.window.deeds.why_not("zoom_in")
    before = full.canvas.lens
    desk.window.deeds.run("zoom_in")
    assert full.canvas.lens != before
