"""Drives the real window, offscreen, as a person would: sessions, keys, clicks."""

import asyncio
import functools
from concurrent.futures import ThreadPoolExecutor

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from ideogram_desk.base import paths as places
from ideogram_desk.base.settings import Settings
from ideogram_desk.desktop.bridge import Tasks
from ideogram_desk.desktop.late import LateLibrary
from ideogram_desk.desktop.session import Session
from ideogram_desk.desktop.theme import Theme
from ideogram_desk.desktop.window import MainWindow

PATIENCE = 20


class Desk:
    """One session of the program, from its start to its end."""

    def __init__(self, home, settings):
        self.bugs = []
        self.closed = False
        self.paths = places.find(home)
        self.tasks = Tasks(self.bugs.append)
        self.theme = Theme()
        late = LateLibrary(self.paths.library)
        self.window = MainWindow(self.theme)
        self.window.furnish(self.tasks, late, late, late.absolute)
        self.session = Session(
            self.window, late, self.theme, self.tasks, self.paths, settings, self.bugs.append
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
        assert not self.bugs, self.bugs

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
        self.executor = None

    async def __call__(self, *, url=None, key="test", settings=None):
        self.monkeypatch.setenv("IDEOGRAM_API_URL", url or self.api)
        self.monkeypatch.setenv("IDEOGRAM_API_KEY", key)
        if self.executor is None:  # as the program: qasync's own threads are Qt's
            self.executor = ThreadPoolExecutor(4)
            asyncio.get_running_loop().set_default_executor(self.executor)
        desk = await Desk(self.home, settings or Settings()).open()
        self.running.append(desk)
        return desk

    async def close_all(self):
        for desk in self.running:
            if not desk.closed:
                await desk.close()
        if self.executor is not None:
            self.executor.shutdown()


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
