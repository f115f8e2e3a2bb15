"""Connections that can be cut: answers that hang up, stop half way or lie about their length."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import TYPE_CHECKING, Any

from starlette.responses import Response
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

_TRANSPORT = "sandbox.transport"


class CuttableProtocol(H11Protocol):
    """uvicorn's HTTP/1.1, with the connection itself within reach of the answers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        served = self.app

        async def with_transport(scope: Any, receive: Any, send: Any) -> None:
            scope.setdefault("extensions", {})[_TRANSPORT] = self.transport
            await served(scope, receive, send)

        self.app = with_transport

    def connection_made(self, transport: Any) -> None:
        # asyncio does this for sockets it has made itself; else each answer waits 40 ms for an
        # acknowledgement between its head and its body.
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().connection_made(transport)


class HangUp(Response):
    """No answer at all: the connection is closed, or reset."""

    def __init__(self, *, reset: bool = False) -> None:
        super().__init__()
        self._reset = reset

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del send
        if self._reset:
            connection = _transport(scope).get_extra_info("socket")
            # Lingering for zero seconds makes the close a reset.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        await _close(scope, receive)


class CutShort(Response):
    """Half of the body, under headers that promise all of it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        half = bytes(self.body)[: len(self.body) // 2]
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(start)
        await send({"type": "http.response.body", "body": half, "more_body": True})
        await _close(scope, receive)


class Unmeasured(Response):
    """Half of the body, ended by closing: without a length nobody can tell that it is half."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del send
        head = f"HTTP/1.1 200 OK\r\ncontent-type: {self.media_type}\r\nconnection: close\r\n\r\n"
        half = bytes(self.body)[: len(self.body) // 2]
        _transport(scope).write(head.encode("ascii") + half)
        await _close(scope, receive)


def _transport(scope: Scope) -> asyncio.Transport:
    transport = scope["extensions"][_TRANSPORT]
    assert isinstance(transport, asyncio.Transport)
    return transport


async def _close(scope: Scope, receive: Receive) -> None:
    """Close and wait until uvicorn knows, so that it does not answer in our place."""
    _transport(scope).close()
    while (await receive())["type"] != "http.disconnect":
        pass
