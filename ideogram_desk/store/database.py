"""The library's SQLite file: one writing thread, reading threads that cannot write, migrations.

The only read-write connection lives on one thread; every unit of work is one IMMEDIATE transaction
with `synchronous=FULL`, so what a call returned is on the disk. Readers open the file `mode=ro`.
That one writer and such readers are also the defence against the WAL-reset race of SQLite before
3.51.3, which needs two connections that can checkpoint.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar
from urllib.parse import quote

import peewee

from ideogram_desk.domain.errors import DiskFull, LibraryDamaged, LibraryTooNew, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

P = ParamSpec("P")
T = TypeVar("T")

SCHEMA = 4  # the number of the newest migration
APPLICATION_ID = 0x49444B31  # "IDK1"
READERS = 2
_STEPS = 100_000  # of SQLite's machine, some milliseconds: so often a long query asks to go on
TOGETHER = 16  # units of work that share a transaction, at most
_MIGRATIONS = Path(__file__).with_name("migrations")

_BUGS = (  # of ours, and to be seen as such
    peewee.IntegrityError,
    peewee.ProgrammingError,
    sqlite3.IntegrityError,
    sqlite3.ProgrammingError,
)

_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",
    "fullfsync": 1,  # macOS: fsync alone does not reach the platter there
    "foreign_keys": 1,
    "mmap_size": 0,
    "cell_size_check": 1,
    "trusted_schema": 0,
}


def now() -> int:
    """The time as the store keeps it: milliseconds since 1970, UTC."""
    return time.time_ns() // 1_000_000


def _is_trouble(error: BaseException) -> bool:
    """Whether it is the file's, and not of the work that was done with it."""
    return isinstance(error, (peewee.DatabaseError, sqlite3.DatabaseError)) and not isinstance(
        error, _BUGS
    )


def _sentence(error: BaseException) -> StoreError:
    # Where SQLite has rolled back by itself, the attempt to do so is what failed last.
    while error.__context__ is not None and _is_trouble(error.__context__):
        error = error.__context__
    text = str(error)
    if "full" in text:
        return DiskFull("The disk is full: the library could not be written.")
    if "malformed" in text or "not a database" in text or "corrupt" in text:
        return LibraryDamaged("The library's database is damaged; its pictures are untouched.")
    return StoreError(f"The library could not be read or written: {text}.")


class _Task(Generic[T]):
    """Work for one of the threads, and its result for the event loop that it was made in.

    It is done even if nobody waits for the result any more.
    """

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._loop = asyncio.get_running_loop()
        self._how: Callable[[Any], None]
        self._what: object
        self.result: asyncio.Future[T] = self._loop.create_future()

    def do(self) -> None:
        """Do the work; what came of it is not yet told. Raises what the work raised."""
        try:
            self._how, self._what = self.result.set_result, self._work()
        except BaseException as error:
            self.fail(error)
            raise

    def fail(self, error: BaseException) -> None:
        self._how, self._what = self.result.set_exception, error

    @property
    def is_unwanted(self) -> bool:
        """Whether nobody waits for the result any more."""
        return self.result.cancelled()

    def tell(self) -> None:
        def told() -> None:
            if not self.result.done():
                self._how(self._what)

        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits
            self._loop.call_soon_threadsafe(told)


class Database:
    """Opens a library's database and runs units of work on its threads."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open `path`, making or migrating it. Blocks.

        Raises LibraryTooNew unless `read_only`, LibraryDamaged, DiskFull, StoreError.
        """
        self.path = path
        self.read_only = read_only
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="library-writer")
        self._reading = ThreadPoolExecutor(READERS, thread_name_prefix="library-reader")
        self._urgent: deque[_Task[Any]] = deque()
        self._patient: deque[_Task[Any]] = deque()
        self._looking = threading.local()
        self._writer = peewee.SqliteDatabase(None)
        # The characters "?" and "#" of a folder's name mean something in a SQLite URI.
        uri = f"file:{quote(os.fsencode(path))}?mode=ro"
        self._reader = peewee.SqliteDatabase(
            uri, uri=True, timeout=5, pragmas={"query_only": 1, "mmap_size": 0}
        )
        try:
            if not read_only:
                self._writing.submit(self._open_writer).result()
            else:
                self._reading.submit(self._refuse_an_older_one).result()
            self.library_id = self._reading.submit(self._read_library_id).result()
        except BaseException:
            self.close()
            raise

    # --- opening ----------------------------------------------------------------------------------

    @staticmethod
    def _version(database: peewee.SqliteDatabase) -> int:
        try:
            return int(database.execute_sql("PRAGMA user_version").fetchone()[0])
        except (peewee.DatabaseError, sqlite3.DatabaseError) as error:
            raise _sentence(error) from error

    def _read_library_id(self) -> str:
        """What tells this library from every other one."""
        try:
            found = self.query("SELECT value FROM meta WHERE name = 'library'").fetchone()
        except (peewee.DatabaseError, sqlite3.DatabaseError) as error:
            raise _sentence(error) from error
        return str(found[0])

    def _refuse_an_older_one(self) -> None:
        """What reads cannot migrate."""
        if 0 < self._version(self._reader) < SCHEMA:
            raise StoreError(
                "This library was last used by an older Ideogram Desk. "
                "Start the program once; that brings it up to date."
            )

    def _open_writer(self) -> None:
        fresh = not self.path.exists() or self.path.stat().st_size == 0
        if fresh:
            # Made by us with the right permissions before SQLite would make it with others.
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
        else:
            # A newer library is told from ours before a byte of it is touched.
            found = self._version(self._reader)
            self._reader.close()
            if found > SCHEMA:
                raise LibraryTooNew(
                    "This library was written by a newer Ideogram Desk. "
                    "It is opened for reading only; update the program to add to it."
                )
        self._writer.init(str(self.path), timeout=5, pragmas=_PRAGMAS)
        try:
            self._writer.connect()
            found = self._version(self._writer)
            if found < SCHEMA:
                self._migrate(found)
        except (peewee.DatabaseError, sqlite3.DatabaseError) as error:
            raise _sentence(error) from error

    def _migrate(self, found: int) -> None:
        from playhouse.migrations import Runner

        if found:
            self._copy_before_migration(found)
        Runner(self._writer, str(_MIGRATIONS)).up()
        self._writer.execute_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        self._writer.execute_sql(f"PRAGMA user_version = {SCHEMA}")

    def _copy_before_migration(self, found: int) -> None:
        """A checked copy beside the library, so that a failed migration costs nothing."""
        folder = self.path.parent / "backups"
        folder.mkdir(mode=0o700, exist_ok=True)
        copy = folder / f"before-schema-{SCHEMA}-from-{found}.db"
        part = copy.with_suffix(".part")
        with contextlib.closing(sqlite3.connect(part)) as target:
            self._writer.connection().backup(target)
            verdict = target.execute("PRAGMA integrity_check").fetchone()[0]
        if verdict != "ok":
            raise LibraryDamaged("The library's database is damaged; it was not migrated.")
        part.replace(copy)

    # --- working ----------------------------------------------------------------------------------

    async def write(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work` in a durable transaction on the writing thread.

        Works that wait together share one, since each commit costs as much as two of them; one
        that raises takes nothing of the others back. It is carried through even if the caller is
        cancelled while it runs.
        """
        return await self._ask(self._urgent, lambda: work(*args, **kwargs))

    async def write_later(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same, after whatever else waits for the writing thread: no place waits for this."""
        return await self._ask(self._patient, lambda: work(*args, **kwargs))

    async def _ask(self, line: deque[_Task[Any]], work: Callable[[], T]) -> T:
        if self.read_only:
            raise StoreError("This library is open for reading only.")
        task = _Task(work)
        line.append(task)
        self._writing.submit(self._write_next)
        return await task.result

    def _write_next(self) -> None:
        line = self._urgent or self._patient
        together = [line.popleft() for _ in range(min(len(line), TOGETHER))]
        if together:  # and not done already, with the ones before
            self._transact(together)
            for task in together:
                task.tell()

    def _transact(self, tasks: list[_Task[Any]]) -> None:
        try:
            with self._writer.atomic("IMMEDIATE"):
                if len(tasks) == 1:
                    tasks[0].do()
                else:
                    for task in tasks:
                        self._do_a_part(task)
        except BaseException as error:  # noqa: BLE001  told to whoever waits
            told = _sentence(error) if _is_trouble(error) else error
            for task in tasks:
                task.fail(told)

    def _do_a_part(self, task: _Task[Any]) -> None:
        """Do it so that it can be taken back alone. Raises trouble, which is everybody's."""
        self._writer.execute_sql("SAVEPOINT part")
        try:
            task.do()
        except Exception as error:
            if _is_trouble(error):
                raise
            self._writer.execute_sql("ROLLBACK TO part")
        self._writer.execute_sql("RELEASE part")

    async def read(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work` on a reading thread, from one consistent state of the database.

        If the caller is cancelled it is not begun, or is interrupted.
        """
        task = _Task(lambda: self._look(work, *args, **kwargs))

        def look() -> None:
            if task.is_unwanted:
                return
            self._looking.task = task
            with contextlib.suppress(BaseException):
                task.do()
            task.tell()

        self._reading.submit(look)
        return await task.result

    def _look(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            with self._reader.atomic("DEFERRED"):
                task: _Task[Any] = self._looking.task
                self._reader.connection().set_progress_handler(lambda: task.is_unwanted, _STEPS)
                return work(*args, **kwargs)
        except (peewee.DatabaseError, sqlite3.DatabaseError) as error:
            if not _is_trouble(error):
                raise
            raise _sentence(error) from error

    def execute(self, sql: str, params: tuple[Any, ...] = ()) -> sqlite3.Cursor:
        """One statement on the writing connection; only inside a `write`."""
        cursor: sqlite3.Cursor = self._writer.execute_sql(sql, params)
        return cursor

    def execute_many(self, sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """One statement for each row, on the writing connection; only inside a `write`."""
        self._writer.connection().executemany(sql, rows)

    def next_number(self, table: str) -> int:
        """The number that the next row of a table with AUTOINCREMENT gets; inside a `write`."""
        row = self.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
        return (row[0] if row else 0) + 1

    def query(self, sql: str, params: tuple[Any, ...] = ()) -> sqlite3.Cursor:
        """One query on this thread's reading connection; only inside a `read`."""
        task: _Task[Any] | None = getattr(self._looking, "task", None)
        if task is not None and task.is_unwanted:  # a short query asks nobody
            raise StoreError("This is not wanted any more.")
        cursor: sqlite3.Cursor = self._reader.execute_sql(sql, params)
        return cursor

    def close(self) -> None:
        """Finish what was asked for, then let go of the files. Blocks."""

        def hang_up(database: peewee.SqliteDatabase) -> None:
            if database.database is not None and not database.is_closed():
                database.close()

        # Every reading thread has a connection of its own; the barrier gives each its turn.
        barrier = threading.Barrier(READERS)

        def hang_up_together() -> None:
            barrier.wait()
            hang_up(self._reader)

        for _ in range(READERS):
            self._reading.submit(hang_up_together)
        self._reading.shutdown(wait=True)
        self._writing.submit(hang_up, self._writer)
        self._writing.shutdown(wait=True)
