"""What can be read out of a reply's body and headers, whatever stands there; nothing here raises.

A paid answer that cannot be read is a paid answer lost, so oddities cost only the field that they
are in. What cannot be meant one way only, such as a key given twice, makes the body unreadable.
"""

from __future__ import annotations

import json
import math
import re
import zlib
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from ideogram_desk.api import links
from ideogram_desk.domain import catalogue

if TYPE_CHECKING:
    from datetime import datetime

    from ideogram_desk.domain.answer import Reply

MAX_WORDS = 500  # characters of the server's own text that are shown
MAX_DIGITS = 20  # a longer number is no number of ours, and slow to read
MAX_COST = 1_000_000_000  # millionths of a dollar; more than any request costs
WEB_PAGE = "The answer was a web page, not the API's."

# The API says only that it is a text. Whatever is visible can be quoted into a path, but for what
# would make another path of it, quoted or not.
USABLE_ID = re.compile(r"(?!\.{1,2}$)(?:(?![/\\?#])[\x21-\x7e]){1,128}")
_ID_IN_BYTES = re.compile(rb'"generation_id"\s*:\s*"([^"\\/?#\x00-\x20\x7f-\xff]{1,128})"')
_WORDS = ("error", "message", "detail", "title", "failure_reason", "code", "reject_reason")


def unpacked(body: bytes, encoding: str, cap: int) -> bytes:
    """A body that was packed although we asked for it not to be; unchanged if that cannot be."""
    if encoding.strip().lower() not in ("gzip", "x-gzip", "deflate"):
        return body
    try:
        return zlib.decompressobj(wbits=47).decompress(body, cap)  # 47: either kind, by its head
    except zlib.error:
        return body


class _Ambiguous(ValueError):
    """The same key twice with different values."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found and found[key] != value:
            raise _Ambiguous(key)
        found[key] = value
    return found


def _integer(digits: str) -> int | None:
    return int(digits) if len(digits) <= MAX_DIGITS else None


def _fraction(digits: str) -> float | None:
    value = float(digits)
    return value if math.isfinite(value) else None


def _no_number(_word: str) -> None:
    """NaN and Infinity are no JSON; the field counts as empty."""


def load(body: bytes) -> dict[str, Any] | None:
    """The JSON object in a body, or None if there is none that can be read one way only."""
    try:
        value = json.loads(
            body.decode("utf-8-sig", "replace"),
            object_pairs_hook=_pairs,
            parse_int=_integer,
            parse_float=_fraction,
            parse_constant=_no_number,
            strict=False,  # a raw line break in a prompt does no harm
        )
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def text(value: Any) -> str | None:
    """A text without NUL and halves of surrogate pairs, which a database cannot keep."""
    if not isinstance(value, str):
        return None
    whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\x00", "")


def line(value: Any) -> str:
    """A text as one short line for people, without signed links; "" if it is none."""
    start = (text(value) or "")[: 4 * MAX_WORDS]  # looking for links in a megabyte takes too long
    printable = "".join(letter if letter.isprintable() else " " for letter in start)
    return links.without_links(" ".join(printable.split()))[:MAX_WORDS]


def seed(value: Any) -> int | None:
    return _within(value, catalogue.MAX_SEED)


def cost(value: Any) -> int | None:
    return _within(value, MAX_COST)


def _within(value: Any, most: int) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= most else None


def status(value: Any) -> int | None:
    """An HTTP status of an error, as a number or in digits."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{3}", value):
        value = int(value)
    number = _within(value, 599)
    return number if number is not None and number >= 400 else None  # noqa: PLR2004


def generation_id(value: Any) -> str | None:
    """An id that may stand in a path; None for any other."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return value if isinstance(value, str) and USABLE_ID.fullmatch(value) else None


def id_in_bytes(body: bytes) -> str | None:
    """The one generation id in a body that cannot be read as a whole, cut or broken off."""
    found = set(_ID_IN_BYTES.findall(body))
    return found.pop().decode("ascii") if len(found) == 1 else None


def is_web_page(reply: Reply) -> bool:
    start = reply.body[:500].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return "html" in reply.content_type.lower() or start.startswith((b"<!doctype", b"<html"))


def error_text(reply: Reply) -> str:
    """The server's own words about what went wrong, fit to be shown; "" if it gave none."""
    if is_web_page(reply):
        return WEB_PAGE
    answer = load(reply.body)
    if answer is not None:
        return words(answer)
    return line(reply.body[: 4 * MAX_WORDS].decode("utf-8-sig", "replace"))


def words(answer: dict[str, Any]) -> str:
    """The first telling text among the fields in which APIs put theirs."""
    for field in _WORDS:
        said = _said(answer.get(field))
        if said:
            return said
    return ""


def _said(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(filter(None, (line(_inner(entry)) for entry in value[:20])))
    return line(_inner(value))


def _inner(value: Any) -> Any:
    match value:
        case {"msg": inner} | {"message": inner} | {"error": inner} | {"detail": inner}:
            return inner
        case bool():
            return ""
        case int():
            return str(value)
    return value


def retry_after(header: str, now: datetime) -> float | None:
    """Seconds to wait, from a number or a date, within a second and an hour; None if unreadable."""
    said = header.strip()
    try:
        seconds = float(said)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(said) - now).total_seconds()
        except (ValueError, TypeError, OverflowError, IndexError):
            return None
    return None if math.isnan(seconds) else min(max(seconds, 1.0), 3600.0)
