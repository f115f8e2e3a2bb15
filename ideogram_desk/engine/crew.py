"""The tasks at work, each for one job: sending, following, fetching."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine
    from typing import Any

    from ideogram_desk.domain.job import Job

Tasks = set["asyncio.Task[None]"]


class Crew:
    """Starts and ends them. One job's bug stops no other: it goes to `failed`."""

    def __init__(
        self, failed: Callable[[Job, Exception], Awaitable[None]], wake: Callable[[], None]
    ) -> None:
        self.senders: Tasks = set()
        self.followers: Tasks = set()
        self.fetchers: Tasks = set()
        self._failed = failed
        self._wake = wake

    def start(self, work: Coroutine[Any, Any, None], job: Job, among: Tasks) -> None:
        task = asyncio.get_running_loop().create_task(self._guarded(work, job))
        among.add(task)

        def ended(done: asyncio.Task[None]) -> None:
            among.discard(done)
            self._wake()

        task.add_done_callback(ended)

    async def stop(self, patience: float) -> None:
        """Let what is being sent come back, up to `patience` seconds; the rest is cut off."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + patience
        while self.senders and loop.time() < ends:
            await asyncio.wait(self.senders, timeout=ends - loop.time())
        left = self.senders | self.followers | self.fetchers
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _guarded(self, work: Coroutine[Any, Any, None], job: Job) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001  judged and reported there
            await self._failed(job, error)
