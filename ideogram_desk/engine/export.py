"""Pictures handed on: their variants written to a folder that the user chose."""

from __future__ import annotations

import asyncio
import contextlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ideogram_desk.domain.errors import StoreError
from ideogram_desk.domain.job import VARIANTS, Picture, Variant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ideogram_desk.engine.organising import Organising
    from ideogram_desk.engine.ports import Checker, Files


@dataclass(frozen=True, slots=True)
class Exported:
    """One file that was written."""

    picture: str
    variant: Variant
    path: Path
    size_bytes: int


class Export:
    """Makes and writes variants, off the caller's thread."""

    def __init__(self, files: Files, checker: Checker, organising: Organising) -> None:
        self._files = files
        self._checker = checker
        self._organising = organising
        self._places = asyncio.Semaphore(2)

    async def variants(
        self, pictures: Sequence[Picture], folder: Path, wanted: Sequence[Variant] = VARIANTS
    ) -> list[Exported]:
        """Write each picture's variants into `folder` as <id>-<variant>.webp.

        Nothing is overwritten: a name that is taken gets a number. Raises Unreadable, StoreError.
        """
        there = [picture for picture in pictures if picture.path]
        made = await asyncio.gather(*(self._in_turn(one, folder, wanted) for one in there))
        with contextlib.suppress(StoreError):  # what is written is written, marked or not
            await self._organising.mark_exported([picture.number for picture in there])
        return [one for many in made for one in many]

    async def _in_turn(
        self, picture: Picture, folder: Path, wanted: Sequence[Variant]
    ) -> list[Exported]:
        async with self._places:  # the threads are needed for what is being sent, too
            return await asyncio.to_thread(self._export_one, picture, folder, wanted)

    def _export_one(
        self, picture: Picture, folder: Path, wanted: Sequence[Variant]
    ) -> list[Exported]:
        blobs = self._checker.variants(self._files.absolute(picture.path or ""), wanted)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            return [
                Exported(
                    picture.id,
                    variant,
                    _write_new(folder, f"{picture.id}-{variant.name}", blob),
                    len(blob),
                )
                for variant, blob in zip(wanted, blobs, strict=True)
            ]
        except OSError as error:
            raise StoreError(
                f"{folder} could not be written: {error.strerror or error}."
            ) from error


def _write_new(folder: Path, stem: str, data: bytes) -> Path:
    """Write a file that was not there before, whole or not at all."""
    part = folder / f".{stem}.part"
    try:
        part.write_bytes(data)
        for n in range(1, 10_000):
            final = folder / (f"{stem}.webp" if n == 1 else f"{stem}-{n}.webp")
            with contextlib.suppress(FileExistsError):
                # Made empty first, so that two exports at once never take the same name.
                os.close(os.open(final, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
                part.replace(final)
                return final
    finally:
        part.unlink(missing_ok=True)
    raise FileExistsError(f"{stem}.webp and its next 9,998 names are taken")
