"""The library's database on a real disk: opening, migrating, refusing, reading beside the owner."""

import asyncio
import contextlib
import os
import shutil
import sqlite3
import stat
import threading
from pathlib import Path

import peewee
import pytest

from ideogram_desk.domain.errors import (
    DiskFull,
    LibraryDamaged,
    LibraryTooNew,
    NotFound,
    StoreError,
)
from ideogram_desk.store import database as database_module
from ideogram_desk.store.database import READERS, SCHEMA, Database
from ideogram_desk.store.jobs import Jobs
from ideogram_desk.store.library import Library

STORED = Path(__file__).parent / "schemas"


@pytest.fixture
def open_database():
    opened = []

    def opener(path, **kwargs):
        opened.append(Database(path, **kwargs))
        return opened[-1]

    yield opener
    for database in opened:
        with contextlib.suppress(RuntimeError):  # closed by the test itself
            database.close()


async def test_a_new_library_is_made_private_and_with_the_newest_schema(tmp_path, open_database):
    path = tmp_path / "library.db"
    database = open_database(path)
    version = await database.read(lambda: database.query("PRAGMA user_version").fetchone()[0])
    assert version == SCHEMA
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_the_writer_syncs_fully_and_the_readers_cannot_write(tmp_path, open_database):
    database = open_database(tmp_path / "library.db")
    pragmas = await database.write(
        lambda: [
            database.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    )
    assert pragmas == ["wal", 2, 1]
    with pytest.raises(StoreError, match="readonly"):
        await database.read(lambda: database.query("DELETE FROM job"))


async def test_a_newer_library_is_refused_untouched_and_can_still_be_read(tmp_path, open_database):
    path = tmp_path / "library.db"
    open_database(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(LibraryTooNew, match="newer"):
        open_database(path)
    assert path.read_bytes() == before
    library = Library(open_database(path, read_only=True))
    assert list(await library.numbers("")) == []


def test_an_older_library_is_not_read_before_it_is_brought_up_to_date(tmp_path, open_database):
    path = tmp_path / "library.db"
    shutil.copy(STORED / "schema-2.db", path)
    with pytest.raises(StoreError, match="Start the program once"):
        open_database(path, read_only=True)
    open_database(path).close()
    open_database(path, read_only=True)


async def test_a_read_only_library_takes_no_writes(tmp_path, open_database):
    path = tmp_path / "library.db"
    open_database(path).close()
    jobs = Jobs(open_database(path, read_only=True))
    with pytest.raises(StoreError, match="reading only"):
        await jobs.recover()


@pytest.mark.parametrize(
    "content", [b"not a database at all" * 300, b"SQLite format 3\0" + b"x" * 5000]
)
def test_a_file_that_is_no_database_is_told_in_a_sentence(tmp_path, open_database, content):
    path = tmp_path / "library.db"
    path.write_bytes(content)
    with pytest.raises(LibraryDamaged, match="pictures are untouched"):
        open_database(path)
    assert path.read_bytes() == content


async def test_an_empty_file_becomes_a_library(tmp_path, open_database):
    path = tmp_path / "library.db"
    path.touch()
    assert (await Library(open_database(path)).totals()).pictures == 0


@pytest.mark.parametrize("name", ["a b", "50% #1?", "ä&ö"])
async def test_a_folder_of_any_name_holds_a_library(tmp_path, open_database, name):
    folder = tmp_path / name
    folder.mkdir()
    assert list(await Library(open_database(folder / "library.db")).numbers("")) == []


@pytest.mark.parametrize("stored", sorted(STORED.glob("*.db")), ids=lambda path: path.stem)
async def test_every_stored_schema_opens_with_its_records(tmp_path, open_database, stored):
    path = tmp_path / "library.db"
    shutil.copy(stored, path)
    database = open_database(path)
    library = Library(database)
    numbers = await library.numbers("lisboa")
    (picture,) = await library.pictures(numbers)
    assert picture.seed == 1874209551
    assert list(await library.numbers(f"seed:{picture.seed} model:{picture.request.model}")) == [1]
    assert list(await library.numbers("*isbo")) == [1]
    (job,) = await library.jobs()
    assert job.state == "done"


async def test_before_a_migration_the_library_is_copied(tmp_path, open_database, monkeypatch):
    path = tmp_path / "library.db"
    open_database(path).close()
    later = tmp_path / "migrations"
    shutil.copytree(Path(database_module.__file__).with_name("migrations"), later)
    (later / "0009_later.py").write_text(
        "def up(migrator, db):\n    db.execute_sql('ALTER TABLE job ADD COLUMN later TEXT')\n"
    )
    monkeypatch.setattr(database_module, "_MIGRATIONS", later)
    monkeypatch.setattr(database_module, "SCHEMA", 9)
    database = open_database(path)
    await database.write(lambda: database.execute("SELECT later FROM job"))
    copy = sqlite3.connect(tmp_path / "backups" / f"before-schema-9-from-{SCHEMA}.db")
    assert copy.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
    copy.close()


async def test_a_migration_that_fails_leaves_the_library_as_it_was(
    tmp_path, open_database, monkeypatch
):
    path = tmp_path / "library.db"
    open_database(path).close()
    later = tmp_path / "migrations"
    shutil.copytree(Path(database_module.__file__).with_name("migrations"), later)
    (later / "0009_later.py").write_text(
        "def up(migrator, db):\n"
        "    db.execute_sql('ALTER TABLE job ADD COLUMN later TEXT')\n"
        "    db.execute_sql('SELECT nonsense')\n"
    )
    with monkeypatch.context() as patched:
        patched.setattr(database_module, "_MIGRATIONS", later)
        patched.setattr(database_module, "SCHEMA", 9)
        with pytest.raises(StoreError):
            open_database(path)
    assert await Library(open_database(path)).jobs() == []


async def test_a_transaction_that_fails_leaves_nothing_behind(tmp_path, open_database):
    database = open_database(tmp_path / "library.db")

    def half():
        database.execute("INSERT INTO meta VALUES ('half', '1')")
        database.execute("INSERT INTO meta VALUES ('half', '2')")

    with pytest.raises(peewee.IntegrityError):
        await database.write(half)
    assert (
        await database.read(
            lambda: database.query("SELECT * FROM meta WHERE name = 'half'").fetchall()
        )
        == []
    )


async def test_a_cancelled_caller_does_not_tear_its_transaction(tmp_path, open_database):
    database = open_database(tmp_path / "library.db")
    task = asyncio.ensure_future(
        database.write(lambda: database.execute("INSERT INTO meta VALUES ('kept', '1')"))
    )
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await database.write(lambda: None)
    assert await database.read(
        lambda: database.query("SELECT value FROM meta WHERE name = 'kept'").fetchone()
    ) == ("1",)


@pytest.mark.parametrize(
    "query",
    ["WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
     "SELECT 1"],
    ids=["within a query", "between queries"],
)  # fmt: skip
async def test_a_read_that_nobody_waits_for_any_more_is_interrupted(tmp_path, open_database, query):
    database = open_database(tmp_path / "library.db")
    begun, ended = threading.Event(), threading.Event()

    def endless():
        begun.set()
        try:
            while True:
                database.query(query).fetchall()
        finally:
            ended.set()

    task = asyncio.ensure_future(database.read(endless))
    await asyncio.to_thread(begun.wait, 5)
    task.cancel()
    assert await asyncio.to_thread(ended.wait, 20)
    for _ in range(READERS):
        assert await database.read(lambda: database.query("SELECT 7").fetchone()) == (7,)


async def test_what_no_place_waits_for_is_written_after_the_rest_and_each_in_its_order(
    tmp_path, open_database
):
    database = open_database(tmp_path / "library.db")
    busy, order = threading.Event(), []
    async with asyncio.TaskGroup() as group:
        group.create_task(database.write(busy.wait, 5))
        for n in range(2):
            group.create_task(database.write_later(order.append, f"patient {n}"))
            group.create_task(database.write(order.append, f"urgent {n}"))
        await asyncio.sleep(0)  # all of them wait
        busy.set()
    assert order == ["urgent 0", "urgent 1", "patient 0", "patient 1"]


async def test_what_is_still_to_be_written_is_written_before_the_files_are_let_go(
    tmp_path, open_database
):
    path = tmp_path / "library.db"
    database = open_database(path)
    busy = threading.Event()
    waiting = [
        asyncio.ensure_future(work(task))
        for work in (database.write, database.write_later)
        for task in (
            lambda: busy.wait(5),
            lambda: database.execute("UPDATE tally SET value = value + 1"),
        )
    ]
    await asyncio.sleep(0)
    busy.set()
    await asyncio.to_thread(database.close)
    assert all(task.done() for task in waiting)
    again = open_database(path)
    assert await again.read(
        lambda: again.query("SELECT value FROM tally WHERE name = 'bytes'").fetchone()
    ) == (2,)


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
async def test_readers_see_what_another_process_writes(tmp_path, open_database):
    path = tmp_path / "library.db"
    owner = open_database(path)
    beside = open_database(path, read_only=True)
    await owner.write(lambda: owner.execute("INSERT INTO meta VALUES ('seen', '1')"))
    assert await beside.read(
        lambda: beside.query("SELECT value FROM meta WHERE name = 'seen'").fetchone()
    ) == ("1",)


async def together(database, *works):
    """Let the works wait for the writer, which then takes them up at once; what came of them."""
    begun, busy = threading.Event(), threading.Event()

    def hold():
        begun.set()
        busy.wait(5)

    first = asyncio.ensure_future(database.write(hold))
    await asyncio.to_thread(begun.wait, 5)
    rest = [asyncio.ensure_future(database.write(work)) for work in works]
    await asyncio.sleep(0)  # all of them wait
    busy.set()
    await first
    return await asyncio.gather(*rest, return_exceptions=True)


def add(database, name):
    return lambda: database.execute("INSERT INTO meta VALUES (?, '1')", (name,)).rowcount


async def names(database):
    found = await database.read(
        lambda: database.query("SELECT name FROM meta WHERE name <> 'library'").fetchall()
    )
    return {name for (name,) in found}


async def test_works_that_wait_together_share_a_commit(tmp_path, open_database):
    database = open_database(tmp_path / "library.db")
    said = []
    await database.write(lambda: database._writer.connection().set_trace_callback(said.append))
    said.clear()
    done = await together(database, *(add(database, f"{n}") for n in range(5)))
    assert done == [1] * 5
    assert await names(database) == {"0", "1", "2", "3", "4"}
    assert said.count("COMMIT") == 2  # of the work that held them up, and theirs


async def test_a_work_that_fails_takes_nothing_of_the_others_back(tmp_path, open_database):
    database = open_database(tmp_path / "library.db")

    def twice():
        add(database, "half")()
        add(database, "half")()

    def refused():
        add(database, "refused")()
        raise NotFound("There is no such thing.")

    done = await together(
        database, add(database, "a"), twice, add(database, "b"), refused, add(database, "c")
    )
    assert done[::2] == [1, 1, 1]
    assert isinstance(done[1], peewee.IntegrityError)
    assert isinstance(done[3], NotFound)
    assert await names(database) == {"a", "b", "c"}


async def test_trouble_with_the_file_is_told_to_all_and_nothing_is_kept(tmp_path, open_database):
    database = open_database(tmp_path / "library.db")

    def full():
        add(database, "part")()
        database.execute("ROLLBACK")  # what SQLite does itself where the disk is full
        raise peewee.OperationalError("database or disk is full")

    done = await together(database, add(database, "a"), full, add(database, "b"))
    assert [type(error) for error in done] == [DiskFull] * 3
    assert await names(database) == set()
    assert await database.write(add(database, "later")) == 1  # it goes on working
