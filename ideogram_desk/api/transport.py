"""Bytes to and from the network: three HTTP clients, one each for buying, asking and fetching.

They are kept apart so that the one that follows links never holds the key, and the one that spends
money never reuses a connection that may be dying. No redirect is ever followed, since the key
would go along.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import logging
import re
import ssl
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import httpcore
import httpx
import truststore

from ideogram_desk.api import trouble
from ideogram_desk.api.line import AHEAD
from ideogram_desk.api.network import Network
from ideogram_desk.api.patience import MAX_REPLY, Limits, Patience
from ideogram_desk.domain.errors import AnswerUnknown, Unreachable

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping

    from ideogram_desk.api.links import Origin
    from ideogram_desk.api.wire import Outgoing

_log = logging.getLogger(__name__)

_NETWORK = (httpx.HTTPError, httpx.StreamError, TimeoutError, OSError)
_NO_ANSWER = (
    "The request was sent, but the connection broke before Ideogram answered. The pictures may "
    "have been made and charged, so it is not sent again by itself. Look at your usage on "
    "Ideogram's website, then decide."
)
_NO_PROXY = (
    "The proxy that this computer is set to use is of a kind that cannot be used here. "
    "Check its proxy settings. Nothing was sent or charged."
)
_SENDING = "http11.send_request_headers.started"


@dataclass(slots=True)
class Received:
    """What came back, as far as it came."""

    status: int = 0  # 0 while there is none
    headers: Mapping[str, str] = field(default_factory=dict)
    whole: bool = False  # the body ended where it should
    size: int = 0  # of the body, bytes
    _chunks: list[bytes] = field(default_factory=list)

    @property
    def has_begun(self) -> bool:
        return self.status != 0

    @property
    def body(self) -> bytes:
        return b"".join(self._chunks)

    def take(self, chunk: bytes, cap: int) -> bool:
        """Keep a piece of the body, but no more than `cap` in all; False where it was too much."""
        room = cap - self.size
        self._chunks.append(chunk if len(chunk) <= room else chunk[:room])
        self.size += min(len(chunk), room)
        return len(chunk) <= room


class Mark:
    """Knows whether a paid request has begun to go out, and has that written down just before."""

    def __init__(self, before_send: Callable[[], Awaitable[None]]) -> None:
        self._before_send = before_send
        self.sent = False
        self.veto: BaseException | None = None

    async def trace(self, event: str, info: dict[str, Any]) -> None:
        # A proxy's CONNECT passes here too; only the POST itself costs money.
        if event != _SENDING or info["request"].method != b"POST" or self.sent:
            return
        try:
            await self._before_send()
        except BaseException as error:
            self.veto = error
            raise
        self.sent = True


def tls(platform: str = sys.platform) -> ssl.SSLContext:
    """The system's own trust, company certificates included. Blocks while it reads them."""
    context: ssl.SSLContext
    if platform == "linux":
        # The same files that truststore would read, but read once and not at every connection,
        # where that would stop the event loop for 20 ms.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_default_certs()
        if context.cert_store_stats()["x509_ca"]:
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            return context
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _settle_sniffio() -> None:
    """Say once that `sniffio` is not there, where it is not.

    The HTTP library asks for it at every lock, and Python would search the disk for it each time:
    some ten times a request.
    """
    if "sniffio" not in sys.modules and importlib.util.find_spec("sniffio") is None:
        sys.modules["sniffio"] = None  # type: ignore[assignment]  # Python's own word for that


def _use_our_network(client: httpx.AsyncClient) -> None:
    """Also on the way to its proxies. There is no public way to say so."""
    for way in (client._transport, *client._mounts.values()):  # noqa: SLF001
        if way is not None:
            cast("Any", way)._pool._network_backend = Network()  # noqa: SLF001


class Connections:
    """The three clients of one API address. Making one blocks; make it in a thread."""

    def __init__(self, api: Origin, user_agent: str, patience: Patience) -> None:
        _settle_sniffio()
        # Each piece that it asks for costs some ten calls of Python.
        httpcore.AsyncHTTP11Connection.READ_NUM_BYTES = AHEAD
        # Their own log lines name signed links, and in detail the key.
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)
        self._host = api.host
        self._patience = patience
        context = tls()

        def client(limits: Limits, *, keep_alive: int) -> httpx.AsyncClient:
            made = httpx.AsyncClient(
                verify=context,
                http2=False,
                follow_redirects=False,
                trust_env=not api.is_loopback,  # the system's proxies, but not to this computer
                timeout=_timeout(limits),
                limits=httpx.Limits(max_connections=100, max_keepalive_connections=keep_alive),
                # Unpacked, a small reply could be gigabytes.
                headers={"User-Agent": user_agent, "Accept-Encoding": "identity"},
            )
            _use_our_network(made)
            return made

        usable = False
        with contextlib.suppress(ValueError, ImportError, httpx.InvalidURL):
            self._buying = client(patience.accepting, keep_alive=0)
            self._asking = client(patience.asking, keep_alive=10)
            self._fetching = client(patience.fetching, keep_alive=10)
            usable = True
        if not usable:  # said without the cause, which may hold the proxy's password
            raise Unreachable(_NO_PROXY)

    async def buy(
        self,
        url: str,
        key: str,
        call: Outgoing,
        before_send: Callable[[], Awaitable[None]],
        *,
        generating: bool,
    ) -> Received:
        """Send a paid call once. An answer that broke off is returned as far as it came.

        `generating` says that the answer comes only when the pictures are made.
        Raises Unreachable while nothing was sent, AnswerUnknown after that, and whatever
        `before_send` raised.
        """
        mark = Mark(before_send)
        limits = self._patience.generating if generating else self._patience.accepting
        request = self._buying.build_request(
            call.method,
            url,
            headers={"Api-Key": key},
            timeout=_timeout(limits),
            extensions={"trace": mark.trace},
            **_body(call),
        )
        received, why = Received(), ""
        try:
            await _exchange(self._buying, request, received, MAX_REPLY, limits)
        except Exception as error:
            if error is mark.veto or not (mark.sent or isinstance(error, _NETWORK)):
                raise
            why = _explained(error, self._host)
        # Raised out here, so that not even its context is the exception that holds the key.
        if received.has_begun or not why:
            return received
        if mark.sent:
            raise AnswerUnknown(_NO_ANSWER)
        raise Unreachable(f"{why} Nothing was sent or charged.")

    async def ask(self, url: str, key: str) -> Received:
        """A free question to the API. Raises Unreachable."""
        request = self._asking.build_request("GET", url, headers={"Api-Key": key})
        return await _try(self._asking, request, MAX_REPLY, self._patience.asking)

    async def fetch(
        self, url: str, progress: Callable[[int, int | None], None] | None = None
    ) -> Received:
        """What a link leads to, asked for without the key. Raises Unreachable."""
        request = self._fetching.build_request("GET", url)
        cap = self._patience.picture_bytes
        return await _try(self._fetching, request, cap, self._patience.fetching, progress)

    async def close(self) -> None:
        for client in (self._buying, self._asking, self._fetching):
            await client.aclose()


async def _try(
    client: httpx.AsyncClient,
    request: httpx.Request,
    cap: int,
    limits: Limits,
    progress: Callable[[int, int | None], None] | None = None,
) -> Received:
    """A free exchange: all of it, or Unreachable."""
    received, why = Received(), ""
    try:
        await _exchange(client, request, received, cap, limits, progress)
    except _NETWORK as error:
        why = _explained(error, request.url.raw_host.decode("ascii"))
    if why:
        raise Unreachable(why)
    return received


async def _exchange(
    client: httpx.AsyncClient,
    request: httpx.Request,
    received: Received,
    cap: int,
    limits: Limits,
    progress: Callable[[int, int | None], None] | None = None,
) -> None:
    """Send and read into `received`, so that what came is known even if the rest does not."""
    async with asyncio.timeout(limits.total):
        response = await client.send(request, stream=True)
        try:
            received.headers, received.status = response.headers, response.status_code
            chunks = cast("AsyncGenerator[bytes, None]", response.aiter_raw())
            async with contextlib.aclosing(chunks):
                total = _length(response.headers)
                async for chunk in chunks:
                    if not received.take(chunk, cap):
                        return
                    if progress is not None:
                        progress(received.size, total)
            received.whole = True
        finally:
            await response.aclose()


def _length(headers: Mapping[str, str]) -> int | None:
    said = headers.get("content-length", "")
    return int(said) if re.fullmatch(r"[0-9]{1,15}", said, re.ASCII) else None


def _body(call: Outgoing) -> dict[str, Any]:
    if not call.parts:
        return {"json": dict(call.json)}
    # Given as files, even texts, since only then the body is sent as multipart.
    return {"files": [(p.name, (p.filename, p.content, p.content_type)) for p in call.parts]}


def _timeout(limits: Limits) -> httpx.Timeout:
    return httpx.Timeout(
        connect=limits.connect, write=limits.write, read=limits.read, pool=limits.connect
    )


def _explained(error: Exception, host: str) -> str:
    """The sentence for people; the log gets the type alone, since the exception holds the key."""
    _log.info("A connection to %s failed: %s", host, type(error).__name__)
    return trouble.sentence(error, host)
