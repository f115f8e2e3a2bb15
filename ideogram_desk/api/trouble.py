"""Why a connection failed, as a sentence; read from the exception, which is then let go.

The library's exceptions hold the request with its headers, and so the key: none of them is passed
on, chained or logged. Only the name of its type is.
"""

from __future__ import annotations

import errno
import socket
import ssl
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEPTH = 8
_OFFLINE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN})
_ONLY_WAITING = (ssl.SSLWantReadError, ssl.SSLWantWriteError)  # how TLS says "not yet"
_SENTENCES: tuple[tuple[type[Exception], str], ...] = (
    (
        ssl.SSLCertVerificationError,
        (
            "The connection to {host} is not safe: its certificate could not be verified. "
            "Check this computer's clock and network."
        ),
    ),
    (ssl.SSLError, "No safe connection to {host} could be made. Check your network."),
    (socket.gaierror, "{host} was not found. Check that this computer is online."),
    (ConnectionRefusedError, "{host} refused the connection. Try again later."),
    (TimeoutError, "{host} did not answer in time. Check your network or try again later."),
)
_NO_WAY = "This computer has no way to {host} right now. Check your network."
_PROXY = "The proxy on the way to {host} refused. Check this computer's proxy settings."
_UNKNOWN = "The connection to {host} failed. Check your network or try again later."


def sentence(error: BaseException, host: str) -> str:
    """What happened to a connection to `host` and what to do about it."""
    return _template(error).format(host=host)


def _template(error: BaseException) -> str:
    if isinstance(error, httpx.ProxyError):
        return _PROXY
    for cause in _causes(error):
        if isinstance(cause, _ONLY_WAITING):
            continue
        if isinstance(cause, OSError) and cause.errno in _OFFLINE:
            return _NO_WAY
        for kind, words in _SENTENCES:
            if isinstance(cause, kind):
                return words
    return _UNKNOWN


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and what led to it, from the innermost out; a group counts by its members."""
    chain: list[BaseException] = [error]
    for _ in range(_DEPTH):
        inner = chain[-1].__cause__ or chain[-1].__context__
        if inner is None:
            break
        chain.append(inner)
    for link in reversed(chain):
        if isinstance(link, BaseExceptionGroup):
            yield from link.exceptions
        yield link
