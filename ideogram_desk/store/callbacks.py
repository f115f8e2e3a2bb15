"""Receivers of callbacks, and what became of each thing that they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ideogram_desk.domain.callback import DeliveryState, Endpoint
from ideogram_desk.domain.errors import NotFound, StoreError
from ideogram_desk.store.database import now
from ideogram_desk.store.rows import DELIVERY, delivery_of, marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ideogram_desk.domain.callback import Called, Delivery
    from ideogram_desk.store.database import Database

_SWITCHED_OFF = "The receiver was switched off."


class Callbacks:
    """The engine's CallbackStore over a Database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- receivers --------------------------------------------------------------------------------

    async def endpoints(self) -> list[Endpoint]:
        return await self._database.read(self._endpoints)

    def _endpoints(self) -> list[Endpoint]:
        rows = self._database.query(
            "SELECT id, url, name, every_job, own_network, full_path, signed, active FROM endpoint"
            " WHERE removed = 0 ORDER BY rowid"
        )
        return [Endpoint(*row[:3], *(bool(flag) for flag in row[3:])) for row in rows]

    async def save_endpoint(self, endpoint: Endpoint) -> None:
        """Add or change one; what it is still owed goes to its new address. Raises StoreError."""
        await self._database.write(self._save_endpoint, endpoint)

    def _save_endpoint(self, endpoint: Endpoint) -> None:
        execute = self._database.execute
        twin = execute(
            "SELECT 1 FROM endpoint WHERE url = ? AND id <> ? AND removed = 0",
            (endpoint.url, endpoint.id),
        ).fetchone()
        if twin:
            raise StoreError("There is a receiver with this address already.")
        execute(
            "INSERT INTO endpoint (id, url, name, every_job, own_network, full_path, signed,"
            " active, told_since) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE"
            " SET url = excluded.url, name = excluded.name, every_job = excluded.every_job,"
            " own_network = excluded.own_network, full_path = excluded.full_path,"
            " signed = excluded.signed, active = excluded.active,"
            " told_since = excluded.told_since, removed = 0",
            (
                endpoint.id,
                endpoint.url,
                endpoint.name,
                int(endpoint.every_job),
                int(endpoint.own_network),
                int(endpoint.full_path),
                int(endpoint.signed),
                int(endpoint.active),
                now(),
            ),
        )
        # Never the body: what a receiver has seen once, it sees again byte for byte.
        execute(
            "UPDATE OR IGNORE outbox SET url = ?, own_network = ?"
            " WHERE endpoint = ? AND state <> 'delivered'",
            (endpoint.url, int(endpoint.own_network), endpoint.id),
        )
        if not endpoint.active:
            self._disable("endpoint = ? AND state <> 'delivered'", endpoint.id, _SWITCHED_OFF)

    def _disable(self, whose: str, value: str, note: str) -> None:
        self._database.execute(
            f"UPDATE outbox SET state = 'disabled', note = ? WHERE state = 'owed' AND {whose}",
            (note, value),
        )

    async def remove_endpoint(self, endpoint_id: str) -> None:
        await self._database.write(self._remove_endpoint, endpoint_id)

    def _remove_endpoint(self, endpoint_id: str) -> None:
        self._database.execute(
            "DELETE FROM outbox WHERE endpoint = ? AND state <> 'delivered' AND state = 'owed'",
            (endpoint_id,),
        )
        self._database.execute(
            "UPDATE endpoint SET removed = 1, active = 0 WHERE id = ?", (endpoint_id,)
        )

    # --- deliveries -------------------------------------------------------------------------------

    async def owed(self, limit: int = 200) -> list[Delivery]:
        return await self._database.read(self._owed, limit)

    def _owed(self, limit: int) -> list[Delivery]:
        rows = self._database.query(
            # Else SQLite prefers the index of all states, and sorts.
            f"SELECT {DELIVERY} FROM outbox INDEXED BY outbox_owed"
            " WHERE state = 'owed' AND next_at <= ?"
            " ORDER BY next_at, number LIMIT ?",
            (now(), limit),
        )
        return [delivery_of(row) for row in rows]

    async def next_owed(self) -> float | None:
        return await self._database.read(self._next_owed)

    def _next_owed(self) -> float | None:
        row = self._database.query(
            "SELECT min(next_at) FROM outbox WHERE state = 'owed'"
        ).fetchone()
        return None if row[0] is None else max(0.0, (row[0] - now()) / 1000)

    async def deliveries(
        self, states: Sequence[DeliveryState] | None = None, limit: int = 200
    ) -> list[Delivery]:
        return await self._database.read(self._deliveries, states, limit)

    def _deliveries(self, states: Sequence[DeliveryState] | None, limit: int) -> list[Delivery]:
        wanted = tuple(DeliveryState if states is None else states)
        # One walk a state: each comes newest first from the index, and none is sorted.
        found = [
            row
            for state in wanted
            for row in self._database.query(
                f"SELECT {DELIVERY}, outbox.number FROM outbox WHERE state = ?"
                " ORDER BY number DESC LIMIT ?",
                (state, limit),
            )
        ]
        found.sort(key=lambda row: -row[-1])
        return [delivery_of(row) for row in found[:limit]]

    async def delivered(self, delivery: Delivery, called: Called) -> None:
        await self._database.write(self._delivered, delivery.id, called)

    def _delivered(self, delivery_id: str, called: Called) -> None:
        self._database.execute(
            "UPDATE outbox SET state = 'delivered', tries = tries + 1, status = ?, note = ?,"
            " delivered_at = ? WHERE id = ? AND state <> 'delivered'",
            (called.status, called.note, now(), delivery_id),
        )

    async def undelivered(self, delivery: Delivery, called: Called, wait: float | None) -> None:
        await self._database.write(self._undelivered, delivery.id, called, wait)

    def _undelivered(self, delivery_id: str, called: Called, wait: float | None) -> None:
        state = DeliveryState.DEAD if wait is None else DeliveryState.OWED
        self._database.execute(
            "UPDATE outbox SET state = ?, tries = tries + 1, status = ?, note = ?, next_at = ?"
            # Not where it was switched off while this try was under way.
            " WHERE id = ? AND state = 'owed'",
            (state, called.status, called.note, now() + round((wait or 0) * 1000), delivery_id),
        )

    async def gone(self, delivery: Delivery, called: Called) -> None:
        await self._database.write(self._gone, delivery, called)

    def _gone(self, delivery: Delivery, called: Called) -> None:
        self._database.execute(
            "UPDATE outbox SET state = 'disabled', tries = tries + 1, status = ?, note = ?"
            " WHERE id = ? AND state <> 'delivered'",
            (called.status, called.note, delivery.id),
        )
        self._disable("url = ?", delivery.url, called.note)
        self._database.execute(
            "UPDATE endpoint SET active = 0 WHERE url = ? AND removed = 0", (delivery.url,)
        )

    async def send_again(self, delivery_id: str) -> None:
        await self._database.write(self._send_again, delivery_id)

    def _send_again(self, delivery_id: str) -> None:
        taken = self._database.execute(
            "UPDATE outbox SET state = 'owed', tries = 0, next_at = ? WHERE id = ?"
            f" AND state IN ({marks('..')})",
            (now(), delivery_id, DeliveryState.DEAD, DeliveryState.DISABLED),
        )
        if not taken.rowcount:
            raise NotFound(f"There is no undelivered callback {delivery_id}.")
