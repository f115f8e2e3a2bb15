"""Room on the disk: looked for before anything is paid for, waited for by what is paid already."""

from __future__ import annotations

import asyncio
import errno
import logging
from typing import TYPE_CHECKING, TypeVar

from ideogram_desk.domain.errors import DiskFull, StoreError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ideogram_desk.engine.ports import Files

_log = logging.getLogger(__name__)

T = TypeVar("T")

ROOM_WAIT = 5.0  # seconds between two looks whether the library can be written again
LOOK_EVERY = 1.0  # while all is well
PICTURE_ROOM = 25 * 1024 * 1024  # bytes that a picture in flight may come to need
AMPLE = 100 * 1024 * 1024  # bytes above the low water, and the next shortage is news
_MB = 1024 * 1024
_LOW, _TROUBLE = "low", "trouble"


class Room:
    """`reason` says why nothing new may be paid for; "" while there is room.

    A full disk gets the ballast file first, so that the database can note what is paid for.
    """

    def __init__(
        self, files: Files, low_water: int, warn: Callable[[str], None], changed: Callable[[], None]
    ) -> None:
        self.low_water = low_water
        self.reason = ""
        self._files = files
        self._warn = warn
        self._changed = changed
        self._troubled = False
        self._waiting = 0  # pieces of work that hold in memory what is paid for
        self._free = 0
        self._look_at = float("-inf")
        self._warned: set[str] = set()
        self._dropped = False

    @property
    def is_holding(self) -> bool:
        """Whether something that is paid for waits in memory, because it cannot be written."""
        return self._waiting > 0

    async def is_there(self, pictures: int) -> bool:
        """Whether this many pictures in flight would fit."""
        if self.is_holding:
            return False
        if asyncio.get_running_loop().time() >= self._look_at:
            await self._look()
        elif self._troubled:
            return False
        needed = self.low_water + PICTURE_ROOM * pictures
        if self._free < needed:
            self._rest(
                f"Only {self._free // _MB} MB are free where the library is; {needed // _MB} MB "
                "are needed before more is paid for.",
                # With others in flight it may only be they that need the room.
                warn=_LOW if pictures == 1 else None,
            )
            return False
        if self.reason:
            self.reason = ""
            self._changed()
        return True

    def seconds(self) -> float:
        """Until the next look."""
        return max(0.0, self._look_at - asyncio.get_running_loop().time()) or LOOK_EVERY

    def written(self) -> None:
        """The library could be written: what fails from now on is news."""
        self._warned.discard(_TROUBLE)

    async def missing(self, error: Exception) -> bool:
        """The library cannot be written; True if trying again at once may help."""
        self._troubled = True
        self._look_at = asyncio.get_running_loop().time() + ROOM_WAIT
        self._rest(str(error), warn=_TROUBLE)
        no_room = isinstance(error, DiskFull) or (
            isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
        )
        if not no_room or self._dropped:
            return False
        self._dropped = True
        return await asyncio.to_thread(self._files.drop_ballast)

    async def kept(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do it; while the library cannot be written, what it would keep is held in memory."""
        waits = False
        try:
            while True:
                try:
                    return await work()
                except (StoreError, OSError) as error:
                    if not waits:
                        waits = True
                        self._waiting += 1
                    if not await self.missing(error):
                        await asyncio.sleep(ROOM_WAIT)
        finally:
            if waits:
                self._waiting -= 1
                self._look_at = float("-inf")
                self._changed()

    async def _look(self) -> None:
        self._free = await asyncio.to_thread(self._files.free_bytes)
        self._look_at = asyncio.get_running_loop().time() + LOOK_EVERY
        self._troubled = False  # until writing fails again
        if self._free < self.low_water + AMPLE:
            return
        self._warned.discard(_LOW)
        if self._dropped:
            self._dropped = False
            await asyncio.to_thread(self._files.hold_ballast)

    def _rest(self, reason: str, *, warn: str | None) -> None:
        began, self.reason = not self.reason, reason
        if warn is not None and warn not in self._warned:
            self._warned.add(warn)
            _log.warning("resting: %s", reason)
            self._warn(f"{reason} Nothing new is sent until there is room; then it goes on.")
        if began:
            self._changed()
