"""What a review found in the files: two threads at once, and a place that cannot be written."""

import contextlib
import errno
import os
import threading

import pytest

from ideogram_desk import app
from ideogram_desk.base.files import read_json, replace_json
from ideogram_desk.base.paths import find
from ideogram_desk.base.secrets import KeyStore
from ideogram_desk.base.settings import Settings
from ideogram_desk.domain.errors import DeskError, LibraryDamaged
from ideogram_desk.domain.job import NewJob
from ideogram_desk.domain.money import PUBLISHED
from ideogram_desk.domain.request import Request
from ideogram_desk.store.database import Database
from ideogram_desk.store.files import Files
from ideogram_desk.store.jobs import Jobs
from ideogram_desk.store.library_lock import LibraryLock


def at_once(work, threads=2):
    """Run `work` on threads that start together; what they raised."""
    raised, gate = [], threading.Barrier(threads)

    def run():
        gate.wait()
        try:
            work()
        except Exception as error:  # noqa: BLE001  it is looked at below
            raised.append(error)

    running = [threading.Thread(target=run) for _ in range(threads)]
    for one in running:
        one.start()
    for one in running:
        one.join()
    return raised


def test_the_same_input_picture_added_twice_at_once_is_whole_both_times(tmp_path):
    files = Files(tmp_path)
    files.prepare()
    raised = []
    for n in range(40):
        data = b"\x89PNG\r\n\x1a\n" + bytes([n]) * 3_000_000
        source = tmp_path / f"{n}.png"
        source.write_bytes(data)

        def add(source=source):
            size = source.stat().st_size
            name = files.add_input(source)
            # What is in the library now is what would be sent, and paid for.
            assert files.input_path(name).stat().st_size == size

        raised += at_once(add)
    assert raised == []


def test_settings_written_by_two_threads_at_once_are_whole(tmp_path):
    path, raised = tmp_path / "settings.json", []
    for _ in range(60):
        raised += at_once(lambda: replace_json(path, {"pool": 5}), threads=4)
    assert raised == []
    assert read_json(path) == {"pool": 5}


async def test_a_thumbnail_cache_that_cannot_be_made_does_not_shut_the_library(tmp_path):
    """It is only a cache: on a full disk people must still get at their pictures."""
    (tmp_path / "cache").write_text("not a folder")
    program = app.open_program(find(tmp_path), Settings(), KeyStore(), lambda _bug: None)
    await program.close()


def test_a_lock_that_a_full_disk_does_not_take_is_told_as_an_error_of_the_library(
    tmp_path, monkeypatch
):
    def full(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        with contextlib.suppress(DeskError):
            LibraryLock(tmp_path / "lock").close()
    LibraryLock(tmp_path / "lock").close()


async def test_damage_that_a_reader_meets_is_told_as_damage(tmp_path):
    path = tmp_path / "library.db"
    database = Database(path)
    try:

        def meet():
            import sqlite3

            raise sqlite3.DatabaseError("database disk image is malformed")

        with pytest.raises(LibraryDamaged):
            await database.read(meet)
    finally:
        database.close()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
def test_an_input_that_is_no_file_is_refused_and_does_not_hang(tmp_path):
    files = Files(tmp_path)
    files.prepare()
    pipe = tmp_path / "pipe.png"
    os.mkfifo(pipe)
    raised = []

    def add():
        try:
            files.add_input(pipe)
        except DeskError as error:
            raised.append(error)

    thread = threading.Thread(target=add, daemon=True)
    thread.start()
    thread.join(1.0)
    hung = thread.is_alive()
    if hung:
        os.close(os.open(pipe, os.O_WRONLY))
        thread.join(1.0)
    assert not hung
    assert raised


async def test_no_query_of_the_queue_walks_over_all_jobs(tmp_path):
    """At 100,000 jobs each such walk takes 30 to 70 ms of the one writing thread."""
    database = Database(tmp_path / "library.db")
    jobs, said = Jobs(database), []

    def listen():
        database._writer.connection().set_trace_callback(said.append)

    def explain(sql):
        rows = database._writer.execute_sql(f"EXPLAIN QUERY PLAN {sql}")
        return "; ".join(row[3] for row in rows)

    try:
        await database.write(listen)
        (step,) = await jobs.add(
            [NewJob(Request(prompt="a fox"))], prices=PUBLISHED, sandbox=False, day_budget=10**9
        )
        await jobs.claim(1, empty=True, sandbox=False)
        await jobs.recover()
        await jobs.release_held()
        await database.write(lambda: database._writer.connection().set_trace_callback(None))
        reads = [sql for sql in dict.fromkeys(said) if sql.startswith("SELECT") and "job" in sql]
        reads.append(
            "SELECT position FROM job ORDER BY position DESC LIMIT 1"  # what max(position) costs
        )
        plans = {sql: await database.write(explain, sql) for sql in reads}
    finally:
        database.close()
    walks = {
        sql: plan
        for sql, plan in plans.items()
        if any("SCAN job" in part and "INDEX" not in part for part in plan.split("; "))
    }
    assert step
    assert walks == {}
