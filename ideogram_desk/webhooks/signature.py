"""Signatures of callbacks by the Standard Webhooks specification, version 1: HMAC-SHA256."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

ID: Final = "webhook-id"
TIMESTAMP: Final = "webhook-timestamp"
SIGNATURE: Final = "webhook-signature"
TOLERANCE: Final = 300  # seconds that a message may be old, or ahead of this clock

_PREFIX = "whsec_"
_SIZES = range(24, 65)  # bytes
_VERSION = "v1"
_MOST_SIGNATURES = 20
_LONGEST_TIMESTAMP = 12  # digits


class BadSecret(ValueError):
    """A text that is no secret; it does not repeat it."""


class BadSignature(ValueError):
    """A message that is not believed, and why, as a plain sentence."""


def new_secret() -> str:
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode("ascii")


def secret_bytes(text: str) -> bytes:
    """The key in a secret as people copy it, "whsec_…". Raises BadSecret."""
    try:
        key = base64.b64decode(text.strip().removeprefix(_PREFIX).encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        key = b""
    if len(key) not in _SIZES:
        raise BadSecret(
            "That is no signing secret: one is “whsec_” and then 24 to 64 bytes in base64."
        )
    return key


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The signature header's value; `timestamp` is in seconds since 1970. Raises BadSecret."""
    signed = b"%s.%d.%s" % (message_id.encode(), timestamp, body)
    digest = hmac.new(secret_bytes(secret), signed, hashlib.sha256).digest()
    return f"{_VERSION},{base64.b64encode(digest).decode('ascii')}"


def verify(
    headers: Mapping[str, str], body: bytes, secret: str, now: float, tolerance: int = TOLERANCE
) -> None:
    """Raise BadSignature unless the message is signed with the secret, and just now.

    `headers` have lower-case names. Of several signatures, as there are while a secret is being
    replaced, one has to fit. Raises BadSecret.
    """
    message_id, said, given = (headers.get(name, "") for name in (ID, TIMESTAMP, SIGNATURE))
    if not (message_id and said and given):
        raise BadSignature("The message is not signed.")
    if not (said.isascii() and said.isdecimal() and len(said) <= _LONGEST_TIMESTAMP):
        raise BadSignature("The message's timestamp is no whole number of seconds.")
    if abs(now - int(said)) > tolerance:
        raise BadSignature(
            f"The message is more than {tolerance} seconds from this computer's clock."
        )
    expected = sign(secret, message_id, int(said), body).encode()
    fits = [
        hmac.compare_digest(one.encode(errors="replace"), expected)
        for one in given.split(" ")[:_MOST_SIGNATURES]
    ]
    if not any(fits):
        raise BadSignature("The message's signature does not fit.")
