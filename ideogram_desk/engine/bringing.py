"""Pictures that were made elsewhere: checked, recorded and kept like our own."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ideogram_desk.domain.answer import AnsweredPicture
from ideogram_desk.domain.errors import StoreError, Unreadable
from ideogram_desk.domain.events import JobChanged, JobsAdded, QueueChanged

if TYPE_CHECKING:
    from pathlib import Path

    from ideogram_desk.domain.job import NewJob, Picture, Step
    from ideogram_desk.engine.bus import Bus
    from ideogram_desk.engine.intake import Intake
    from ideogram_desk.engine.ports import JobStore, LibraryStore

MOST = 50 * 1024 * 1024  # bytes of a picture


@dataclass(frozen=True, slots=True)
class Bringing:
    """Brings in one picture at a time; the caller sees to that."""

    jobs: JobStore
    library: LibraryStore
    intake: Intake
    bus: Bus

    async def bring_in(self, path: Path, new: NewJob, *, seed: int | None, origin: str) -> Picture:
        """Keep a copy of the file. Raises Unreadable, StoreError; then no picture is recorded."""
        data = await asyncio.to_thread(_read, path)
        await self.intake.look(path)
        item = AnsweredPicture(url=None, withheld=False, seed=seed)
        step, missing = await self.jobs.bring_in(new, item, origin=origin, sandbox=False)
        (picture,) = (await self.library.pictures_of([step.job.id]))[step.job.id]
        if not missing:
            return picture
        self.bus.tell(JobsAdded((step.job,), step.numbers))
        try:
            file = await self.intake.keep(step.job, picture, data)
        except (Unreadable, StoreError) as error:
            self._tell(await self.jobs.lost(picture, str(error)))
            raise
        self._tell(await self.jobs.stored(picture, file))
        (stored,) = await self.library.pictures([picture.number])
        return stored

    def _tell(self, step: Step) -> None:
        self.bus.tell(JobChanged(step.job, step.numbers, step.hidden, step.added))
        self.bus.tell(QueueChanged())


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST:
            raise Unreadable(f"{path.name} is larger than 50 MB, which is no picture.")
        return path.read_bytes()
    except OSError as error:
        raise StoreError(f"{path.name} could not be read: {error.strerror or error}.") from error
