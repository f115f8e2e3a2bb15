"""What the Callbacks page asks of the program, as protocols."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ideogram_desk.base.secrets import Source
    from ideogram_desk.domain.callback import Delivery, DeliveryState, Endpoint


class Callbacks(Protocol):
    """Endpoints and deliveries; each call may raise a DeskError."""

    async def endpoints(self) -> list[Endpoint]: ...

    async def save_endpoint(self, endpoint: Endpoint, secret: str | None = None) -> Endpoint:
        """Keep it; a new `secret` goes to the keyring, `signed` taken away forgets the old one."""

    async def remove_endpoint(self, endpoint_id: str) -> None: ...

    async def deliveries(
        self, states: Sequence[DeliveryState] | None = None, limit: int = 200
    ) -> list[Delivery]:
        """Newest first."""

    async def send_again(self, delivery_id: str) -> None: ...


class SecretPlace(Protocol):
    """Where secrets are kept. Calls block for seconds; they are made in threads."""

    def find_secret(self, name: str) -> str | None:
        """Raises SecretUnavailable."""

    def save_secret(self, name: str, text: str) -> Source: ...

    def forget_secret(self, name: str) -> None:
        """Raises SecretUnavailable."""


@dataclass(frozen=True, slots=True)
class Outbox:
    """`callbacks` gives the desk's own, or raises StoreError while no library is open."""

    callbacks: Callable[[], Callbacks]
    secrets: SecretPlace
