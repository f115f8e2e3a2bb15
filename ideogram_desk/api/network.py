"""The HTTP library's way to the network: plain asyncio, since its own takes twice the steps.

Errors and limits of time are the same as of its own; see `trouble` for what is made of them.
"""

from __future__ import annotations

import asyncio
import ipaddress
import select
import socket
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import httpcore

from ideogram_desk.api.line import Line
from ideogram_desk.api.secured import secured, told_as

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable

NEXT_ADDRESS = 0.25  # seconds until a host's next address is tried beside the one before

Option = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


class Stream(httpcore.AsyncNetworkStream):
    """A TCP connection."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._transport = line.transport
        self._closed = False

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109  as httpcore has it
        with told_as(httpcore.ReadError, httpcore.ReadTimeout):
            if self._closed:
                raise ConnectionAbortedError
            return await self._line.take(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        if not buffer:
            return
        with told_as(httpcore.WriteError, httpcore.WriteTimeout):
            if self._transport.is_closing():
                raise self._line.error or ConnectionAbortedError()
            self._transport.write(buffer)
            await self._line.drained(timeout)

    async def aclose(self) -> None:
        self._closed = True
        self._transport.abort()
        await asyncio.sleep(0)  # it is closed in the loop's next turn

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        return await secured(self, ssl_context, server_hostname, timeout)

    def get_extra_info(self, info: str) -> Any:
        match info:
            case "is_readable":
                return self._line.has_more or self._transport.is_closing() or self._has_come()
            case "client_addr":
                return self._transport.get_extra_info("sockname")
            case "server_addr":
                return self._transport.get_extra_info("peername")
            case "socket":
                return self._transport.get_extra_info("socket")
            case _:
                return None

    def _has_come(self) -> bool:
        """Whether something, be it the end, is there that the loop has not yet seen."""
        number = self._transport.get_extra_info("socket").fileno()
        if number < 0:
            return True
        if not hasattr(select, "poll"):
            return bool(select.select([number], [], [], 0)[0])
        look = select.poll()
        look.register(number, select.POLLIN)
        return bool(look.poll(0))


class Network(httpcore.AsyncNetworkBackend):
    """Makes connections."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109
        local_address: str | None = None,
        socket_options: Iterable[Option] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        with told_as(httpcore.ConnectError, httpcore.ConnectTimeout):
            async with asyncio.timeout(timeout):
                addresses = await _addresses(host, port)
                line = await _connected(addresses, port, local_address)
        for option in socket_options or ():
            line.transport.get_extra_info("socket").setsockopt(*option)
        return Stream(line)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


async def _addresses(host: str, port: int) -> list[str]:
    """A host's addresses in the order of trying: the two kinds in turn. Raises OSError."""
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        pass
    found = await asyncio.get_running_loop().getaddrinfo(
        host.encode("ascii"), port, type=socket.SOCK_STREAM
    )
    first = [info[4][0] for info in found if info[0] == found[0][0]]
    other = [info[4][0] for info in found if info[0] != found[0][0]]
    in_turn = [str(one) for pair in zip_longest(first, other) for one in pair if one is not None]
    return list(dict.fromkeys(in_turn))


async def _connected(addresses: list[str], port: int, local: str | None) -> Line:
    """The first connection that comes about. Raises OSError, or a group of them."""
    if len(addresses) == 1:
        return await _connect(addresses[0], port, local)
    ahead = list(addresses)
    tries: list[asyncio.Task[Line]] = []
    pending: set[asyncio.Task[Line]] = set()
    errors: list[Exception] = []
    made: asyncio.Task[Line] | None = None
    try:
        while ahead or pending:
            if ahead:
                tries.append(asyncio.create_task(_connect(ahead.pop(0), port, local)))
                pending.add(tries[-1])
            done, pending = await asyncio.wait(
                pending,
                timeout=NEXT_ADDRESS if ahead else None,
                return_when=asyncio.FIRST_COMPLETED,
            )
            for task in done:
                error = task.exception()
                if error is None:
                    made = task
                    return task.result()
                assert isinstance(error, Exception)
                errors.append(error)
    finally:
        for task in tries:
            if task is not made:
                task.cancel()
                task.add_done_callback(_dropped)
    raise ExceptionGroup("no address of this host answers", errors)


async def _connect(address: str, port: int, local: str | None) -> Line:
    _, line = await asyncio.get_running_loop().create_connection(
        Line, address, port, local_addr=None if local is None else (local, 0)
    )
    return line


def _dropped(task: asyncio.Task[Line]) -> None:
    """A connection that came about beside another one."""
    if not task.cancelled() and task.exception() is None:
        task.result().transport.abort()
