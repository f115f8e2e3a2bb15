"""The cache of thumbnails: JPEGs in a database of their own, that may be deleted at any time."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_log = logging.getLogger(__name__)


class Thumbnails:
    """Blobs by (picture number, longer edge in pixels); calls block and may come from any thread.

    The file carries the id of the library it was made for, and is emptied for any other one: its
    keys are row numbers. It is only a cache, so it is neither synced nor trusted: if it cannot be
    read it is thrown away.
    """

    def __init__(self, path: Path, library_id: str) -> None:
        self._path = path
        self._library_id = library_id
        self._lock = threading.Lock()
        self._connection = self._open()

    def _open(self) -> sqlite3.Connection:
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            return self._prepared()
        except sqlite3.DatabaseError:
            _log.warning("the thumbnail cache was unreadable and is made anew")
        except OSError as error:
            _log.warning("the thumbnail cache cannot be made: %s", error.strerror)
        try:
            for suffix in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
            return self._prepared()
        except (OSError, sqlite3.Error):  # a cache never shuts the library
            return self._prepared(":memory:")

    def _prepared(self, place: str = "") -> sqlite3.Connection:
        connection = sqlite3.connect(
            place or self._path, check_same_thread=False, isolation_level=None
        )
        connection.execute("PRAGMA journal_mode = wal")
        connection.execute("PRAGMA synchronous = off")
        connection.execute("PRAGMA busy_timeout = 2000")
        connection.execute("CREATE TABLE IF NOT EXISTS owner (library TEXT NOT NULL)")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS thumbnail (number INTEGER, edge INTEGER,"
            " jpeg BLOB NOT NULL, made_at INTEGER NOT NULL, PRIMARY KEY (edge, number))"
        )
        owner = connection.execute("SELECT library FROM owner").fetchone()
        if owner is None or owner[0] != self._library_id:
            connection.execute("DELETE FROM thumbnail")
            connection.execute("DELETE FROM owner")
            connection.execute("INSERT INTO owner VALUES (?)", (self._library_id,))
        return connection

    def put(self, number: int, thumbnails: Mapping[int, bytes]) -> None:
        made = int(time.time())
        with self._lock:
            try:
                self._connection.execute("BEGIN")
                self._connection.executemany(
                    "INSERT OR REPLACE INTO thumbnail VALUES (?, ?, ?, ?)",
                    [(number, edge, jpeg, made) for edge, jpeg in thumbnails.items()],
                )
                self._connection.execute("COMMIT")
            except sqlite3.Error as error:
                # A picture without its thumbnail is still a picture; it is made again when seen.
                _log.warning("a thumbnail was not kept: %s", error)
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def get(self, numbers: Sequence[int], edge: int) -> dict[int, bytes]:
        wanted = tuple(numbers)
        marks = ",".join("?" * len(wanted))
        with self._lock:
            try:
                rows = self._connection.execute(
                    f"SELECT number, jpeg FROM thumbnail WHERE edge = ? AND number IN ({marks})",
                    (edge, *wanted),
                ).fetchall()
            except sqlite3.Error as error:
                _log.warning("thumbnails could not be read: %s", error)
                return {}
        return dict(rows)

    def close(self) -> None:
        with self._lock:
            self._connection.close()
