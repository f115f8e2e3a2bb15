"""Receivers on loopback that behave as they are told, and certificates for them."""

import asyncio
import contextlib
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from ideogram_desk.domain.callback import CallbackEvent, Delivery, DeliveryState


@dataclass
class Asked:
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Listener:
    """`say` is an async function of the request and the writer, or the bytes to send."""

    say: object = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    async def start(self, host="127.0.0.1", port=0, tls=None):
        self._handlers = set()
        self._server = await asyncio.start_server(self._serve, host, port, ssl=tls)
        self.port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://{host}:{self.port}"
        return self

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
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
                head = await reader.readuntil(b"\r\n\r\n")
                first, *lines = head.decode("latin-1").strip().split("\r\n")
                headers = {k.lower(): v.strip() for k, _, v in (x.partition(":") for x in lines)}
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                asked = Asked(first.split(" ")[1], headers, body)
                self.asked.append(asked)
                if callable(self.say):
                    await self.say(asked, writer)
                else:
                    writer.write(self.say)
                await writer.drain()
        finally:
            self._handlers.discard(asyncio.current_task())
            writer.close()


def answer(status, *lines, body=b""):
    head = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", *lines, "", ""]
    return "\r\n".join(head).encode() + body


def delivery(url, *, own_network=True, body=b'{"event": "generation.completed"}', name="msg_1"):
    return Delivery(
        name, CallbackEvent.COMPLETED, url, body, DeliveryState.OWED,
        datetime.now(UTC), own_network=own_network,
    )  # fmt: skip


def certified(folder, *names):
    """A server's context with a certificate for these names, and one that trusts it."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(n) for n in names]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "certificate.pem"
    pem.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(pem)
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.load_verify_locations(pem)
    return serving, trusting
