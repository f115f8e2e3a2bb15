"""From bytes to a picture that is kept: written, decoded in full, named, noted, on the disk."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeVar

from ideogram_desk.domain import record
from ideogram_desk.domain.errors import Unreadable
from ideogram_desk.domain.job import Job, Picture, PictureFacts, StoredFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ideogram_desk.engine.ports import Checker, Files, ThumbnailStore

T = TypeVar("T")

SUFFIXES = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}


class Intake:
    """Keeps pictures, a few at a time, on threads of its own."""

    def __init__(
        self, files: Files, checker: Checker, thumbnails: ThumbnailStore, places: int
    ) -> None:
        self._files = files
        self._checker = checker
        self._thumbnails = thumbnails
        self._threads = ThreadPoolExecutor(places, thread_name_prefix="intake")

    async def keep(self, job: Job, picture: Picture, data: bytes) -> StoredFile:
        """Make the bytes a file of the library. Raises Unreadable, DiskFull, StoreError."""
        return await self._in_thread(lambda: self._keep(job, picture, data))

    async def adopt(self, job: Job, picture: Picture) -> StoredFile | None:
        """Take over a file that a killed run had put in place but not yet recorded."""
        return await self._in_thread(lambda: self._adopt(job, picture))

    async def look(self, path: Path) -> None:
        """Decode a file that is not ours. Raises Unreadable."""
        await self._in_thread(lambda: self._checker.check(path))

    async def remake_thumbnails(self, picture: Picture) -> bool:
        """Make a stored picture's thumbnails again; False if its file is missing or broken."""
        return await self._in_thread(lambda: self._remake_thumbnails(picture))

    async def _in_thread(self, work: Callable[[], T]) -> T:
        done = asyncio.get_running_loop().run_in_executor(self._threads, work)
        try:
            return await asyncio.shield(done)
        except asyncio.CancelledError:
            await asyncio.wait([done])  # nobody else may take up this picture before
            raise

    def _keep(self, job: Job, picture: Picture, data: bytes) -> StoredFile:
        temporary = self._files.write_temporary(picture.id, data)
        try:
            facts = self._checker.check(temporary)
        except BaseException:
            self._files.discard(temporary)
            raise
        return self._place(job, picture, len(data), temporary, facts)

    def _place(
        self, job: Job, picture: Picture, size: int, temporary: Path, facts: PictureFacts
    ) -> StoredFile:
        suffix = SUFFIXES[facts.format]
        path = PurePosixPath("images", picture.id[-2:], f"{picture.id}.{suffix}")
        noted = replace(
            picture,
            path=str(path),
            sha256=facts.sha256,
            size_bytes=size,
            width=facts.width,
            height=facts.height,
            format=facts.format,
        )
        # Before the row says "stored", so that the tile finds its thumbnail at the first look.
        self._thumbnails.put(picture.number, facts.thumbnails)
        note = record.sidecar(job, noted, str(path))
        stored_path = self._files.keep(temporary, picture.id, suffix, note)
        return StoredFile(stored_path, facts.sha256, size, facts)

    def _adopt(self, job: Job, picture: Picture) -> StoredFile | None:
        left = self._files.left_behind(picture.id)
        if left is None:
            return None
        data = left.read_bytes()
        try:
            facts = self._checker.check(left)
        except Unreadable:
            return None  # it is fetched again, and replaces this one
        temporary = self._files.write_temporary(picture.id, data)
        return self._place(job, picture, len(data), temporary, facts)

    def _remake_thumbnails(self, picture: Picture) -> bool:
        if picture.path is None:
            return False
        try:
            facts = self._checker.check(self._files.absolute(picture.path))
        except Unreadable:
            return False
        self._thumbnails.put(picture.number, facts.thumbnails)
        return True

    def close(self) -> None:
        """Wait for what is being written. Blocks."""
        self._threads.shutdown(wait=True)
