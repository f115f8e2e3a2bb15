"""A connection as asyncio tells of it: what came in and nobody took yet, and when to write on."""

from __future__ import annotations

import asyncio
from collections import deque

AHEAD = 1 << 21  # bytes that are read before somebody asks for them


class Line(asyncio.Protocol):
    """One connection; it is read ahead, so that a read takes all that has come, in one piece."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._pieces: deque[bytes] = deque()
        self._size = 0
        self._paused = False
        self._full = False  # of what is to go out
        self._reader: asyncio.Future[None] | None = None
        self._writer: asyncio.Future[None] | None = None
        self.error: Exception | None = None
        self.has_ended = False

    # --- what the loop tells ----------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._pieces.append(data)
        self._size += len(data)
        if self._size >= AHEAD and not self._paused:
            self._paused = True
            self.transport.pause_reading()
        _wake(self._reader)

    def eof_received(self) -> bool:
        self.has_ended = True
        _wake(self._reader)
        return True  # what is to go out may still go

    def connection_lost(self, exc: Exception | None) -> None:
        self.error, self.has_ended = exc, True
        _wake(self._reader)
        _wake(self._writer)

    def pause_writing(self) -> None:
        self._full = True

    def resume_writing(self) -> None:
        self._full = False
        _wake(self._writer)

    # --- what the stream asks ---------------------------------------------------------------------

    @property
    def has_more(self) -> bool:
        return bool(self._pieces) or self.has_ended

    async def take(self, most: int, seconds: float | None) -> bytes:
        """What has come in, once there is any; b"" after the last."""
        if not self.has_more:
            self._reader = self._loop.create_future()
            await _within(self._loop, self._reader, seconds)
        if not self._pieces:
            if self.error is not None:
                raise self.error
            return b""
        data = self._pieces.popleft() if len(self._pieces) == 1 else self._joined()
        if len(data) > most:
            self._pieces.appendleft(data[most:])
            data = data[:most]
        self._size -= len(data)
        if self._paused and self._size < AHEAD:
            self._paused = False
            self.transport.resume_reading()
        return data

    def _joined(self) -> bytes:
        whole = b"".join(self._pieces)
        self._pieces.clear()
        return whole

    async def drained(self, seconds: float | None) -> None:
        """Until what was written is on its way, but for a small rest."""
        while self._full and not self.transport.is_closing():
            self._writer = self._loop.create_future()
            await _within(self._loop, self._writer, seconds)
        if self.error is not None:
            raise self.error


def _wake(waiter: asyncio.Future[None] | None) -> None:
    if waiter is not None and not waiter.done():
        waiter.set_result(None)


async def _within(
    loop: asyncio.AbstractEventLoop, waiter: asyncio.Future[None], seconds: float | None
) -> None:
    if seconds is None:
        return await waiter
    timer = loop.call_later(seconds, _expire, waiter)
    try:
        await waiter
    finally:
        timer.cancel()


def _expire(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_exception(TimeoutError())
