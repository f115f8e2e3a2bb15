"""A small server on loopback that says, byte for byte, what a test tells it to say."""

import asyncio
import contextlib
import json
from dataclasses import dataclass, field
from email import message_from_bytes, policy


@dataclass
class Asked:
    """One request as it arrived."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    def parts(self):
        """The parts of a multipart body, read by the standard library: name, filename, type, bytes."""
        head = f"Content-Type: {self.headers['content-type']}\r\n\r\n".encode()
        whole = message_from_bytes(head + self.body, policy=policy.HTTP)
        assert whole.is_multipart()
        return [
            (
                part.get_param("name", header="content-disposition"),
                part.get_filename(),
                part["content-type"],
                part.get_payload(decode=True),
            )
            for part in whole.iter_parts()
        ]


def http(status=200, content=b"", **headers):
    """A whole reply; a header's underscores are hyphens, and None leaves it out."""
    if not isinstance(content, bytes):
        content = json.dumps(content).encode()
        headers.setdefault("content_type", "application/json")
    headers.setdefault("content_length", len(content))
    lines = [f"HTTP/1.1 {status} X"]
    lines += [f"{k.replace('_', '-')}: {v}" for k, v in headers.items() if v is not None]
    return "\r\n".join([*lines, "", ""]).encode() + content


@dataclass
class Loopback:
    """`script` is called with each request and gives the bytes to send before closing.

    It may also be an async function of the request and the writer, which then does it all itself.
    """

    script: object = http(200, {})
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    received: int = 0  # bytes
    url: str = ""
    patient: bool = False  # keeps connections open for more requests
    greeting: bytes = b""  # said to everyone who connects, who is then turned away

    async def start(self):
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=256)
        self._handlers = set()
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self):
        self._server.close()
        for task in self._handlers:
            task.cancel()
        await asyncio.gather(*self._handlers, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(self, reader, writer):
        self.connections += 1
        self._handlers.add(asyncio.current_task())
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, EOFError):
                await self._one(reader, writer)
                while self.patient:
                    await self._one(reader, writer)
        finally:
            self._handlers.discard(asyncio.current_task())
            writer.transport.abort() if writer.transport.is_closing() else writer.close()

    async def _one(self, reader, writer):
        if self.greeting:
            writer.write(self.greeting)
            return
        head = await reader.readuntil(b"\r\n\r\n")
        self.received += len(head)
        first, *lines = head.decode("latin-1").strip().split("\r\n")
        headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        self.received += len(body)
        method, target, _ = first.split(" ")
        asked = Asked(method, target, headers, body)
        self.asked.append(asked)
        if callable(self.script):
            await self.script(asked, writer)
        else:
            writer.write(self.script)
        await writer.drain()
