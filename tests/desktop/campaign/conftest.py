"""The Batch tab and its matrix on the screen, over a real library and a real sandbox."""

import asyncio

import pytest
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ideogram_desk import app
from ideogram_desk.base import paths as places
from ideogram_desk.base.secrets import KeyStore
from ideogram_desk.base.settings import Settings
from ideogram_desk.desktop.bridge import Tasks
from ideogram_desk.desktop.campaign.cell_words import words_of
from ideogram_desk.desktop.campaign.panel import BatchPanel
from ideogram_desk.desktop.campaign.view import CampaignView
from ideogram_desk.desktop.campaigning import Campaigning
from ideogram_desk.desktop.gallery.thumbs import ThumbnailLoader
from ideogram_desk.desktop.late import LateLibrary
from ideogram_desk.desktop.theme import Theme
from tests.fakes.sandbox import Sandbox

PATIENCE = 20


@pytest.fixture(scope="session")
def dressed(qapp):
    theme = Theme()
    theme.choose("light")
    theme.apply(qapp)
    return theme


@pytest.fixture
def panel(dressed, qtbot):
    made = BatchPanel()
    qtbot.addWidget(made)
    made.resize(300, 860)
    with qtbot.waitExposed(made):
        made.show()
    return made


class NoThumbnails:
    def get(self, _numbers, _edge):
        return {}

    def put(self, number, thumbnails): ...

    def close(self): ...


@pytest.fixture
def view(dressed, qtbot):
    loader = ThumbnailLoader(NoThumbnails())
    made = CampaignView(dressed, loader)
    qtbot.addWidget(made)
    made.resize(900, 700)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    loader.close()


@pytest.fixture(scope="module")
def api():
    sandbox = Sandbox("--seconds", "0")
    yield sandbox
    sandbox.close()


class Desk:
    """One session of the Batch tab, from its start to its end."""

    def __init__(self, home, theme):
        self.bugs = []
        self.paths = places.find(home)
        self.tasks = Tasks(self.bugs.append)
        self.late = LateLibrary(self.paths.library)
        self.loader = ThumbnailLoader(self.late)
        self.window = QWidget()
        self.panel = BatchPanel()
        self.view = CampaignView(theme, self.loader)
        row = QHBoxLayout(self.window)
        row.addWidget(self.panel)
        row.addWidget(self.view, 1)
        self.window.resize(1200, 860)
        self.campaigning = Campaigning(self.panel, self.view, self.late, self.tasks)

    async def open(self):
        self.window.show()
        self.program = await asyncio.to_thread(
            app.open_program, self.paths, Settings(), KeyStore(), self.bugs.append
        )
        self.desk = self.program.desk
        self.desk.bus.listen(self.campaigning.apply)
        self.late.open(self.desk)
        await self.program.connect()
        self.desk.start()
        await self.campaigning.open()
        return self

    async def close(self):
        self.campaigning.stop()
        self.loader.close()
        await self.tasks.close()
        await self.program.close()
        self.window.close()
        self.window.deleteLater()
        assert self.bugs == []

    async def until(self, condition):
        async with asyncio.timeout(PATIENCE):
            while not condition():  # noqa: ASYNC110  Qt has no event for "whatever I mean"
                await asyncio.sleep(0.01)

    @property
    def board(self):
        return self.view.cells.board

    def words(self):
        """What each cell says, row by row; "picture" for one that shows its own."""
        said = [words_of(spot, self.view.cells.now()) for spot in self.board.spots]
        return [one.title if one else "picture" for one in said]

    async def offers(self, text):
        await self.until(lambda: self.button.text() == text and self.button.isEnabled())

    @property
    def button(self):
        return self.panel.bar.button

    async def all_pictures(self):
        await self.until(lambda: self.words() and set(self.words()) == {"picture"})


class Start:
    """Begins sessions on one home; `close_all` ends them."""

    def __init__(self, home, theme):
        self.home = home
        self.theme = theme
        self.running = []

    async def __call__(self):
        desk = Desk(self.home, self.theme)
        self.running.append(desk)
        return await desk.open()

    async def close(self, desk):
        self.running.remove(desk)
        await desk.close()

    async def close_all(self):
        while self.running:
            await self.close(self.running[-1])


@pytest.fixture
def start(tmp_path, dressed, qapp, monkeypatch, api):
    # As in the program: else qasync's loop ends with the last window.
    qapp.setQuitOnLastWindowClosed(False)
    monkeypatch.setenv("IDEOGRAM_API_URL", api.url)
    monkeypatch.setenv("IDEOGRAM_API_KEY", "test")
    return Start(tmp_path / "home", dressed)
