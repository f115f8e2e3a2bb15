"""The main job in the real window, offscreen, against a real sandbox: from a prompt to a picture
that is kept, closed, opened again offline, found."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from ideogram_desk.desktop.window import MainWindow
from ideogram_desk.domain.job import JobState, PictureState
from ideogram_desk.store.library_lock import LibraryLock
from tests.desktop.driving import generate, in_session, press, type_into


@in_session
async def test_a_typed_prompt_becomes_a_picture_in_its_tile(start):
    desk = await start()
    await generate(desk, "a red fox in the snow", 2)
    numbers = [tile.number for tile in desk.tiles() if tile]
    await desk.all_in(PictureState.STORED, 2)
    assert [tile.number for tile in desk.tiles()] == numbers or not numbers


@in_session
async def test_a_closed_library_is_found_again_offline(start):
    desk = await start()
    await generate(desk, "a red fox in the snow")
    await desk.all_in(PictureState.STORED, 1)
    await desk.close()
    again = await start(url="http://127.0.0.1:9")
    await again.until(lambda: again.window.gallery.listed.rowCount() == 1)
    type_into(again.find(QLineEdit, "search_edit"), "red fo")
    await again.until(lambda: "1 of 1" in again.window.gallery.header.found.text())
    again.window.show_number(1)
    picture = again.window.inspector
    await again.until(lambda: "picture" in picture.__dict__ and picture.picture.isVisible())
    shown = again.window.inspector.picture
    assert "a red fox in the snow" in shown.prompt.text


@in_session
async def test_the_grid_waits_when_the_search_finds_nothing_and_comes_back(start):
    desk = await start()
    await generate(desk, "a red fox")
    await desk.all_in(PictureState.STORED, 1)
    search = desk.find(QLineEdit, "search_edit")
    type_into(search, "zebra")
    await desk.until(lambda: desk.window.gallery.listed.rowCount() == 0)
    search.clear()
    await desk.until(lambda: desk.window.gallery.listed.rowCount() == 1)


@in_session
async def test_a_refused_prompt_says_why_and_is_put_away(start):
    desk = await start()
    await generate(desk, "a fox [[fault:422]]")
    await desk.until(
        lambda: all(t and t.job_state is JobState.REFUSED for t in desk.tiles()) and desk.tiles()
    )
    (tile,) = desk.tiles()
    assert tile.reason
    desk.window.show_number(tile.number)
    desk.window.gallery.order("dismiss")
    await desk.until(lambda: desk.window.gallery.listed.rowCount() == 0)


@in_session
async def test_a_rejected_key_holds_the_queue_and_says_so(start):
    desk = await start()
    await generate(desk, "a fox [[fault:401]]")
    await desk.until(lambda: all(t and t.job_state is JobState.HELD for t in desk.tiles()))
    await desk.until(lambda: desk.session.program.desk._runner.paused)
    assert (await desk.session.program.desk.totals()).held == 1


@in_session
async def test_dragging_a_stored_picture_offers_the_original_file(start):
    desk = await start()
    await generate(desk, "a red fox")
    await desk.all_in(PictureState.STORED, 1)
    desk.window.show_number(1)
    drag = desk.window.gallery.view.drag()
    assert drag is not None
    (url,) = drag.mimeData().urls()
    (picture,) = await desk.session.program.desk.library.pictures([1])
    assert url.toLocalFile() == str(desk.paths.library / picture.path)
    assert desk.window.gallery.listed.supportedDragActions() == Qt.DropAction.CopyAction


@in_session
async def test_space_shows_the_picture_large_and_hides_it_again(start):
    desk = await start()
    await generate(desk, "a red fox")
    await desk.all_in(PictureState.STORED, 1)
    desk.window.show_number(1)
    view = desk.window.gallery.view
    press(view, Qt.Key.Key_Space)
    preview = desk.find(QWidget, "preview")
    assert preview.isVisible()
    press(preview, Qt.Key.Key_Space)
    assert not preview.isVisible()


@in_session
async def test_enter_and_a_double_click_open_a_picture_whole(start):
    desk = await start()
    await generate(desk, "a red fox")
    await desk.all_in(PictureState.STORED, 1)
    desk.window.show_number(1)
    await desk.until(lambda: desk.find(QWidget, "picture_view") is not None)
    view = desk.window.gallery.view
    press(view, Qt.Key.Key_Return)
    whole = desk.find(QWidget, "full_view")
    assert whole.isVisible()
    press(whole, Qt.Key.Key_Escape)
    assert not whole.isVisible()
    view.open_requested.emit(1)
    assert whole.isVisible()
    assert desk.find(QWidget, "preview") is None


@in_session
async def test_copying_a_file_puts_the_original_on_the_clipboard(start):
    desk = await start()
    await generate(desk, "a red fox")
    await desk.all_in(PictureState.STORED, 1)
    desk.window.show_number(1)
    desk.window.gallery.order("copy_files")
    (url,) = QGuiApplication.clipboard().mimeData().urls()
    assert url.toLocalFile().endswith(".png")
    await desk.until(lambda: QGuiApplication.clipboard().mimeData().hasImage())
    (url,) = QGuiApplication.clipboard().mimeData().urls()
    assert url.toLocalFile().endswith(".png")


@in_session
async def test_exported_variants_have_their_sizes_and_nothing_is_overwritten(start, tmp_path):
    desk = await start()
    await generate(desk, "a red fox")
    await desk.all_in(PictureState.STORED, 1)
    pictures = await desk.session.program.desk.library.pictures([1])
    for _ in range(2):
        made = await desk.session.exporting.export(pictures, tmp_path / "out")
        assert [one.variant.name for one in made] == ["og", "thumb", "social"]
    assert len(list((tmp_path / "out").iterdir())) == 6


@in_session
async def test_the_draft_is_there_at_the_next_start(start):
    desk = await start()
    type_into(desk.find(QWidget, "prompt_edit"), "half a thought")
    state = desk.window.state()
    again = MainWindow(desk.theme)
    late = desk.session._late
    again.furnish(desk.tasks, late, late, late.absolute)
    again.restore(state)
    assert again.findChild(QWidget, "prompt_edit").toPlainText() == "half a thought"
    again.gallery.shut()
    again.let_close()


@in_session
async def test_beside_the_command_line_the_library_can_be_looked_at_only(start):
    first = await start()
    await generate(first, "a red fox")
    await first.all_in(PictureState.STORED, 1)
    await first.close()
    held = LibraryLock(first.paths.library / "lock")  # as a command that is at work
    try:
        second = await start()
        await second.until(lambda: second.window.gallery.listed.rowCount() == 1)
        assert "in use" in second.window.status.message.said
        assert "in use" in second.find(QLabel, "generate_reason").text()
        assert not second.find(QPushButton, "generate_button").isEnabled()
        await second.close()
    finally:
        held.close()
    third = await start()
    await generate(third, "a blue fox")
    await third.all_in(PictureState.STORED, 2)


@in_session
async def test_the_choice_of_a_theme_takes_effect_at_once(start):
    desk = await start()
    desk.window.settings_requested.emit()
    dialog = desk.find(QWidget, "settings_dialog")
    assert dialog is not None
    before = desk.theme.tokens
    other = "light" if before.name == "dark" else "dark"
    dialog.findChild(QPushButton, f"theme_segmented_{other}").click()
    assert desk.theme.tokens is not before
    dialog.findChild(QPushButton, "theme_segmented_system").click()
    dialog.close()
