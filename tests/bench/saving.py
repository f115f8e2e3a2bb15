"""A durable save, the program's against one written by hand, in turn on the same disk."""

import os
import shutil
import sqlite3
import statistics
import time

from ideogram_desk.domain import record
from ideogram_desk.domain.answer import Reply
from ideogram_desk.domain.job import NewJob, PictureFacts, StoredFile
from ideogram_desk.domain.money import PUBLISHED
from ideogram_desk.domain.request import Request
from ideogram_desk.store.database import Database
from ideogram_desk.store.files import Files
from ideogram_desk.store.jobs import Jobs
from tests.fakes.ideogram import answered

SIZE = 1_500_000
RUNS = 200


async def compare(folder):
    """Medians in ms: by hand, ours. Decoding and hashing are the picture worker's and not in it."""
    place = folder / "saving"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    data = os.urandom(SIZE)
    by_hand = ByHand(place / "floor")
    files = Files(place / "library")
    files.prepare_root()
    files.prepare()
    database = Database(place / "library" / "library.db")
    jobs = Jobs(database)
    floor, ours = [], []
    for n in range(RUNS):
        floor.append(by_hand.save(n, data))
        picture, job = await _waiting(jobs)
        began = time.perf_counter()
        temporary = files.write_temporary(picture.id, data)
        note = record.sidecar(job, picture, f"images/{picture.id}.png")
        path = files.keep(temporary, picture.id, "png", note)
        facts = PictureFacts("PNG", 1024, 1024, {}, "0" * 64)
        await jobs.stored(picture, StoredFile(path, facts.sha256, len(data), facts))
        ours.append((time.perf_counter() - began) * 1000)
    database.close()
    by_hand.close()
    shutil.rmtree(place)
    return statistics.median(floor), statistics.median(ours)


async def _waiting(jobs):
    """A picture whose answer is there and whose bytes have just come."""
    await jobs.add([NewJob(Request("a fox in the snow"))], prices=PUBLISHED, sandbox=False)
    step = await jobs.claim(1, empty=True, sandbox=False)
    step = await jobs.answered(step.job, Reply(200, b"{}"), answered())
    (picture,) = await jobs.to_fetch(step.job)
    return picture, step.job


class ByHand:
    """The floor: one file made durable under a new name, and one row committed."""

    def __init__(self, folder):
        folder.mkdir()
        self._folder = folder
        self._connection = sqlite3.connect(folder / "floor.db", isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = wal")
        self._connection.execute("PRAGMA synchronous = full")
        self._connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)")

    def save(self, n, data):
        began = time.perf_counter()
        part = self._folder / f"{n}.part"
        file = os.open(part, os.O_WRONLY | os.O_CREAT, 0o600)
        os.write(file, data)
        os.fsync(file)
        os.close(file)
        part.replace(self._folder / f"{n}.png")
        directory = os.open(self._folder, os.O_RDONLY)
        os.fsync(directory)
        os.close(directory)
        self._connection.execute("INSERT INTO t (a) VALUES (?)", ("x" * 700,))
        return (time.perf_counter() - began) * 1000

    def close(self):
        self._connection.close()
