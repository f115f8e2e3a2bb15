"""Where the program may connect: the API's own address, and the links pictures are fetched from.

An address is read here by one strict pattern and not by a lenient parser, so that nothing that
connects can read another host out of it than the one that was judged.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from ideogram_desk.domain.errors import SettingsError

if TYPE_CHECKING:
    from typing import Final

PICTURE_DOMAIN: Final = "ideogram.ai"
MAX_LINK = 8_000  # characters; signed links have a few hundred
_PORTS = {"https": 443, "http": 80}
_LAST_YEAR = 3000

# Printable ASCII without space, quotes, backslash, angle brackets, braces, bar, caret, backtick;
# no "@" before the path: a user name there can only be meant to mislead.
_ADDRESS = re.compile(
    r"""(?P<scheme>https?)://
        (?P<host>\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)
        (?::(?P<port>[0-9]{1,5}))?
        (?P<path>/[!$-;=?-\[\]_a-z~\#%]*)?""",
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
_QUERY_OR_FRAGMENT = re.compile(r"[?#].*", re.DOTALL)
_USER = re.compile(r"//[^/?#]*@")
_LINK_IN_TEXT = re.compile(r"\w+://[^\s\"'<>]+")


@dataclass(frozen=True, slots=True)
class Origin:
    """The API's own address. `path` is a prefix of every call, mostly empty."""

    scheme: str
    host: str  # lower case; an IPv6 address without its brackets
    port: int
    path: str = ""

    @property
    def is_loopback(self) -> bool:
        return _is_loopback(self.host)

    @property
    def base(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"


def origin(base_url: str) -> Origin:
    """The API's address as the settings give it; raises SettingsError if it cannot be one."""
    parts = _read(base_url.strip())
    if parts is None or "?" in parts.path or "#" in parts.path:
        raise SettingsError(
            "The API's address is not a web address. It looks like https://api.ideogram.ai, "
            "without a user name and without “?”. Correct it in the settings."
        )
    if parts.scheme == "http" and not parts.is_loopback:
        raise SettingsError(
            "The API's address starts with http://, which would send your key unprotected. "
            "Use https://; plain http is for a server on this computer only."
        )
    return parts


def refusal(url: str, api: Origin) -> str:
    """Why no picture is fetched from a link, as a plain sentence; "" if one may be."""
    if len(url) > MAX_LINK:
        return "The API gave a link that is far too long."
    link = _read(url)
    if link is None:
        return "The API gave something that is not a full web link."
    on_this_computer = link.is_loopback and api.is_loopback
    if link.scheme == "http" and not (on_this_computer and api.scheme == "http"):
        return "The API gave a link without encryption; it was not followed."
    known = link.host == api.host or on_this_computer or _is_ideogram(link.host)
    if not known:
        return "The API gave a link to a host that is not Ideogram's; it was not followed."
    own_port = link.host == api.host and link.port == api.port
    if not (on_this_computer or own_port or link.port == _PORTS["https"]):
        return "The API gave a link to an unusual port; it was not followed."
    return ""


def expiry(url: str) -> datetime | None:
    """When a link ends, by its own `exp`, or None if it does not say."""
    said = parse_qs(url.partition("?")[2].partition("#")[0]).get("exp", [""])[0]
    if not re.fullmatch(r"[0-9]{1,12}", said):
        return None
    try:
        ends = datetime.fromtimestamp(int(said), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return ends if ends.year < _LAST_YEAR else None


def redacted(url: str) -> str:
    """A link for the log: without its query, where the signature is, and without a user name."""
    return _QUERY_OR_FRAGMENT.sub("?…", _USER.sub("//", url))


def without_links(text: str) -> str:
    """A text for people in which every web link is `redacted`."""
    return _LINK_IN_TEXT.sub(lambda match: redacted(match[0]), text)


def _is_ideogram(host: str) -> bool:
    return host == PICTURE_DOMAIN or host.endswith("." + PICTURE_DOMAIN)


def _is_loopback(host: str) -> bool:
    # Only the usual spelling counts: "127.1" and "2130706433" are no addresses here.
    return host == "localhost" or (_is_ip_address(host) and ipaddress.ip_address(host).is_loopback)


def _is_ip_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _read(url: str) -> Origin | None:
    match = _ADDRESS.fullmatch(url)
    if match is None or not all(0 < len(label) < 64 for label in match["host"].split(".")):  # noqa: PLR2004
        return None
    scheme, host = match["scheme"].lower(), match["host"].lower().strip("[]")
    if ":" in host and not _is_ip_address(host):
        return None
    port = int(match["port"]) if match["port"] else _PORTS[scheme]
    if not 0 < port < 2**16:
        return None
    return Origin(scheme, host, port, (match["path"] or "").rstrip("/"))
