"""Between Qt and asyncio: coroutines started from slots, dialogs awaited, engine events as signals."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from PySide6.QtWidgets import QDialog

    from ideogram_desk.domain.events import Event


class Tasks:
    """Coroutines started from slots: kept alive, reported when they fail, cancelled together."""

    def __init__(self, report: Callable[[BaseException], None]) -> None:
        self._report = report
        self._running: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    async def close(self) -> None:
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self._report(error)


async def answer(dialog: QDialog) -> int:
    """Show a dialog and wait for its result, without a nested event loop."""
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


class Events(QObject):
    """The engine's events as one Qt signal, for panels that listen."""

    happened = Signal(object)

    def tell(self, event: Event) -> None:
        self.happened.emit(event)
