"""What came from a picture's link: its bytes, or the error that says whether to try again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ideogram_desk.api import body
from ideogram_desk.domain.answer import Reply
from ideogram_desk.domain.errors import LinkDead, Unreachable

if TYPE_CHECKING:
    from ideogram_desk.api.transport import Received

_TRY_AGAIN = "The picture did not arrive complete; it is fetched again."
_BUSY_STATUSES = frozenset({407, 408, 425, 429})


def picture(received: Received) -> bytes:
    """The bytes; raises Unreachable where trying again may help, LinkDead where it cannot."""
    match received.status:
        case 200:
            return _bytes(received)
        case status if 200 < status < 300 or status in _BUSY_STATUSES or status >= 500:  # noqa: PLR2004
            raise Unreachable(
                f"The picture could not be fetched just now (status {status}); it is fetched again."
            )
        case status if 300 <= status < 400:  # noqa: PLR2004
            raise LinkDead("The picture's link leads elsewhere; it was not followed.")
        case status:
            raise LinkDead(f"The picture's link gives no picture any more (status {status}).")


def _bytes(received: Received) -> bytes:
    if received.headers.get("content-encoding", "identity").strip().lower() != "identity":
        # Packed, a few bytes could be gigabytes.
        raise Unreachable("The picture came packed, which was not asked for; it is fetched again.")
    if not received.whole:
        raise LinkDead("The link gives more than 50 MB, which is no picture; it was not kept.")
    content = received.body
    if not content:
        raise Unreachable(_TRY_AGAIN)
    if body.is_web_page(Reply(200, content[:1000], received.headers.get("content-type", ""))):
        raise Unreachable("A web page came instead of the picture; it is fetched again.")
    return content
