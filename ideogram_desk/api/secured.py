"""TLS over a stream of bytes, and what goes wrong on either in the HTTP library's own words."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import ssl
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import httpcore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

P = ParamSpec("P")
T = TypeVar("T")

_RECORDS = 1 << 18  # bytes of TLS records taken at a time


@contextlib.contextmanager
def told_as(
    failure: type[httpcore.NetworkError], late: type[httpcore.TimeoutException]
) -> Iterator[None]:
    """Raise what the HTTP library knows instead, with what happened as its cause."""
    try:
        yield
    except TimeoutError as error:
        raise late(error) from error
    except (OSError, ExceptionGroup, httpcore.NetworkError) as error:
        raise failure(error) from error


class Tls(httpcore.AsyncNetworkStream):
    """TLS over another stream, which may itself be TLS: to a proxy."""

    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        self._inner = inner
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._object: ssl.SSLObject

    async def shake_hands(self, context: ssl.SSLContext, hostname: str | None) -> None:
        """Raises ssl.SSLError, or what the inner stream raises."""
        wrap = functools.partial(
            context.wrap_bio, self._incoming, self._outgoing, server_hostname=hostname
        )
        # Where it asks for the system's own trust, that may block.
        self._object = wrap() if type(context) is ssl.SSLContext else await asyncio.to_thread(wrap)
        await self._carry(self._object.do_handshake)

    async def _carry(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do it, and carry to and fro what it needs for that."""
        while True:
            try:
                result = work(*args, **kwargs)
            except ssl.SSLWantReadError:
                await self._flush()
                data = await self._inner.read(_RECORDS)
                if data:
                    self._incoming.write(data)
                else:
                    self._incoming.write_eof()
            else:
                await self._flush()
                return result

    async def _flush(self) -> None:
        if self._outgoing.pending:
            await self._inner.write(self._outgoing.read())

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109  as httpcore has it
        with told_as(httpcore.ReadError, httpcore.ReadTimeout):
            try:
                async with asyncio.timeout(timeout):
                    return await self._carry(self._object.read, max_bytes)
            except ssl.SSLEOFError:
                return b""  # many a server ends without a word; HTTP tells what is whole

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        if not buffer:
            return
        with told_as(httpcore.WriteError, httpcore.WriteTimeout):
            async with asyncio.timeout(timeout):
                left = memoryview(buffer)
                while left:
                    left = left[await self._carry(self._object.write, left) :]

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        return await secured(self, ssl_context, server_hostname, timeout)

    def get_extra_info(self, info: str) -> Any:
        return self._object if info == "ssl_object" else self._inner.get_extra_info(info)


async def secured(
    inner: httpcore.AsyncNetworkStream,
    context: ssl.SSLContext,
    hostname: str | None,
    seconds: float | None,
) -> Tls:
    """TLS over `inner`, which is closed where that fails. Raises what a connect does."""
    stream = Tls(inner)
    try:
        with told_as(httpcore.ConnectError, httpcore.ConnectTimeout):
            async with asyncio.timeout(seconds):
                await stream.shake_hands(context, hostname)
    except BaseException:
        await inner.aclose()
        raise
    return stream
