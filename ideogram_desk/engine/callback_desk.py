"""Callbacks as the faces see them: their receivers, and what was and is to be delivered."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from ideogram_desk.domain.address import url_problem
from ideogram_desk.domain.errors import InvalidRequest, Problem
from ideogram_desk.domain.events import CallbacksChanged
from ideogram_desk.engine.delivering import Delivering, secret_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ideogram_desk.domain.callback import Delivery, DeliveryState, Endpoint
    from ideogram_desk.engine.bus import Bus
    from ideogram_desk.engine.ports import CallbackStore, Secrets


class CallbackDesk:
    """Endpoints with their secrets, and the list of deliveries."""

    def __init__(
        self, store: CallbackStore, secrets: Secrets, delivering: Delivering, bus: Bus
    ) -> None:
        self._store = store
        self._secrets = secrets
        self._delivering = delivering
        self._bus = bus

    async def endpoints(self) -> list[Endpoint]:
        return await self._store.endpoints()

    async def save_endpoint(self, endpoint: Endpoint, secret: str | None = None) -> Endpoint:
        """Keep an endpoint; a new `secret` goes to the keyring, and it is signed from then on.

        Raises InvalidRequest for an address that callbacks may not go to, SecretUnavailable,
        StoreError.
        """
        if problem := url_problem(endpoint.url, own_network=endpoint.own_network):
            raise InvalidRequest((Problem("callback", problem),))
        name = secret_name(endpoint.id)
        if secret:
            await asyncio.to_thread(self._secrets.save_secret, name, secret)
            endpoint = replace(endpoint, signed=True)
        elif not endpoint.signed and await self._was_signed(endpoint.id):
            await asyncio.to_thread(self._secrets.forget_secret, name)
        await self._store.save_endpoint(endpoint)
        self._changed(endpoint.id)
        return endpoint

    async def remove_endpoint(self, endpoint_id: str) -> None:
        """Raises SecretUnavailable, StoreError."""
        if await self._was_signed(endpoint_id):
            await asyncio.to_thread(self._secrets.forget_secret, secret_name(endpoint_id))
        await self._store.remove_endpoint(endpoint_id)
        self._changed(endpoint_id)

    async def deliveries(
        self, states: Sequence[DeliveryState] | None = None, limit: int = 200
    ) -> list[Delivery]:
        """Newest first."""
        return await self._store.deliveries(states, limit)

    async def send_again(self, delivery_id: str) -> None:
        """A dead or disabled delivery is owed again, from its first try on."""
        await self._store.send_again(delivery_id)
        self._delivering.wake()
        self._bus.tell(CallbacksChanged())

    async def _was_signed(self, endpoint_id: str) -> bool:
        return any(e.signed for e in await self._store.endpoints() if e.id == endpoint_id)

    def _changed(self, endpoint_id: str) -> None:
        self._delivering.forgive(endpoint_id)
        self._bus.tell(CallbacksChanged())
