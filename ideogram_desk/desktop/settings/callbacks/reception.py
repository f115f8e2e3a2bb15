"""Receiving callbacks while the window is open, as the settings say."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ideogram_desk.base.logs import protect
from ideogram_desk.base.secrets import RECEIVING
from ideogram_desk.domain.errors import DeskError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ideogram_desk.base.settings import Settings
    from ideogram_desk.desktop.settings.callbacks.outbox import SecretPlace
    from ideogram_desk.engine.desk import Desk
    from ideogram_desk.webhooks.inbox import Inbox
    from ideogram_desk.webhooks.receiver import Receiver


class Reception:
    """Listens on one port or none. What is brought in is exported to `exports`."""

    def __init__(
        self, secrets: SecretPlace, exports: Path, report: Callable[[BaseException], None]
    ) -> None:
        self._secrets, self._exports, self._report = secrets, exports, report
        self._changing = asyncio.Lock()
        self._now: tuple[int, str | None] | None = None  # port and secret listened with
        self._receiver: Receiver | None = None
        self._inbox: Inbox | None = None

    async def follow(self, desk: Desk, settings: Settings) -> str:
        """Receive, or not, as the settings say; a sentence if that cannot be done."""
        async with self._changing:
            try:
                await self._follow(desk, settings)
            except DeskError as error:
                await self._stop()
                return str(error)
            return ""

    async def _follow(self, desk: Desk, settings: Settings) -> None:
        if not settings.receive:
            await self._stop()
            return
        secret = await asyncio.to_thread(self._secrets.find_secret, RECEIVING)
        wanted = (settings.receive_port, secret)
        if wanted == self._now:
            return
        await self._stop()
        from ideogram_desk.webhooks.inbox import Inbox
        from ideogram_desk.webhooks.receiver import Receiver

        if secret:
            protect(secret)
        inbox = Inbox(desk, exports=self._exports, report=self._report)
        receiver = Receiver(inbox.accept, port=settings.receive_port, secret=secret)
        await receiver.start()
        self._receiver, self._inbox, self._now = receiver, inbox, wanted

    async def _stop(self) -> None:
        receiver, inbox = self._receiver, self._inbox
        self._receiver = self._inbox = self._now = None
        if receiver is not None and inbox is not None:
            await receiver.close()
            await inbox.close()

    async def close(self) -> None:
        """Take no more callbacks, and see to those that were taken."""
        async with self._changing:
            await self._stop()
