"""Between Qt and asyncio: coroutines started from slots, dialogs awaited."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Coroutine

    from PySide6.QtWidgets import QDialog


class Tasks:
    """Coroutines started from slots: kept alive, reported when they fail, cancelled together."""

    def __init__(self, report: Callable[[BaseException], None]) -> None:
        self._report = report
        self._running: set[asyncio.Task[None]] = set()
        self._closed = False

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        import asyncio  # here, so that the first frame does not wait for it

        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        if self._closed:  # by a timer that is late: what it would work with is gone
            task.cancel()
        return task

    async def close(self) -> None:
        """Cancel what runs; what is started from now on ends before it begins."""
        self._closed = True
        for task in tuple(self._running):
            task.cancel()
            with contextlib.suppress(BaseException):
                await task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self._report(error)


async def answer(dialog: QDialog) -> int:
    """Show a dialog and wait for its result, without a nested event loop."""
    import asyncio

    finished: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def done(result: int) -> None:
        if not finished.done():
            finished.set_result(result)

    dialog.finished.connect(done)
    dialog.open()
    try:
        return await finished
    finally:
        dialog.deleteLater()
