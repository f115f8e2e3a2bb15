"""The picture files of the library, written so that a power cut at any moment loses nothing.

    library/
      images/ab/<picture id>.png    the original bytes, never altered
      images/ab/<picture id>.json   its sidecar: the whole record
      inputs/<sha256>.png           pictures that were sent along with a request
      tmp/                          what is not yet believed; nobody reads it
      ballast                       room that a full disk gives back, so that SQLite can commit

A file is written to tmp and synced, checked, then renamed, then its folder is synced; only after
that does the database say that it is there.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import shutil
import stat
import sys
from pathlib import Path

from ideogram_desk.domain.errors import DiskFull, StoreError, Unreadable

PICTURES = ("png", "jpg", "webp")
MAX_INPUT = 25 * 1024 * 1024
BALLAST = 16 * 1024 * 1024
_ROOM_FOR_BALLAST = 4 * BALLAST  # it is not to be what fills the disk
_INPUT_KINDS = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"), (b"RIFF", "webp"))


def _sentence(error: OSError, what: str) -> StoreError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(f"The disk is full: {what} could not be written.")
    return StoreError(f"{what} could not be written: {error.strerror or error}.")


class Files:
    """Reads and writes below one library folder; every call blocks."""

    def __init__(self, library: Path) -> None:
        self._library = library
        self._images = library / "images"
        self._inputs = library / "inputs"
        self._tmp = library / "tmp"
        self._ballast = library / "ballast"

    def prepare_root(self) -> None:
        """Make the library's folder, so that its lock can be taken."""
        try:
            self._library.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise _sentence(error, f"The library folder {self._library}") from error

    def prepare(self) -> None:
        """Make the folders and clear what a killed run left in tmp; for the owner only."""
        try:
            for folder in (self._images, self._inputs, self._tmp):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise _sentence(error, f"The library folder {self._library}") from error
        for leftover in self._tmp.iterdir():
            with contextlib.suppress(OSError):
                leftover.unlink()

    def absolute(self, path: str) -> Path:
        return self._library / path

    def input_path(self, name: str) -> Path:
        return self._inputs / name

    # --- room -------------------------------------------------------------------------------------

    def free_bytes(self) -> int:
        """Room left where the library is; 0 where it cannot be reached."""
        try:
            return shutil.disk_usage(self._library).free
        except OSError:
            return 0

    def hold_ballast(self) -> None:
        with contextlib.suppress(OSError):  # without it a full disk is worse, but no other is
            if self._ballast.exists() and self._ballast.stat().st_size >= BALLAST:
                return
            if self.free_bytes() < _ROOM_FOR_BALLAST:
                return
            part = self._tmp / "ballast.part"
            try:
                _write_room(part, BALLAST)
                part.replace(self._ballast)
                _sync_folder(self._library)
            finally:
                self.discard(part)

    def drop_ballast(self) -> bool:
        try:
            self._ballast.unlink()
        except OSError:
            return False
        return True

    # --- pictures ---------------------------------------------------------------------------------

    def write_temporary(self, picture_id: str, data: bytes) -> Path:
        temporary = self._tmp / f"{picture_id}.part"
        try:
            _write_synced(temporary, data)
        except OSError as error:
            self.discard(temporary)
            raise _sentence(error, "A picture") from error
        return temporary

    def keep(self, temporary: Path, picture_id: str, suffix: str, sidecar: bytes) -> str:
        # The last two characters of a ULID are random: folders fill evenly.
        folder = self._images / picture_id[-2:]
        note = self._tmp / f"{picture_id}.json.part"
        try:
            if not folder.is_dir():
                folder.mkdir(mode=0o700, exist_ok=True)
                _sync_folder(self._images)
            _write_synced(note, sidecar)
            note.replace(folder / f"{picture_id}.json")
            final = folder / f"{picture_id}.{suffix}"
            # The id is in no other name, so this can only replace what a killed run left of itself.
            temporary.replace(final)
            _sync_folder(folder)
        except OSError as error:
            self.discard(temporary)
            self.discard(note)
            raise _sentence(error, "A picture") from error
        return final.relative_to(self._library).as_posix()

    def left_behind(self, picture_id: str) -> Path | None:
        for suffix in PICTURES:
            path = self._images / picture_id[-2:] / f"{picture_id}.{suffix}"
            if path.is_file():
                return path
        return None

    def discard(self, temporary: Path) -> None:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)

    # --- pictures sent along ----------------------------------------------------------------------

    def add_input(self, source: Path) -> str:
        try:
            found = source.stat()
            if not stat.S_ISREG(found.st_mode):
                raise Unreadable(f"{source.name} is no file.")
            if found.st_size > MAX_INPUT:
                raise Unreadable(f"{source.name} is larger than 25 MB; the API takes no more.")
            data = source.read_bytes()
        except OSError as error:
            raise Unreadable(f"{source.name} could not be read: {error.strerror}.") from error
        kind = next((kind for magic, kind in _INPUT_KINDS if data.startswith(magic)), None)
        if kind is None:
            raise Unreadable(f"{source.name} is no PNG, JPEG or WebP picture.")
        name = f"{hashlib.sha256(data).hexdigest()}.{kind}"
        final = self._inputs / name
        if not final.exists():
            part = self._tmp / f"{name}.{secrets.token_hex(4)}.part"
            try:
                _write_synced(part, data)
                part.replace(final)
                _sync_folder(self._inputs)
            except OSError as error:
                self.discard(part)
                raise _sentence(error, "An input picture") from error
        return name


def _open_new(path: Path) -> int:
    path.unlink(missing_ok=True)  # our own leftover; never followed as a link, see O_EXCL
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o600)


def _write_room(path: Path, size: int) -> None:
    """A new file that really takes up so many bytes of the disk."""
    file = _open_new(path)
    try:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(file, 0, size)
        else:
            zeros = bytes(1024 * 1024)
            for _ in range(size // len(zeros)):
                os.write(file, zeros)
        _sync(file)
    finally:
        os.close(file)


def _write_synced(path: Path, data: bytes) -> None:
    """Write a new file and have it on the disk when this returns."""
    file = _open_new(path)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(file, view) :]
        _sync(file)
    finally:
        os.close(file)


def _sync(file: int) -> None:
    if sys.platform == "darwin":
        import fcntl

        # There fsync stops at the drive's cache.
        fcntl.fcntl(file, fcntl.F_FULLFSYNC)
    else:
        os.fsync(file)


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return  # Windows has no such call; NTFS journals its folders
    file = os.open(folder, os.O_RDONLY)
    try:
        _sync(file)
    finally:
        os.close(file)
