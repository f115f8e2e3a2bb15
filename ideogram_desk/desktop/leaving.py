"""Leaving with work under way: the window says what it waits for, and asks once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ideogram_desk.desktop import words
from ideogram_desk.domain.events import QueueChanged

if TYPE_CHECKING:
    from ideogram_desk.desktop.strip import Answer
    from ideogram_desk.desktop.window import MainWindow
    from ideogram_desk.domain.events import Event
    from ideogram_desk.engine.desk import Desk

_ANSWERS: tuple[Answer, ...] = (
    (
        "close_now",
        "Close now",
        "What is being sent may be paid for; the next start shows it as unsure",
    ),
    ("stay", "Stay open", "Go on working; nothing is closed"),
)


class Leaving:
    """One question: everything that is being sent comes in first, unless the user says else."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        self._window = window
        self._desk = desk
        self._answer = ""
        self._changed = asyncio.Event()

    async def may_close(self) -> bool:
        """Whether the window may go: at once, when all is in, or by the user's word."""
        desk, window = self._desk, self._window
        totals = await desk.totals()
        under_way = totals.running + totals.downloading
        if not under_way:
            return True
        was_paused = totals.paused
        desk.pause()
        desk.bus.listen(self._tell)
        window.strip.answered.connect(self._take)
        window.is_leaving = True
        try:
            while under_way and not self._answer:
                window.strip.ask(_sentence(under_way, totals.queued), _ANSWERS, icon="info")
                await self._changed.wait()
                self._changed.clear()
                totals = await desk.totals()
                under_way = totals.running + totals.downloading
        finally:
            window.strip.answered.disconnect(self._take)
            desk.bus.leave(self._tell)
            window.is_leaving = False
        window.strip.leave()
        stays = self._answer == "stay"
        if stays and not was_paused:
            await desk.go_on()
        return not stays

    @property
    def is_hurried(self) -> bool:
        """Whether the user would not wait for what is being sent."""
        return self._answer == "close_now"

    def _take(self, answer: str) -> None:
        self._answer = answer
        self._changed.set()

    def _tell(self, event: Event) -> None:
        if isinstance(event, QueueChanged):
            self._changed.set()


def _sentence(under_way: int, queued: int) -> str:
    one = under_way == 1
    said = (
        f"Closing as soon as {words.counted(under_way, 'picture')} that"
        f" {'is' if one else 'are'} being made {'is' if one else 'are'} in."
    )
    if queued:
        said += f" {queued:,} in the queue {'waits' if queued == 1 else 'wait'} for the next start."
    return said
