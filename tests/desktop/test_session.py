"""The main job in the real window, offscreen, against a real sandbox: from a prompt to a picture
that is kept, closed, opened again offline, found."""

import asyncio
import functools

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from ideogram_desk.base import paths as places
from ideogram_desk.base.settings import Settings
from ideogram_desk.desktop.bridge import Tasks
from ideogram_desk.desktop.late import LateLibrary
from ideogram_desk.desktop.session import Session
from ideogram_desk.desktop.theme import Theme
from ideogram_desk.desktop.window import MainWindow
from ideogram_desk.domain.job import JobState, PictureState
from tests.fakes.sandbox import Sandbox

PATIENCE = 20


@pytest.fixture(scope="module")
def api():
    sandbox = Sandbox("--seconds", "0")
    yield sandbox.url
    sandbox.close()


class Desk:
    """One session of the program, from its start to its end."""

    def __init__(self, home):
        self.bugs = []
        self.closed = False
        self.paths = places.find(home)
        self.tasks = Tasks(self.bugs.append)
        self.theme = Theme()
        late = LateLibrary(self.paths.library)
        self.window = MainWindow(self.theme)
        self.window.furnish(self.tasks, late, late, late.absolute)
        self.session = Session(
            self.window, late, self.theme, self.tasks, self.paths, Settings(), self.bugs.append
        )

    async def open(self):
        self.window.show()
        await self.session.open()
        return self

    async def close(self):
        self.closed = True
        await self.session.close()
        await self.tasks.close()
        self.window.let_close()
        self.window.deleteLater()
        assert self.bugs == []

    def find(self, kind, name):
        return self.window.findChild(kind, name)

    async def until(self, condition):
        async with asyncio.timeout(PATIENCE):
            while not condition():  # noqa: ASYNC110  Qt has no event for "whatever I mean"
                await asyncio.sleep(0.01)

    def tiles(self):
        listed = self.window.gallery.listed
        return [listed.tile(row) for row in range(listed.rowCount())]

    async def all_in(self, state, count):
        await self.until(
            lambda: (
                len(self.tiles()) == count
                and all(tile is not None and tile.state is state for tile in self.tiles())
            )
        )


class Start:
    """Begins sessions on one home; `close_all` ends them."""

    def __init__(self, home, api, monkeypatch):
        self.home = home
        self.api = api
        self.monkeypatch = monkeypatch
        self.running = []

    async def __call__(self, *, url=None, key="test"):
        self.monkeypatch.setenv("IDEOGRAM_API_URL", url or self.api)
        self.monkeypatch.setenv("IDEOGRAM_API_KEY", key)
        desk = await Desk(self.home).open()
        self.running.append(desk)
        return desk

    async def close_all(self):
        for desk in self.running:
            if not desk.closed:
                await desk.close()


@pytest.fixture
def start(tmp_path, qapp, monkeypatch, api):
    # As in the program: else qasync's loop ends with the last window.
    qapp.setQuitOnLastWindowClosed(False)
    return Start(tmp_path / "home", api, monkeypatch)


def in_session(test):
    """End the sessions while the test's loop still runs: pytest-qt turns Qt's without asyncio's."""

    @functools.wraps(test)
    async def closing(start, **fixtures):
        try:
            await test(start, **fixtures)
        finally:
            await start.close_all()

    return closing


def type_into(widget, text):
    for character in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(
                widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, character)
            )


def press(widget, key, modifiers=Qt.KeyboardModifier.NoModifier):
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, modifiers))


def click(widget, where=None):
    point = QPointF(where or widget.rect().center())
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        event = QMouseEvent(
            kind, point, widget.mapToGlobal(point), Qt.MouseButton.LeftButton,
            Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QApplication.sendEvent(widget, event)


async def generate(desk, prompt, count=1):
    desk.window.compose.change(prompt="", count=count)
    before = desk.window.gallery.listed.rowCount()
    type_into(desk.find(QWidget, "prompt_edit"), prompt)
    click(desk.find(QPushButton, "generate_button"))
    await desk.until(lambda: desk.window.gallery.listed.rowCount() == before + count)


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
    preview = desk.find(QWidget, "preview")
    assert preview.isVisible()
    press(preview, Qt.Key.Key_Escape)
    assert not preview.isVisible()
    view.open_requested.emit(1)
    assert preview.isVisible()


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
        made = await desk.session.export(pictures, tmp_path / "out")
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
async def test_a_second_window_on_the_same_library_says_who_has_it(start):
    await start()
    second = await start()
    assert second.session.program is None
    assert "in use" in second.window.status.message.text()


@in_session
async def test_the_choice_of_a_theme_takes_effect_at_once(start):
    desk = await start()
    desk.window.settings_requested.emit()
    dialog = desk.find(QWidget, "settings_dialog")
    assert dialog is not None
    before = desk.theme.tokens
    dialog._set_theme("light" if before.name == "dark" else "dark")
    assert desk.theme.tokens is not before
    dialog._set_theme("system")
    dialog.close()
