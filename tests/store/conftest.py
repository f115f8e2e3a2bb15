"""A store at work: what its tests do with jobs again and again."""

import pytest

from ideogram_desk.domain.answer import Reply
from ideogram_desk.domain.job import JobState, NewJob, PictureFacts, StoredFile
from ideogram_desk.domain.money import PUBLISHED
from ideogram_desk.domain.request import Request
from ideogram_desk.store.callbacks import Callbacks
from ideogram_desk.store.database import Database
from ideogram_desk.store.invariants import violations
from ideogram_desk.store.jobs import Jobs
from ideogram_desk.store.library import Library
from ideogram_desk.store.organising import Organising
from tests.fakes.ideogram import answered

OK = Reply(200, b'{"data": []}', "application/json", "req-1")
BUSY = Reply(429, b"{}")


def new(prompt="a fox", *, count=1, model="V_2", job=None, **kwargs):
    """A job of V_2, eight cents a picture."""
    return NewJob(Request(prompt=prompt, model=model, count=count, **kwargs), **(job or {}))


class Work:
    """One library and the steps that a job takes through it."""

    def __init__(self, path):
        self.path = path
        self.open()

    def open(self):
        self.database = Database(self.path)
        self.jobs = Jobs(self.database)
        self.library = Library(self.database)
        self.callbacks = Callbacks(self.database)
        self.organising = Organising(self.database)

    def reopen(self):
        """As after a kill: nothing is said, all that is not on the disk is gone."""
        self.database.close()
        self.open()

    async def add(self, *news, sandbox=False, **kwargs):
        steps = await self.jobs.add(
            news or (new(),), **{"prices": PUBLISHED, "sandbox": sandbox, **kwargs}
        )
        return [step.job for step in steps]

    async def claim(self, *, sandbox=False, **kwargs):
        step = await self.jobs.claim(10, empty=True, sandbox=sandbox, **kwargs)
        return None if step is None else step.job

    async def send(self, **kwargs):
        job = await self.claim(**kwargs)
        await self.jobs.mark_sent(job)
        return job

    async def accept(self, generation="gen-1", **kwargs):
        return (await self.jobs.accepted(await self.send(**kwargs), OK, generation)).job

    async def answer(self, answer=None, **kwargs):
        job = await self.send(**kwargs)
        step = await self.jobs.answered(job, OK, answer or answered(job.request.count))
        return step.job

    async def store(self, job):
        for picture in await self.jobs.to_fetch(job):
            path = f"images/{picture.id[-2:]}/{picture.id}.png"
            facts = PictureFacts("PNG", 64, 48, {})
            step = await self.jobs.stored(picture, StoredFile(path, "f" * 64, 1000, facts))
        return step.job

    async def finish(self, answer=None, **kwargs):
        """Send the next job and store its pictures."""
        return await self.store(await self.answer(answer, **kwargs))

    async def settle(self, state, reason="So it is.", **kwargs):
        return (await self.jobs.settle(await self.send(), state, reason, **kwargs)).job

    async def unsure(self):
        return await self.settle(JobState.UNSURE, "Nobody knows.")

    async def sql(self, text, *values):
        return await self.database.write(lambda: self.database.execute(text, values).fetchall())

    async def broken(self):
        return await violations(self.database)

    def close(self):
        self.database.close()


@pytest.fixture
def work(tmp_path):
    work = Work(tmp_path / "library.db")
    yield work
    work.close()
