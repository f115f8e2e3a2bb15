"""One POST to one of several addresses that were judged before; the face of the HTTP library."""

from __future__ import annotations

import contextlib
import logging
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import httpx

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence

    from ideogram_desk.domain.address import Address, IPAddress

MOST_REPLY = 64 * 1024  # bytes that are read of an answer, to be let go of
_CONNECT_SHARE = 3  # of the time, for one address, so that a dead one leaves some for the next
_DEPTH = 8
_ONLY_WAITING = (ssl.SSLWantReadError, ssl.SSLWantWriteError)  # how TLS says "not yet"
_SENTENCES: tuple[tuple[type[Exception], str], ...] = (
    (ssl.SSLCertVerificationError, "The certificate of {host} could not be verified."),
    (ssl.SSLError, "No safe connection to {host} could be made."),
    (ConnectionRefusedError, "{host} refused the connection."),
    (TimeoutError, "{host} did not answer in time."),
    (httpx.TimeoutException, "{host} did not answer in time."),
    (httpx.ProtocolError, "{host} broke the connection off, or its answer is none."),
)


@dataclass(slots=True)
class Reply:
    """What came back, as far as it came."""

    status: int | None = None
    retry_after: str = ""


class Posting:
    """The client. Making one blocks; make it in a thread."""

    FAILURES = (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, OSError)

    def __init__(self, context: ssl.SSLContext) -> None:
        # Their own log lines name whole addresses.
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)
        self._client = httpx.AsyncClient(
            verify=context,
            http2=False,
            follow_redirects=False,
            trust_env=False,  # no proxy: it would look up the name again, and go where that leads
            # A connection is never used again: it is known by its IP address alone, and another
            # host at that address has not been verified.
            limits=httpx.Limits(max_connections=100, max_keepalive_connections=0),
        )

    def new_reply(self) -> Reply:
        return Reply()

    async def post(
        self,
        to: Address,
        ips: Sequence[IPAddress],
        headers: Mapping[str, str],
        body: bytes,
        reply: Reply,
        patience: float,
    ) -> None:
        """Send to the first address that a connection can be made to. Raises FAILURES.

        What is known of the answer stands in `reply`, whatever happens after it.
        """
        for last, ip in zip([*[False] * (len(ips) - 1), True], ips, strict=True):
            try:
                return await self._post(to, ip, headers, body, reply, patience)
            # No URL can be made of an address with the name of a network card in it.
            except (httpx.ConnectError, httpx.ConnectTimeout, httpx.InvalidURL):
                if last:
                    raise
        return None

    async def close(self) -> None:
        await self._client.aclose()

    async def _post(
        self,
        to: Address,
        ip: IPAddress,
        headers: Mapping[str, str],
        body: bytes,
        reply: Reply,
        patience: float,
    ) -> None:
        host = f"[{ip}]" if ip.version == 6 else str(ip)  # noqa: PLR2004
        request = self._client.build_request(
            "POST",
            f"{to.scheme}://{host}:{to.port}{to.target}",
            content=body,
            headers={**headers, "host": to.authority},
            timeout=httpx.Timeout(patience, connect=patience / _CONNECT_SHARE),
            extensions={"sni_hostname": to.host},
        )
        response = await self._client.send(request, stream=True)
        try:
            reply.status = response.status_code
            reply.retry_after = response.headers.get("retry-after", "")
            left = MOST_REPLY
            chunks = cast("AsyncGenerator[bytes, None]", response.aiter_raw())
            async with contextlib.aclosing(chunks):
                async for chunk in chunks:
                    left -= len(chunk)
                    if left <= 0:
                        return
        finally:
            await response.aclose()

    def sentence(self, error: BaseException, host: str) -> str:
        """What happened to a callback to `host`."""
        for cause in _causes(error):
            if isinstance(cause, _ONLY_WAITING):
                continue
            for kind, words in _SENTENCES:
                if isinstance(cause, kind):
                    return words.format(host=host)
        return f"The connection to {host} failed."


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and what led to it, from the innermost out; a group counts by its members."""
    chain = [error]
    while len(chain) < _DEPTH and (inner := chain[-1].__cause__ or chain[-1].__context__):
        chain.append(inner)
    for link in reversed(chain):
        if isinstance(link, BaseExceptionGroup):
            yield from link.exceptions
        yield link
