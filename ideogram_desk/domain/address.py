"""Where callbacks may go: one strict reading of a web address, and whose machine an IP address is.

As with the API's links, nothing that connects can read another host out of an address than the one
that was judged. Whether an IP address is public is told by explicit lists and not by the standard
library's `is_global`, which takes multicast, NAT64 and 6to4 addresses for global ones.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Final

IPAddress = IPv4Address | IPv6Address

MAX_URL: Final = 2_000  # characters
_PORTS = {"https": 443, "http": 80}
_LEAST_FREE_PORT = 1024
_MOST_PORT = 65_535
_LONGEST_LABEL = 63

# Printable ASCII without space, quotes, backslash, angle brackets, braces, bar, caret, backtick
# and number sign; no "@" before the path: a user name there can only be meant to mislead.
_ADDRESS = re.compile(
    r"""(?P<scheme>https?)://
        (?P<host>\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)
        (?::(?P<port>[0-9]{1,5}))?
        (?P<target>[/?][!$-;=?-\[\]_a-z~%]*)?""",
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)  # a name that ends in one is read as an IP

# What browsers refuse, and what listens for commands and not for callbacks: databases, queues,
# remote control, containers.
_BAD_PORTS = frozenset(
    {1433, 1521, 1719, 1720, 1723, 2049, 2181, 2375, 2376, 2379, 2380, 3128, 3306, 3389, 3659}
    | {4045, 4190, 4369, 5060, 5061, 5432, 5672, 5900, 5984, 5985, 5986, 6000, 6379, 6443, 6566}
    | {*range(6665, 6670), 6679, 6697, 8500, 9042, 9092, 9100, 9200, 9300, 10080, 10250, 11211}
    | {15672, 25672, 27017, 27018, 50070}
)
_OWN_SUFFIXES = (
    *(".local", ".internal", ".localhost", ".localdomain", ".lan", ".home", ".home.arpa"),
    *(".corp", ".intranet", ".private", ".onion", ".invalid"),
)
_METADATA_NAMES = frozenset(
    {
        *("metadata", "metadata.google.internal", "metadata.goog", "metadata.azure.internal"),
        *("instance-data", "instance-data.ec2.internal"),
    }
)

# The services that tell a cloud machine its own credentials; one is in the public range.
_METADATA = frozenset(
    ipaddress.ip_address(text)
    for text in (
        *("169.254.169.254", "169.254.170.2", "169.254.170.23", "169.254.169.253"),
        *("169.254.169.123", "100.100.100.200", "168.63.129.16", "192.0.0.192"),
        *("fd00:ec2::254", "fd00:ec2::253", "fd00:ec2::23", "fd20:ce::254"),
    )
)
_OWN = tuple(
    ipaddress.ip_network(text)
    for text in (
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"),
        *("::1/128", "fe80::/10", "fc00::/7"),
    )
)
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # shared by a provider's customers
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
        "2001::/23",  # protocols' own, benchmarks; Teredo is judged by what it embeds
        "2001:db8::/32",  # documentation
        "3fff::/20",  # documentation
    )
)
_PUBLIC6 = ipaddress.ip_network("2000::/3")  # all that is given out to the public
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Address:
    """A web address, taken apart. `target` is the path with its query and starts with a slash."""

    scheme: str
    host: str  # lower case; an IPv6 address without its brackets
    port: int
    target: str

    @property
    def ip(self) -> IPAddress | None:
        """The address that the host is, if it is no name."""
        try:
            return ipaddress.ip_address(self.host)
        except ValueError:
            return None

    @property
    def authority(self) -> str:
        """What stands in a Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def read(url: str) -> Address | None:
    """The parts of a whole http or https address; None if it is none, or an odd one."""
    match = _ADDRESS.fullmatch(url)
    if match is None:
        return None
    scheme, host = match["scheme"].lower(), match["host"].lower().strip("[]")
    port = int(match["port"]) if match["port"] else _PORTS[scheme]
    target = match["target"] or "/"
    if target.startswith("?"):
        target = f"/{target}"
    address = Address(scheme, host, port, target)
    labels = host.split(".")
    if ":" in host or _NUMBER.fullmatch(labels[-1]):
        # Only the usual spelling counts: "127.1" and "2130706433" are no addresses here.
        fits = address.ip is not None
    else:
        fits = all(0 < len(label) <= _LONGEST_LABEL for label in labels)
    return address if fits and 0 < port <= _MOST_PORT else None


def url_problem(url: str, *, own_network: bool) -> str:  # noqa: PLR0911  one way out a rule
    """Why callbacks may not go to this address, as a plain sentence; "" if they may.

    `own_network` is the user's word that it is his own machine or network. Where a name leads is
    judged by `ip_problem` when it is called.
    """
    if len(url) > MAX_URL:
        return f"The address is too long; {MAX_URL:,} characters are the most."
    address = read(url)
    if address is None:
        return (
            "This is not a full web address. It looks like https://example.com/path, in plain "
            "ASCII characters, without a user name and without “#”."
        )
    if address.port not in _PORTS.values() and (
        address.port < _LEAST_FREE_PORT or address.port in _BAD_PORTS
    ):
        return f"Callbacks do not go to port {address.port}, where other services listen."
    if address.scheme == "http" and not own_network:
        return (
            "Callbacks go over https:// only. Plain http:// is for your own machine or network, "
            "where you allow it."
        )
    ip = address.ip
    if ip is None:
        return _name_problem(address.host, own_network=own_network)
    if not own_network and is_public(ip):
        return "Callbacks go to a name, not to a bare IP address."
    return ip_problem(ip, encrypted=address.scheme == "https", own_network=own_network)


def ip_problem(ip: IPAddress, *, encrypted: bool, own_network: bool) -> str:
    """Why callbacks may not be sent to this machine, as a plain sentence; "" if they may."""
    if is_own(ip):
        if own_network:
            return ""
        return (
            "The address leads to your own machine or network. Callbacks go there only where you "
            "allow it."
        )
    if not is_public(ip):
        return "The address leads to where no callback may go."
    if not encrypted:
        return "Plain http:// is for your own machine or network only, and this leads elsewhere."
    return ""


def is_public(ip: IPAddress) -> bool:
    """Whether this is a machine on the open Internet, and no cloud's own service.

    An IPv6 address that stands for IPv4 ones is judged by those.
    """
    embedded = _embedded(ip)
    if embedded:
        return all(is_public(inner) for inner in embedded)
    plain = _without_scope(ip)
    if plain in _METADATA or any(plain in network for network in _NOT_PUBLIC):
        return False
    return plain.version == 4 or plain in _PUBLIC6  # noqa: PLR2004


def is_own(ip: IPAddress) -> bool:
    """Whether this is the user's own machine or network, and no cloud's own service."""
    plain = _without_scope(ip)
    if isinstance(plain, IPv6Address) and plain.ipv4_mapped:
        plain = plain.ipv4_mapped
    return plain not in _METADATA and any(plain in network for network in _OWN)


def _without_scope(ip: IPAddress) -> IPAddress:
    """The address without the network card that may be named in it."""
    return IPv6Address(int(ip)) if isinstance(ip, IPv6Address) else ip


def _embedded(ip: IPAddress) -> tuple[IPv4Address, ...]:
    """The IPv4 addresses that an IPv6 address leads on to; none for most."""
    if isinstance(ip, IPv4Address):
        return ()
    if ip.ipv4_mapped:
        return (ip.ipv4_mapped,)
    if ip.sixtofour:
        return (ip.sixtofour,)
    if ip.teredo:
        return ip.teredo
    if _without_scope(ip) in _NAT64:
        return (IPv4Address(int(ip) & 0xFFFF_FFFF),)
    return ()


def _name_problem(host: str, *, own_network: bool) -> str:
    if host in _METADATA_NAMES:
        return "The address leads to where no callback may go."
    if not own_network and ("." not in host or host.endswith(_OWN_SUFFIXES)):
        return (
            f"“{host}” is a name of your own machine or network. Callbacks go there only where "
            "you allow it."
        )
    return ""
