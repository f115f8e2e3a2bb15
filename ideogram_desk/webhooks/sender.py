"""Sends callbacks: looks up where an address leads, judges all of it, and connects only there.

A name is looked up once, and the connection is made to the very addresses that were judged: one
that leads elsewhere when it is looked up again has nothing to gain. No proxy, no redirect.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

from ideogram_desk import __version__
from ideogram_desk.domain import address
from ideogram_desk.domain.callback import Called
from ideogram_desk.webhooks import signature

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable, Sequence

    from ideogram_desk.domain.address import Address, IPAddress
    from ideogram_desk.domain.callback import Delivery
    from ideogram_desk.webhooks.posting import Posting, Reply

_log = logging.getLogger(__name__)

PATIENCE: Final = 15.0  # seconds for all of a call
MOST_WAIT: Final = 24 * 3600.0  # seconds that a receiver may ask to be left alone
_LOOKUPS = 2
_GONE, _TOO_MANY = 410, 429


class WebhookCaller:
    """Posts callbacks. Nothing is loaded before the first call; safe to call many at a time."""

    def __init__(
        self,
        tls: Callable[[], ssl.SSLContext],
        *,
        look_up: Callable[[str, int], Awaitable[Sequence[IPAddress]]] | None = None,
        patience: float = PATIENCE,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`tls` makes the context that receivers are verified with; it blocks, in a thread.

        `look_up` gives all addresses of a name; the system's if None. Raises OSError.
        """
        self._tls = tls
        self._look_up = look_up or self._ask_system
        self._patience = patience
        self._clock = clock
        self._posting: Posting | None = None
        self._making = asyncio.Lock()
        # Of their own: a lookup may hang for long, and the loop's threads store pictures.
        self._lookups = ThreadPoolExecutor(_LOOKUPS, thread_name_prefix="callback-lookup")

    async def call(self, delivery: Delivery, secret: str | None) -> Called:
        """Send it once, within 15 seconds; unsigned without a secret. Never raises but for a bug.

        `retry_after` is what the receiver asks for, a day at the most.
        """
        problem = address.url_problem(delivery.url, own_network=delivery.own_network)
        to = address.read(delivery.url)
        if problem or to is None:
            return Called(None, problem)
        try:
            headers = self._headers(delivery, secret)
        except signature.BadSecret:
            return Called(
                None, f"The secret for {to.host} cannot be used to sign with. Make a new one."
            )
        return await self._call(delivery, to, headers)

    async def close(self) -> None:
        posting, self._posting = self._posting, None
        if posting is not None:
            await posting.close()
        self._lookups.shutdown(wait=False, cancel_futures=True)

    async def _call(self, delivery: Delivery, to: Address, headers: dict[str, str]) -> Called:
        posting = await self._ready()
        reply = posting.new_reply()
        try:
            async with asyncio.timeout(self._patience):
                try:
                    ips = await self._look_up(to.host, to.port) if to.ip is None else [to.ip]
                except (OSError, UnicodeError):
                    return Called(None, f"{to.host} was not found.")
                if problem := self._problem(ips, to, delivery):
                    return Called(None, problem)
                await posting.post(to, ips, headers, delivery.body, reply, self._patience)
        except posting.FAILURES as error:
            # Its type alone: the exception holds the address, which may hold a secret.
            _log.info("A callback to %s failed: %s", to.host, type(error).__name__)
            if reply.status is None:
                return Called(None, posting.sentence(error, to.host))
        return _called(reply, to.host)

    def _headers(self, delivery: Delivery, secret: str | None) -> dict[str, str]:
        seconds = int(self._clock())
        headers = {
            "content-type": "application/json",
            "user-agent": f"ideogram-desk/{__version__}",
            "accept-encoding": "identity",
            signature.ID: delivery.id,
            signature.TIMESTAMP: str(seconds),
        }
        if secret:
            signed = signature.sign(secret, delivery.id, seconds, delivery.body)
            headers[signature.SIGNATURE] = signed
        return headers

    def _problem(self, ips: Sequence[IPAddress], to: Address, delivery: Delivery) -> str:
        """Why not to connect; one address among many that may not be called is enough."""
        if not ips:
            return f"{to.host} was not found."
        judged = (
            address.ip_problem(ip, encrypted=to.scheme == "https", own_network=delivery.own_network)
            for ip in ips
        )
        return next(filter(None, judged), "")

    async def _ask_system(self, host: str, port: int) -> list[IPAddress]:
        found = await asyncio.get_running_loop().run_in_executor(
            self._lookups, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        )
        # Each once, in the system's order of preference.
        return list(dict.fromkeys(ipaddress.ip_address(one[4][0]) for one in found))

    async def _ready(self) -> Posting:
        async with self._making:
            if self._posting is None:
                self._posting = await asyncio.to_thread(self._make)
            return self._posting

    def _make(self) -> Posting:
        from ideogram_desk.webhooks.posting import Posting

        return Posting(self._tls())


def _called(reply: Reply, host: str) -> Called:
    status = reply.status
    if status is None or 200 <= status < 300:  # noqa: PLR2004
        return Called(status)
    if 300 <= status < 400:  # noqa: PLR2004
        words = (
            f"{host} answered with a redirect (status {status}), and callbacks follow none. "
            "Enter the address that it leads to."
        )
    elif status == _GONE:
        words = f"{host} answered that it wants no more callbacks (status {status})."
    elif status == _TOO_MANY:
        words = f"{host} answered that it is busy (status {status})."
    else:
        words = f"{host} answered with an error (status {status})."
    return Called(status, words, _wait(reply.retry_after))


def _wait(said: str) -> float | None:
    """The seconds in a Retry-After header, given as seconds or as a date."""
    said = said.strip()
    if re.fullmatch(r"[0-9]{1,12}", said):
        return min(float(said), MOST_WAIT)
    try:
        seconds = (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(seconds, 0.0), MOST_WAIT)
