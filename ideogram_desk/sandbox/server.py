"""The process around the application: socket, signals, the base URL on stdout, an orderly end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
import threading
from typing import TYPE_CHECKING, Any

import uvicorn

from ideogram_desk.sandbox.connection import CuttableProtocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.types import ASGIApp

HOST = "127.0.0.1"
_STDIN = 0


def listening_socket(port: int, *, or_any: bool) -> socket.socket:
    try:
        return socket.create_server((HOST, port), backlog=2048)
    except OSError:
        if not or_any:
            raise
        return socket.create_server((HOST, 0), backlog=2048)


def base_url(listening: socket.socket) -> str:
    return f"http://{HOST}:{listening.getsockname()[1]}"


async def serve(
    app: ASGIApp,
    listening: socket.socket,
    *,
    on_end: Callable[[], None],
    until_stdin_closes: bool,
) -> None:
    """Serve until told to end; `on_end` is called before open calls are waited for."""
    config = uvicorn.Config(
        app,
        http=CuttableProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=1,
    )
    server = _Server(config, base_url(listening), on_end)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        _on_signal(loop, number, server.stop)
    if until_stdin_closes:
        # A daemon and a bare read: neither holds up the end of the process.
        threading.Thread(target=_await_end_of_stdin, args=(loop, server), daemon=True).start()
    await server.serve([listening])


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, url: str, on_end: Callable[[], None]) -> None:
        super().__init__(config)
        self._url = url
        self._on_end = on_end

    def stop(self) -> None:
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(self._url, flush=True)  # noqa: T201  what the caller waits for

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._on_end()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing: signals are ours, since uvicorn's own way ends the process by the signal."""
        yield


def _on_signal(loop: asyncio.AbstractEventLoop, number: signal.Signals, stop: Any) -> None:
    try:
        loop.add_signal_handler(number, stop)
    except NotImplementedError:  # Windows
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))


def _await_end_of_stdin(loop: asyncio.AbstractEventLoop, server: _Server) -> None:
    try:
        while os.read(_STDIN, 4096):
            pass
    except OSError as error:
        sys.stderr.write(f"stdin cannot be read ({error}); ending.\n")
    with contextlib.suppress(RuntimeError):  # the loop has ended before stdin did
        loop.call_soon_threadsafe(server.stop)
