"""The lock that makes one process the owner of a library; the system lets go of it at its death."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from ideogram_desk.domain.errors import LibraryLocked

if TYPE_CHECKING:
    from pathlib import Path


class LibraryLock:
    """Held from construction to `close`. Raises LibraryLocked if another process holds it."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            _lock(self._file)
        except OSError:
            os.close(self._file)
            raise LibraryLocked(
                "This library is in use by another Ideogram Desk. Close that one first."
            ) from None
        with contextlib.suppress(OSError):  # only for people to read; a full disk may refuse it
            os.ftruncate(self._file, 0)
            os.write(self._file, f"{os.getpid()}\n".encode())

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)  # which lets go of the lock
            self._file = -1


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
