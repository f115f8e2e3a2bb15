import contextlib
import sys

import pytest

from ideogram_desk.engine import fetching, following, runner
from ideogram_desk.engine.bus import Bus
from ideogram_desk.engine.desk import Desk
from ideogram_desk.media.checker import PictureChecker
from ideogram_desk.store.database import Database
from ideogram_desk.store.files import Files
from ideogram_desk.store.jobs import Jobs
from ideogram_desk.store.library import Library
from ideogram_desk.store.thumbnails import Thumbnails


class Bench:
    """A desk over a real store, files and picture workers in one folder."""

    def __init__(self, folder, *, pool=5, download_places=4):
        self.folder = folder
        self.files = Files(folder)
        self.files.prepare_root()
        self.files.prepare()
        self.database = Database(folder / "library.db")
        self.jobs = Jobs(self.database)
        self.library = Library(self.database)
        self.thumbnails = Thumbnails(folder / "thumbnails.db", self.database.library_id)
        self.checker = PictureChecker([sys.executable, "-m", "ideogram_desk", "picture-worker"])
        self.bugs = []
        self.events = []
        bus = Bus(self.bugs.append)
        bus.listen(self.events.append)
        self.desk = Desk(
            jobs=self.jobs,
            library=self.library,
            files=self.files,
            checker=self.checker,
            thumbnails=self.thumbnails,
            bus=bus,
            report=self.bugs.append,
            pool=pool,
            download_places=download_places,
        )

    async def run(self, generator, *jobs, sandbox=False):
        await self.desk.connect(generator, sandbox=sandbox)
        queued = await self.desk.queue(jobs) if jobs else []
        await self.desk.drain()
        return [await self.library.job(job.id) for job in queued]

    async def pictures(self, job):
        return (await self.library.pictures_of([job.id]))[job.id]

    async def close(self):
        await self.desk.close()
        self.checker.close()
        self.thumbnails.close()
        self.database.close()


@pytest.fixture
async def open_bench(tmp_path):
    opened = []

    def opener(**kwargs):
        bench = Bench(tmp_path / "library", **kwargs)
        opened.append(bench)
        return bench

    yield opener
    for bench in opened:
        with contextlib.suppress(RuntimeError):
            await bench.close()
        assert bench.bugs == []


@pytest.fixture
def bench(open_bench):
    return open_bench()


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    """The waits between tries are the engine's constants; the tests do not sit through them."""
    monkeypatch.setattr(following, "FIRST_POLL", 0.01)
    monkeypatch.setattr(following, "SLOWEST_POLL", 0.02)
    monkeypatch.setattr(following, "MISS_WAIT", 0.01)
    monkeypatch.setattr(runner, "ROOM_WAIT", 0.02)
    monkeypatch.setattr(fetching, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(fetching, "ROOM_WAIT", 0.02)
    monkeypatch.setattr("ideogram_desk.engine.verdict.FIRST_WAIT", 0.02)
