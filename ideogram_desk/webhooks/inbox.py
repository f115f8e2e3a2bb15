"""What callbacks that came in lead to: pictures brought in and exported, failures told."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Protocol

from ideogram_desk.domain import catalogue
from ideogram_desk.domain.callback import CallbackEvent
from ideogram_desk.domain.errors import DeskError, NotFound
from ideogram_desk.domain.events import Notice
from ideogram_desk.domain.job import VARIANTS, NewJob, PictureState
from ideogram_desk.domain.request import Request
from ideogram_desk.webhooks.named_file import find_file, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ideogram_desk.domain.events import Event
    from ideogram_desk.domain.job import Picture, Variant
    from ideogram_desk.webhooks.arrival import Arrival

MOST_WAITING = 1_000
_REMEMBERED = 10_000  # ids of what was seen to
_SEPARATOR = re.compile(r"[/\\]")


class _Library(Protocol):
    async def picture(self, picture_id: str) -> Picture: ...

    async def pictures_of(self, job_ids: Sequence[str]) -> dict[str, list[Picture]]: ...


class _Export(Protocol):
    async def variants(
        self, pictures: Sequence[Picture], folder: Path, wanted: Sequence[Variant]
    ) -> Sequence[Any]: ...


class _Bus(Protocol):
    def tell(self, event: Event) -> None: ...


class _Desk(Protocol):
    """What is asked of the program."""

    @property
    def library(self) -> _Library: ...

    @property
    def export(self) -> _Export: ...

    @property
    def bus(self) -> _Bus: ...

    async def bring_in(
        self, path: Path, new: NewJob, *, seed: int | None, origin: str
    ) -> Picture: ...


class Inbox:
    """Sees to events one after the other, behind their answers; each id once.

    An id is free again where what it led to failed: sent once more, it is tried once more.
    """

    def __init__(
        self,
        desk: _Desk,
        *,
        exports: Path,
        report: Callable[[BaseException], None],
        presets: Sequence[Variant] = VARIANTS,
        folders: Sequence[Path] = (),
    ) -> None:
        """`exports` is where the presets' files go, `folders` where pictures are taken from.

        Without `folders` they are taken from wherever this user may read.
        """
        self._desk = desk
        self._exports = exports
        self._report = report
        self._presets = presets
        self._folders = folders
        self._waiting: deque[Arrival] = deque()
        self._seen: dict[str, None] = {}  # in the order of their coming
        self._working: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """Events that were accepted and not yet begun."""
        return len(self._waiting)

    def accept(self, arrival: Arrival) -> bool:
        """Take an event on; False where too many wait already."""
        if arrival.id and arrival.id in self._seen:
            return True
        if len(self._waiting) >= MOST_WAITING:
            return False
        if arrival.id:
            self._seen[arrival.id] = None
            if len(self._seen) > _REMEMBERED:
                del self._seen[next(iter(self._seen))]
        self._waiting.append(arrival)
        if self._working is None or self._working.done():
            self._working = asyncio.get_running_loop().create_task(self._work())
        return True

    async def close(self) -> None:
        """See to all that was accepted: their senders were told that it is received."""
        if self._working is not None:
            await self._working

    async def _work(self) -> None:
        while self._waiting:
            arrival = self._waiting.popleft()
            try:
                await self._see_to(arrival)
            except DeskError as error:
                self._seen.pop(arrival.id, None)
                self._tell(f"A callback led to nothing: {error}", serious=True)
            except Exception as bug:  # noqa: BLE001  one event's bug is not the next one's
                self._seen.pop(arrival.id, None)
                self._report(bug)

    async def _see_to(self, arrival: Arrival) -> None:
        job = f"job {shown(arrival.job)}"
        match arrival.event:
            case CallbackEvent.COMPLETED:
                await self._completed(arrival)
            case CallbackEvent.FAILED:
                why = f" It says: {shown(arrival.error)}." if arrival.error else ""
                self._tell(f"A generation elsewhere failed, {job}.{why}", serious=True)
            case CallbackEvent.WITHHELD:
                self._tell(
                    f"A picture made elsewhere was withheld by the safety check, {job}.",
                    serious=True,
                )

    async def _completed(self, arrival: Arrival) -> None:
        picture = await self._of_this_library(arrival)
        done = "Already here:"
        if picture is None:
            path = await asyncio.to_thread(find_file, arrival.file_path, self._folders)
            origin = arrival.image or f"{arrival.job}/{_name(arrival.file_path)}"
            picture = await self._desk.bring_in(
                path, _new_job(arrival, path), seed=arrival.seed, origin=f"callback:{origin}"
            )
            done = "Brought in"
        written = await self._export(picture)
        exported = f" {written} exports are in {self._exports}." if written else ""
        self._tell(f"{done} {shown(_name(arrival.file_path))}.{exported}")

    async def _of_this_library(self, arrival: Arrival) -> Picture | None:
        """The picture itself, where it is this very library that tells of it."""
        library = self._desk.library
        if arrival.image:
            try:
                picture = await library.picture(arrival.image)
            except NotFound:
                return None
            return picture if picture.state is PictureState.STORED else None
        name = _name(arrival.file_path)
        for picture in (await library.pictures_of([arrival.job])).get(arrival.job, ()):
            if picture.path and PurePosixPath(picture.path).name == name:
                return picture
        return None

    async def _export(self, picture: Picture) -> int:
        """How many files were written; one that is there from an earlier time is not made twice."""
        missing = await asyncio.to_thread(self._missing, picture)
        if not missing:
            return 0
        return len(await self._desk.export.variants([picture], self._exports, missing))

    def _missing(self, picture: Picture) -> list[Variant]:
        return [
            preset
            for preset in self._presets
            if not (self._exports / f"{picture.id}-{preset.name}.webp").exists()
        ]

    def _tell(self, text: str, *, serious: bool = False) -> None:
        self._desk.bus.tell(Notice(text, serious=serious))


def _new_job(arrival: Arrival, path: Path) -> NewJob:
    model = catalogue.find(arrival.model)
    metadata = dict(arrival.metadata)
    if arrival.model and model is None:
        metadata.setdefault("model", arrival.model)
    return NewJob(
        request=Request(
            prompt=arrival.prompt[: catalogue.MAX_PROMPT] or path.stem,
            model=model.id if model else catalogue.DEFAULT_MODEL,
        ),
        metadata=metadata,
    )


def _name(file_path: str) -> str:
    return _SEPARATOR.split(file_path)[-1]
