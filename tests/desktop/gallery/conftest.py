"""A library of made-up pictures, thumbnails and tasks that a test runs by hand."""

import io
from array import array
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from ideogram_desk.desktop.gallery.model import GalleryModel
from ideogram_desk.desktop.gallery.thumbs import ThumbnailLoader
from ideogram_desk.desktop.gallery.view import GalleryView
from ideogram_desk.desktop.theme import Theme
from ideogram_desk.domain.job import JobState, PictureState, Tile
from ideogram_desk.domain.search import Found, Vocabulary

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def make_tile(number, **changes):
    values = {
        "number": number,
        "id": f"P{number}",
        "job": f"J{number}",
        "state": PictureState.STORED,
        "job_state": JobState.DONE,
        "reason": "",
        "prompt": f"a poster of fern number {number}",
        "aspect": "16:9",
        "model": "3.0",
        "created_at": NOW - timedelta(days=1),
        "changed_at": NOW - timedelta(seconds=7),
        "path": f"pictures/{number}.png",
        "width": 1280,
        "height": 720,
        "seed": 5,
    }
    return Tile(**{**values, **changes})


class HandTasks:
    """Coroutines run when the test says so, in the order the test says."""

    def __init__(self):
        self.waiting = []

    def start(self, work):
        self.waiting.append(work)

    def run(self, place=0):
        work = self.waiting.pop(place)
        try:
            work.send(None)
        except StopIteration:
            return
        raise AssertionError("the fakes never wait")

    def run_all(self):
        while self.waiting:
            self.run()

    def close(self):
        for work in self.waiting:
            work.close()


class FakeSource:
    def __init__(self, count):
        self.listed = array("q", range(count, 0, -1))
        self.found = {}
        self.special = {}
        self.asked = []
        self.queries = []
        self.missing = set()
        self.arranged = {}  # what is found in another order, in groups or in stacks, by View
        self.members = {}

    async def find(self, view, *, today, limit=None):
        self.queries.append(view.text)
        if view in self.arranged:
            kept = self.arranged[view]
            return replace(kept, numbers=array("q", kept.numbers))
        found = self.found.get(view.text, () if view.text else self.listed)
        return Found(array("q", found)[:limit])

    async def count(self, view, *, today):
        return len((await self.find(view, today=today)).numbers)

    async def stack(self, number, view, *, today):
        return array("q", self.members[number])

    async def vocabulary(self):
        return Vocabulary()

    async def tiles(self, numbers):
        self.asked.append(list(numbers))
        return [make_tile(n, **self.special.get(n, {})) for n in numbers if n not in self.missing]


def jpeg(width=256, height=144):
    out = io.BytesIO()
    Image.new("RGB", (width, height), (90, 160, 70)).save(out, "JPEG")
    return out.getvalue()


class FakeThumbnails:
    """Every picture has its thumbnail, but for those in `holes`; broken ones hold rubbish."""

    def __init__(self):
        self.jpeg = {256: jpeg(), 512: jpeg(512, 288)}
        self.holes = set()
        self.broken = set()
        self.got = []

    def get(self, numbers, edge):
        self.got.append((list(numbers), edge))
        return {
            n: b"rubbish" if n in self.broken else self.jpeg[edge]
            for n in numbers
            if n not in self.holes
        }

    def put(self, number, thumbnails): ...

    def close(self): ...


@pytest.fixture
def tasks():
    made = HandTasks()
    yield made
    made.close()


@pytest.fixture
def thumbnails():
    return FakeThumbnails()


@pytest.fixture
def theme(qapp):
    return Theme()


@pytest.fixture
def loader(qtbot, thumbnails):
    made = ThumbnailLoader(thumbnails)
    yield made
    made.close()


@pytest.fixture
def files(tmp_path):
    return tmp_path.joinpath


class Desk:
    """A grid over a fake library."""

    def __init__(self, qtbot, count, loader, theme, tasks, files, size=(820, 640)):
        self.source = FakeSource(count)
        self.tasks = tasks
        self.model = GalleryModel(self.source, tasks, files, lambda: NOW)
        self.model.reset(array("q", self.source.listed))
        self.view = GalleryView(self.model, loader, theme, lambda: NOW)
        qtbot.addWidget(self.view)
        self.view.resize(*size)
        with qtbot.waitExposed(self.view):
            self.view.show()
        self.paint()
        tasks.run_all()
        self.paint()

    def paint(self):
        self.view.viewport().repaint()

    def go_to(self, value):
        self.view.verticalScrollBar().setValue(value)
        self.paint()
        self.tasks.run_all()
        self.paint()


@pytest.fixture
def desk(qtbot, loader, theme, tasks, files):
    def make(count=100_000, **more):
        return Desk(qtbot, count, loader, theme, tasks, files, **more)

    return make


@pytest.fixture
def poster(tmp_path):
    def make(name="pictures/1.png", size=(1280, 720)):
        path = Path(tmp_path, name)
        path.parent.mkdir(exist_ok=True)
        Image.new("RGB", size, (200, 40, 90)).save(path)
        return path

    return make
