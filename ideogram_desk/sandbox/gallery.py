"""The gallery paints pictures when they are first fetched, off the event loop, and keeps a few."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from ideogram_desk.sandbox.faults import without_words
from ideogram_desk.sandbox.painter import paint

if TYPE_CHECKING:
    from ideogram_desk.sandbox.generation import Generation

_KEPT_BYTES = 64_000_000


class Gallery:
    def __init__(self, scale: float) -> None:
        self._scale = scale
        self._painters = ThreadPoolExecutor(2, thread_name_prefix="painter")
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0
        self._in_work: dict[str, asyncio.Future[bytes]] = {}

    async def picture(self, generation: Generation, index: int) -> bytes:
        picture_id = generation.picture_id(index)
        if picture_id in self._kept:
            self._kept.move_to_end(picture_id)
            return self._kept[picture_id]
        if picture_id not in self._in_work:
            self._in_work[picture_id] = self._begin(generation, index)
        # Shielded: another caller may be waiting for the same picture.
        try:
            painted = await asyncio.shield(self._in_work[picture_id])
        except Exception:
            self._in_work.pop(picture_id, None)
            raise
        if self._in_work.pop(picture_id, None) is not None:
            self._keep(picture_id, painted)
        return painted

    def close(self) -> None:
        self._painters.shutdown(wait=False, cancel_futures=True)

    def _begin(self, generation: Generation, index: int) -> asyncio.Future[bytes]:
        order = generation.order
        width, height = (max(round(side * self._scale), 16) for side in order.size)
        return asyncio.get_running_loop().run_in_executor(
            self._painters,
            paint,
            without_words(order.prompt),
            generation.seeds[index],
            order.style,
            (width, height),
            order.colors,
        )

    def _keep(self, picture_id: str, picture: bytes) -> None:
        self._kept[picture_id] = picture
        self._bytes += len(picture)
        while self._bytes > _KEPT_BYTES:
            _, dropped = self._kept.popitem(last=False)
            self._bytes -= len(dropped)
