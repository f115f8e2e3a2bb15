"""Organising in the real window: keys and the inspector change the library, Ctrl+Z takes it back."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from ideogram_desk.domain.job import NewJob, PictureState
from ideogram_desk.domain.request import Request
from ideogram_desk.store.library_lock import LibraryLock
from tests.desktop.driving import click, generate, in_session, press, type_into

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


async def with_pictures(start, count, prompt="a red fox"):
    desk = await start()
    await generate(desk, prompt, count)
    await desk.all_in(PictureState.STORED, count)
    desk.window.activateWindow()
    desk.window.gallery.view.setFocus()
    desk.window.gallery.view.select_row(0)
    return desk


async def record(desk, number):
    (picture,) = await desk.session.program.desk.library.pictures([number])
    return picture


async def becomes(desk, number, condition):
    """Until the picture's record is so, in the store and in the grid."""
    await desk.session.organising.finish()
    picture = await record(desk, number)
    assert condition(picture), picture
    await desk.until(lambda: condition(desk.window.gallery.listed.look(number)))


async def inspected(desk, name, kind=QWidget):
    """A control of the inspector, when it is there to be used."""
    await desk.until(lambda: (found := desk.find(kind, name)) is not None and found.isVisible())
    return desk.find(kind, name)


def numbers(desk):
    listed = desk.window.gallery.listed
    return [listed.number_at(row) for row in range(listed.rowCount())]


def toast(desk):
    return desk.find(QLabel, "toast_text").text() if desk.window.toast.isVisible() else ""


@in_session
async def test_a_digit_rates_and_undo_takes_it_back_and_redo_gives_it_again(start):
    desk = await with_pictures(start, 1)
    view = desk.window.gallery.view
    press(view, Qt.Key.Key_4)
    await becomes(desk, 1, lambda p: p.rating == 4)
    press(view, Qt.Key.Key_Z, CTRL)
    await becomes(desk, 1, lambda p: p.rating == 0)
    press(view, Qt.Key.Key_Z, CTRL | SHIFT)
    await becomes(desk, 1, lambda p: p.rating == 4)


@in_session
async def test_a_change_is_undone_after_a_restart(start):
    desk = await with_pictures(start, 1)
    press(desk.window.gallery.view, Qt.Key.Key_5)
    await becomes(desk, 1, lambda p: p.rating == 5)
    await desk.close()
    again = await start(url="http://127.0.0.1:9")
    await again.until(lambda: again.window.gallery.listed.rowCount() == 1)
    again.window.gallery.view.setFocus()
    press(again.window.gallery.view, Qt.Key.Key_Z, CTRL)
    await becomes(again, 1, lambda p: p.rating == 0)


@in_session
async def test_rejecting_and_shift_rating_go_on_to_the_next(start):
    desk = await with_pictures(start, 3)
    view, order = desk.window.gallery.view, numbers(desk)
    press(view, Qt.Key.Key_X)
    assert view.current_number() == order[1]
    press(view, Qt.Key.Key_3, SHIFT)
    assert view.current_number() == order[2]
    press(view, Qt.Key.Key_P)
    assert view.current_number() == order[2]
    await becomes(desk, order[0], lambda p: p.flag == -1)
    await becomes(desk, order[1], lambda p: p.rating == 3)
    await becomes(desk, order[2], lambda p: p.flag == 1)


@in_session
async def test_a_label_and_a_favorite_are_taken_away_by_the_same_key(start):
    desk = await with_pictures(start, 1)
    view = desk.window.gallery.view
    press(view, Qt.Key.Key_8)
    press(view, Qt.Key.Key_F)
    await becomes(desk, 1, lambda p: p.label == 3 and p.favorite)
    press(view, Qt.Key.Key_8)
    press(view, Qt.Key.Key_F)
    await becomes(desk, 1, lambda p: p.label == 0 and not p.favorite)


@in_session
async def test_a_mark_on_one_picture_is_no_occasion_for_a_bar(start):
    desk = await with_pictures(start, 2)
    view = desk.window.gallery.view
    press(view, Qt.Key.Key_A, CTRL)
    press(view, Qt.Key.Key_2)
    await desk.until(lambda: "2" in toast(desk))
    view.select_row(0)
    press(view, Qt.Key.Key_4)
    await desk.until(lambda: toast(desk) == "")


@in_session
async def test_del_moves_to_the_trash_and_the_bar_brings_everything_back(start):
    desk = await with_pictures(start, 3)
    view, order = desk.window.gallery.view, numbers(desk)
    press(view, Qt.Key.Key_Delete)
    await desk.until(lambda: numbers(desk) == order[1:])
    assert view.current_number() == order[1]
    press(view, Qt.Key.Key_A, CTRL)
    press(view, Qt.Key.Key_Delete)
    await desk.until(lambda: numbers(desk) == [])
    assert "2" in toast(desk)
    click(desk.find(QPushButton, "toast_action"))
    await desk.until(lambda: numbers(desk) == order[1:])
    assert (await record(desk, order[0])).trashed


@in_session
async def test_over_a_picture_looked_at_closely_one_is_told_too(start):
    desk = await with_pictures(start, 2)
    order = numbers(desk)
    press(desk.window.gallery.view, Qt.Key.Key_Return)
    whole = desk.find(QWidget, "full_view")
    assert whole.isVisible()
    press(whole, Qt.Key.Key_Delete)
    await desk.until(lambda: numbers(desk) == order[1:])
    bar = desk.find(QWidget, "cover_toast")
    assert bar.isVisible()
    assert not desk.window.toast.isVisible()
    click(desk.find(QPushButton, "cover_toast_action"))
    await desk.until(lambda: numbers(desk) == order)
    await desk.until(bar.isVisible)  # that it was undone
    press(whole, Qt.Key.Key_Escape)
    assert not bar.isVisible()


@in_session
async def test_what_lies_in_the_trash_is_listed_apart_and_taken_out(start):
    desk = await with_pictures(start, 2)
    view, order = desk.window.gallery.view, numbers(desk)
    assert desk.window.deeds.why_not("restore")
    press(view, Qt.Key.Key_Delete)
    await desk.until(lambda: numbers(desk) == order[1:])
    desk.window.gallery.search("is:trashed")
    await desk.until(lambda: numbers(desk) == order[:1])
    view.select_row(0)
    await desk.until(lambda: not desk.window.deeds.why_not("restore"))
    desk.window.deeds.run("restore")
    await desk.until(lambda: numbers(desk) == [])
    desk.window.gallery.search("")
    await desk.until(lambda: numbers(desk) == order)


@in_session
async def test_pictures_are_stacked_and_taken_apart(start):
    desk = await with_pictures(start, 3)
    view = desk.window.gallery.view
    press(view, Qt.Key.Key_Right, SHIFT)
    press(view, Qt.Key.Key_G, CTRL)
    await desk.session.organising.finish()
    stacks = [(await record(desk, number)).stack for number in numbers(desk)]
    assert stacks[0] == stacks[1] is not None
    assert stacks[2] is None
    await desk.until(lambda: not desk.window.deeds.why_not("unstack"))
    press(view, Qt.Key.Key_G, CTRL | SHIFT)
    await desk.session.organising.finish()
    assert [(await record(desk, number)).stack for number in numbers(desk)] == [None] * 3


@in_session
async def test_the_inspector_changes_what_it_shows(start):
    desk = await with_pictures(start, 1)
    stars = await inspected(desk, "rating_stars")
    stars.choose(5)
    (await inspected(desk, "favorite_button")).click()
    tag = await inspected(desk, "inspector_tags_editor_field", QLineEdit)
    tag.setText("launch")
    press(tag, Qt.Key.Key_Return)
    await desk.session.organising.finish()
    picture = await record(desk, 1)
    assert (picture.rating, picture.favorite, picture.tags) == (5, True, ("launch",))
    stars.setFocus()
    press(stars, Qt.Key.Key_Z, CTRL)
    await desk.until(lambda: desk.window.inspector.picture.tags.tags == ())


@in_session
async def test_a_note_that_is_being_written_is_kept_when_the_window_closes(start):
    desk = await with_pictures(start, 1)
    edit = await inspected(desk, "inspector_remark_edit", QPlainTextEdit)
    type_into(edit, "on kraft paper")
    await desk.close()
    again = await start(url="http://127.0.0.1:9")
    assert (await record(again, 1)).remark == "on kraft paper"


@in_session
async def test_an_edit_of_several_applies_to_all_of_them(start):
    desk = await with_pictures(start, 3)
    view, order = desk.window.gallery.view, numbers(desk)
    press(view, Qt.Key.Key_4)
    press(view, Qt.Key.Key_A, CTRL)
    stars = await inspected(desk, "many_rating_stars")
    await desk.until(lambda: stars.rating is None)
    caption = desk.find(QLabel, "many_marks_mixed").text()
    assert caption == "Applies to 3 · mixed: rating"
    stars.choose(2)
    for number in order:
        await becomes(desk, number, lambda p: p.rating == 2)
    assert len(await desk.session.program.desk.organising.history()) == 2


@in_session
async def test_a_new_collection_is_made_from_the_inspector(start):
    desk = await with_pictures(start, 2)
    press(desk.window.gallery.view, Qt.Key.Key_A, CTRL)
    field = await inspected(desk, "many_collections_field", QLineEdit)
    field.setText("Best of")
    press(field, Qt.Key.Key_Return)
    await desk.session.organising.finish()
    (made,) = await desk.session.program.desk.organising.collections()
    assert (made.name, made.count) == ("Best of", 2)
    await desk.until(lambda: desk.window.inspector.many.collections.shown == ("Best of",))


@in_session
async def test_edit_and_rerun_is_one_step_of_the_composer(start):
    desk = await with_pictures(start, 1, "a red fox in the snow")
    desk.window.compose.change(prompt="", seed="12", count=3)
    type_into(desk.find(QWidget, "prompt_edit"), "half a thought")
    click(await inspected(desk, "rerun_button"))
    prompt = desk.find(QPlainTextEdit, "prompt_edit")
    await desk.until(lambda: prompt.toPlainText() == "a red fox in the snow")
    assert desk.window.compose.composition().request.count == 1
    assert "composer" in toast(desk)
    press(prompt, Qt.Key.Key_Z, CTRL)
    assert prompt.toPlainText() == "half a thought"
    request = desk.window.compose.composition().request
    assert (request.count, request.seed) == (3, 12)
    press(prompt, Qt.Key.Key_Z, CTRL | SHIFT)
    assert prompt.toPlainText() == "a red fox in the snow"
    assert await desk.session.program.desk.organising.history() == []


@in_session
async def test_input_pictures_come_back_into_the_composer(start, tmp_path):
    desk = await start()
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    image.save(str(tmp_path / "style.png"))
    engine = desk.session.program.desk
    name = await engine.add_input(tmp_path / "style.png")
    await engine.queue([NewJob(Request("a fox", model="ideogram-3", references=(name,)))])
    await desk.all_in(PictureState.STORED, 1)
    desk.window.show_number(1)
    click(await inspected(desk, "rerun_button"))
    compose = desk.window.compose
    await desk.until(lambda: compose.composition().files)
    assert compose.composition().files == (engine.files.input_path(name),)
    assert compose.problems() == {}


@in_session
async def test_selecting_never_touches_the_composer(start):
    desk = await with_pictures(start, 2)
    before = desk.window.compose.draft()
    await inspected(desk, "picture_view")
    press(desk.window.gallery.view, Qt.Key.Key_A, CTRL)
    await inspected(desk, "many_view")
    assert desk.window.compose.draft() == before
    assert desk.window.inspector.isVisible()


@in_session
async def test_the_seed_of_a_picture_is_recalled(start):
    desk = await with_pictures(start, 1)
    seed = (await record(desk, 1)).seed
    desk.window.deeds.run("recall_seed")
    await desk.until(lambda: desk.window.compose.composition().request.seed == seed)
    desk.window.compose.change(prompt="other")
    desk.window.deeds.run("recall_prompt")
    await desk.until(lambda: desk.window.compose.composition().request.prompt == "a red fox")
    desk.window.compose.undo()
    assert desk.window.compose.composition().request.prompt == "other"


@in_session
async def test_a_library_that_is_only_looked_at_is_not_changed(start):
    desk = await with_pictures(start, 1)
    await desk.close()
    held = LibraryLock(desk.paths.library / "lock")
    try:
        again = await start()
        await again.until(lambda: again.window.gallery.listed.rowCount() == 1)
        again.window.gallery.view.setFocus()
        again.window.gallery.view.select_row(0)
        press(again.window.gallery.view, Qt.Key.Key_4)
        assert "in use" in toast(again)
        assert (await record(again, 1)).rating == 0
        await again.close()
    finally:
        held.close()


@in_session
async def test_with_nothing_to_undo_it_says_so(start):
    desk = await with_pictures(start, 1)
    press(desk.window.gallery.view, Qt.Key.Key_Z, CTRL)
    await desk.until(lambda: "nothing to undo" in toast(desk))


@in_session
async def test_a_file_that_is_gone_is_told_until_it_is_there_again(start):
    desk = await with_pictures(start, 1)
    path = desk.paths.library / (await record(desk, 1)).path
    aside = path.with_suffix(".aside")
    path.rename(aside)
    inspecting, inspector = desk.session.inspecting, desk.window.inspector
    inspecting.look_again()
    await desk.until(lambda: desk.window.gallery.listed.look(1).missing)
    await desk.until(lambda: "not there" in inspector.picture.state.label.text())
    aside.rename(path)
    inspecting.look_again()
    await desk.until(lambda: not desk.window.gallery.listed.look(1).missing)
    await desk.until(inspector.picture.state.isHidden)
    assert await desk.session.program.desk.organising.history() == []


@in_session
async def test_what_was_exported_is_marked_so(start, tmp_path):
    desk = await with_pictures(start, 2)
    pictures = await desk.session.program.desk.library.pictures([1])
    await desk.session.exporting.export(pictures, tmp_path / "out")
    await desk.until(lambda: desk.window.gallery.listed.look(1).exported)
    assert not desk.window.gallery.listed.look(2).exported


@in_session
async def test_where_the_library_cannot_be_opened_a_change_says_why(start):
    library = start.home / "library"
    library.mkdir(parents=True)
    (library / "library.db").write_bytes(b"no database at all" * 400)
    desk = await start()
    desk.window.gallery.view.setFocus()
    desk.window.deeds.run("undo")
    await desk.until(lambda: toast(desk))
