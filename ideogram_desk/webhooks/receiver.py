"""Receives callbacks at POST /callbacks/ideogram: checks them, answers, and hands them on."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import json
import re
import socket
import time
from typing import TYPE_CHECKING, Final

from ideogram_desk.domain.errors import SettingsError
from ideogram_desk.webhooks import arrival, signature

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.types import Receive, Scope, Send

    from ideogram_desk.webhooks.arrival import Arrival
    from ideogram_desk.webhooks.listening import Listening

PATH: Final = "/callbacks/ideogram"
LOOPBACK: Final = "127.0.0.1"
MAX_BODY: Final = 2**20  # bytes

_MOST_DISCARDED = 8 * MAX_BODY  # read to the end, so that the caller reads why it is refused
_BODY_PATIENCE = 15.0  # seconds
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]]+)(?::[0-9]{1,5})?", re.ASCII)
_ALL_CARDS = {"0.0.0.0": LOOPBACK, "::": "::1", "": LOOPBACK}  # noqa: S104  only read here

_MORE_HEADERS = {405: [(b"allow", b"POST")], 503: [(b"retry-after", b"60")]}


class _Refused(Exception):
    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Receiver:
    """One listening port. `accept` is told every event and says whether it will see to it."""

    def __init__(
        self,
        accept: Callable[[Arrival], bool],
        *,
        port: int,
        host: str = LOOPBACK,
        secret: str | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`accept` must not block; if it gives False, the caller is told to come again later.

        Port 0 is any free one. Raises SettingsError for a secret that is none.
        """
        self._accept = accept
        self._port = port
        self._host = host
        self._secret = secret
        self._clock = clock
        self._listening: Listening | None = None
        if secret is not None:
            try:
                signature.secret_bytes(secret)
            except signature.BadSecret as error:
                raise SettingsError(str(error)) from None

    @property
    def is_open_to_others(self) -> bool:
        """Whether other machines reach it."""
        return not _is_loopback(self._host)

    async def start(self) -> str:
        """Listen from now on; the base URL. Raises SettingsError if the port cannot be had."""
        self._listening = await asyncio.to_thread(self._make)
        try:
            listening = await asyncio.to_thread(self._socket)
        except OSError as error:
            raise SettingsError(
                f"Callbacks cannot be received on port {self._port} of {self._host}: "
                f"{error.strerror or error}. Choose another port."
            ) from error
        await self._listening.start(listening)
        host = _ALL_CARDS.get(self._host, self._host)
        shown = f"[{host}]" if ":" in host else host
        return f"http://{shown}:{listening.getsockname()[1]}"

    async def close(self) -> None:
        """Take no more; what was accepted is with whoever accepted it."""
        listening, self._listening = self._listening, None
        if listening is not None:
            await listening.close()

    def _make(self) -> Listening:
        from ideogram_desk.webhooks.listening import Listening

        return Listening(self._app)

    def _socket(self) -> socket.socket:
        if not 0 <= self._port < 2**16:
            raise OSError(errno.EINVAL, "there is no such port")
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        return socket.create_server((self._host, self._port), family=family, backlog=128)

    async def _app(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        status: int = 200
        document: dict[str, object] = {"received": True}
        try:
            await self._received(scope, headers, receive)
        except _Refused as refused:
            status, document = refused.status, {"error": str(refused)}
        content = json.dumps(document, ensure_ascii=False).encode()
        said = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(content)).encode()),
            (b"connection", b"close"),
            *_MORE_HEADERS.get(status, ()),
        ]
        await send({"type": "http.response.start", "status": status, "headers": said})
        await send({"type": "http.response.body", "body": content})

    async def _received(self, scope: Scope, headers: Mapping[str, str], receive: Receive) -> None:
        """Raises _Refused."""
        if scope["path"] != PATH:
            raise _Refused(404, f"There is nothing here; callbacks go to {PATH}.")
        if scope["method"] != "POST":
            raise _Refused(405, "Callbacks are sent by POST.")
        if self._secret is None:
            self._refuse_browsers(headers)
        body = await _body(headers, receive)
        message_id = headers.get(signature.ID, "")
        try:
            if self._secret is not None:
                signature.verify(headers, body, self._secret, self._clock())
            arrived = arrival.read(body, message_id)
        except signature.BadSignature as error:
            raise _Refused(401, str(error)) from None
        except arrival.Malformed as error:
            raise _Refused(400, str(error)) from None
        if not self._accept(arrived):
            raise _Refused(503, "Too many callbacks are waiting here; send this one again later.")

    def _refuse_browsers(self, headers: Mapping[str, str]) -> None:
        """Without signatures, no web page may send us anything, be it by a name that leads here."""
        if "origin" in headers:
            raise _Refused(403, "Callbacks from web pages are not taken.")
        said = _HOST.fullmatch(headers.get("host", "").lower())
        host = said[1].strip("[]") if said else ""
        known = host == self._host.lower() or _is_loopback(host)
        if not known and not (self.is_open_to_others and _is_ip(host)):
            raise _Refused(403, "Callbacks are taken under this computer's own address only.")


async def _body(headers: Mapping[str, str], receive: Receive) -> bytes:
    """Raises _Refused if it is too large or does not come."""
    said = headers.get("content-length", "0")
    if said.isdecimal() and int(said[:20]) > _MOST_DISCARDED:
        raise _Refused(413, f"A callback has {MAX_BODY:,} bytes at the most.")
    body, size = bytearray(), 0
    try:
        async with asyncio.timeout(_BODY_PATIENCE):
            while size <= _MOST_DISCARDED:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise _Refused(400, "The body is not whole.")
                part = message.get("body", b"")
                size += len(part)
                body += part if size <= MAX_BODY else b""
                if not message.get("more_body", False):
                    break
    except TimeoutError:
        raise _Refused(408, "The body did not come in time.") from None
    if size > MAX_BODY:
        raise _Refused(413, f"A callback has {MAX_BODY:,} bytes at the most.")
    return bytes(body)


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_ip(host) and ipaddress.ip_address(host).is_loopback)
