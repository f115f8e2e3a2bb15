"""The browse pane in the real window: what it shows is in the library, what it asks is done."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from ideogram_desk.domain.change import Collect, NewCollection, Rate, Tag
from ideogram_desk.domain.job import PictureState
from tests.desktop.driving import generate, in_session, press, type_into


async def browsed(start):
    """A window over three pictures, two of them tagged, with the pane in sight."""
    desk = await start()
    await generate(desk, "a red fox", 3)
    await desk.all_in(PictureState.STORED, 3)
    organising = desk.session.program.desk.organising
    await organising.change(Rate([1, 2], 4))
    await organising.change(Tag([1, 2], add=("launch",)))
    await organising.change(NewCollection("Clients"))
    desk.window.gallery.toggle_browse()
    pane = desk.window.gallery.browse
    await desk.until(lambda: row(pane, "tags/tag:launch") is not None)
    return desk, pane


def row(pane, key):
    return pane.page.rows.row_named(key)


def go_to(pane, key):
    pane.page.enter()
    pane.page.tree.setCurrentIndex(pane.page.rows.index_of(key))
    return pane.page.tree


@in_session
async def test_a_tag_is_searched_for_by_key_and_no_longer(start):
    desk, pane = await browsed(start)
    listed = desk.window.gallery.listed
    assert row(pane, "tags/tag:launch").count == 2
    press(go_to(pane, "tags/tag:launch"), Qt.Key.Key_Return)
    await desk.until(lambda: listed.rowCount() == 2)
    assert row(pane, "tags/tag:launch").is_on
    press(pane.page.tree, Qt.Key.Key_Return)
    await desk.until(lambda: listed.rowCount() == 3)
    press(pane.page.tree, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    await desk.until(lambda: listed.rowCount() == 1)
    assert row(pane, "tags/tag:launch").is_out


@in_session
async def test_counts_follow_what_is_changed(start):
    desk, pane = await browsed(start)
    organising = desk.session.program.desk.organising
    (clients,) = await organising.collections()
    await organising.change(Collect([1, 2, 3], clients.id))
    await desk.until(lambda: row(pane, f"collection/{clients.id}").count == 3)
    await organising.change(Tag([3], add=("launch",)))
    await desk.until(lambda: row(pane, "tags/tag:launch").count == 3)
    await organising.undo()
    await desk.until(lambda: row(pane, "tags/tag:launch").count == 2)


@in_session
async def test_a_collection_is_made_and_named_by_keys(start):
    desk, pane = await browsed(start)
    organising = desk.session.program.desk.organising
    press(go_to(pane, "collections/new"), Qt.Key.Key_Return)
    edit = pane.findChild(QLineEdit, "browse_name_edit")
    type_into(edit, "Summer")
    press(edit, Qt.Key.Key_Return)
    await desk.until(lambda: any(each.title == "Summer" for each in shown(pane, "collections")))
    assert {each.name for each in await organising.collections()} == {"Clients", "Summer"}


def shown(pane, key):
    rows = pane.page.rows
    parent = rows.index_of(key)
    return [rows.row(rows.index(at, 0, parent)) for at in range(rows.rowCount(parent))]


@in_session
async def test_a_search_is_kept_and_found_again_after_a_restart(start):
    desk, pane = await browsed(start)
    press(go_to(pane, "tags/tag:launch"), Qt.Key.Key_Return)
    await desk.until(lambda: row(pane, "saved/save") is not None)
    press(go_to(pane, "saved/save"), Qt.Key.Key_Return)
    edit = pane.findChild(QLineEdit, "browse_name_edit")
    type_into(edit, "Launches")
    press(edit, Qt.Key.Key_Return)
    await desk.until(lambda: row(pane, "saved/Launches") is not None)
    await desk.close()
    again = await start()
    if again.window.gallery.browse is None or again.window.gallery.browse.isHidden():
        again.window.gallery.toggle_browse()
    pane = again.window.gallery.browse
    await again.until(lambda: row(pane, "saved/Launches") is not None)
    press(go_to(pane, "saved/Launches"), Qt.Key.Key_Return)
    await again.until(lambda: again.window.gallery.listed.rowCount() == 2)


@in_session
async def test_the_history_goes_back_and_forth(start):
    desk, pane = await browsed(start)
    pane.show_tab("history")
    await desk.until(lambda: pane.steps.rowCount() == 4)
    said = [pane.steps.step(pane.steps.index(at)) for at in range(4)]
    assert "Clients" in said[0].said
    assert said[0].is_now
    pane.enter()
    press(pane.history, Qt.Key.Key_End)
    press(pane.history, Qt.Key.Key_Return)
    await desk.until(lambda: pane.steps.step(pane.steps.index(3)).is_now)
    library = desk.session.program.desk.library
    assert [picture.rating for picture in await library.pictures([1, 2])] == [0, 0]
    press(pane.history, Qt.Key.Key_Home)
    press(pane.history, Qt.Key.Key_Return)
    await desk.until(lambda: pane.steps.step(pane.steps.index(0)).is_now)
    assert [picture.tags for picture in await library.pictures([1, 2])] == [("launch",)] * 2
