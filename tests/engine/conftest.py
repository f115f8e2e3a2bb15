import asyncio
import contextlib
import sys

import pytest

from ideogram_desk.domain.callback import Called
from ideogram_desk.domain.money import PUBLISHED
from ideogram_desk.engine import breaker, delivering, fetching, following, resting, room
from ideogram_desk.engine.bus import Bus
from ideogram_desk.engine.desk import Desk
from ideogram_desk.media.checker import PictureChecker
from ideogram_desk.store.callbacks import Callbacks
from ideogram_desk.store.campaigns import Campaigns
from ideogram_desk.store.database import Database
from ideogram_desk.store.files import Files
from ideogram_desk.store.jobs import Jobs
from ideogram_desk.store.library import Library
from ideogram_desk.store.organising import Organising
from ideogram_desk.store.thumbnails import Thumbnails


class FakeCaller:
    """Remembers what it was given to send; `script` says with what each call comes back."""

    def __init__(self, script=lambda delivery: Called(200)):
        self.script = script
        self.called = []
        self.secrets = []
        self.under_way = []
        self.most_under_way = {}  # by URL; "" is all of them
        self.takes = 0.0

    async def call(self, delivery, secret):
        self.called.append(delivery)
        self.secrets.append(secret)
        self.under_way.append(delivery.url)
        counts = {delivery.url: self.under_way.count(delivery.url), "": len(self.under_way)}
        for url, count in counts.items():
            self.most_under_way[url] = max(self.most_under_way.get(url, 0), count)
        try:
            await asyncio.sleep(self.takes)
            return self.script(delivery)
        finally:
            self.under_way.remove(delivery.url)

    async def close(self):
        pass


class FakeSecrets(dict):
    """A keyring in memory."""

    def find_secret(self, name):
        return self.get(name)

    def save_secret(self, name, text):
        self[name] = text

    def forget_secret(self, name):
        self.pop(name, None)


class Bench:
    """A desk over a real store, files and picture workers in one folder."""

    def __init__(self, folder, *, pool=5, download_places=4, low_water=0, day_budget=None):
        self.folder = folder
        self.files = Files(folder)
        self.files.prepare_root()
        self.files.prepare()
        self.database = Database(folder / "library.db")
        self.jobs = Jobs(self.database)
        self.library = Library(self.database)
        self.thumbnails = Thumbnails(folder / "thumbnails.db", self.database.library_id)
        self.checker = PictureChecker([sys.executable, "-m", "ideogram_desk", "picture-worker"])
        self.caller = FakeCaller()
        self.secrets = FakeSecrets()
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
            campaigns=Campaigns(self.database),
            callbacks=Callbacks(self.database),
            organising=Organising(self.database),
            caller=self.caller,
            secrets=self.secrets,
            pool=pool,
            download_places=download_places,
            prices=PUBLISHED,
            day_budget=day_budget,
            low_water=low_water,
        )

    async def run(self, generator, *jobs, sandbox=False):
        await self.desk.connect(generator, sandbox=sandbox)
        queued = await self.desk.queue(jobs) if jobs else []
        await self.desk.drain()
        return [await self.library.job(job.id) for job in queued]

    def notices(self):
        return [event.text for event in self.events if type(event).__name__ == "Notice"]

    async def pictures(self, job):
        return (await self.library.pictures_of([job.id]))[job.id]

    async def close(self):
        await self.desk.close()
        self.checker.close()
        self.thumbnails.close()
        self.database.close()


@pytest.fixture
async def open_bench(tmp_path, no_waiting):
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


@pytest.fixture
def no_waiting(monkeypatch):
    """The waits between tries are the engine's constants; the tests do not sit through them."""
    monkeypatch.setattr(following, "FIRST_POLL", 0.01)
    monkeypatch.setattr(following, "SLOWEST_POLL", 0.02)
    monkeypatch.setattr(following, "MISS_WAIT", 0.01)
    monkeypatch.setattr(fetching, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(room, "ROOM_WAIT", 0.02)
    monkeypatch.setattr(room, "LOOK_EVERY", 0.02)
    monkeypatch.setattr(resting, "LOOK", 0.02)
    monkeypatch.setattr(breaker, "FIRST_LOOK", 0.02)
    monkeypatch.setattr(breaker, "SLOWEST_LOOK", 0.1)
    monkeypatch.setattr(delivering, "COALESCE", 0.01)
    monkeypatch.setattr("ideogram_desk.engine.verdict.FIRST_WAIT", 0.02)
    monkeypatch.setattr("ideogram_desk.engine.verdict.SHORTEST_PLEA", 0.02)
