"""The Callbacks page: endpoints, receiving, deliveries; read again whenever something changes."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from ideogram_desk.desktop.kit import PlainLabel, named, titled
from ideogram_desk.desktop.settings.callbacks.deliveries import FAILED, DeliveryList
from ideogram_desk.desktop.settings.callbacks.endpoints import EndpointList
from ideogram_desk.desktop.settings.callbacks.receiving import Receiving
from ideogram_desk.domain.callback import DeliveryState
from ideogram_desk.domain.errors import DeskError

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QHideEvent, QShowEvent

    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.settings.callbacks.outbox import Outbox
    from ideogram_desk.desktop.settings.choices import Choices

REST = 300  # milliseconds: a swarm of deliveries is read once
TICK = 5000  # milliseconds between two looks at the clock
LISTED = 50  # failed and owed deliveries
LISTED_DELIVERED = 20


def _now() -> datetime:
    return datetime.now(UTC)


class CallbacksPage(QWidget):
    """Reads when it is shown and, at rest, when `stale` is called."""

    def __init__(
        self,
        choices: Choices,
        outbox: Outbox,
        tasks: Tasks,
        now: Callable[[], datetime] = _now,
    ) -> None:
        super().__init__()
        named(self, "callbacks_page", "Callbacks")
        self._outbox, self._tasks, self._now = outbox, tasks, now
        self.endpoints = EndpointList(outbox, tasks)
        self.receiving = Receiving(choices, outbox.secrets, tasks)
        self.deliveries = DeliveryList()
        self.deliveries.again_requested.connect(lambda key: tasks.start(self._send_again(key)))
        self.trouble = PlainLabel("", "bad", wrap=True, name="callbacks_trouble")
        self.trouble.hide()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._read)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK)
        self._tick.timeout.connect(lambda: self.deliveries.tick(self._now()))
        titled(
            self,
            self.trouble,
            (
                ("Tell other programs", self.endpoints),
                ("Receive from other programs", self.receiving),
                ("Deliveries", self.deliveries),
            ),
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._read()
        self._tasks.start(self.receiving.find_secret())
        self._tick.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tick.stop()

    def stale(self) -> None:
        """Endpoints or deliveries may have changed."""
        if self.isVisible() and not self._rest.isActive():
            self._rest.start()

    def _read(self) -> None:
        self._tasks.start(self._show())

    async def _show(self) -> None:
        said = ""
        try:
            callbacks = self._outbox.callbacks()
            endpoints, failed, owed, delivered = await asyncio.gather(
                callbacks.endpoints(),
                callbacks.deliveries(FAILED, LISTED),
                callbacks.deliveries((DeliveryState.OWED,), LISTED),
                callbacks.deliveries((DeliveryState.DELIVERED,), LISTED_DELIVERED),
            )
        except DeskError as error:
            said = str(error)
        if not isValid(self):
            return
        self.trouble.setText(said)
        self.trouble.setVisible(bool(said))
        if not said:
            self.endpoints.show_endpoints(endpoints)
            owed.sort(
                key=lambda each: each.next_at or each.created_at
            )  # what goes next comes first
            self.deliveries.show_deliveries(failed, owed, delivered, self._now(), limit=LISTED)

    async def _send_again(self, delivery_id: str) -> None:
        said = ""
        try:
            await self._outbox.callbacks().send_again(delivery_id)
        except DeskError as error:
            said = str(error)
        if isValid(self):
            self.deliveries.fail(said)
            self.stale()
